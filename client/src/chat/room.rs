//! One open room.

use std::sync::Arc;

use sociable_protocol::{
    Cursor, Error, Message, RemovedReason, Role, Room, RoomKind, RoomName, RoomSlug, Seq, Timestamp, Topic, User,
};

use super::limits::SAVED_ROWS;
use super::progress::Progress;
use super::reading::Reading;
use super::retry::Retry;
use super::typing::Signal;
use super::{Members, Outbox, Pending, People, Pins, Receipts, SavedRoom, Shared, Timeline, Typing};
use crate::sorted::SortedMap;

/// Whether one is in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Not, but as soon as there is a connection and the server answers.
    Joining,
    /// Yes.
    Joined,
    /// No: the server does not let one.
    Refused(Error),
    /// No, but somebody has invited one: [`Action::Open`](super::Action::Open) accepts,
    /// [`Command::Leave`](super::Command::Leave) declines.
    Invited(Option<User>),
    /// No longer, and not again until [`Action::Open`](super::Action::Open) asks for it.
    Removed(RemovedReason),
}

/// A message that the reader wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Its position.
    pub seq: Seq,
    /// How many there were before: the same message may be wanted again.
    pub number: u32,
    /// Whether it is the message that was asked for. Otherwise there is none at that position, and this is the nearest.
    pub exact: bool,
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
    /// How many messages of others are unread.
    pub unread: u32,
    /// In how many of them one is mentioned.
    pub mentions: u32,
    /// How many members it has, as far as is known.
    pub members: u64,
    /// Its newest message, also where that is not in memory.
    pub last_message: Option<Arc<Message>>,
    /// Whether it makes no noise, as one wants it where the server has not taken that yet.
    pub muted: bool,
    /// The message that the reader wants to see. Once it is in the timeline it is to be brought in sight, once for each
    /// number.
    pub target: Option<Target>,
    /// What one wants to become of its messages, and is not answered yet.
    pub pending: Shared<Pending>,
    /// Its members, once they are asked for.
    pub membership: Shared<Members>,
    /// Its pinned messages, once they are asked for.
    pub pins: Shared<Pins>,
    /// Whether it makes no noise as far as the server has said.
    pub(super) known_muted: bool,
    /// Whether it waits for the server to say that one is still in it: joining would make one a member again where one
    /// has left it on another device.
    pub(super) awaits_list: bool,
    /// Whether it was asked for by name since one was in it last, and so does not wait for that.
    pub(super) opened: bool,
    /// Whether another room is looked at, so that only the latest messages stay in memory.
    pub(super) aside: bool,
    /// Whether somebody is looking at its newest message.
    pub(super) watched: bool,
    /// Whether it is looked at, and is to be brought to where reading starts once it can be.
    pub(super) starting: bool,
    /// Where the reader is to be brought.
    pub(super) jump: Option<Jump>,
    /// How many targets there were.
    pub(super) targets: u32,
    /// Up to which position `unread` and `mentions` count.
    pub(super) counted: Seq,
    /// Messages that came while one before them is missing.
    pub(super) held: SortedMap<Seq, Arc<Message>>,
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
    pub(super) wish_retry: Retry,
    pub(super) signal: Signal,
}

/// A position that is to come into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Jump {
    pub(super) seq: Seq,
    /// Whether it becomes the [`Target`].
    pub(super) target: bool,
    /// Whether it is where the reader wanted to be, and not the nearest that there is.
    pub(super) exact: bool,
    /// Whether the page around it is on its way.
    pub(super) asked: bool,
    /// Whether that page is in memory. The position may still be before it, where messages are long.
    pub(super) placed: bool,
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
            unread: 0,
            mentions: 0,
            members: 0,
            last_message: None,
            muted: false,
            target: None,
            pending: Shared::default(),
            membership: Shared::default(),
            pins: Shared::default(),
            known_muted: false,
            awaits_list: false,
            opened: false,
            aside: false,
            watched: false,
            starting: false,
            jump: None,
            targets: 0,
            counted: Seq::ZERO,
            held: SortedMap::new(),
            loading_newer: false,
            joining: false,
            info_is_newer: false,
            progress: Progress::default(),
            reading: Reading::default(),
            join_retry: Retry::default(),
            fetch_retry: Retry::default(),
            send_retry: Retry::default(),
            read_retry: Retry::default(),
            wish_retry: Retry::default(),
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
        let epoch = self.progress.epoch().cloned();
        // Where one has not been in yet nothing is in memory that could have changed.
        let rev = epoch.is_some().then_some(self.progress.rev());
        self.loaded.then_some(Cursor { seq, rev, epoch })
    }

    /// The room as it is to be kept on the device; `None` where there is nothing to continue from: its messages are not
    /// there, the newest are left out of memory, or one is not in it.
    #[must_use]
    pub fn saved(&self) -> Option<SavedRoom> {
        let here = matches!(self.phase, Phase::Joining | Phase::Joined) && self.role.is_some() && !self.detached;
        let cursor = self.cursor().filter(|_| here)?;
        let excess = self.timeline.len().saturating_sub(SAVED_ROWS);
        Some(SavedRoom {
            room: self.info.clone(),
            role: self.role,
            cursor,
            messages: self.timeline.rows().skip(excess).map(|message| (**message).clone()).collect(),
            has_more: self.has_more || excess > 0,
            read: self.read(),
            unread: self.unread,
            mentions: self.mentions,
            muted: self.muted,
        })
    }

    /// Whether a request to join may go out now.
    pub(super) fn may_join(&self) -> bool {
        self.phase == Phase::Joining && !self.awaits_list && !self.joining && self.join_retry.may_try()
    }

    pub(super) fn is_removed(&self) -> bool {
        matches!(self.phase, Phase::Removed(_))
    }

    /// When something in this room waits for a time. Requests wait only while there is a connection: a new one tries
    /// everything again anyway.
    pub(super) fn next_deadline(&self, online: bool) -> Option<Timestamp> {
        let retries = [&self.join_retry, &self.fetch_retry, &self.send_retry, &self.read_retry, &self.wish_retry];
        let retries = retries.map(Retry::due);
        let retries = retries.into_iter().chain([self.signal.idle_at()]).flatten().filter(|_| online);
        retries.chain(self.typing.next_expiry()).min()
    }
}
