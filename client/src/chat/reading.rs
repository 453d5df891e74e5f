//! How far oneself and the others have read.

use sociable_protocol::{ReadPosition, Seq, UserId};

use super::limits::RECEIPTS;
use crate::sorted::SortedMap;

/// How far one has read oneself, on any device. It never goes back within one history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reading {
    read: Seq,
    /// How far the server knows of it.
    told: Seq,
    /// What the server is being told.
    telling: Option<Seq>,
    /// How far the server has said on this connection.
    heard: Seq,
    /// Up to which position unread messages were counted when the server was asked last.
    counted: Seq,
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
        self.heard = self.heard.max(seq);
        self.told = self.told.max(seq);
        self.read = self.read.max(seq);
    }

    /// Starts from what the server says; an answer that was overtaken by what one read elsewhere is not the newest.
    pub(super) fn start(&mut self, seq: Seq) {
        let seq = seq.max(self.heard);
        (self.read, self.told) = (seq, seq);
    }

    /// What to tell the server now, if there is something and it is not being told already. Unread messages have been
    /// counted up to `counted`.
    pub(super) fn tell(&mut self, counted: Seq) -> Option<Seq> {
        let news = self.telling.is_none() && self.read > self.told;
        if news {
            (self.telling, self.counted) = (Some(self.read), counted);
        }
        self.telling.filter(|_| news)
    }

    /// Whether nothing has been counted since the server was asked.
    pub(super) fn is_still(&self, counted: Seq) -> bool {
        self.counted == counted
    }

    /// The server has taken it; where it makes less of it, telling it again would change nothing.
    pub(super) fn taken(&mut self) {
        self.told = self.told.max(self.telling.take().unwrap_or_default());
    }

    /// The server has not taken it.
    pub(super) fn failed(&mut self) {
        self.telling = None;
    }

    /// The connection is gone. What was heard on it may be of a history that the server has since replaced.
    pub(super) fn interrupt(&mut self) {
        self.telling = None;
        self.heard = Seq::ZERO;
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
    read: SortedMap<UserId, Receipt>,
}

/// How far one of them has read. It never goes back within one history.
#[derive(Debug, Clone, Copy, Default)]
struct Receipt {
    read: Seq,
    /// How far the server has said on this connection; what it said on those before may be of another history.
    heard: Seq,
}

impl Receipts {
    /// How far this person has read, as far as is known.
    #[must_use]
    pub fn of(&self, user: UserId) -> Option<Seq> {
        self.read.get(&user).map(|receipt| receipt.read)
    }

    /// Who has read up to `seq` or further.
    pub fn readers(&self, seq: Seq) -> impl Iterator<Item = UserId> {
        self.read.iter().filter(move |(_, receipt)| receipt.read >= seq).map(|(user, _)| *user)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// Whether it would be news that `user` has read up to `seq`.
    pub(super) fn is_news(&self, user: UserId, seq: Seq) -> bool {
        self.read.get(&user).is_none_or(|receipt| receipt.heard < seq)
    }

    /// The server says that `user` has read up to `seq`.
    pub(super) fn hear(&mut self, user: UserId, seq: Seq) {
        let known = self.read.get(&user).copied().unwrap_or_default();
        self.read.insert(user, Receipt { read: known.read.max(seq), heard: known.heard.max(seq) });
        if self.read.len() > RECEIPTS {
            let last = self.read.iter().min_by_key(|(_, receipt)| receipt.read).map(|(user, _)| *user);
            if let Some(last) = last {
                self.read.remove(&last);
            }
        }
    }

    /// Starts from what the server says, and what it has said on this connection: that may be newer.
    pub(super) fn start(&mut self, reads: Vec<ReadPosition>) {
        self.read.retain(|_, receipt| {
            receipt.read = receipt.heard;
            receipt.heard > Seq::ZERO
        });
        for ReadPosition { user, seq } in reads {
            self.hear(user, seq);
        }
    }

    /// The connection is gone.
    pub(super) fn interrupt(&mut self) {
        for receipt in self.read.values_mut() {
            receipt.heard = Seq::ZERO;
        }
    }
}
