//! Being in a room on a socket, and continuing where one left off.

use std::fmt;

use serde::de::{self, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Epoch, Message, Person, Push, ReadPosition, Request, Rev, Role, Room, RoomSlug, Seq};

/// How far a client has followed a room.
///
/// On the wire it is an object, or, for a client that keeps nothing but the position, that number alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = or_position))]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    /// The last position it has.
    pub seq: Seq,
    /// The last change it has. Without it, changes to messages up to `seq` are not caught up on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rev: Option<Rev>,
    /// Of which history `seq` and `rev` are. Without it, a restored backup can pass for the same history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
}

/// A cursor may be its position alone.
#[cfg(feature = "schema")]
fn or_position(schema: &mut schemars::Schema) {
    let description = schema.remove("description");
    let object = std::mem::take(schema);
    *schema = schemars::json_schema!({ "anyOf": [{ "$ref": "#/components/schemas/Seq" }, object] });
    if let Some(text) = description {
        schema.insert("description".to_owned(), text);
    }
}

// By hand: serde's `untagged` would keep a copy of any JSON there is, and the frontend pays for the code of that.
impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Cursor;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a position, or an object with `seq`")
            }

            fn visit_u64<E: de::Error>(self, seq: u64) -> Result<Cursor, E> {
                Ok(Cursor { seq: Seq(seq), rev: None, epoch: None })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Cursor, A::Error> {
                let Full { seq, rev, epoch } = Full::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Cursor { seq, rev, epoch })
            }
        }

        #[derive(Deserialize)]
        struct Full {
            seq: Seq,
            rev: Option<Rev>,
            epoch: Option<Epoch>,
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// `room:join`: be in a room on this socket, and get its recent messages or what one has missed. Makes one a member of a
/// public room, and accepts an invitation. In a room one is in already, it only asks what one has missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JoinRoom {
    /// The room.
    pub room: RoomSlug,
    /// The last position the client has; the answer then holds what came after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
    /// With `after`, the last change the client has; the answer then holds what changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rev: Option<Rev>,
    /// With `after`, the history it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
}

impl JoinRoom {
    /// Comes in anew, with nothing to continue from.
    #[must_use]
    pub const fn anew(room: RoomSlug) -> Self {
        Self { room, after: None, rev: None, epoch: None }
    }

    /// Where the client wants to continue from.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.after.map(|seq| Cursor { seq, rev: self.rev, epoch: self.epoch.clone() })
    }
}

/// The answer to [`JoinRoom`]: the room up to `head` and `rev`. Everything after them follows as events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JoinReply {
    /// The room.
    pub room: Room,
    /// What one is in it.
    pub role: Role,
    /// The position of its last message; 0 while it has none.
    pub head: Seq,
    /// The number of its last change; 0 while there was none.
    pub rev: Rev,
    /// Which history these are of; give it back with the next [`JoinRoom`].
    pub epoch: Epoch,
    /// The last position one has read.
    pub read: Seq,
    /// In order of position, without gaps, and always up to `head`: with `after`, all that came after it; without
    /// `after`, or when `reset` is true, the latest page.
    pub messages: Vec<Message>,
    /// With `after` and `rev`: the messages up to `after` that changed since `rev`, as they are now, in order of change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Message>,
    /// Whether there are messages before the first of `messages`.
    pub has_more: bool,
    /// True where `after` could not be continued from (too far back, or not of this room's history): forget what you
    /// have of the room and start from `messages`. There is never a partial catch-up.
    pub reset: bool,
    /// Who is here, yourself among them, by name; at most [`PEOPLE_LISTED`](crate::limits::PEOPLE_LISTED).
    pub people: Vec<Person>,
    /// How many are here, also where `people` is cut.
    pub people_count: usize,
    /// How far the other members have read, as [`ReadChanged`](crate::ReadChanged) told those who were here: so whoever
    /// has read nothing since they became a member is not among them. Missing in a room of more than
    /// [`RECEIPT_PEOPLE`](crate::limits::RECEIPT_PEOPLE) members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Vec<ReadPosition>>,
}

impl Request for JoinRoom {
    const EVENT: &'static str = "room:join";
    type Reply = JoinReply;
}

/// `room:leave`: no longer be a member, on any of one's sockets, or decline an invitation. What is written from then on
/// does not reach one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeaveRoom {
    /// The room.
    pub room: RoomSlug,
}

/// The answer to [`LeaveRoom`]: nothing but `ok`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaveReply {}

impl Request for LeaveRoom {
    const EVENT: &'static str = "room:leave";
    type Reply = LeaveReply;
}

/// `room:state`: a joined room as it is now. Sent where single events would not do: after the server brought a socket
/// that read slowly, or came back with [`Handshake::cursors`](crate::Handshake::cursors), up to date.
///
/// Everything up to `head` and `rev` has been sent to this socket before it, unless `reset` says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomState {
    /// The room.
    pub room: Room,
    /// What one is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The position of its last message.
    pub head: Seq,
    /// The number of its last change.
    pub rev: Rev,
    /// Which history these are of.
    pub epoch: Epoch,
    /// True where too much was missed to be sent: forget what you have of the room and join it again.
    pub reset: bool,
    /// Who is here, as in [`JoinReply::people`].
    pub people: Vec<Person>,
    /// How many are here.
    pub people_count: usize,
    /// How far the other members have read, as in [`JoinReply::reads`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Vec<ReadPosition>>,
}

impl Push for RoomState {
    const EVENT: &'static str = "room:state";
}
