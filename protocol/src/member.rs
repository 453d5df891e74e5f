//! Who belongs to a room, and what they may do there.

use serde::{Deserialize, Serialize};

use crate::{Push, Request, RoomSlug, Timestamp, User, UserId};

/// What a member may do. Each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read and write; in a private room, invite.
    Member,
    /// Rename, set the topic, delete and pin messages, remove and ban members.
    Moderator,
    /// Archive, give roles, remove moderators. Both people of a direct room are owners.
    Owner,
}

/// A member of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    pub user: User,
    /// What they may do; missing where they are only invited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// When they were last connected; missing where they never were since the server keeps that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

/// `room:members`: the members of a room that one is a member of, and those invited, by identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListMembers {
    /// The room.
    pub room: RoomSlug,
    /// Only those after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<UserId>,
}

/// The answer to [`ListMembers`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListMembersReply {
    /// At most [`MEMBERS_PAGE`](crate::limits::MEMBERS_PAGE).
    pub members: Vec<Member>,
    /// Whether there are more after the last of them.
    pub has_more: bool,
}

impl Request for ListMembers {
    const EVENT: &'static str = "room:members";
    type Reply = ListMembersReply;
}

/// `room:invite`: let somebody into a private room. Any member may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// The room.
    pub room: RoomSlug,
    /// Whom.
    pub user: UserId,
}

/// `room:remove`: take somebody out of a room, or an invitation back. Moderators may, of those below them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemoveMember {
    /// The room.
    pub room: RoomSlug,
    /// Whom.
    pub user: UserId,
}

/// `room:ban`: take somebody out of a room and do not let them back, or let them back. Moderators may, of those below
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Ban {
    /// The room.
    pub room: RoomSlug,
    /// Whom.
    pub user: UserId,
    /// Whether they are banned from now on.
    pub banned: bool,
}

/// `room:role`: say what a member may do. Owners may. A room that has an owner keeps at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetRole {
    /// The room.
    pub room: RoomSlug,
    /// Whom.
    pub user: UserId,
    /// What they may do from now on.
    pub role: Role,
}

/// The answer to [`Invite`], [`RemoveMember`], [`Ban`] and [`SetRole`]: nothing but `ok`. Each may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberReply {}

impl Request for Invite {
    const EVENT: &'static str = "room:invite";
    type Reply = MemberReply;
}

impl Request for RemoveMember {
    const EVENT: &'static str = "room:remove";
    type Reply = MemberReply;
}

impl Request for Ban {
    const EVENT: &'static str = "room:ban";
    type Reply = MemberReply;
}

impl Request for SetRole {
    const EVENT: &'static str = "room:role";
    type Reply = MemberReply;
}

/// `room:mute`: whether a room makes no noise for one, on any device. Members may; it is forgotten when one leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MuteRoom {
    /// The room.
    pub room: RoomSlug,
    /// Whether it makes no noise from now on.
    pub muted: bool,
}

/// The answer to [`MuteRoom`]: nothing but `ok`. It may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MuteReply {}

impl Request for MuteRoom {
    const EVENT: &'static str = "room:mute";
    type Reply = MuteReply;
}

/// `room:muted`: a room makes no noise for one any more, or makes noise again. Goes to every socket of that person, whatever
/// room it is in, and to nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomMuted {
    /// The room.
    pub room: RoomSlug,
    /// Whether it makes no noise from now on.
    pub muted: bool,
}

impl Push for RoomMuted {
    const EVENT: &'static str = "room:muted";
}

/// Why one is no longer in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RemovedReason {
    /// One left, perhaps on another device.
    Left,
    /// A moderator removed one, or took an invitation back.
    Removed,
    /// A moderator banned one.
    Banned,
    /// An owner archived the room.
    Archived,
}

/// `room:removed`: one is no longer in a room. Goes to every socket of that person; nothing of the room follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomRemoved {
    /// The room.
    pub room: RoomSlug,
    /// Why.
    pub reason: RemovedReason,
}

impl Push for RoomRemoved {
    const EVENT: &'static str = "room:removed";
}

/// `room:role-changed`: what a member of a joined room may do is another now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoleChanged {
    /// The room.
    pub room: RoomSlug,
    /// Who.
    pub user: User,
    /// What they may do from now on.
    pub role: Role,
}

impl Push for RoleChanged {
    const EVENT: &'static str = "room:role-changed";
}
