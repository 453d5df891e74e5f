//! What a reader has seen.

use sociable_protocol::Seq;

/// How far somebody has read, and where the line "new messages" stands.
///
/// The line stays where it was first drawn, so that it does not run away while one reads; it goes when one answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The newest message seen.
    seen: Seq,
    /// The newest message there was.
    newest: Seq,
    /// The first message that was not seen, when the line was drawn.
    line: Option<Seq>,
}

impl Unread {
    /// Begins in a room that one has `read` up to there; `messages` are positions, newest first, and whether one wrote
    /// them oneself. The line stands where one stopped reading, also where that is further back than memory reaches.
    pub(crate) fn begin(read: Seq, messages: impl Iterator<Item = (Seq, bool)> + Clone) -> Self {
        let newest = messages.clone().next().map_or(read, |(seq, _)| seq);
        let mut line = None;
        for (seq, own) in messages {
            // What comes before an own message has been seen.
            if own || seq <= read {
                return Self::at(line, newest);
            }
            line = Some(seq);
        }
        Self::at(line.map(|_| read.next()), newest)
    }

    fn at(line: Option<Seq>, newest: Seq) -> Self {
        Self { seen: line.map_or(newest, |line| Seq(line.0.saturating_sub(1))), newest, line }
    }

    /// The first message after the line.
    pub(crate) const fn line(&self) -> Option<Seq> {
        self.line
    }

    /// The newest message seen.
    pub(crate) const fn seen(&self) -> Seq {
        self.seen
    }

    /// The newest message there was.
    pub(crate) const fn newest(&self) -> Seq {
        self.newest
    }

    /// After the list has changed, or the reader has come as far as `reached`; `messages` as for [`begin`](Self::begin).
    pub(crate) fn update(self, reached: Seq, messages: impl Iterator<Item = (Seq, bool)> + Clone) -> Self {
        let Some((newest, _)) = messages.clone().next() else { return self };
        let caught_up = self.seen >= self.newest;
        let new = messages.take_while(|(seq, _)| *seq > self.newest);
        let answered = new.clone().any(|(_, own)| own);
        let line = match self.line {
            _ if answered => None,
            // Only who had seen everything begins anew.
            line if !caught_up => line,
            line => new.take_while(|(seq, _)| *seq > reached).last().map(|(seq, _)| seq).or(line),
        };
        let seen = if answered { newest } else { self.seen.max(reached) };
        Self { seen, newest: newest.max(self.newest), line }
    }

    /// How many of `messages` are unseen: positions, newest first, and whether one does not count, as one's own do not.
    pub(crate) fn count(&self, messages: impl Iterator<Item = (Seq, bool)>) -> usize {
        messages.take_while(|(seq, _)| *seq > self.seen).filter(|(_, own)| !own).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages 1 to the last, of which `own` are one's own; newest first.
    fn messages(last: u64, own: &[u64]) -> impl Iterator<Item = (Seq, bool)> + Clone {
        (1..=last).rev().map(|seq| (Seq(seq), own.contains(&seq)))
    }

    fn read_all(last: u64) -> Unread {
        Unread::begin(Seq(last), messages(last, &[]))
    }

    #[test]
    fn the_line_stands_where_one_stopped_reading() {
        let unread = Unread::begin(Seq(5), messages(9, &[]));
        assert_eq!((unread.line(), unread.count(messages(9, &[]))), (Some(Seq(6)), 4));
        let unread = read_all(5);
        assert_eq!((unread.line(), unread.count(messages(5, &[]))), (None, 0));
    }

    #[test]
    fn the_line_may_stand_further_back_than_memory_reaches() {
        let in_memory = messages(90, &[]).take(20);
        let unread = Unread::begin(Seq(30), in_memory.clone());
        assert_eq!((unread.line(), unread.seen(), unread.count(in_memory)), (Some(Seq(31)), Seq(30), 20));
    }

    #[test]
    fn what_comes_before_an_own_message_has_been_seen() {
        let unread = Unread::begin(Seq(2), messages(9, &[6]));
        assert_eq!((unread.line(), unread.count(messages(9, &[6]))), (Some(Seq(7)), 3));
        assert_eq!(Unread::begin(Seq(2), messages(6, &[6])).line(), None);
    }

    #[test]
    fn the_first_message_of_a_room_is_unseen_by_who_looks_away() {
        let unread = Unread::begin(Seq::ZERO, messages(0, &[])).update(Seq::ZERO, messages(1, &[]));
        assert_eq!((unread.line(), unread.count(messages(1, &[]))), (Some(Seq(1)), 1));
    }

    #[test]
    fn the_line_stays_while_one_reads_on() {
        let unread = Unread::begin(Seq(5), messages(9, &[]));
        let unread = unread.update(Seq(7), messages(9, &[]));
        assert_eq!((unread.line(), unread.count(messages(9, &[]))), (Some(Seq(6)), 2));
        let unread = unread.update(Seq(7), messages(12, &[]));
        assert_eq!((unread.line(), unread.count(messages(12, &[]))), (Some(Seq(6)), 5));
        let unread = unread.update(Seq(12), messages(12, &[]));
        assert_eq!((unread.line(), unread.count(messages(12, &[]))), (Some(Seq(6)), 0));
    }

    #[test]
    fn who_sees_messages_come_in_gets_no_line() {
        let unread = read_all(5).update(Seq(6), messages(6, &[]));
        assert_eq!((unread.line(), unread.count(messages(6, &[]))), (None, 0));
    }

    #[test]
    fn the_next_absence_draws_a_new_line() {
        let unread = read_all(5).update(Seq(5), messages(6, &[]));
        assert_eq!(unread.line(), Some(Seq(6)));
        let unread = unread.update(Seq(6), messages(6, &[])).update(Seq(6), messages(8, &[]));
        assert_eq!((unread.line(), unread.count(messages(8, &[]))), (Some(Seq(7)), 2));
    }

    #[test]
    fn answering_takes_the_line_away() {
        let unread = Unread::begin(Seq(5), messages(9, &[])).update(Seq(6), messages(10, &[10]));
        assert_eq!((unread.line(), unread.count(messages(10, &[10]))), (None, 0));
    }

    #[test]
    fn going_back_to_read_again_loses_nothing() {
        let unread = read_all(9).update(Seq(3), messages(9, &[]));
        assert_eq!((unread.seen(), unread.count(messages(9, &[]))), (Seq(9), 0));
    }
}
