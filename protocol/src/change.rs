//! What happens to a message after it was sent: edits, deletion, reactions, pins.
//!
//! Each change of a room's messages has a number, [`Rev`], without gaps like the positions of messages. So a client
//! notices a change it missed, and asks for what changed since the last one it has.

use serde::{Deserialize, Serialize};

use crate::{Message, MessageId, MessageText, Push, ReactionKey, Request, Rev, RoomSlug, Seq, Timestamp, User, UserId};

/// All reactions of one kind to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The kind.
    pub reaction: ReactionKey,
    /// How many people reacted so.
    pub count: u32,
    /// The first of them, at most [`REACTION_USERS`](crate::limits::REACTION_USERS).
    pub users: Vec<User>,
}

/// That a message stands out in its room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pin {
    /// Who pinned it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// `message:edit`: change the text of one's own message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// The room.
    pub room: RoomSlug,
    /// Which.
    pub id: MessageId,
    /// What it says from now on.
    pub text: MessageText,
}

/// `message:delete`: take back what a message says, its reactions and its pin; its position stays. One's own, or, as a
/// moderator, anybody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeleteMessage {
    /// The room.
    pub room: RoomSlug,
    /// Which.
    pub id: MessageId,
}

/// `message:react`: react to a message, or no longer. A person has at most one reaction of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReactToMessage"))]
#[serde(rename_all = "camelCase")]
pub struct React {
    /// The room.
    pub room: RoomSlug,
    /// Which message.
    pub id: MessageId,
    /// The kind.
    pub reaction: ReactionKey,
    /// Whether one reacts so from now on.
    pub on: bool,
}

/// `message:pin`: let a message stand out, or no longer. Moderators may, and both people of a direct room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PinMessage {
    /// The room.
    pub room: RoomSlug,
    /// Which.
    pub id: MessageId,
    /// Whether it is pinned from now on.
    pub pinned: bool,
}

/// The answer to [`EditMessage`], [`DeleteMessage`], [`React`] and [`PinMessage`]. Each may be repeated: what is so
/// already is not changed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangeReply {
    /// The message as it is now.
    pub message: Message,
}

impl Request for EditMessage {
    const EVENT: &'static str = "message:edit";
    type Reply = ChangeReply;
}

impl Request for DeleteMessage {
    const EVENT: &'static str = "message:delete";
    type Reply = ChangeReply;
}

impl Request for React {
    const EVENT: &'static str = "message:react";
    type Reply = ChangeReply;
}

impl Request for PinMessage {
    const EVENT: &'static str = "message:pin";
    type Reply = ChangeReply;
}

/// `message:pins`: the pinned messages of a joined room, the newest pin first; never more than
/// [`PINS_PER_ROOM`](crate::limits::PINS_PER_ROOM).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListPins {
    /// The room.
    pub room: RoomSlug,
}

/// The answer to [`ListPins`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListPinsReply {
    /// The messages.
    pub messages: Vec<Message>,
}

impl Request for ListPins {
    const EVENT: &'static str = "message:pins";
    type Reply = ListPinsReply;
}

/// `message:updated`: a message of a joined room is another now: edited, pinned, no longer pinned, or changed in several
/// ways while one was away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MessageUpdated {
    /// The message as it is now. Its [`rev`](Message::rev) is the number of this change.
    pub message: Message,
}

impl Push for MessageUpdated {
    const EVENT: &'static str = "message:updated";
}

/// `message:deleted`: what a message of a joined room said is taken back. It keeps its position, so that nothing else
/// moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted {
    /// The room.
    pub room: RoomSlug,
    /// Which.
    pub id: MessageId,
    /// Its position.
    pub seq: Seq,
    /// The number of this change.
    pub rev: Rev,
    /// When.
    pub deleted_at: Timestamp,
}

impl Push for MessageDeleted {
    const EVENT: &'static str = "message:deleted";
}

/// `reaction:changed`: the reactions to a message of a joined room are others now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReactionChanged {
    /// The room.
    pub room: RoomSlug,
    /// Which message.
    pub id: MessageId,
    /// Its position.
    pub seq: Seq,
    /// The number of this change.
    pub rev: Rev,
    /// All its reactions, the earliest kind first.
    pub reactions: Vec<Reaction>,
}

impl Push for ReactionChanged {
    const EVENT: &'static str = "reaction:changed";
}
