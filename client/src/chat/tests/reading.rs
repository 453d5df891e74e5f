//! How far oneself and the others have read.

use sociable_protocol::{
    ReadChanged, ReadPosition, RemovedReason, RoomRemoved, RoomState, SetRead, SetReadReply, UserId,
};

use super::*;
use crate::chat::limits::RECEIPTS;

impl Chat {
    fn read(&mut self, seq: u64) -> Vec<Effect> {
        self.act(Action::Read(lobby(), Seq(seq)))
    }

    fn read_set(&mut self, result: Result<u64, Failure>) -> Vec<Effect> {
        let result = result.map(|read| SetReadReply { read: Seq(read), unread: 0, mentions: 0 });
        self.act(Action::ReadSet { epoch: self.state.epoch, room: lobby(), result })
    }

    fn read_changed(&mut self, user: UserId, seq: u64) -> Vec<Effect> {
        self.act(Action::ReadChanged(ReadChanged { room: lobby(), user, seq: Seq(seq) }))
    }

    fn told(&self, seq: u64) -> Effect {
        Effect::SetRead { epoch: self.state.epoch, request: SetRead { room: lobby(), seq: Seq(seq) } }
    }
}

#[test]
fn the_server_is_told_one_position_at_a_time_and_the_newest_wins() {
    let mut chat = Chat::joined(9);
    assert_eq!(chat.read(3), [chat.told(3)]);
    assert_eq!(chat.read(5), []);
    assert_eq!(chat.read(7), []);
    assert_eq!(chat.room().read(), Seq(7));
    assert_eq!(chat.read_set(Ok(3)), [chat.told(7)]);
    assert_eq!(chat.read_set(Ok(7)), []);
}

#[test]
fn reading_never_goes_back_and_never_beyond_the_last_message() {
    let mut chat = Chat::joined(9);
    assert_eq!(chat.read(100), [chat.told(9)]);
    chat.read_set(Ok(9));
    assert_eq!(chat.read(4), []);
    assert_eq!(chat.room().read(), Seq(9));
}

#[test]
fn what_one_reads_on_another_device_is_read_here() {
    let mut chat = Chat::joined(9);
    assert_eq!(chat.read_changed(user("Ada").id, 6), []);
    assert_eq!(chat.room().read(), Seq(6));
    assert_eq!(chat.read(6), []);
    assert!(chat.room().receipts.of(user("Ada").id).is_none());
}

#[test]
fn what_was_read_without_a_connection_is_told_after_joining() {
    let mut chat = Chat::joined(9);
    chat.read(3);
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.read(5), []);
    chat.connect();
    assert_eq!(chat.join(JoinReply { head: Seq(9), read: Seq(4), ..nothing_new() }), [chat.told(5)]);
    assert_eq!(chat.read_set(Ok(5)), []);
}

#[test]
fn a_failure_is_tried_again_and_a_refusal_is_not() {
    let mut chat = Chat::joined(9);
    chat.read(3);
    chat.read_set(Err(Failure::Refused(refusal(ErrorCode::RateLimited).retry_after(400))));
    assert_eq!(chat.pass(399), []);
    assert_eq!(chat.pass(1), [chat.told(3)]);
    chat.read_set(Err(Failure::Refused(refusal(ErrorCode::Forbidden))));
    assert_eq!(chat.state.next_deadline(), None);
    assert_eq!(chat.read(4), [chat.told(4)]);
}

#[test]
fn a_room_of_another_history_is_as_unread_as_the_server_says() {
    let mut chat = Chat::joined(9);
    chat.read(9);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    assert_eq!(chat.join(JoinReply { reset: true, read: Seq(2), epoch: epoch(2), ..join_reply(1..=4) }), []);
    assert_eq!(chat.room().read(), Seq(2));
}

#[test]
fn receipts_tell_who_has_read_how_far_and_never_go_back() {
    let mut chat = Chat::joined(9);
    chat.read_changed(user("Ben").id, 6);
    chat.read_changed(user("Zoe").id, 4);
    chat.read_changed(user("Ben").id, 2);
    assert_eq!(chat.room().receipts.of(user("Ben").id), Some(Seq(6)));
    assert_eq!(chat.room().receipts.readers(Seq(5)).collect::<Vec<_>>(), [user("Ben").id]);
    assert_eq!(chat.room().receipts.readers(Seq(4)).count(), 2);
}

fn reads(all: &[(&str, u64)]) -> Option<Vec<ReadPosition>> {
    Some(all.iter().map(|(name, seq)| ReadPosition { user: user(name).id, seq: Seq(*seq) }).collect())
}

impl Chat {
    fn receipts(&self) -> [Option<u64>; 2] {
        ["Ben", "Zoe"].map(|name| self.room().receipts.of(user(name).id).map(|seq| seq.0))
    }
}

#[test]
fn whoever_comes_in_is_told_how_far_the_others_have_read() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(JoinReply { reads: reads(&[("Ben", 6), ("Zoe", 4)]), ..join_reply(1..=9) });
    assert_eq!(chat.receipts(), [Some(6), Some(4)]);
    chat.read_changed(user("Zoe").id, 9);
    assert_eq!(chat.receipts(), [Some(6), Some(9)]);
}

#[test]
fn what_was_heard_since_is_newer_than_the_answer() {
    let mut chat = Chat::new();
    chat.connect();
    chat.read_changed(user("Ben").id, 7);
    chat.join(JoinReply { reads: reads(&[("Ben", 6), ("Zoe", 4)]), ..join_reply(1..=9) });
    assert_eq!(chat.receipts(), [Some(7), Some(4)]);
}

#[test]
fn who_comes_back_knows_what_was_read_meanwhile() {
    let mut chat = Chat::joined(9);
    chat.read_changed(user("Ben").id, 7);
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.receipts(), [Some(7), None], "it may be read without a connection");
    chat.connect();
    chat.join(JoinReply { head: Seq(9), reads: reads(&[("Ben", 8), ("Zoe", 4)]), ..nothing_new() });
    assert_eq!(chat.receipts(), [Some(8), Some(4)]);
}

#[test]
fn a_room_that_says_nothing_of_it_leaves_what_is_known() {
    let mut chat = Chat::joined(9);
    chat.read_changed(user("Ben").id, 7);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.join(JoinReply { head: Seq(9), reads: None, ..nothing_new() });
    assert_eq!(chat.receipts(), [Some(7), None]);
}

#[test]
fn what_was_read_of_another_history_is_forgotten() {
    for (told, expected) in [(reads(&[("Ben", 2)]), Some(2)), (None, None)] {
        let mut chat = Chat::joined(9);
        chat.read_changed(user("Ben").id, 7);
        chat.act(Action::Disconnected { retries: true });
        chat.connect();
        chat.join(JoinReply { reset: true, epoch: epoch(2), reads: told, ..join_reply(1..=4) });
        assert_eq!(chat.receipts(), [expected, None]);
    }
}

#[test]
fn what_is_heard_of_the_new_history_before_the_answer_counts() {
    let mut chat = Chat::joined(9);
    chat.read_changed(user("Ben").id, 7);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.read_changed(user("Ben").id, 2);
    chat.join(JoinReply { reset: true, epoch: epoch(2), ..join_reply(1..=4) });
    assert_eq!(chat.receipts(), [Some(2), None]);
}

#[test]
fn a_room_as_it_is_tells_who_has_read_it() {
    let mut chat = Chat::joined(9);
    chat.read_changed(user("Ben").id, 7);
    chat.act(Action::RoomState(RoomState {
        room: named("Lobby"),
        role: None,
        head: Seq(9),
        rev: Rev::ZERO,
        epoch: epoch(1),
        reset: false,
        people: vec![],
        people_count: 2,
        reads: reads(&[("Ben", 3), ("Zoe", 5)]),
    }));
    assert_eq!(chat.receipts(), [Some(7), Some(5)]);
}

#[test]
fn who_has_read_a_room_is_forgotten_with_it() {
    let mut chat = Chat::joined(9);
    chat.read_changed(user("Ben").id, 7);
    chat.act(Action::RoomRemoved(RoomRemoved { room: lobby(), reason: RemovedReason::Removed }));
    assert_eq!(chat.receipts(), [None, None]);
}

#[test]
fn receipts_are_bounded_and_forget_who_is_furthest_behind() {
    let mut chat = Chat::joined(9);
    let reader = |number: u64| UserId::from_slice(id(number).as_bytes()).unwrap();
    for number in 1..=RECEIPTS as u64 + 1 {
        chat.read_changed(reader(number), number);
    }
    assert_eq!(chat.room().receipts.readers(Seq(0)).count(), RECEIPTS);
    assert_eq!(chat.room().receipts.of(reader(1)), None);
}

#[test]
fn what_comes_while_somebody_looks_is_read_as_it_comes() {
    let mut chat = Chat::joined(9);
    chat.read(9);
    chat.read_set(Ok(9));
    chat.act(Action::Watching(lobby(), true));
    assert_eq!(chat.act(Action::MessageNew(message(10, "Ben"))), [chat.told(10)]);
    assert_eq!((chat.room().unread, chat.room().read()), (0, Seq(10)));
    chat.act(Action::MessageNew(message(12, "Ben")));
    assert_eq!(chat.room().read(), Seq(10), "there is a hole before it");
    chat.act(Action::MessageNew(message(11, "Ben")));
    assert_eq!((chat.room().unread, chat.room().read()), (0, Seq(12)));
    chat.act(Action::Watching(lobby(), false));
    chat.act(Action::MessageNew(message(13, "Ben")));
    assert_eq!((chat.room().unread, chat.room().read()), (1, Seq(12)));
}
