//! How far oneself and the others have read.

use std::collections::BTreeMap;

use sociable_protocol::{Seq, UserId};

use super::limits::RECEIPTS;

/// How far one has read oneself, on any device. It never goes back within one history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reading {
    read: Seq,
    /// How far the server knows of it.
    told: Seq,
    /// Whether the server is being told.
    telling: bool,
}

impl Reading {
    pub(super) const fn read(&self) -> Seq {
        self.read
    }

    /// One has read up to `seq`; says whether that is news.
    pub(super) fn advance(&mut self, seq: Seq) -> bool {
        let further = seq > self.read;
        self.read = self.read.max(seq);
        further
    }

    /// The server says that one has read up to `seq`.
    pub(super) fn known(&mut self, seq: Seq) {
        self.told = self.told.max(seq);
        self.read = self.read.max(seq);
    }

    /// Starts from what the server says.
    pub(super) fn start(&mut self, seq: Seq) {
        (self.read, self.told) = (seq, seq);
    }

    /// What to tell the server now, if there is something and it is not being told already.
    pub(super) fn tell(&mut self) -> Option<Seq> {
        let news = !self.telling && self.read > self.told;
        self.telling |= news;
        news.then_some(self.read)
    }

    /// The server has answered, or will not any more.
    pub(super) fn answered(&mut self) {
        self.telling = false;
    }

    /// The server does not want to know: it is not told again until there is news.
    pub(super) fn give_up(&mut self) {
        self.told = self.read;
    }
}

/// How far the others have read.
///
/// Bounded by the number of people who are told of each other at all; where more come, those who are furthest behind
/// are forgotten.
#[derive(Debug, Clone, Default)]
pub struct Receipts {
    read: BTreeMap<UserId, Seq>,
}

impl Receipts {
    /// How far this person has read, as far as is known.
    #[must_use]
    pub fn of(&self, user: UserId) -> Option<Seq> {
        self.read.get(&user).copied()
    }

    /// Who has read up to `seq` or further.
    pub fn readers(&self, seq: Seq) -> impl Iterator<Item = UserId> {
        self.read.iter().filter(move |(_, read)| **read >= seq).map(|(user, _)| *user)
    }

    /// Whether `seq` would be news of `user`.
    pub(super) fn is_news(&self, user: UserId, seq: Seq) -> bool {
        self.of(user).is_none_or(|read| read < seq)
    }

    pub(super) fn set(&mut self, user: UserId, seq: Seq) {
        self.read.insert(user, seq);
        if self.read.len() > RECEIPTS {
            let last = self.read.iter().min_by_key(|(_, read)| **read).map(|(user, _)| *user);
            if let Some(last) = last {
                self.read.remove(&last);
            }
        }
    }
}
