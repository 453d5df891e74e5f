//! Keeping the log of each room.

use std::fmt;

use async_trait::async_trait;
use sociable_protocol::{
    Epoch, Message, MessageId, MessageText, ReactionKey, ReadPosition, Rev, Role, Room, RoomSlug, Seq, Timestamp, User,
    UserId,
};
use tokio::sync::oneshot;

use super::{MessageRule, Outcome, StandingRule, StoreError};

/// A message on its way into the log.
#[derive(Clone)]
pub struct NewMessage {
    /// The idempotency key.
    pub id: MessageId,
    /// Where it goes.
    pub room: RoomSlug,
    /// Who sends it.
    pub user: User,
    /// What it says.
    pub text: MessageText,
    /// What it answers. [`super::Refused::MessageNotFound`] where that is not a message of the room, or deleted.
    pub reply_to: Option<MessageId>,
    /// Who it may mention: for each `@` in the text, the folded names that may stand behind it, longest first. The first
    /// that a member has is mentioned. Empty for most messages.
    pub mentions: Vec<Vec<String>>,
    /// When the server took it.
    pub created_at: Timestamp,
}

/// What people write, names in it included, is no business of logs.
impl fmt::Debug for NewMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMessage")
            .field("id", &self.id)
            .field("room", &self.room)
            .field("user", &self.user.id)
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}

/// A change to a message.
#[derive(Clone)]
pub enum Change {
    /// Another text. `mentions` as in [`NewMessage::mentions`].
    Edit {
        /// What it says from now on.
        text: MessageText,
        /// Who it may mention.
        mentions: Vec<Vec<String>>,
    },
    /// Leave a tombstone. Repeated, it changes nothing.
    Delete,
    /// React, or no longer. [`super::Refused::LimitReached`] beyond `kinds`.
    React {
        /// Who.
        user: User,
        /// The kind.
        reaction: ReactionKey,
        /// Whether they react so from now on.
        on: bool,
        /// Most kinds of reaction to one message.
        kinds: usize,
    },
    /// Pin, or no longer. [`super::Refused::LimitReached`] beyond `most`.
    Pin {
        /// Whether it is pinned from now on.
        pinned: bool,
        /// Most pinned messages in a room.
        most: usize,
    },
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edit { .. } => "Edit",
            Self::Delete => "Delete",
            Self::React { .. } => "React",
            Self::Pin { .. } => "Pin",
        })
    }
}

/// Which part of a room's log to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The last messages.
    Latest,
    /// The messages just before a position.
    Before(Seq),
    /// The messages just after a position.
    After(Seq),
}

/// How much to read at most: whichever is reached first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// Messages.
    pub messages: u32,
    /// Bytes of text. The first message is read even where it has more.
    pub bytes: usize,
    /// Members of the room up to which [`Excerpt::reads`] is read as well; 0 where nobody asks for it.
    pub reads: u64,
}

/// A stretch of a room's log and what surrounds it, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The room.
    pub room: Room,
    /// What the reader is in it.
    pub role: Option<Role>,
    /// How far the reader has read.
    pub read: Seq,
    /// Position of its last message.
    pub head: Seq,
    /// Number of its last change.
    pub rev: Rev,
    /// In order of position, without gaps.
    pub messages: Vec<Message>,
    /// Whether there are more messages beyond `messages` in the direction of the page; for [`Page::Latest`] and
    /// [`Page::Before`], older ones.
    pub has_more: bool,
    /// How far the other members have read, without those who have read nothing since they became one. `None` where there
    /// are more members than [`PageSize::reads`].
    pub reads: Option<Vec<ReadPosition>>,
}

/// What happened in a room after a point, as of one instant.
///
/// `excerpt.messages` has no gaps in itself, but where messages just after the position were [trimmed](super::Upkeep::trim), it
/// does not begin just after it: then `excerpt.head` is beyond the position, and the first message is either another
/// than the next or, where all were trimmed, missing. Whoever continues from the position must start anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The messages after the position, as [`Page::After`] would give them; `has_more` tells of messages only.
    pub excerpt: Excerpt,
    /// The messages up to the position whose last change is after the number, as they are now, in order of that change.
    pub changed: Vec<Message>,
    /// Whether more messages have changed.
    pub more_changed: bool,
}

/// The log of each room.
#[async_trait]
pub trait Log: Send + Sync {
    /// Which history this is: another for each database and each restored backup.
    fn epoch(&self) -> &Epoch;

    /// How many batches of [`Committed`](super::Committed) were published. Whoever reads it after an answer knows that
    /// what was answered is in one of them; so what a later batch says came after it.
    fn published(&self) -> u64;

    /// Queues a message, in the order of calls, and waits only for room in the queue. [`PendingAppend::committed`] tells
    /// how it ended: the message as it is stored, for an id that was sent before the message of that time. Publishes
    /// [`super::Committed::Message`] for a new one. [`super::Refused::RoomNotFound`], [`super::Refused::IdConflict`],
    /// [`super::Refused::MessageNotFound`], and what `allow` says.
    async fn append(&self, message: NewMessage, allow: StandingRule) -> Result<PendingAppend, StoreError>;

    /// Changes a message and gives it as it is then. Publishes [`super::Committed::Changed`] where it is another.
    /// [`super::Refused::RoomNotFound`]; [`super::Refused::MessageNotFound`], also for a deleted one, unless it is to be deleted; and
    /// what `allow` says.
    async fn change(
        &self,
        room: &RoomSlug,
        id: MessageId,
        by: UserId,
        change: Change,
        now: Timestamp,
        allow: MessageRule,
    ) -> Outcome<Message>;

    /// Reads a page of a room. [`super::Refused::RoomNotFound`] and what `allow` says.
    async fn excerpt(
        &self,
        room: &RoomSlug,
        reader: UserId,
        page: Page,
        size: PageSize,
        allow: StandingRule,
    ) -> Outcome<Excerpt>;

    /// Reads what happened after position `seq` and, where `rev` is given, after that change. `size` bounds `messages`
    /// and `changed` each.
    async fn missed(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: (Seq, Option<Rev>),
        size: PageSize,
        allow: StandingRule,
    ) -> Outcome<Missed>;

    /// The pinned messages of a room, the newest pin first.
    async fn pins(&self, room: &RoomSlug, reader: UserId, allow: StandingRule) -> Outcome<Vec<Message>>;
}

/// An append that is queued.
#[derive(Debug)]
pub struct PendingAppend(pub(crate) oneshot::Receiver<Outcome<Message>>);

impl PendingAppend {
    /// Waits until the message is committed to disk, or is not.
    ///
    /// # Errors
    /// [`StoreError::RolledBack`] and [`StoreError::Closed`]; worth a retry.
    pub async fn committed(self) -> Outcome<Message> {
        self.0.await.unwrap_or(Err(StoreError::Closed))
    }
}
