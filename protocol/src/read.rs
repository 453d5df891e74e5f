//! How far somebody has read.
//!
//! One number per person and room, the same on all their devices. Unread is what others wrote after it and is not
//! deleted: writing does not move it, and neither do deletions.

use serde::{Deserialize, Serialize};

use crate::{Push, Request, RoomSlug, Seq, UserId};

/// `read:set`: one has read a room up to a position. It never goes back; a smaller one changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetRead {
    /// The room.
    pub room: RoomSlug,
    /// The position; one beyond the last message stands for the last message.
    pub seq: Seq,
}

/// The answer to [`SetRead`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetReadReply {
    /// How far one has read now.
    pub read: Seq,
    /// What is unread now, as in [`RoomSummary::unread`](crate::RoomSummary::unread).
    pub unread: u32,
    /// Those of them that mention one.
    pub mentions: u32,
}

impl Request for SetRead {
    const EVENT: &'static str = "read:set";
    type Reply = SetReadReply;
}

/// How far a member of a room has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReadPosition {
    /// Who.
    pub user: UserId,
    /// How far.
    pub seq: Seq,
}

/// `read:changed`: somebody has read further. Goes to one's own other sockets, so that a badge goes out on all devices,
/// and in rooms of at most [`RECEIPT_PEOPLE`](crate::limits::RECEIPT_PEOPLE) present people to everybody there. What was
/// told before one came is in [`JoinReply::reads`](crate::JoinReply::reads).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReadChanged {
    /// The room.
    pub room: RoomSlug,
    /// Who.
    pub user: UserId,
    /// How far.
    pub seq: Seq,
}

impl Push for ReadChanged {
    const EVENT: &'static str = "read:changed";
}
