//! One open room.

use std::collections::BTreeMap;
use std::sync::Arc;

use sociable_protocol::{Error, Message, Room, RoomSlug, Seq, Timestamp};

use super::retry::Retry;
use super::typing::Signal;
use super::{Outbox, People, Shared, Timeline, Typing};

/// Whether one is in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Not, but as soon as there is a connection and the server answers.
    Joining,
    /// Yes.
    Joined,
    /// No: the server does not let one.
    Refused(Error),
}

/// What there is to know of an open room.
#[derive(Debug, Clone)]
pub struct RoomState {
    /// The room; named by its slug until the server has said its name.
    pub info: Room,
    /// Whether one is in it.
    pub phase: Phase,
    /// Whether its messages have been there at least once.
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
    /// Messages that came while one before them is missing.
    pub(super) held: BTreeMap<Seq, Arc<Message>>,
    /// Whether a page after the newest message is on its way.
    pub(super) loading_newer: bool,
    pub(super) join_retry: Retry,
    pub(super) fetch_retry: Retry,
    pub(super) send_retry: Retry,
    pub(super) signal: Signal,
}

impl RoomState {
    pub(super) fn new(slug: RoomSlug) -> Self {
        let name = slug.to_string();
        Self {
            info: Room { slug, name },
            phase: Phase::Joining,
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
            held: BTreeMap::new(),
            loading_newer: false,
            join_retry: Retry::default(),
            fetch_retry: Retry::default(),
            send_retry: Retry::default(),
            signal: Signal::default(),
        }
    }

    /// When something in this room waits for a time. Requests wait only while there is a connection: a new one tries
    /// everything again anyway.
    pub(super) fn next_deadline(&self, online: bool) -> Option<Timestamp> {
        let retries = [self.join_retry.due(), self.fetch_retry.due(), self.send_retry.due(), self.signal.idle_at()];
        let retries = retries.into_iter().flatten().filter(|_| online);
        retries.chain(self.typing.next_expiry()).min()
    }
}
