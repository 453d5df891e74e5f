//! Messages: sending, receiving and reading back.

use serde::{Deserialize, Serialize};

use crate::{MessageId, MessageText, Pin, Push, Reaction, Request, Rev, RoomSlug, Seq, Timestamp, User};

/// What a message answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReplyTo {
    /// The message that is answered.
    pub id: MessageId,
    /// Its position, in the same room.
    pub seq: Seq,
    /// Who wrote it; missing where it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// How it begins: at most [`QUOTE_CHARS`](crate::limits::QUOTE_CHARS) characters; missing where it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<MessageText>,
}

/// A message as it is stored: what everybody sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The identifier its sender's client gave it.
    pub id: MessageId,
    /// The room it is in.
    pub room: RoomSlug,
    /// Its position there.
    pub seq: Seq,
    /// The number of its last change; missing where it never changed. Of two states of a message, the one with the
    /// higher number is the newer.
    #[serde(default, skip_serializing_if = "Rev::is_zero")]
    pub rev: Rev,
    /// Who sent it, with the name they had then. Comes from the sender's session, never from a payload.
    pub user: User,
    /// What they wrote; missing where it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<MessageText>,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<ReplyTo>,
    /// The members whose names stand behind an `@` in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<User>,
    /// The reactions to it, the earliest kind first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// When the server took it.
    pub created_at: Timestamp,
    /// When its text was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// When it was deleted. Then nothing is left of it but who wrote it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// That it is pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Pin>,
}

impl Message {
    /// Takes back what it says: what is left of a deleted message.
    pub fn delete(&mut self, at: Timestamp) {
        self.text = None;
        self.reply_to = None;
        self.mentions.clear();
        self.reactions.clear();
        self.edited_at = None;
        self.pinned = None;
        self.deleted_at = Some(at);
    }
}

/// `message:send`: put a message into a joined room. The ack comes after it is committed to disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// The room.
    pub room: RoomSlug,
    /// The idempotency key: sending the same id again is answered with the message already there. The server makes one
    /// where it is missing; without it a retry after a lost ack is a second message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    /// What to say.
    pub text: MessageText,
    /// The message it answers, in the same room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
}

/// The answer to [`SendMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SendReply {
    /// The message as it is stored.
    pub message: Message,
}

impl Request for SendMessage {
    const EVENT: &'static str = "message:send";
    type Reply = SendReply;
}

/// `message:new`: a message came into a joined room. It goes to every socket in the room, the sender's own included, so
/// that all see the same order; the message's id tells a client that it is its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct MessageNew(pub Message);

impl Push for MessageNew {
    const EVENT: &'static str = "message:new";
}

/// `message:history`: a page of a joined room's messages. Without `before` and `after`, the latest page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// The room.
    pub room: RoomSlug,
    /// Messages before this position, nearest first in choice, still given in order. Not together with `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// Messages after this position. Not together with `before`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
    /// How many at most: 1 to [`HISTORY_PAGE`](crate::limits::HISTORY_PAGE), by default
    /// [`HISTORY_PAGE_DEFAULT`](crate::limits::HISTORY_PAGE_DEFAULT).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The answer to [`History`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryReply {
    /// In order of position, without gaps. Fewer than asked for where they would be more than
    /// [`PAGE_BYTES`](crate::limits::PAGE_BYTES).
    pub messages: Vec<Message>,
    /// Whether there are more in the direction asked for.
    pub has_more: bool,
}

impl Request for History {
    const EVENT: &'static str = "message:history";
    type Reply = HistoryReply;
}
