//! Which rooms are to make no noise. The server keeps that; here is only what it has not taken yet, so that it is so on the
//! page at once, without a connection, too, and over a reload.

use sociable_protocol::RoomSlug;

use super::retry::Retry;
use crate::sorted::SortedMap;

/// What one wants of rooms and the server has not acknowledged. Bounded by the rooms that there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Muting {
    wanted: SortedMap<RoomSlug, bool>,
    telling: Option<Telling>,
    pub(super) retry: Retry,
}

/// What the server is being told.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Telling {
    room: RoomSlug,
    muted: bool,
    /// Whether it has said meanwhile what is so of that room.
    heard: bool,
}

impl Muting {
    /// What an earlier page left.
    pub(super) fn restore(wanted: impl IntoIterator<Item = (RoomSlug, bool)>) -> Self {
        Self { wanted: wanted.into_iter().collect(), ..Self::default() }
    }

    /// Everything that is wanted, for keeping.
    pub(super) fn wanted(&self) -> Vec<(RoomSlug, bool)> {
        self.wanted.iter().map(|(room, muted)| (room.clone(), *muted)).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// What is wanted of this room.
    pub(super) fn of(&self, room: &RoomSlug) -> Option<bool> {
        self.wanted.get(room).copied()
    }

    /// Notes what one wants. The server is told also where it seems to be so already: another device may have said
    /// otherwise meanwhile.
    pub(super) fn want(&mut self, room: &RoomSlug, muted: bool) {
        self.wanted.insert(room.clone(), muted);
    }

    /// Forgets what one wants of rooms that are not to be `kept`; says whether there was such.
    pub(super) fn retain(&mut self, kept: impl Fn(&RoomSlug) -> bool) -> bool {
        let before = self.wanted.len();
        self.wanted.retain(|room, _| kept(room));
        self.wanted.len() < before
    }

    /// What to tell the server now: one thing at a time, of rooms that `may` be told of.
    pub(super) fn tell(&mut self, may: impl Fn(&RoomSlug) -> bool) -> Option<(RoomSlug, bool)> {
        if self.telling.is_some() || !self.retry.may_try() {
            return None;
        }
        let (room, muted) =
            self.wanted.iter().find(|(room, _)| may(room)).map(|(room, muted)| (room.clone(), *muted))?;
        self.telling = Some(Telling { room: room.clone(), muted, heard: false });
        Some((room, muted))
    }

    /// The server says what is so of a room.
    pub(super) fn hear(&mut self, room: &RoomSlug) {
        if let Some(telling) = self.telling.as_mut().filter(|telling| telling.room == *room) {
            telling.heard = true;
        }
    }

    /// The server has taken what it was told: the room, and what is so of it now, unless the server has said that itself,
    /// which may be later.
    pub(super) fn taken(&mut self) -> Option<(RoomSlug, Option<bool>)> {
        let Telling { room, muted, heard } = self.telling.take()?;
        self.retry.reset();
        if self.of(&room) == Some(muted) {
            self.wanted.remove(&room);
        }
        Some((room, (!heard).then_some(muted)))
    }

    /// The server refuses what it was told: that is not wanted any more, unless it is the opposite by now.
    pub(super) fn refused(&mut self) -> Option<(RoomSlug, bool)> {
        let Telling { room, muted, .. } = self.telling.take()?;
        if self.of(&room) != Some(muted) {
            return None;
        }
        self.wanted.remove(&room);
        Some((room, muted))
    }

    /// There is no answer to what it was told.
    pub(super) fn failed(&mut self) {
        self.telling = None;
    }

    /// The connection is gone, and the answer with it.
    pub(super) fn interrupt(&mut self) {
        self.telling = None;
        self.retry.reset();
    }
}
