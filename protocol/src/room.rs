//! Rooms: their address, and joining and leaving them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits::SLUG_CHARS;
use crate::{Message, Person, Push, Request, Seq};

/// A room's address: 1 to [`SLUG_CHARS`] of `a`–`z`, `0`–`9` and `-`, beginning and ending with a letter or digit.
///
/// It stands in URLs and is what people type, so there is exactly one way to write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoomSlug(String);

/// A text that is not a [`RoomSlug`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a room is named by 1 to {SLUG_CHARS} of a-z, 0-9 and -, beginning and ending with a letter or digit")]
pub struct InvalidSlug;

impl RoomSlug {
    /// The room that exists from the start.
    #[must_use]
    pub fn lobby() -> Self {
        Self("lobby".to_owned())
    }

    /// The slug as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RoomSlug {
    type Error = InvalidSlug;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let valid = (1..=SLUG_CHARS).contains(&text.len())
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if valid { Ok(Self(text)) } else { Err(InvalidSlug) }
    }
}

impl FromStr for RoomSlug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

impl From<RoomSlug> for String {
    fn from(slug: RoomSlug) -> Self {
        slug.0
    }
}

impl fmt::Display for RoomSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What there is to know of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    /// Its address.
    pub slug: RoomSlug,
    /// The name it is shown under.
    pub name: String,
}

/// `room:join`: be in a room on this socket, and get its recent messages or what one has missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinRoom {
    /// The room.
    pub room: RoomSlug,
    /// The last position the client has; the answer then holds what came after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
}

/// The answer to [`JoinRoom`]: the room up to `head`. Everything after `head` follows as `message:new`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinReply {
    /// The room.
    pub room: Room,
    /// The position of its last message; 0 while it has none.
    pub head: Seq,
    /// In order of position, without gaps, and always up to `head`: with `after`, all that came after it; without
    /// `after`, or when `reset` is true, the latest page.
    pub messages: Vec<Message>,
    /// Whether there are messages before the first of `messages`.
    pub has_more: bool,
    /// True where `after` could not be continued from (too far back, or not of this room's history): forget what you
    /// have of the room and start from `messages`. There is never a partial catch-up.
    pub reset: bool,
    /// Who is here, yourself among them, by name; at most [`PEOPLE_LISTED`](crate::limits::PEOPLE_LISTED).
    pub people: Vec<Person>,
    /// How many are here, also where `people` is cut.
    pub people_count: usize,
}

impl Request for JoinRoom {
    const EVENT: &'static str = "room:join";
    type Reply = JoinReply;
}

/// `room:leave`: no longer be in a room on this socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeaveRoom {
    /// The room.
    pub room: RoomSlug,
}

/// The answer to [`LeaveRoom`]: nothing but `ok`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveReply {}

impl Request for LeaveRoom {
    const EVENT: &'static str = "room:leave";
    type Reply = LeaveReply;
}

/// `room:head`: where a joined room stands; sent now and then, so that a client that missed an event notices without
/// waiting for the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomHead {
    /// The room.
    pub room: RoomSlug,
    /// The position of its last message.
    pub seq: Seq,
}

impl Push for RoomHead {
    const EVENT: &'static str = "room:head";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_exactly_one_spelling() {
        for good in ["lobby", "a", "7", "team-4-ever"] {
            assert!(good.parse::<RoomSlug>().is_ok(), "{good}");
        }
        for bad in ["", "Lobby", "-a", "a-", "a b", "a/b", "ä", "a\0", &"x".repeat(65)] {
            assert_eq!(bad.parse::<RoomSlug>(), Err(InvalidSlug), "{bad}");
        }
    }
}
