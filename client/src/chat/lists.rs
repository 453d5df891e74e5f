//! What is asked for when somebody wants to see it: the public rooms, members, pins, what a search found.

use std::sync::Arc;

use sociable_protocol::{ListMembers, ListRooms, Member, Message, RoomSlug, RoomSummary, Search};

use super::Failure;

/// Whether a list is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Loading {
    /// Nobody has asked for it, or all that was asked for is there.
    #[default]
    Idle,
    /// An answer is on its way. What is in the list already may be shown.
    Running,
    /// It could not be had.
    Failed(Failure),
}

impl Loading {
    /// Whether an answer is on its way.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self, Self::Running)
    }
}

/// The public rooms, by name.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Those that are known.
    pub rooms: Vec<RoomSummary>,
    /// Whether there are more to ask for.
    pub has_more: bool,
    /// Whether an answer is on its way.
    pub loading: Loading,
    /// What was asked last; an answer to anything else comes too late.
    pub(super) asked: Option<ListRooms>,
}

/// What a search found, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What was searched for; empty where nothing was.
    pub query: String,
    /// Where; `None` for all rooms that one is in.
    pub room: Option<RoomSlug>,
    /// The messages.
    pub messages: Vec<Arc<Message>>,
    /// Where to search on; `None` when everything has been searched.
    pub next: Option<String>,
    /// Whether an answer is on its way.
    pub loading: Loading,
    /// As in [`Directory`].
    pub(super) asked: Option<Search>,
}

/// The members of a room, and who is invited to it.
#[derive(Debug, Clone, Default)]
pub struct Members {
    /// Those that are known.
    pub members: Vec<Member>,
    /// Whether there are more to ask for.
    pub has_more: bool,
    /// Whether an answer is on its way.
    pub loading: Loading,
    /// As in [`Directory`].
    pub(super) asked: Option<ListMembers>,
}

/// The pinned messages of a room, the newest pin first.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    /// The messages.
    pub messages: Vec<Arc<Message>>,
    /// Whether they have been there since the room was opened; then they follow what is pinned and what is not any more.
    pub loaded: bool,
    /// Whether an answer is on its way.
    pub loading: Loading,
    /// Whether it has been asked for, and does not only wait until one is in the room.
    pub(super) asked: bool,
    /// Whether a pin has changed since that was asked, so that the answer may be older.
    pub(super) outdated: bool,
}
