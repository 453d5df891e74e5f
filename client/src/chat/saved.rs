//! A room as it is kept on the device, so that it can be read before, and without, a connection.

use serde::{Deserialize, Serialize};
use sociable_protocol::{Cursor, Message, Role, Room, Seq};

/// A room as of some earlier moment: enough to show its latest messages, and to continue from there exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedRoom {
    /// The room.
    pub room: Room,
    /// What one is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// How far it was known.
    pub cursor: Cursor,
    /// Its latest messages, at most [`SAVED_ROWS`](super::limits::SAVED_ROWS), the last one at the cursor.
    pub messages: Vec<Message>,
    /// Whether there are messages before these.
    pub has_more: bool,
    /// How far one had read.
    pub read: Seq,
    /// How many of others' messages were unread.
    pub unread: u32,
    /// In how many of them one was mentioned.
    pub mentions: u32,
    /// Whether it made no noise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
}
