//! Keeping who has read how far.

use async_trait::async_trait;
use sociable_protocol::{RoomSlug, Seq, UserId};

use super::{Outcome, StandingRule};

/// How far a person has read a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadState {
    /// The last position they have read.
    pub read: Seq,
    /// Messages after it that others wrote and that are not deleted, counted up to a limit and among the room's newest
    /// messages only.
    pub unread: u32,
    /// Those of them that mention them, counted up to the same limit.
    pub mentions: u32,
}

/// Who has read how far.
#[async_trait]
pub trait Reads: Send + Sync {
    /// Moves a person's read cursor forward, never back and never beyond the head. Publishes [`super::Committed::Read`] where it
    /// moved. [`super::Refused::RoomNotFound`], [`super::Refused::NotMember`] and what `allow` says.
    async fn set_read(&self, room: &RoomSlug, user: UserId, seq: Seq, allow: StandingRule) -> Outcome<ReadState>;
}
