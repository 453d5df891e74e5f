//! What somebody missed in a room: all of it, or nothing and a new start.
//!
//! A page ends where it has enough text, so it takes several to catch up on long messages. They are read at different
//! instants, and what is told of the whole still holds: messages go up to the `head` of the last page, and changes up
//! to the `rev` of the first one; what is newer flows to the socket by itself.

use sociable_protocol::{Cursor, Error, Message, MessageText, Rev, RoomSlug, Seq, UserId};

use super::Chat;
use super::refusal::{answer, refused};
use crate::store::{Missed, StandingRule};

/// Most pages' worth of text that is caught up on: what one answer may weigh.
const PAGES: usize = 4;

impl Chat {
    /// Everything in a room after `cursor`; `None` where that is too much, is no longer there, or belongs to another
    /// history. `has_more` and `more_changed` are false in what is given.
    pub(super) async fn catch_up(
        &self,
        user: UserId,
        room: &RoomSlug,
        cursor: &Cursor,
        allow: StandingRule,
    ) -> Result<Option<Missed>, Error> {
        if cursor.epoch.as_ref().is_some_and(|epoch| epoch != self.epoch()) {
            return Ok(None);
        }
        let mut all = self.missed_after(user, room, (cursor.seq, cursor.rev), allow).await?;
        let ahead = cursor.seq > all.excerpt.head || cursor.rev.is_some_and(|rev| rev > all.excerpt.rev);
        if ahead || !follows(&all, cursor.seq) {
            return Ok(None);
        }
        while all.excerpt.has_more && self.bears(&all, cursor.seq) {
            let last = all.excerpt.messages.last().map_or(cursor.seq, |message| message.seq);
            let next = self.missed_after(user, room, (last, None), allow).await?;
            if !continue_messages(&mut all, next, last) {
                return Ok(None);
            }
        }
        while all.more_changed && self.bears(&all, cursor.seq) {
            let last = all.changed.last().map(|message| message.rev);
            let next = self.missed_after(user, room, (cursor.seq, last.or(cursor.rev)), allow).await?;
            continue_changed(&mut all, next);
        }
        let complete = !all.excerpt.has_more && !all.more_changed && self.bears(&all, cursor.seq);
        Ok(complete.then_some(all))
    }

    async fn missed_after(
        &self,
        user: UserId,
        room: &RoomSlug,
        after: (Seq, Option<Rev>),
        allow: StandingRule,
    ) -> Result<Missed, Error> {
        let size = self.page_with_reads(self.limits.catch_up);
        answer(self.store.missed(room, user, after, size, allow).await, refused)
    }

    /// Whether what is read, and what is known to follow it, is not too much for one answer.
    fn bears(&self, all: &Missed, after: Seq) -> bool {
        let most = u64::from(self.limits.catch_up);
        let waiting = all.excerpt.head.0.saturating_sub(after.0);
        // Where more have changed than fill a page of the most, they are too many already.
        let changed = all.changed.len() as u64 + u64::from(all.more_changed);
        let bytes = bytes(&all.excerpt.messages) + bytes(&all.changed);
        waiting <= most && changed <= most && bytes <= PAGES * self.limits.page_bytes
    }
}

/// Whether the messages go on right after this position: older ones may have been trimmed since.
fn follows(missed: &Missed, after: Seq) -> bool {
    match missed.excerpt.messages.first() {
        Some(first) => first.seq == after.next(),
        None => missed.excerpt.head == after,
    }
}

/// Appends the next page of messages. False where it does not go on right after `last`.
fn continue_messages(all: &mut Missed, next: Missed, last: Seq) -> bool {
    if !follows(&next, last) {
        return false;
    }
    all.excerpt.head = next.excerpt.head;
    all.excerpt.has_more = next.excerpt.has_more;
    all.excerpt.reads = next.excerpt.reads;
    all.excerpt.messages.extend(next.excerpt.messages);
    true
}

/// Appends the next page of changed messages. One that changed again since the page before is in both, and told once.
/// It is the last page also where there are changes after the first page's `rev`: so a room that changes as fast as it
/// is read keeps nobody reading.
fn continue_changed(all: &mut Missed, next: Missed) {
    all.more_changed = next.more_changed && next.changed.last().is_some_and(|last| last.rev < all.excerpt.rev);
    all.changed.retain(|old| next.changed.iter().all(|new| new.id != old.id));
    all.changed.extend(next.changed);
}

fn bytes(messages: &[Message]) -> usize {
    messages.iter().filter_map(|message| message.text.as_ref()).map(MessageText::as_str).map(str::len).sum()
}

/// What only happens where something is written between two pages.
#[cfg(test)]
mod tests {
    use sociable_protocol::{DisplayName, MessageId, Role, Room, RoomKind, Timestamp, Topic, User};

    use super::*;
    use crate::store::Excerpt;

    fn message(seq: u64, rev: u64) -> Message {
        let [.., n] = seq.to_be_bytes();
        let at = Timestamp::from_millis(0);
        Message {
            id: MessageId::new(at, [n; 10]),
            room: RoomSlug::lobby(),
            seq: Seq(seq),
            rev: Rev(rev),
            user: User::guest(UserId::new(at, [0; 10]), DisplayName::new("Ada").unwrap()),
            text: MessageText::new("hello").ok(),
            reply_to: None,
            mentions: Vec::new(),
            reactions: Vec::new(),
            created_at: at,
            edited_at: None,
            deleted_at: None,
            pinned: None,
        }
    }

    fn page(head: u64, rev: u64, messages: &[u64], changed: &[(u64, u64)], more: bool) -> Missed {
        let slug = RoomSlug::lobby();
        let room = Room {
            name: slug.clone().into(),
            slug,
            kind: RoomKind::Public,
            topic: Topic::default(),
            archived: false,
            between: Vec::new(),
        };
        let messages = messages.iter().map(|seq| message(*seq, 0)).collect();
        let (head, rev, role) = (Seq(head), Rev(rev), Some(Role::Member));
        Missed {
            excerpt: Excerpt { room, role, read: Seq::ZERO, head, rev, messages, has_more: more, reads: None },
            changed: changed.iter().map(|(seq, rev)| message(*seq, *rev)).collect(),
            more_changed: more,
        }
    }

    fn seqs(messages: &[Message]) -> Vec<u64> {
        messages.iter().map(|message| message.seq.0).collect()
    }

    #[test]
    fn a_message_written_between_two_pages_is_in_the_last_one() {
        let mut all = page(4, 0, &[1, 2], &[], true);
        assert!(continue_messages(&mut all, page(5, 1, &[3, 4, 5], &[], false), Seq(2)));
        assert_eq!((seqs(&all.excerpt.messages), all.excerpt.head), (vec![1, 2, 3, 4, 5], Seq(5)));
        assert_eq!(all.excerpt.rev, Rev(0), "a change after the first page flows to the socket by itself");
        assert!(!all.excerpt.has_more);
    }

    #[test]
    fn messages_trimmed_between_two_pages_break_the_catch_up() {
        for rest in [&[4, 5][..], &[]] {
            let mut all = page(5, 0, &[1, 2], &[], true);
            assert!(!continue_messages(&mut all, page(5, 0, rest, &[], false), Seq(2)));
        }
    }

    #[test]
    fn a_message_that_changes_again_between_two_pages_is_told_once_as_it_is_then() {
        let mut all = page(5, 3, &[], &[(1, 1), (2, 2)], true);
        continue_changed(&mut all, page(5, 4, &[], &[(3, 3), (1, 4)], false));
        let changed: Vec<_> = all.changed.iter().map(|message| (message.seq.0, message.rev.0)).collect();
        assert_eq!((changed, all.more_changed), (vec![(2, 2), (3, 3), (1, 4)], false));
    }

    #[test]
    fn changes_are_read_up_to_what_the_first_page_knew_of() {
        let mut all = page(5, 3, &[], &[(1, 1)], true);
        continue_changed(&mut all, page(5, 9, &[], &[(2, 2)], true));
        assert!(all.more_changed);
        continue_changed(&mut all, page(5, 9, &[], &[(3, 3)], true));
        assert!(!all.more_changed);
    }
}
