//! Who is writing.

use serde::{Deserialize, Serialize};

use crate::{Push, Request, RoomSlug, User};

/// `typing:set`: tell a joined room that one is writing, or no longer is. Lasts
/// [`TYPING_TTL_MS`](crate::limits::TYPING_TTL_MS) unless renewed; sending a message ends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetTyping {
    /// The room.
    pub room: RoomSlug,
    /// Whether one is writing.
    pub typing: bool,
}

/// The answer to [`SetTyping`]: nothing but `ok`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetTypingReply {}

impl Request for SetTyping {
    const EVENT: &'static str = "typing:set";
    type Reply = SetTypingReply;
}

/// `typing:changed`: somebody in a joined room is writing, or no longer is. Goes to everybody in the room but the
/// socket it came from. A receiver forgets it after [`TYPING_TTL_MS`](crate::limits::TYPING_TTL_MS), and as soon as
/// a message of that person arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TypingChanged {
    /// The room.
    pub room: RoomSlug,
    /// Who.
    pub user: User,
    /// Whether they are writing.
    pub typing: bool,
}

impl Push for TypingChanged {
    const EVENT: &'static str = "typing:changed";
}
