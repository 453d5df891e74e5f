//! The capability of rooms and members: what is written goes to the writer, what is read is read here.

use async_trait::async_trait;
use sociable_protocol::{Member, Room, RoomKind, RoomSlug, RoomSummary, Timestamp, UserId};

use super::attempt::{Attempt, outcome};
use super::members::{Admit, ChangeMember, Leave, Mute};
use super::place::{Place, effective};
use super::rooms::{Create, OpenDirect, Update};
use super::rows::Columns;
use super::statements::statements;
use super::{SqliteStore, summaries};
use crate::store::{MemberChange, MemberRule, NewRoom, Outcome, RoomChange, Rooms, Standing, StandingRule, StoreError};

statements! {
    LIST =
        "SELECT u.id, u.name, u.avatar, u.subject IS NOT NULL, p.role, u.role, u.last_seen_at FROM ( \
             SELECT user_id, role FROM members WHERE room_id = ?1 AND user_id > ?2 \
             UNION ALL SELECT user_id, NULL FROM invitations WHERE room_id = ?1 AND user_id > ?2 \
             ORDER BY user_id LIMIT ?3 \
         ) p CROSS JOIN users u ON u.id = p.user_id";
}

#[async_trait]
impl Rooms for SqliteStore {
    async fn create_room(&self, room: NewRoom, limit: usize) -> Outcome<Room> {
        self.writer.write(Create { room, limit }).await
    }

    async fn open_direct(&self, slug: &RoomSlug, between: [UserId; 2], now: Timestamp, limit: usize) -> Outcome<Room> {
        self.writer.write(OpenDirect { slug: slug.clone(), between, now, limit }).await
    }

    async fn standing(&self, room: &RoomSlug, user: UserId) -> Result<Option<Standing>, StoreError> {
        Ok(Place::find(&mut *self.reader().await?, room, user).await?.map(|place| place.standing))
    }

    async fn update_room(&self, room: &RoomSlug, by: UserId, change: RoomChange, allow: StandingRule) -> Outcome<Room> {
        self.writer.write(Update { room: room.clone(), by, change, allow }).await
    }

    async fn admit(
        &self,
        room: &RoomSlug,
        user: UserId,
        now: Timestamp,
        limit: usize,
        allow: StandingRule,
    ) -> Outcome<()> {
        self.writer.write(Admit { room: room.clone(), user, now, limit, allow, by_another: false }).await
    }

    async fn add(
        &self,
        room: &RoomSlug,
        user: UserId,
        now: Timestamp,
        limit: usize,
        allow: StandingRule,
    ) -> Outcome<()> {
        self.writer.write(Admit { room: room.clone(), user, now, limit, allow, by_another: true }).await
    }

    async fn leave(&self, room: &RoomSlug, user: UserId) -> Outcome<()> {
        self.writer.write(Leave { room: room.clone(), user }).await
    }

    async fn change_member(
        &self,
        room: &RoomSlug,
        by: UserId,
        target: UserId,
        change: MemberChange,
        now: Timestamp,
        limit: usize,
        allow: MemberRule,
    ) -> Outcome<()> {
        self.writer.write(ChangeMember { room: room.clone(), by, target, change, now, limit, allow }).await
    }

    async fn set_muted(&self, room: &RoomSlug, user: UserId, muted: bool, allow: StandingRule) -> Outcome<()> {
        self.writer.write(Mute { room: room.clone(), user, muted, allow }).await
    }

    async fn rooms_of(&self, user: UserId) -> Result<Vec<RoomSummary>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let rooms = summaries::of_person(&mut snapshot, user).await?;
        snapshot.commit().await?;
        Ok(rooms)
    }

    async fn summary(&self, room: &RoomSlug, user: UserId) -> Result<Option<RoomSummary>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let summary = summaries::of_room(&mut snapshot, room, user).await?;
        snapshot.commit().await?;
        Ok(summary.filter(|summary| {
            summary.room.kind == RoomKind::Public || summary.role.is_some() || summary.invited_by.is_some()
        }))
    }

    async fn public_rooms(
        &self,
        user: UserId,
        only: Option<&[RoomSlug]>,
        after: Option<&RoomSlug>,
        limit: u32,
    ) -> Result<(Vec<RoomSummary>, bool), StoreError> {
        let mut snapshot = self.snapshot().await?;
        let mut rooms = summaries::public(&mut snapshot, user, only, after, i64::from(limit) + 1).await?;
        snapshot.commit().await?;
        let more = cut(&mut rooms, limit);
        Ok((rooms, more))
    }

    async fn all_rooms(&self, after: Option<&RoomSlug>, limit: u32) -> Result<(Vec<RoomSummary>, bool), StoreError> {
        let mut snapshot = self.snapshot().await?;
        let mut rooms = summaries::all(&mut snapshot, after, i64::from(limit) + 1).await?;
        snapshot.commit().await?;
        let more = cut(&mut rooms, limit);
        Ok((rooms, more))
    }

    async fn members(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: Option<UserId>,
        limit: u32,
        allow: StandingRule,
    ) -> Outcome<(Vec<Member>, bool)> {
        outcome(self.list(room, reader, after, limit, allow).await)
    }
}

impl SqliteStore {
    async fn list(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: Option<UserId>,
        limit: u32,
        allow: StandingRule,
    ) -> Attempt<(Vec<Member>, bool)> {
        let mut snapshot = self.snapshot().await?;
        let place = Place::enter(&mut snapshot, room, reader, allow).await?;
        let rows = sqlx::query(LIST)
            .bind(place.id)
            .bind(after.as_ref().map_or(&[][..], |id| id.as_bytes().as_slice()))
            .bind(i64::from(limit) + 1)
            .fetch_all(&mut *snapshot)
            .await?;
        snapshot.commit().await?;
        let mut members = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut columns = Columns::of(row);
            members.push(Member {
                user: columns.user()?,
                role: effective(columns.optional_role()?, columns.optional_role()?),
                last_seen: columns.optional_time()?,
            });
        }
        let more = cut(&mut members, limit);
        Ok((members, more))
    }
}

/// Cuts a list to `limit`, and tells whether that took something away.
fn cut<T>(list: &mut Vec<T>, limit: u32) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = list.len() > limit;
    list.truncate(limit);
    more
}
