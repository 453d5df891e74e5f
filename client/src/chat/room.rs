//! One open room.

use std::collections::BTreeMap;
use std::sync::Arc;

use sociable_protocol::{
    Cursor, Error, Message, RemovedReason, Role, Room, RoomKind, RoomName, RoomSlug, Seq, Timestamp, Topic,
};

use super::progress::Progress;
use super::reading::Reading;
use super::retry::Retry;
use super::typing::Signal;
use super::{Outbox, People, Receipts, Shared, Timeline, Typing};

/// Whether one is in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Not, but as soon as there is a connection and the server answers.
    Joining,
    /// Yes.
    Joined,
    /// No: the server does not let one.
    Refused(Error),
    /// No longer, and not again until [`Action::Open`](super::Action::Open) asks for it.
    Removed(RemovedReason),
}

/// What there is to know of an open room.
#[derive(Debug, Clone)]
pub struct RoomState {
    /// The room; named by its slug until the server has said its name.
    pub info: Room,
    /// Whether one is in it.
    pub phase: Phase,
    /// What one is in it, as far as is known.
    pub role: Option<Role>,
    /// Whether its messages are there.
    pub loaded: bool,
    /// Its messages in memory.
    pub timeline: Shared<Timeline>,
    /// The position of its newest message, as far as is known.
    pub head: Seq,
    /// Whether there are messages before the oldest in memory.
    pub has_more: bool,
    /// Whether older messages are on their way.
    pub loading_older: bool,
    /// Whether the newest messages are left out of memory, because the reader is far above them.
    pub detached: bool,
    /// Whether the reader is at the newest message.
    pub following: bool,
    /// One's own messages that the timeline does not hold yet.
    pub outbox: Shared<Outbox>,
    /// Whether the last message was not taken because the outbox is full.
    pub outbox_refused: bool,
    /// Who is here.
    pub people: Shared<People>,
    /// Who else is typing.
    pub typing: Shared<Typing>,
    /// How far the others have read.
    pub receipts: Shared<Receipts>,
    /// Messages that came while one before them is missing.
    pub(super) held: BTreeMap<Seq, Arc<Message>>,
    /// Whether a page after the newest message is on its way.
    pub(super) loading_newer: bool,
    /// Whether the answer to a `room:join` is on its way.
    pub(super) joining: bool,
    /// Whether `info` came after that was asked for, so that the answer may be older.
    pub(super) info_is_newer: bool,
    pub(super) progress: Progress,
    pub(super) reading: Reading,
    pub(super) join_retry: Retry,
    pub(super) fetch_retry: Retry,
    pub(super) send_retry: Retry,
    pub(super) read_retry: Retry,
    pub(super) signal: Signal,
}

impl RoomState {
    pub(super) fn new(slug: RoomSlug) -> Self {
        let name = RoomName::from(slug.clone());
        let (kind, topic) = (RoomKind::default(), Topic::default());
        Self {
            info: Room { slug, name, kind, topic, archived: false, between: Vec::new() },
            phase: Phase::Joining,
            role: None,
            loaded: false,
            timeline: Shared::default(),
            head: Seq::ZERO,
            has_more: false,
            loading_older: false,
            detached: false,
            following: true,
            outbox: Shared::default(),
            outbox_refused: false,
            people: Shared::default(),
            typing: Shared::default(),
            receipts: Shared::default(),
            held: BTreeMap::new(),
            loading_newer: false,
            joining: false,
            info_is_newer: false,
            progress: Progress::default(),
            reading: Reading::default(),
            join_retry: Retry::default(),
            fetch_retry: Retry::default(),
            send_retry: Retry::default(),
            read_retry: Retry::default(),
            signal: Signal::default(),
        }
    }

    /// How far one has read it, on any device.
    #[must_use]
    pub const fn read(&self) -> Seq {
        self.reading.read()
    }

    /// How far the room is known; `None` while its messages are not there. A reader far above the newest message does not
    /// want to be told what came between: there it is the head that one continues from.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        let seq = if self.detached { self.head } else { self.timeline.last() };
        let (rev, epoch) = (Some(self.progress.rev()), self.progress.epoch().cloned());
        self.loaded.then_some(Cursor { seq, rev, epoch })
    }

    pub(super) fn is_removed(&self) -> bool {
        matches!(self.phase, Phase::Removed(_))
    }

    /// When something in this room waits for a time. Requests wait only while there is a connection: a new one tries
    /// everything again anyway.
    pub(super) fn next_deadline(&self, online: bool) -> Option<Timestamp> {
        let retries = [&self.join_retry, &self.fetch_retry, &self.send_retry, &self.read_retry].map(Retry::due);
        let retries = retries.into_iter().chain([self.signal.idle_at()]).flatten().filter(|_| online);
        retries.chain(self.typing.next_expiry()).min()
    }
}
