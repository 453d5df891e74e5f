//! Keeping rooms and who belongs to them.

use async_trait::async_trait;
use sociable_protocol::{Member, Role, Room, RoomKind, RoomName, RoomSlug, RoomSummary, Timestamp, Topic, UserId};

use super::{MemberRule, Outcome, Standing, StandingRule, StoreError};

/// A room to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoom {
    /// Its address.
    pub slug: RoomSlug,
    /// Its name.
    pub name: RoomName,
    /// Public or private.
    pub kind: RoomKind,
    /// What it is about.
    pub topic: Topic,
    /// Who makes it, and becomes its owner; `None` for a room without one, as the lobby is.
    pub owner: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// What to change of a room; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomChange {
    /// Its name.
    pub name: Option<RoomName>,
    /// Its topic.
    pub topic: Option<Topic>,
    /// Whether it is closed.
    pub archived: Option<bool>,
}

/// What to change of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChange {
    /// Offer them to come in. Nothing changes for one who is a member or invited already. An invitation counts as one
    /// of the person's rooms.
    Invite,
    /// Take them out, or an invitation back.
    Remove,
    /// Take them out, and do not let them back.
    Ban,
    /// Let them back.
    Unban,
    /// Give them a role. [`super::Refused::UserNotFound`] where they are not a member.
    SetRole(Role),
}

/// Rooms and who belongs to them.
#[async_trait]
pub trait Rooms: Send + Sync {
    /// Makes a public or private room. Publishes [`super::Committed::RoomMade`], and
    /// [`super::Committed::RoomAdded`] and [`super::Committed::MemberCame`] for its owner. [`super::Refused::SlugTaken`];
    /// [`super::Refused::LimitReached`] where the owner has `limit` rooms already; archived ones that are another's do not
    /// count, here and below.
    async fn create_room(&self, room: NewRoom, limit: usize) -> Outcome<Room>;

    /// The direct room of two people under this address, made where there is none; one who left it is in it again.
    /// Publishes [`super::Committed::RoomAdded`] for whom it was not there before. [`super::Refused::UserNotFound`], also where both
    /// are the same; [`super::Refused::SlugTaken`] where the address is another room's; [`super::Refused::LimitReached`] where one of
    /// them has `limit` rooms already.
    async fn open_direct(&self, slug: &RoomSlug, between: [UserId; 2], now: Timestamp, limit: usize) -> Outcome<Room>;

    /// What a person is in a room. `None` where there is no such room.
    async fn standing(&self, room: &RoomSlug, user: UserId) -> Result<Option<Standing>, StoreError>;

    /// Changes what a room shows. Publishes [`super::Committed::RoomUpdated`] where something is another.
    async fn update_room(&self, room: &RoomSlug, by: UserId, change: RoomChange, allow: StandingRule) -> Outcome<Room>;

    /// Makes a person a member, where `allow` lets them in and they are not one yet; an invitation is used up. Their
    /// read cursor starts at the head: what was said before they came is not unread. Publishes
    /// [`super::Committed::MemberCame`]. [`super::Refused::LimitReached`] where
    /// they have `limit` rooms already, not counting an invitation to this one.
    async fn admit(
        &self,
        room: &RoomSlug,
        user: UserId,
        now: Timestamp,
        limit: usize,
        allow: StandingRule,
    ) -> Outcome<()>;

    /// As [`admit`](Self::admit), by another's hand: publishes [`super::Committed::RoomAdded`] for them, too.
    async fn add(
        &self,
        room: &RoomSlug,
        user: UserId,
        now: Timestamp,
        limit: usize,
        allow: StandingRule,
    ) -> Outcome<()>;

    /// Ends a membership, or declines an invitation. Publishes [`super::Committed::MemberGone`]. [`super::Refused::RoomNotFound`], also
    /// for one who is neither a member of nor invited to a room that is not public; else [`super::Refused::NotMember`].
    async fn leave(&self, room: &RoomSlug, user: UserId) -> Outcome<()>;

    /// Changes something of another's membership. Publishes [`super::Committed::RoomAdded`] for one who is now invited,
    /// [`super::Committed::MemberGone`] for one who was a member or invited and is no more, [`super::Committed::RoleChanged`].
    /// Nothing is changed or published where it is so already. [`super::Refused::UserNotFound`] where no such person is known;
    /// [`super::Refused::LimitReached`] where one who is invited has `limit` rooms already.
    #[expect(clippy::too_many_arguments, reason = "who does what to whom, where, when and by which rule")]
    async fn change_member(
        &self,
        room: &RoomSlug,
        by: UserId,
        target: UserId,
        change: MemberChange,
        now: Timestamp,
        limit: usize,
        allow: MemberRule,
    ) -> Outcome<()>;

    /// Notes whether a room makes no noise for one of its members, until they are one no longer. Publishes
    /// [`super::Committed::Muted`] where it was otherwise. [`super::Refused::RoomNotFound`], [`super::Refused::NotMember`] and what
    /// `allow` says.
    async fn set_muted(&self, room: &RoomSlug, user: UserId, muted: bool, allow: StandingRule) -> Outcome<()>;

    /// The rooms a person is a member of or invited to, the one with the newest message first. Archived ones are only in
    /// it where the person is an owner.
    async fn rooms_of(&self, user: UserId) -> Result<Vec<RoomSummary>, StoreError>;

    /// What one room is to a person. `None` where it does not exist for them: it is private and they are neither a
    /// member nor invited.
    async fn summary(&self, room: &RoomSlug, user: UserId) -> Result<Option<RoomSummary>, StoreError>;

    /// At most `limit` public rooms that are not archived, by slug, and whether there are more; where `only` is given, of
    /// those alone.
    async fn public_rooms(
        &self,
        user: UserId,
        only: Option<&[RoomSlug]>,
        after: Option<&RoomSlug>,
        limit: u32,
    ) -> Result<(Vec<RoomSummary>, bool), StoreError>;

    /// At most `limit` rooms but direct ones, by slug, archived ones included, and whether there are more. As they are to
    /// nobody in particular, without their last messages.
    async fn all_rooms(&self, after: Option<&RoomSlug>, limit: u32) -> Result<(Vec<RoomSummary>, bool), StoreError>;

    /// At most `limit` members of a room and people invited to it, by id, and whether there are more.
    async fn members(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: Option<UserId>,
        limit: u32,
        allow: StandingRule,
    ) -> Outcome<(Vec<Member>, bool)>;
}
