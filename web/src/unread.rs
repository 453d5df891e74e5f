//! What a reader has seen.

use sociable_protocol::Seq;

/// How far somebody has read, and where the line "new messages" stands.
///
/// The line stays where it was first drawn, so that it does not run away while one reads; it goes when one answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The newest message seen.
    seen: Seq,
    /// The first message that was not, when the line was drawn.
    line: Option<Seq>,
    started: bool,
}

impl Unread {
    /// The first message after the line.
    pub(crate) const fn line(&self) -> Option<Seq> {
        self.line
    }

    /// Begins in a room in which nothing has been said: there is nothing that could count as seen.
    pub(crate) const fn start_empty(self) -> Self {
        Self { started: true, ..self }
    }

    /// After the list has changed or somebody has come to look: `messages` are positions, newest first, and whether one
    /// wrote them oneself. What is there at first counts as seen.
    pub(crate) fn update(self, attentive: bool, messages: impl Iterator<Item = (Seq, bool)> + Clone) -> Self {
        let Some((newest, _)) = messages.clone().next() else { return self };
        let unseen = messages.take_while(|(seq, _)| self.started && *seq > self.seen);
        let answered = unseen.clone().any(|(_, own)| own);
        let first_unseen = unseen.last().map(|(seq, _)| seq);
        let line = match self.line {
            _ if answered => None,
            Some(line) if line > self.seen => Some(line),
            _ if !attentive && first_unseen.is_some() => first_unseen,
            line => line,
        };
        let seen = if attentive || answered || !self.started { newest } else { self.seen };
        Self { seen, line, started: true }
    }

    /// How many of `messages` (as for [`update`](Self::update)) are unseen and others'.
    pub(crate) fn count(&self, messages: impl Iterator<Item = (Seq, bool)>) -> usize {
        messages.take_while(|(seq, _)| self.started && *seq > self.seen).filter(|(_, own)| !own).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages 1 to the last, of which `own` are one's own; newest first.
    fn messages(last: u64, own: &[u64]) -> impl Iterator<Item = (Seq, bool)> + Clone {
        (1..=last).rev().map(|seq| (Seq(seq), own.contains(&seq)))
    }

    #[test]
    fn what_is_there_at_first_counts_as_seen() {
        let unread = Unread::default().update(false, messages(5, &[]));
        assert_eq!((unread.line(), unread.count(messages(5, &[]))), (None, 0));
    }

    #[test]
    fn the_first_message_of_a_room_is_unseen_by_who_looked_away_before() {
        let unread = Unread::default().start_empty().update(false, messages(1, &[]));
        assert_eq!((unread.line(), unread.count(messages(1, &[]))), (Some(Seq(1)), 1));
    }

    #[test]
    fn the_line_is_drawn_before_the_first_unseen_message_and_stays_there() {
        let unread = Unread::default().update(true, messages(5, &[]));
        let unread = unread.update(false, messages(6, &[]));
        assert_eq!(unread.line(), Some(Seq(6)));
        let unread = unread.update(false, messages(8, &[]));
        assert_eq!((unread.line(), unread.count(messages(8, &[]))), (Some(Seq(6)), 3));
        let unread = unread.update(true, messages(9, &[]));
        assert_eq!((unread.line(), unread.count(messages(9, &[]))), (Some(Seq(6)), 0));
    }

    #[test]
    fn the_next_absence_draws_a_new_line() {
        let unread = Unread::default().update(true, messages(5, &[])).update(false, messages(6, &[]));
        let unread = unread.update(true, messages(6, &[])).update(false, messages(7, &[]));
        assert_eq!(unread.line(), Some(Seq(7)));
    }

    #[test]
    fn answering_takes_the_line_away() {
        let unread = Unread::default().update(true, messages(5, &[])).update(false, messages(6, &[]));
        let unread = unread.update(true, messages(6, &[])).update(true, messages(7, &[7]));
        assert_eq!((unread.line(), unread.count(messages(7, &[7]))), (None, 0));
    }
}
