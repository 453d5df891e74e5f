//! Who is here.

use serde::{Deserialize, Serialize};

use crate::{Push, Request, RoomSlug, Timestamp, User};

/// Whether a person can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// At least one of their sockets is in the room, or was a moment ago (see
    /// [`PRESENCE_GRACE_MS`](crate::limits::PRESENCE_GRACE_MS)), and looked at.
    Online,
    /// All of them are out of sight: hidden tabs, an idle device.
    Away,
    /// They do not want to be disturbed.
    Busy,
    /// None is in the room.
    Offline,
}

/// `presence:set`: what this socket has to say of its person. Of several sockets, one that is busy makes the person
/// busy; else one that is online makes them online; else they are away. `offline` is not for clients to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetPresence {
    /// What it says; a new socket says online.
    pub status: Status,
}

/// The answer to [`SetPresence`]: nothing but `ok`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetPresenceReply {}

impl Request for SetPresence {
    const EVENT: &'static str = "presence:set";
    type Reply = SetPresenceReply;
}

/// A person in a room. Two tabs or devices of one person are one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Who.
    pub user: User,
    /// Whether they can be reached.
    pub status: Status,
}

/// `presence:changed`: a person came into a joined room, is gone from it, or has another status there. Sent when that
/// becomes true of the person, not of each socket: a second tab or a reload says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PresenceChanged {
    /// The room.
    pub room: RoomSlug,
    /// Who.
    pub user: User,
    /// What they are now.
    pub status: Status,
    /// With [`Status::Offline`]: when they were last here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

impl Push for PresenceChanged {
    const EVENT: &'static str = "presence:changed";
}

/// `room:people`: how many are in a joined room that is too large for [`PresenceChanged`] (see
/// [`PRESENCE_PEOPLE`](crate::limits::PRESENCE_PEOPLE)). Sent when the number has changed, at most once a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomPeople {
    /// The room.
    pub room: RoomSlug,
    /// How many are here.
    pub people_count: usize,
    /// All of them, where they have become few enough again: from here on [`PresenceChanged`] tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<Person>>,
}

impl Push for RoomPeople {
    const EVENT: &'static str = "room:people";
}
