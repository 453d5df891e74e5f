//! Rooms: what there is to know of one, finding, making and changing them.

use serde::{Deserialize, Serialize};

use crate::{Message, Push, Request, Rev, Role, RoomName, RoomSlug, Seq, Topic, User, UserId};

/// Who may be in a room.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RoomKind {
    /// Everybody; whoever joins becomes a member.
    #[default]
    Public,
    /// Whoever a member invited. To others it does not exist.
    Private,
    /// Two people, for ever the same.
    Direct,
}

/// What there is to know of a room: the same for everybody in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Room {
    /// Its address, which never changes.
    pub slug: RoomSlug,
    /// The name it is shown under. A direct room is shown under the name of the other of [`Room::between`].
    pub name: RoomName,
    /// Who may be in it.
    #[serde(default)]
    pub kind: RoomKind,
    /// What it is about; may be empty.
    #[serde(default, skip_serializing_if = "Topic::is_empty")]
    pub topic: Topic,
    /// Whether it is closed: nobody reads or writes in it until an owner opens it again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// Of a direct room, the two people it is between; of another, nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub between: Vec<User>,
}

/// A room as one person has it in their list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomSummary {
    /// The room.
    pub room: Room,
    /// What one is in it; missing where one is not a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Who invited one, while that is neither accepted (by `room:join`) nor declined (by `room:leave`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<User>,
    /// How many members it has.
    pub members: u64,
    /// Position of its last message. 0 where there is none, or one may not read it yet.
    pub head: Seq,
    /// The last position one has read; see [`SetRead`](crate::SetRead).
    pub read: Seq,
    /// Messages after `read` that others wrote and that are not deleted; counting ends at
    /// [`UNREAD_COUNTED`](crate::limits::UNREAD_COUNTED).
    pub unread: u32,
    /// Those of them that mention one.
    pub mentions: u32,
    /// Whether it makes no noise for one; see [`MuteRoom`](crate::MuteRoom).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
    /// Its last message, where one may read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Message>,
}

/// Which rooms to list.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RoomScope {
    /// Those one is a member of or invited to, the one with the newest message first; never more than
    /// [`ROOMS_PER_USER`](crate::limits::ROOMS_PER_USER).
    #[default]
    Joined,
    /// The public ones that are not archived, by slug, a page at a time.
    Public,
}

/// `room:list`: one's rooms with what is unread in them, or the public rooms.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ListRooms {
    /// Which.
    pub scope: RoomScope,
    /// With [`RoomScope::Public`]: only rooms after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<RoomSlug>,
}

/// The answer to [`ListRooms`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListRoomsReply {
    /// The rooms; of the public ones at most [`ROOMS_PAGE`](crate::limits::ROOMS_PAGE).
    pub rooms: Vec<RoomSummary>,
    /// Whether there are more after the last of them.
    pub has_more: bool,
}

impl Request for ListRooms {
    const EVENT: &'static str = "room:list";
    type Reply = ListRoomsReply;
}

/// `room:create`: make a room and be its owner. Join it to be in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateRoom {
    /// The name to show it under.
    pub name: RoomName,
    /// Its address; by default made of the name. One that is taken is refused with `slug_taken`, so that a retry after
    /// a lost ack does not make a second room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<RoomSlug>,
    /// Public or private; for a direct room there is [`OpenDirect`].
    #[serde(default)]
    pub kind: RoomKind,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Topic::is_empty")]
    pub topic: Topic,
}

/// `room:direct`: the direct room with somebody, made at the first call of either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpenDirect {
    /// The other person.
    pub user: UserId,
}

/// `room:update`: change what a room shows. Moderators may rename it and set its topic; owners also archive it and open
/// it again. What is missing stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateRoom {
    /// The room.
    pub room: RoomSlug,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<RoomName>,
    /// Its new topic; empty takes the old one away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// Whether it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

/// The answer to [`CreateRoom`], [`OpenDirect`] and [`UpdateRoom`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomReply {
    /// The room as it is now.
    pub room: Room,
}

impl Request for CreateRoom {
    const EVENT: &'static str = "room:create";
    type Reply = RoomReply;
}

impl Request for OpenDirect {
    const EVENT: &'static str = "room:direct";
    type Reply = RoomReply;
}

impl Request for UpdateRoom {
    const EVENT: &'static str = "room:update";
    type Reply = RoomReply;
}

/// `room:created`: there is a room for one that was not there before: made on another device, a direct room that
/// somebody opened, an invitation. Goes to every socket of that person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct RoomCreated(pub RoomSummary);

impl Push for RoomCreated {
    const EVENT: &'static str = "room:created";
}

/// `room:updated`: a joined room's name, topic or state is another now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomUpdated {
    /// The room as it is now.
    pub room: Room,
}

impl Push for RoomUpdated {
    const EVENT: &'static str = "room:updated";
}

/// `room:head`: where a joined room stands; sent now and then, so that a client that missed an event notices without
/// waiting for the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomHead {
    /// The room.
    pub room: RoomSlug,
    /// The position of its last message.
    pub seq: Seq,
    /// The number of its last change.
    #[serde(default)]
    pub rev: Rev,
}

impl Push for RoomHead {
    const EVENT: &'static str = "room:head";
}
