//! Everything that is kept: people, rooms and the log of each room. The only place that knows SQL.
//!
//! What the rest of the server may rely on: an append that has been answered is committed to disk; the positions of a
//! room are contiguous; one message id is one message; what is committed is published in the order of its positions,
//! before its sender is answered.

mod sqlite;

use sociable_protocol::{Message, MessageId, MessageText, Room, RoomSlug, Seq, Timestamp, User};

pub use sqlite::{PendingAppend, Store};

/// A message on its way into the log.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The idempotency key.
    pub id: MessageId,
    /// Where it goes.
    pub room: RoomSlug,
    /// Who sends it.
    pub user: User,
    /// What it says.
    pub text: MessageText,
    /// When the server took it.
    pub created_at: Timestamp,
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

/// A stretch of a room's log and what surrounds it, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The room.
    pub room: Room,
    /// Position of its last message.
    pub head: Seq,
    /// In order of position, without gaps.
    pub messages: Vec<Message>,
    /// Whether there are more messages beyond `messages` in the direction of the page.
    pub has_more: bool,
}

/// Why an append was refused although the store works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppendRefused {
    /// There is no such room.
    #[error("no such room")]
    RoomNotFound,
    /// The id names another message: another sender's, or one in another room.
    #[error("the message id is taken by another message")]
    IdConflict,
}

/// The store could not do what it was asked; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite reported a fault: disk full, no permission, a damaged file.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The file could not be brought to this version's schema.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not hold what the schema promises.
    #[error("the database holds an invalid {0}; restore a backup or report this as a bug")]
    Corrupt(&'static str),
    /// The commit that this append was part of failed; the reason is in the log.
    #[error("the write was rolled back")]
    RolledBack,
    /// The server is stopping.
    #[error("the store is closed")]
    Closed,
}
