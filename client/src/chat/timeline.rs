//! The messages of a room that are in memory: always a stretch without holes.

use std::collections::VecDeque;
use std::sync::Arc;

use sociable_protocol::{Message, Seq};

/// Messages in order of position, each exactly one after the one before.
///
/// That is the invariant that everything else rests on: there is no way to put a message in that would leave a hole or
/// a double, so a missing one shows as "the newest is not the room's head" and is fetched.
///
/// Without messages it still has a place in the room, the base: messages are added behind it, and pages before it, as if
/// the message at the base were there. So a room can be followed of which nothing is in memory.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    rows: VecDeque<Arc<Message>>,
    /// Where it stands while there is no message.
    base: Seq,
}

impl Timeline {
    /// Nothing, right behind the message at `base`.
    pub(super) fn behind(base: Seq) -> Self {
        Self { rows: VecDeque::new(), base }
    }

    /// The messages, oldest first.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Arc<Message>> + ExactSizeIterator + Clone {
        self.rows.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The position of the oldest; `None` while there is none.
    #[must_use]
    pub fn first(&self) -> Option<Seq> {
        self.rows.front().map(|message| message.seq)
    }

    /// The position of the newest; while there is none, of the message that it stands behind, or [`Seq::ZERO`].
    #[must_use]
    pub fn last(&self) -> Seq {
        self.rows.back().map_or(self.base, |message| message.seq)
    }

    /// The position before the oldest, where a page of older messages ends.
    pub(super) fn before_first(&self) -> Seq {
        self.rows.front().map_or(self.base, |message| Seq(message.seq.0.saturating_sub(1)))
    }

    /// The message at this position.
    #[must_use]
    pub fn get(&self, seq: Seq) -> Option<&Arc<Message>> {
        self.rows.get(self.index(seq)?)
    }

    fn index(&self, seq: Seq) -> Option<usize> {
        usize::try_from(seq.0.checked_sub(self.first()?.0)?).ok()
    }

    /// Puts `message` in the place of the one at its position, if there is one.
    pub(super) fn set(&mut self, message: Arc<Message>) {
        if let Some(row) = self.index(message.seq).and_then(|index| self.rows.get_mut(index)) {
            *row = message;
        }
    }

    /// Adds the message that follows the newest; any other is not taken.
    pub(super) fn append(&mut self, message: Arc<Message>) {
        if message.seq == self.last().next() {
            self.rows.push_back(message);
        }
    }

    /// Adds the page that ends right before the oldest; one that does not is not taken.
    pub(super) fn prepend(&mut self, page: Vec<Message>) -> bool {
        let page = Self::stretch(page);
        let joins = page.back().is_some_and(|last| last.seq == self.before_first());
        if joins {
            for message in page.into_iter().rev() {
                self.rows.push_front(message);
            }
        }
        joins
    }

    /// Forgets everything and starts from `page`, which ends at `end`.
    pub(super) fn replace(&mut self, page: Vec<Message>, end: Seq) {
        *self = Self { rows: Self::stretch(page), base: end };
    }

    /// Drops the oldest until `rows` are left; says whether any went.
    pub(super) fn keep_newest(&mut self, rows: usize) -> bool {
        let excess = self.rows.len().saturating_sub(rows);
        self.rows.drain(..excess);
        excess > 0
    }

    /// Drops the newest until `rows` are left; says whether any went.
    pub(super) fn keep_oldest(&mut self, rows: usize) -> bool {
        let excess = self.rows.len() > rows;
        self.rows.truncate(rows);
        excess
    }

    /// The newest part of `page` that has no holes: a page is one stretch by contract, and a server that breaks it must
    /// not break the timeline.
    fn stretch(page: Vec<Message>) -> VecDeque<Arc<Message>> {
        let mut rows: VecDeque<Arc<Message>> = VecDeque::with_capacity(page.len());
        for message in page.into_iter().rev() {
            if rows.front().is_some_and(|first| message.seq.next() != first.seq) {
                break;
            }
            rows.push_front(Arc::new(message));
        }
        rows
    }
}
