//! Who is typing, and telling others that one is.

use sociable_protocol::{Timestamp, User, UserId};

use super::limits::{TYPING_IDLE_MS, TYPISTS};
use super::retry::later;
use crate::sorted::SortedMap;

/// The others who are typing in a room.
#[derive(Debug, Clone, Default)]
pub struct Typing {
    typists: SortedMap<UserId, (User, Timestamp)>,
}

impl Typing {
    /// Who is typing.
    pub fn users(&self) -> impl ExactSizeIterator<Item = &User> {
        self.typists.values().map(|(user, _)| user)
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.typists.is_empty()
    }

    pub(super) fn contains(&self, user: UserId) -> bool {
        self.typists.contains_key(&user)
    }

    /// Somebody is typing until `until`, unless they say so again.
    pub(super) fn start(&mut self, user: User, until: Timestamp) {
        if self.contains(user.id) || self.typists.len() < TYPISTS {
            self.typists.insert(user.id, (user, until));
        }
    }

    pub(super) fn stop(&mut self, user: UserId) {
        self.typists.remove(&user);
    }

    /// Somebody shows another name.
    pub(super) fn rename(&mut self, user: &User) {
        if let Some((typist, _)) = self.typists.get_mut(&user.id) {
            typist.clone_from(user);
        }
    }

    pub(super) fn has_expired(&self, now: Timestamp) -> bool {
        self.typists.values().any(|(_, until)| *until <= now)
    }

    pub(super) fn expire(&mut self, now: Timestamp) {
        self.typists.retain(|_, (_, until)| *until > now);
    }

    pub(super) fn next_expiry(&self) -> Option<Timestamp> {
        self.typists.values().map(|(_, until)| *until).min()
    }
}

/// One's own typing, as far as the others have been told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signal {
    told: Option<Told>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    sent_at: Timestamp,
    last_key: Timestamp,
}

impl Signal {
    /// A key was pressed: whether the others are to be told, which they are at once and then every half of `ttl_ms`.
    pub(super) fn key(&mut self, now: Timestamp, ttl_ms: u64) -> bool {
        let fresh = self.told.filter(|told| later(told.sent_at, ttl_ms / 2) > now);
        let sent_at = fresh.map_or(now, |told| told.sent_at);
        self.told = Some(Told { sent_at, last_key: now });
        fresh.is_none()
    }

    /// Typing is over: whether the others had been told that it was going on.
    pub(super) fn stop(&mut self) -> bool {
        self.told.take().is_some()
    }

    /// When nothing more being typed counts as having stopped.
    pub(super) fn idle_at(&self) -> Option<Timestamp> {
        self.told.map(|told| later(told.last_key, TYPING_IDLE_MS))
    }
}
