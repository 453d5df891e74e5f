//! Messages into the timeline, gaps, pages of history, bounds.

use sociable_protocol::{HistoryReply, RoomHead};

use super::*;
use crate::chat::limits::{HELD, ROWS_FOLLOWING, ROWS_READING};
use crate::chat::{Purpose, Shared};

impl Chat {
    fn receive(&mut self, seq: u64) -> Vec<Effect> {
        self.act(Action::MessageNew(message(seq, "Ben")))
    }

    fn fetched(&mut self, purpose: Purpose, seqs: std::ops::RangeInclusive<u64>, has_more: bool) -> Vec<Effect> {
        let messages = seqs.map(|seq| message(seq, "Ben")).collect();
        let result = Ok(HistoryReply { messages, has_more });
        self.act(Action::Fetched { epoch: self.state.epoch, purpose, room: lobby(), result })
    }

    /// In the lobby far above its newest messages, so far that they are left out of memory.
    fn reading_far_above() -> Self {
        let mut chat = Self::new();
        chat.connect();
        chat.join(join_reply(2_000..=2_050));
        chat.act(Action::Following(lobby(), false));
        while !chat.room().detached {
            chat.act(Action::LoadOlder(lobby()));
            let first = chat.room().timeline.first().unwrap().0;
            chat.fetched(Purpose::Older, first - 100..=first - 1, true);
        }
        chat
    }
}

#[test]
fn the_next_message_is_added_and_a_known_one_is_not() {
    let mut chat = Chat::joined(2);
    assert_eq!(chat.receive(3), []);
    assert_eq!(chat.receive(3), []);
    assert_eq!(chat.receive(1), []);
    assert_eq!(chat.seqs(), [1, 2, 3]);
}

#[test]
fn a_message_after_a_gap_waits_until_the_gap_is_filled() {
    let mut chat = Chat::joined(2);
    assert_eq!(fetches_after(&chat.receive(5)), [2]);
    assert_eq!(chat.receive(6), [], "one repair at a time");
    assert_eq!(chat.seqs(), [1, 2], "nothing is shown out of order");
    assert_eq!(chat.fetched(Purpose::Newer, 3..=4, true), []);
    assert_eq!(chat.seqs(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_gap_larger_than_a_page_is_filled_page_by_page() {
    let mut chat = Chat::joined(0);
    assert_eq!(fetches_after(&chat.receive(250)), [0]);
    assert_eq!(fetches_after(&chat.fetched(Purpose::Newer, 1..=100, true)), [100]);
    assert_eq!(fetches_after(&chat.fetched(Purpose::Newer, 101..=200, true)), [200]);
    assert_eq!(chat.fetched(Purpose::Newer, 201..=250, false), []);
    assert_eq!(chat.room().timeline.last(), Seq(250));
    assert_eq!(chat.room().timeline.len(), 250);
}

#[test]
fn a_head_beyond_the_timeline_shows_that_a_message_was_missed() {
    let mut chat = Chat::joined(2);
    assert_eq!(chat.act(Action::RoomHead(RoomHead { room: lobby(), seq: Seq(2), rev: Rev::ZERO })), []);
    let effects = chat.act(Action::RoomHead(RoomHead { room: lobby(), seq: Seq(4), rev: Rev::ZERO }));
    assert_eq!(fetches_after(&effects), [2]);
    chat.fetched(Purpose::Newer, 3..=4, false);
    assert_eq!(chat.seqs(), [1, 2, 3, 4]);
}

#[test]
fn a_repair_that_fails_or_brings_nothing_is_tried_again_later() {
    let mut chat = Chat::joined(2);
    chat.receive(5);
    let result = Err(Failure::NoAnswer);
    let action = Action::Fetched { epoch: chat.state.epoch, purpose: Purpose::Newer, room: lobby(), result };
    assert_eq!(chat.act(action), []);
    assert_eq!(fetches_after(&chat.pass(1_000)), [2]);
    assert_eq!(chat.fetched(Purpose::Newer, 1..=2, false), []);
    assert_eq!(fetches_after(&chat.pass(1_000)), [2]);
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn what_is_held_behind_a_gap_is_bounded_and_still_complete_in_the_end() {
    let mut chat = Chat::joined(0);
    let head = 2 + HELD as u64 + 50;
    for seq in 2..=head {
        chat.receive(seq);
    }
    assert_eq!(chat.room().held.len(), HELD);
    assert_eq!(fetches_after(&chat.fetched(Purpose::Newer, 1..=1, false)), [HELD as u64 + 1]);
    chat.fetched(Purpose::Newer, HELD as u64 + 2..=head, false);
    assert_eq!(chat.room().timeline.last(), Seq(head));
}

#[test]
fn messages_that_arrive_before_the_room_is_loaded_come_after_it() {
    let mut chat = Chat::new();
    chat.connect();
    assert_eq!(chat.receive(51), []);
    assert_eq!(chat.join(join_reply(1..=50)), []);
    assert_eq!(chat.room().timeline.last(), Seq(51));
}

#[test]
fn older_messages_are_put_before_until_there_are_none() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(join_reply(51..=100));
    assert_eq!(chat.act(Action::LoadOlder(lobby())).len(), 1);
    assert_eq!(chat.act(Action::LoadOlder(lobby())), [], "one page at a time");
    chat.fetched(Purpose::Older, 1..=50, false);
    assert_eq!(chat.room().timeline.first(), Some(Seq(1)));
    assert!(!chat.room().has_more);
    assert_eq!(chat.act(Action::LoadOlder(lobby())), []);
}

#[test]
fn memory_is_bounded_at_the_newest_message() {
    let mut chat = Chat::joined(0);
    for seq in 1..=ROWS_FOLLOWING as u64 + 10 {
        chat.receive(seq);
    }
    assert_eq!(chat.room().timeline.len(), ROWS_FOLLOWING);
    assert_eq!(chat.room().timeline.first(), Some(Seq(11)));
    assert!(chat.room().has_more);
}

#[test]
fn a_reader_above_the_newest_message_keeps_what_is_before_them() {
    let mut chat = Chat::joined(10);
    chat.act(Action::Following(lobby(), false));
    for seq in 11..=ROWS_READING as u64 + 10 {
        chat.receive(seq);
    }
    assert_eq!(chat.room().timeline.first(), Some(Seq(1)));
    assert_eq!(chat.room().timeline.len(), ROWS_READING);
    assert!(chat.room().detached);
    assert_eq!(chat.room().head, Seq(ROWS_READING as u64 + 10));
}

#[test]
fn a_reader_far_above_can_read_on_downwards_to_the_newest_message() {
    let mut chat = Chat::reading_far_above();
    assert_eq!(chat.receive(2_051), [], "nobody fetches what nobody looks at");
    while chat.room().detached {
        let last = chat.room().timeline.last().0;
        assert_eq!(fetches_after(&chat.act(Action::LoadNewer(lobby()))), [last]);
        chat.fetched(Purpose::Newer, last + 1..=(last + 100).min(2_051), last + 100 < 2_051);
        assert!(chat.room().timeline.len() <= ROWS_READING);
    }
    assert_eq!(chat.room().timeline.last(), Seq(2_051));
    chat.act(Action::Following(lobby(), true));
    chat.receive(2_052);
    assert_eq!(chat.room().timeline.last(), Seq(2_052));
}

#[test]
fn jumping_to_the_newest_message_fetches_it_where_it_is_left_out() {
    let mut chat = Chat::reading_far_above();
    let effects = chat.act(Action::JumpToLatest(lobby()));
    assert!(matches!(effects.as_slice(), [Effect::Fetch { purpose: Purpose::Latest, .. }]));
    chat.receive(2_051);
    assert_eq!(chat.fetched(Purpose::Latest, 1_952..=2_051, true), []);
    assert_eq!(chat.room().timeline.last(), Seq(2_051));
    assert!(!chat.room().detached && chat.room().has_more);
}

#[test]
fn a_jump_that_fails_is_made_up_for() {
    let mut chat = Chat::reading_far_above();
    chat.act(Action::JumpToLatest(lobby()));
    let result = Err(Failure::NoAnswer);
    chat.act(Action::Fetched { epoch: chat.state.epoch, purpose: Purpose::Latest, room: lobby(), result });
    let effects = chat.pass(1_000);
    assert!(matches!(effects.as_slice(), [Effect::Fetch { purpose: Purpose::Latest, .. }]));
}

#[test]
fn a_reader_far_above_stays_there_over_a_reconnection() {
    let mut chat = Chat::reading_far_above();
    let before = chat.seqs();
    chat.act(Action::Disconnected { retries: true });
    let joins = chat.connect();
    assert!(matches!(joins.as_slice(), [Effect::Join { request, .. }] if request.after == Some(Seq(2_050))));
    assert_eq!(chat.join(join_reply(2_051..=2_060)), []);
    assert_eq!(chat.seqs(), before);
    assert_eq!(chat.room().head, Seq(2_060));
}

#[test]
fn what_does_not_change_is_the_same_part_in_the_next_snapshot() {
    let mut chat = Chat::joined(2);
    let before = chat.room().clone();
    chat.receive(2);
    let known: &Shared<_> = &chat.room().timeline;
    assert!(*known == before.timeline);
    chat.receive(3);
    assert!(chat.room().timeline != before.timeline);
    assert!(chat.room().people == before.people && chat.room().outbox == before.outbox);
    assert_eq!(before.timeline.len(), 2, "a snapshot does not change");
}
