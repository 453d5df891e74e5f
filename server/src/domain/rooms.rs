//! Rooms: listing, making, changing and leaving them.

use sociable_protocol::{
    CreateRoom, Error, LeaveReply, LeaveRoom, ListRooms, ListRoomsReply, OpenDirect, RoomKind, RoomReply, RoomScope,
    RoomSlug, RoomSummary, UpdateRoom, User, UserId,
};

use super::refusal::{answer, forbidden, invalid, limit_reached, refused, unavailable};
use super::{Chat, now, rules, slug};
use crate::store::{NewRoom, Refused, RoomChange};

impl Chat {
    /// One's rooms, or a page of the public ones.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn list_rooms(&self, user: &User, list: ListRooms) -> Result<ListRoomsReply, Error> {
        let listed = match list.scope {
            RoomScope::Joined => self.store.rooms_of(user.id).await.map(|rooms| (rooms, false)),
            RoomScope::Public => self.store.public_rooms(user.id, list.after.as_ref(), self.limits.rooms_page).await,
        };
        let (rooms, has_more) = listed.map_err(|error| unavailable(&error))?;
        Ok(ListRoomsReply { rooms, has_more })
    }

    /// Makes a public or private room, owned by `user`.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) for a direct room, or where an
    /// address must be given; [`ErrorCode::SlugTaken`](sociable_protocol::ErrorCode::SlugTaken);
    /// [`ErrorCode::LimitReached`](sociable_protocol::ErrorCode::LimitReached);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable).
    pub async fn create_room(&self, user: &User, create: CreateRoom) -> Result<RoomReply, Error> {
        if create.kind == RoomKind::Direct {
            return Err(invalid("kind", "a room is made public or private; for a direct one there is room:direct"));
        }
        let room = NewRoom {
            slug: slug::for_room(create.slug, &create.name)?,
            name: create.name,
            kind: create.kind,
            topic: create.topic,
            owner: user.id,
            created_at: now(),
        };
        let room = answer(self.store.create_room(room, self.limits.rooms_per_user).await, |why| match why {
            Refused::LimitReached => self.too_many_rooms(),
            why => refused(why),
        })?;
        Ok(RoomReply { room })
    }

    /// The direct room of two people, made where there is none.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) with oneself;
    /// [`ErrorCode::UserNotFound`](sociable_protocol::ErrorCode::UserNotFound);
    /// [`ErrorCode::LimitReached`](sociable_protocol::ErrorCode::LimitReached);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable).
    pub async fn open_direct(&self, user: &User, open: OpenDirect) -> Result<RoomReply, Error> {
        if open.user == user.id {
            return Err(invalid("user", "a direct room is with somebody else"));
        }
        let slug = slug::for_direct(user.id, open.user)?;
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
    pub async fn update_room(&self, user: &User, update: UpdateRoom) -> Result<RoomReply, Error> {
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
    pub async fn leave_room(&self, user: &User, leave: LeaveRoom) -> Result<LeaveReply, Error> {
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
