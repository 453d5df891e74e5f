//! Who is here.

use serde::{Deserialize, Serialize};

use crate::{Push, RoomSlug, Timestamp, User};

/// Whether a person can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// At least one of their sockets is in the room, or was a moment ago (see
    /// [`PRESENCE_GRACE_MS`](crate::limits::PRESENCE_GRACE_MS)).
    Online,
    /// None is.
    Offline,
}

/// A person in a room. Two tabs or devices of one person are one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Who.
    pub user: User,
    /// Whether they can be reached.
    pub status: Status,
}

/// `presence:changed`: a person came into a joined room or is gone from it. Sent when that becomes true or false of the
/// person, not of each socket: a second tab or a reload says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(rename_all = "camelCase")]
pub struct RoomPeople {
    /// The room.
    pub room: RoomSlug,
    /// How many are here.
    pub people_count: usize,
}

impl Push for RoomPeople {
    const EVENT: &'static str = "room:people";
}
