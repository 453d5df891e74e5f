//! Rooms: listing, making, changing and leaving them.

use sociable_protocol::{
    CreateRoom, Error, LeaveReply, LeaveRoom, ListRooms, ListRoomsReply, OpenDirect, RoomKind, RoomName, RoomReply,
    RoomScope, RoomSlug, RoomSummary, Topic, UpdateRoom, UserId,
};

use super::refusal::{answer, forbidden, invalid, limit_reached, refused, unavailable};
use super::{Actor, Chat, now, rules, slug};
use crate::store::{NewRoom, Refused, RoomChange};

impl Chat {
    /// One's rooms, or a page of the public ones.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn list_rooms<'a>(&self, actor: impl Into<Actor<'a>>, list: ListRooms) -> Result<ListRoomsReply, Error> {
        let Actor { user, access } = actor.into();
        let listed = match list.scope {
            RoomScope::Joined => self.store.rooms_of(user.id).await.map(|rooms| (rooms, false)),
            RoomScope::Public => {
                let (only, page) = (access.rooms(), self.limits.rooms_page);
                self.store.public_rooms(user.id, only.as_deref(), list.after.as_ref(), page).await
            }
        };
        let (mut rooms, has_more) = listed.map_err(|error| unavailable(&error))?;
        rooms.retain(|summary| access.allows(&summary.room.slug));
        Ok(ListRoomsReply { rooms, has_more })
    }

    /// Makes a public or private room, owned by `user`.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) for a direct room, or where an
    /// address must be given; [`ErrorCode::SlugTaken`](sociable_protocol::ErrorCode::SlugTaken);
    /// [`ErrorCode::LimitReached`](sociable_protocol::ErrorCode::LimitReached);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable).
    pub async fn create_room<'a>(&self, actor: impl Into<Actor<'a>>, create: CreateRoom) -> Result<RoomReply, Error> {
        let Actor { user, access } = actor.into();
        if create.kind == RoomKind::Direct {
            return Err(invalid("kind", "a room is made public or private; for a direct one there is room:direct"));
        }
        let slug = slug::for_room(create.slug, &create.name)?;
        if !access.allows(&slug) {
            return Err(forbidden("your token names the rooms that you may be in, and this is none of them"));
        }
        let room = NewRoom {
            slug,
            name: create.name,
            kind: create.kind,
            topic: create.topic,
            owner: Some(user.id),
            created_at: now(),
        };
        let room = answer(self.store.create_room(room, self.limits.rooms_per_user).await, |why| match why {
            Refused::LimitReached => self.too_many_rooms(),
            why => refused(why),
        })?;
        Ok(RoomReply { room })
    }

    /// Makes a public room that nobody owns, as the lobby, where there is none of this address; an old one stays as it is.
    ///
    /// # Errors
    /// [`ErrorCode::SlugTaken`](sociable_protocol::ErrorCode::SlugTaken) where the address is that of a room which is not
    /// public; [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn found_room(&self, slug: RoomSlug, name: RoomName) -> Result<(), Error> {
        let slug = slug::for_room(Some(slug), &name)?;
        let nobody = UserId::new(now(), [0; 10]);
        let standing = self.store.standing(&slug, nobody).await.map_err(|error| unavailable(&error))?;
        match standing.map(|standing| standing.kind) {
            Some(RoomKind::Public) => Ok(()),
            Some(RoomKind::Private | RoomKind::Direct) => Err(refused(Refused::SlugTaken)),
            None => {
                let (kind, topic, created_at) = (RoomKind::Public, Topic::default(), now());
                let room = NewRoom { slug, name, kind, topic, owner: None, created_at };
                answer(self.store.create_room(room, self.limits.rooms_per_user).await, refused).map(|_| ())
            }
        }
    }

    /// The direct room of two people, made where there is none.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) with oneself;
    /// [`ErrorCode::UserNotFound`](sociable_protocol::ErrorCode::UserNotFound);
    /// [`ErrorCode::LimitReached`](sociable_protocol::ErrorCode::LimitReached);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable).
    pub async fn open_direct<'a>(&self, actor: impl Into<Actor<'a>>, open: OpenDirect) -> Result<RoomReply, Error> {
        let Actor { user, access } = actor.into();
        if open.user == user.id {
            return Err(invalid("user", "a direct room is with somebody else"));
        }
        let slug = slug::for_direct(user.id, open.user)?;
        if !access.allows(&slug) {
            return Err(forbidden("your token names the rooms that you may be in, and direct ones are not among them"));
        }
        let opened = self.store.open_direct(&slug, [user.id, open.user], now(), self.limits.rooms_per_user).await;
        let room = answer(opened, |why| match why {
            Refused::LimitReached => {
                let most = self.limits.rooms_per_user;
                limit_reached(format!("you or they are in {most} rooms already; one must be left first")).at("user")
            }
            why => refused(why),
        })?;
        Ok(RoomReply { room })
    }

    /// Changes what a room shows, and whether it is archived.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](sociable_protocol::ErrorCode::Forbidden) by role, and for a direct room;
    /// [`ErrorCode::RoomArchived`](sociable_protocol::ErrorCode::RoomArchived) unless it is opened again;
    /// [`ErrorCode::RoomNotFound`](sociable_protocol::ErrorCode::RoomNotFound),
    /// [`ErrorCode::NotJoined`](sociable_protocol::ErrorCode::NotJoined),
    /// [`ErrorCode::Banned`](sociable_protocol::ErrorCode::Banned);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable).
    pub async fn update_room<'a>(&self, actor: impl Into<Actor<'a>>, update: UpdateRoom) -> Result<RoomReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&update.room)?;
        let UpdateRoom { room, name, topic, archived } = update;
        let change = RoomChange { name, topic, archived };
        let allow = rules::update(&change);
        let room = answer(self.store.update_room(&room, user.id, change, allow).await, |why| match why {
            Refused::Forbidden => forbidden(
                "moderators rename a room and set its topic, owners archive it, and a direct room stays as it is",
            ),
            why => refused(why),
        })?;
        Ok(RoomReply { room })
    }

    /// Ends a membership, or declines an invitation. A room may lose its last owner by it, and then has none.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](sociable_protocol::ErrorCode::Forbidden) for a direct room;
    /// [`ErrorCode::NotJoined`](sociable_protocol::ErrorCode::NotJoined),
    /// [`ErrorCode::RoomNotFound`](sociable_protocol::ErrorCode::RoomNotFound),
    /// [`ErrorCode::Banned`](sociable_protocol::ErrorCode::Banned);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable).
    pub async fn leave_room<'a>(&self, actor: impl Into<Actor<'a>>, leave: LeaveRoom) -> Result<LeaveReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&leave.room)?;
        let room = leave.room;
        let direct = |why| match why {
            Refused::Forbidden => forbidden("a direct room is not left; hide it in your list instead"),
            why => refused(why),
        };
        // Asked beforehand, because what it depends on never changes: a direct room stays one.
        let standing = self.standing(&room, user.id).await?;
        rules::leave(&standing).map_err(direct)?;
        answer(self.store.leave(&room, user.id).await, direct)?;
        Ok(LeaveReply {})
    }

    /// What a room is to a person; `None` where there is none for them.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn summary(&self, room: &RoomSlug, user: UserId) -> Result<Option<RoomSummary>, Error> {
        self.store.summary(room, user).await.map_err(|error| unavailable(&error))
    }

    pub(super) async fn standing(&self, room: &RoomSlug, user: UserId) -> Result<crate::store::Standing, Error> {
        let standing = self.store.standing(room, user).await.map_err(|error| unavailable(&error))?;
        standing.ok_or_else(|| refused(Refused::RoomNotFound))
    }

    pub(super) fn too_many_rooms(&self) -> Error {
        let most = self.limits.rooms_per_user;
        limit_reached(format!("you are in {most} rooms already; leave one first")).at("room")
    }
}
