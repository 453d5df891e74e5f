//! The outbox.

use super::*;
use crate::chat::limits::OUTBOX;
use crate::chat::{Delivery, SavedMessage};

impl Chat {
    fn deliveries(&self) -> Vec<Delivery> {
        self.room().outbox.messages().map(|message| message.delivery.clone()).collect()
    }
}

#[test]
fn a_message_is_shown_at_once_and_becomes_the_stored_one_when_it_is_acknowledged() {
    let mut chat = Chat::joined(2);
    assert_eq!(sends(&chat.send(id(100), "hello")), [id(100)]);
    assert_eq!(chat.deliveries(), [Delivery::Sending]);
    chat.acked(own(3, id(100)));
    assert_eq!(chat.deliveries(), []);
    assert_eq!(chat.seqs(), [1, 2, 3]);
}

#[test]
fn an_own_message_that_comes_by_event_and_by_ack_is_one() {
    let mut event_first = Chat::joined(2);
    event_first.send(id(100), "hello");
    event_first.act(Action::MessageNew(own(3, id(100))));
    assert_eq!(event_first.deliveries(), []);
    event_first.acked(own(3, id(100)));
    assert_eq!(event_first.seqs(), [1, 2, 3]);

    let mut ack_first = Chat::joined(2);
    ack_first.send(id(100), "hello");
    ack_first.acked(own(3, id(100)));
    ack_first.act(Action::MessageNew(own(3, id(100))));
    assert_eq!(ack_first.seqs(), [1, 2, 3]);
}

#[test]
fn a_message_stored_behind_a_gap_stays_in_sight_until_the_gap_is_filled() {
    let mut chat = Chat::joined(2);
    chat.send(id(100), "hello");
    assert_eq!(fetches_after(&chat.acked(own(4, id(100)))), [2]);
    assert_eq!(chat.deliveries(), [Delivery::Stored(Seq(4))]);
    chat.act(Action::MessageNew(message(3, "Ben")));
    assert_eq!(chat.deliveries(), []);
    assert_eq!(chat.seqs(), [1, 2, 3, 4]);
}

#[test]
fn messages_go_out_one_at_a_time_in_the_order_written() {
    let mut chat = Chat::joined(0);
    assert_eq!(sends(&chat.send(id(100), "one")), [id(100)]);
    assert_eq!(sends(&chat.send(id(101), "two")), []);
    assert_eq!(sends(&chat.send(id(102), "three")), []);
    assert_eq!(sends(&chat.acked(own(1, id(100)))), [id(101)]);
    assert_eq!(sends(&chat.acked(own(2, id(101)))), [id(102)]);
}

#[test]
fn a_message_written_without_a_connection_goes_out_once_the_room_is_joined() {
    let mut chat = Chat::new();
    assert_eq!(sends(&chat.send(id(100), "hello")), []);
    assert_eq!(chat.deliveries(), [Delivery::Pending]);
    chat.connect();
    assert_eq!(sends(&chat.join(join_reply(1..=2))), [id(100)]);
}

#[test]
fn a_message_whose_ack_was_lost_is_sent_again_under_its_id() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "hello");
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.deliveries(), [Delivery::Pending]);
    chat.connect();
    assert_eq!(sends(&chat.join(nothing_new())), [id(100)]);
}

#[test]
fn a_message_that_the_catch_up_brings_is_not_sent_again() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "hello");
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    let effects = chat.join(JoinReply { head: Seq(1), messages: vec![own(1, id(100))], ..nothing_new() });
    assert_eq!(sends(&effects), []);
    assert_eq!((chat.deliveries(), chat.seqs()), (vec![], vec![1]));

    let mut reset = Chat::joined(3);
    reset.send(id(100), "hello");
    reset.act(Action::Disconnected { retries: true });
    reset.connect();
    let page = JoinReply { head: Seq(1), messages: vec![own(1, id(100))], reset: true, ..nothing_new() };
    assert_eq!(sends(&reset.join(page)), []);
    assert_eq!((reset.deliveries(), reset.seqs()), (vec![], vec![1]));
}

#[test]
fn a_send_that_times_out_or_meets_an_overloaded_server_is_repeated_after_a_while() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "hello");
    assert_eq!(chat.failed(id(100), Failure::NoAnswer), []);
    assert_eq!(sends(&chat.pass(999)), []);
    assert_eq!(sends(&chat.pass(1)), [id(100)]);
    chat.failed(id(100), Failure::Refused(refusal(ErrorCode::Overloaded).retry_after(5_000)));
    assert_eq!(chat.deliveries(), [Delivery::Pending]);
    assert_eq!(sends(&chat.pass(4_999)), []);
    assert_eq!(sends(&chat.pass(1)), [id(100)]);
}

#[test]
fn a_server_that_asks_for_a_long_wait_gets_it() {
    for code in [ErrorCode::RateLimited, ErrorCode::Overloaded, ErrorCode::Unavailable] {
        let mut chat = Chat::joined(0);
        chat.send(id(100), "hello");
        chat.failed(id(100), Failure::Refused(refusal(code).retry_after(90_000)));
        assert_eq!(chat.deliveries(), [Delivery::Pending], "{code} is no failure");
        assert_eq!(sends(&chat.pass(89_999)), []);
        assert_eq!(sends(&chat.pass(1)), [id(100)]);
    }
}

#[test]
fn what_one_may_not_write_fails_and_says_why() {
    for code in [ErrorCode::Banned, ErrorCode::RoomArchived, ErrorCode::Forbidden, ErrorCode::MessageNotFound] {
        let mut chat = Chat::joined(0);
        chat.send(id(100), "hello");
        chat.failed(id(100), Failure::Refused(refusal(code)));
        assert_eq!(chat.deliveries(), [Delivery::Failed(refusal(code))]);
        assert_eq!(chat.state.next_deadline(), None);
    }
}

#[test]
fn a_message_to_a_room_that_cannot_be_joined_again_fails() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "hello");
    let effects = chat.failed(id(100), Failure::Refused(refusal(ErrorCode::NotJoined)));
    let request = joins(&effects).remove(0);
    let result = Err(Failure::Refused(refusal(ErrorCode::Banned)));
    chat.act(Action::Joined { epoch: chat.state.epoch, request, result });
    assert_eq!(chat.deliveries(), [Delivery::Failed(refusal(ErrorCode::Banned))]);
}

#[test]
fn an_answer_says_what_it_answers_also_after_a_reload() {
    let mut chat = Chat::joined(2);
    let reply = |text| Action::Send { room: lobby(), id: id(100), text: text_of(text), reply_to: Some(id(2)) };
    let effects = chat.act(reply("indeed"));
    let Some(Effect::Send { request, .. }) = effects.first() else { panic!("not sent: {effects:?}") };
    assert_eq!(request.reply_to, Some(id(2)));
    let Some(Effect::SaveOutbox(saved)) = effects.last() else { panic!("not saved: {effects:?}") };
    assert_eq!(saved[0].reply_to, Some(id(2)));
}

#[test]
fn that_a_message_is_stored_is_known_also_from_a_connection_that_is_gone() {
    let mut chat = Chat::joined(2);
    chat.send(id(100), "hello");
    let old = chat.state.epoch;
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    let result = Ok(SendReply { message: own(3, id(100)) });
    chat.act(Action::Sent { epoch: old, room: lobby(), id: id(100), result });
    assert_eq!(chat.deliveries(), [Delivery::Stored(Seq(3))], "what it is now, the present connection says");
    chat.join(JoinReply { head: Seq(3), messages: vec![own(3, id(100))], ..nothing_new() });
    assert_eq!((chat.deliveries(), chat.seqs()), (vec![], vec![1, 2, 3]));
}

#[test]
fn a_failure_reported_by_a_connection_that_is_gone_does_not_touch_the_repetition() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "hello");
    let old = chat.state.epoch;
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.join(nothing_new());
    let late = Action::Sent { epoch: old, room: lobby(), id: id(100), result: Err(Failure::NoAnswer) };
    assert_eq!(chat.act(late), []);
    assert_eq!(chat.deliveries(), [Delivery::Sending]);
}

#[test]
fn a_refused_message_stays_as_failed_and_lets_the_next_one_pass() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "one");
    chat.send(id(101), "two");
    let effects = chat.failed(id(100), Failure::Refused(refusal(ErrorCode::InvalidPayload)));
    assert_eq!(sends(&effects), [id(101)]);
    let failed = Delivery::Failed(refusal(ErrorCode::InvalidPayload));
    assert_eq!(chat.deliveries(), [failed, Delivery::Sending]);

    chat.acked(own(1, id(101)));
    assert_eq!(sends(&chat.act(Action::Retry(lobby(), id(100)))), [id(100)], "the same id again");
    chat.failed(id(100), Failure::Refused(refusal(ErrorCode::InvalidPayload)));
    chat.act(Action::Discard(lobby(), id(100)));
    assert_eq!(chat.deliveries(), []);
}

#[test]
fn a_message_refused_because_the_room_is_not_joined_goes_out_after_joining_it() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "hello");
    let effects = chat.failed(id(100), Failure::Refused(refusal(ErrorCode::NotJoined)));
    assert!(matches!(effects.as_slice(), [Effect::Join { .. }]));
    chat.join(nothing_new());
    assert_eq!(sends(&chat.pass(1_000)), [id(100)]);
}

#[test]
fn a_message_on_its_way_cannot_be_discarded() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "one");
    chat.send(id(101), "two");
    chat.act(Action::Discard(lobby(), id(100)));
    chat.act(Action::Discard(lobby(), id(101)));
    assert_eq!(chat.deliveries(), [Delivery::Sending]);
}

#[test]
fn a_full_outbox_refuses_further_messages_until_one_is_gone() {
    let mut chat = Chat::new();
    for number in 0..OUTBOX as u64 {
        chat.send(id(1_000 + number), "waits");
        assert!(!chat.room().outbox_refused);
    }
    assert_eq!(chat.send(id(1), "too much"), []);
    assert!(chat.room().outbox_refused);
    assert_eq!(chat.room().outbox.messages().len(), OUTBOX);
    chat.act(Action::Discard(lobby(), id(1_000)));
    assert!(!chat.room().outbox_refused);
}

#[test]
fn unsent_messages_are_saved_and_go_out_after_a_reload() {
    let mut before = Chat::joined(0);
    before.send(id(100), "one");
    let effects = before.send(id(101), "two");
    let Some(Effect::SaveOutbox(saved)) = effects.last() else { panic!("not saved: {effects:?}") };
    assert_eq!(saved.iter().map(|message| message.id).collect::<Vec<_>>(), [id(100), id(101)]);
    let json = serde_json::to_string(saved).unwrap();

    let mut after = Chat { state: ChatState::default(), now: 0 };
    after.act(Action::Restore(serde_json::from_str::<Vec<SavedMessage>>(&json).unwrap()));
    after.act(Action::SignIn(sociable_protocol::Handshake::default()));
    after.connect();
    assert_eq!(sends(&after.join(nothing_new())), [id(100)]);
    assert_eq!(sends(&after.acked(own(1, id(100)))), [id(101)]);
}

#[test]
fn what_is_acknowledged_is_no_longer_saved() {
    let mut chat = Chat::joined(0);
    chat.send(id(100), "one");
    assert_eq!(chat.acked(own(1, id(100))), [Effect::SaveOutbox(vec![])]);
}
