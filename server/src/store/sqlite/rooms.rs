//! Making rooms and changing what they show.

use async_trait::async_trait;
use sociable_protocol::{Role, Room, RoomKind, RoomName, RoomSlug, Timestamp, UserId};
use sqlx::SqliteConnection;

use super::attempt::Attempt;
use super::members::{self, Limited, check_limit};
use super::people;
use super::place::Place;
use super::rows::{Columns, kind};
use super::statements::statements;
use super::writer::Mutation;
use crate::store::{Committed, NewRoom, Refused, RoomChange, StandingRule, StoreError};

statements! {
    KNOWN = "SELECT 1 FROM rooms WHERE slug = ?1";
    CREATE =
        "INSERT INTO rooms (slug, name, kind, topic, direct_a, direct_b, created_at, active_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) RETURNING id";
    UPDATE = "UPDATE rooms SET name = ?2, topic = ?3, archived = ?4 WHERE id = ?1";
}

/// Makes a room.
pub(super) struct Create {
    pub(super) room: NewRoom,
    pub(super) limit: usize,
}

#[async_trait]
impl Mutation for Create {
    type Reply = Room;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Room> {
        let NewRoom { slug, name, kind, topic, owner, created_at } = &self.room;
        if sqlx::query(KNOWN).bind(slug.as_str()).fetch_optional(&mut *connection).await?.is_some() {
            return Err(Refused::SlugTaken.into());
        }
        if let Some(owner) = owner {
            check_limit(connection, *owner, Limited::Rooms, self.limit).await?;
        }
        let room = Room {
            slug: slug.clone(),
            name: name.clone(),
            kind: *kind,
            topic: topic.clone(),
            archived: false,
            between: Vec::new(),
        };
        let id = create(connection, &room, *created_at).await?;
        committed.push(Committed::RoomMade(room.clone()));
        if let Some(owner) = owner {
            members::add(connection, (id, *owner), Role::Owner, *created_at).await?;
            committed.push(Committed::MemberCame { room: slug.clone(), user: *owner });
            committed.push(Committed::RoomAdded { room: slug.clone(), users: vec![*owner] });
        }
        Ok(room)
    }
}

/// Makes the direct room of two people, or brings back into it whoever has left it.
pub(super) struct OpenDirect {
    pub(super) slug: RoomSlug,
    pub(super) between: [UserId; 2],
    pub(super) now: Timestamp,
    pub(super) limit: usize,
}

#[async_trait]
impl Mutation for OpenDirect {
    type Reply = Room;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Room> {
        let [a, b] = self.between;
        let first = people::find(connection, a).await?.ok_or(Refused::UserNotFound)?.user;
        let second = people::find(connection, b).await?.filter(|_| a != b).ok_or(Refused::UserNotFound)?.user;
        let known = Place::find(connection, &self.slug, a).await?;
        let mut missing = Vec::new();
        for user in self.between {
            let place = Place::find(connection, &self.slug, user).await?;
            if place.as_ref().is_some_and(|place| !place.room.between.iter().any(|other| other.id == user)) {
                return Err(Refused::SlugTaken.into());
            }
            if place.is_none_or(|place| place.standing.role.is_none()) {
                check_limit(connection, user, Limited::Directs, self.limit).await?;
                missing.push(user);
            }
        }
        let (id, room) = match known {
            Some(place) => (place.id, place.room),
            None => {
                let room = Room {
                    slug: self.slug.clone(),
                    name: RoomName::from(self.slug.clone()),
                    kind: RoomKind::Direct,
                    topic: sociable_protocol::Topic::default(),
                    archived: false,
                    between: vec![first, second],
                };
                (create(connection, &room, self.now).await?, room)
            }
        };
        for user in &missing {
            members::add(connection, (id, *user), Role::Owner, self.now).await?;
        }
        if !missing.is_empty() {
            committed.push(Committed::RoomAdded { room: self.slug.clone(), users: missing });
        }
        Ok(room)
    }
}

async fn create(connection: &mut SqliteConnection, room: &Room, now: Timestamp) -> Result<i64, StoreError> {
    let mut between = room.between.iter().map(|user| user.id.as_bytes().as_slice());
    let row = sqlx::query(CREATE)
        .bind(room.slug.as_str())
        .bind(room.name.as_str())
        .bind(kind(room.kind))
        .bind(room.topic.as_str())
        .bind(between.next())
        .bind(between.next())
        .bind(now.as_millis())
        .fetch_one(connection)
        .await?;
    Columns::of(&row).take()
}

/// Changes what a room shows.
pub(super) struct Update {
    pub(super) room: RoomSlug,
    pub(super) by: UserId,
    pub(super) change: RoomChange,
    pub(super) allow: StandingRule,
}

#[async_trait]
impl Mutation for Update {
    type Reply = Room;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Room> {
        let place = Place::enter(connection, &self.room, self.by, self.allow).await?;
        let mut room = place.room.clone();
        let RoomChange { name, topic, archived } = self.change.clone();
        room.name = name.unwrap_or(room.name);
        room.topic = topic.unwrap_or(room.topic);
        room.archived = archived.unwrap_or(room.archived);
        if room != place.room {
            sqlx::query(UPDATE)
                .bind(place.id)
                .bind(room.name.as_str())
                .bind(room.topic.as_str())
                .bind(room.archived)
                .execute(connection)
                .await?;
            committed.push(Committed::RoomUpdated(room.clone()));
        }
        Ok(room)
    }
}
