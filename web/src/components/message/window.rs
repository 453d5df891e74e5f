//! Which of the messages in memory are rows of the list.
//!
//! Memory may hold more than a thousand messages; the page holds a window of them around what is read, which moves by
//! some rows as the reader comes near one of its edges. So what a page costs does not depend on how far one scrolls.

use sociable_protocol::Seq;

/// Rows that come in at once while an edge is near and not in reach: few, so that hardly a frame comes late.
pub(super) const PIECE: u64 = 10;
/// Rows that come in at once when the reader is at an edge: fewer are outrun by one who scrolls two screens a frame.
pub(super) const PAGE: u64 = 50;
/// Rows at the end of the list, where one reads what comes in.
const AT_END: u64 = 100;
/// Rows that are left when some are let go.
const MOST: u64 = 200;
/// How many more there may be before they are let go, in a frame in which nothing else is done.
const SPARE: u64 = 10;

/// The stretch of messages in memory, which is not empty: the first and the last position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) first: Seq,
    pub(super) last: Seq,
}

impl Memory {
    /// Whether the message at this position is in memory.
    pub(super) fn holds(self, seq: Seq) -> bool {
        (self.first..=self.last).contains(&seq)
    }
}

/// The stretch of them that is shown: the first and the last position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: Seq,
    pub(super) to: Seq,
}

impl Window {
    /// The newest messages.
    pub(super) fn at_end(memory: Memory) -> Self {
        Self { from: memory.last, to: memory.last }.reaching_back(AT_END, memory)
    }

    /// The messages around one of them.
    pub(super) fn around(seq: Seq, memory: Memory) -> Self {
        Self { from: Seq(seq.0.saturating_sub(MOST / 2)), to: Seq(seq.0.saturating_add(MOST / 2 - 1)) }.within(memory)
    }

    /// After memory has changed. Who follows the newest messages has them all; who does not keeps what they have, and
    /// where memory holds something else altogether, begins at its end.
    pub(super) fn settled(self, memory: Memory, following: bool) -> Self {
        if self.from > memory.last || self.to < memory.first {
            return Self::at_end(memory);
        }
        if !following {
            return self.within(memory);
        }
        let followed = Self { to: memory.last, ..self }.within(memory);
        if followed.rows() > MOST { Self::at_end(memory) } else { followed }
    }

    /// With so many rows further back.
    pub(super) fn older(self, rows: u64, memory: Memory) -> Self {
        Self { from: Seq(self.from.0.saturating_sub(rows)).max(memory.first), to: self.to }
    }

    /// With so many rows further on.
    pub(super) fn newer(self, rows: u64, memory: Memory) -> Self {
        Self { from: self.from, to: Seq(self.to.0.saturating_add(rows)).min(memory.last) }
    }

    /// Whether it has more rows than for a moment.
    pub(super) const fn is_large(self) -> bool {
        self.rows() > MOST + SPARE
    }

    /// Without what is too many on the side that is further from the reader, who is `at` this position. Not together with
    /// adding to it: while the list is shorter than it was, the browser scrolls it.
    pub(super) fn trimmed(self, at: Seq) -> Self {
        if !self.is_large() {
            self
        } else if at.0.saturating_sub(self.from.0) < self.to.0.saturating_sub(at.0) {
            Self { from: self.from, to: Seq(self.from.0 + MOST - 1) }
        } else {
            Self { from: Seq(self.to.0 + 1 - MOST), to: self.to }
        }
    }

    /// Whether there is room for a page without letting another go.
    pub(super) const fn can_grow(self) -> bool {
        self.rows() + PAGE <= MOST
    }

    const fn rows(self) -> u64 {
        self.to.0.saturating_sub(self.from.0) + 1
    }

    /// With as many rows as this before its end, where there are so many.
    fn reaching_back(self, rows: u64, memory: Memory) -> Self {
        Self { from: Seq((self.to.0 + 1).saturating_sub(rows)).max(memory.first), to: self.to }
    }

    fn within(self, memory: Memory) -> Self {
        Self { from: self.from.max(memory.first), to: self.to.min(memory.last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn memory(first: u64, last: u64) -> Memory {
        Memory { first: Seq(first), last: Seq(last) }
    }

    const fn window(from: u64, to: u64) -> Window {
        Window { from: Seq(from), to: Seq(to) }
    }

    #[test]
    fn a_list_begins_with_the_newest_hundred() {
        assert_eq!(Window::default().settled(memory(1, 500), true), window(401, 500));
        assert_eq!(Window::default().settled(memory(7, 20), true), window(7, 20));
        assert_eq!(Window::at_end(memory(1, 1)), window(1, 1));
    }

    #[test]
    fn who_follows_gets_every_new_message_and_never_more_than_two_hundred_rows() {
        let mut following = Window::at_end(memory(1, 500));
        for last in 501..900 {
            following = following.settled(memory(1, last), true);
            assert_eq!(following.to, Seq(last));
            assert!((100..=200).contains(&following.rows()), "{following:?}");
        }
    }

    #[test]
    fn who_reads_further_up_keeps_what_they_have() {
        let reading = window(300, 450);
        assert_eq!(reading.settled(memory(1, 900), false), reading);
        assert_eq!(reading.settled(memory(310, 900), false), window(310, 450));
        assert_eq!(reading.settled(memory(1_000, 1_300), false), Window::at_end(memory(1_000, 1_300)));
    }

    #[test]
    fn the_window_moves_by_pages_within_memory_and_stays_small() {
        let memory = memory(1, 1_000);
        let mut now = Window::at_end(memory);
        for _ in 0..30 {
            now = now.older(PAGE, memory);
            assert!(now.rows() <= 250, "{now:?}");
            now = now.trimmed(Seq(now.from.0 + PAGE));
            assert!(!now.is_large(), "{now:?}");
        }
        assert_eq!(now, window(1, 200));
        assert_eq!(now.newer(PAGE, memory), window(1, 250));
        assert_eq!(now.newer(PAGE, memory).trimmed(Seq(200)), window(51, 250));
        for _ in 0..30 {
            now = now.newer(PAGE, memory).trimmed(now.to);
        }
        assert_eq!(now, window(801, 1_000));
    }

    #[test]
    fn a_target_is_in_the_middle_where_there_is_something_on_both_sides() {
        assert_eq!(Window::around(Seq(500), memory(1, 1_000)), window(400, 599));
        assert_eq!(Window::around(Seq(3), memory(1, 1_000)), window(1, 102));
        assert_eq!(Window::around(Seq(990), memory(951, 1_000)), window(951, 1_000));
    }
}
