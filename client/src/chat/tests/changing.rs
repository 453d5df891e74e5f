//! Edits, deletions, reactions and pins, and the quotes that go with them.

use sociable_protocol::{
    HistoryReply, MessageDeleted, MessageUpdated, Reaction, ReactionChanged, ReactionKey, ReplyTo, RoomHead,
};

use super::*;
use crate::chat::Purpose;

impl Chat {
    fn edited(&mut self, seq: u64, rev: u64, text: &str) -> Vec<Effect> {
        self.act(Action::MessageUpdated(MessageUpdated { message: edited(seq, rev, text) }))
    }

    fn deleted(&mut self, seq: u64, rev: u64) -> Vec<Effect> {
        let deleted_at = Timestamp::from_millis(9);
        let deleted = MessageDeleted { room: lobby(), id: id(seq), seq: Seq(seq), rev: Rev(rev), deleted_at };
        self.act(Action::MessageDeleted(deleted))
    }

    fn reacted(&mut self, seq: u64, rev: u64) -> Vec<Effect> {
        let changed =
            ReactionChanged { room: lobby(), id: id(seq), seq: Seq(seq), rev: Rev(rev), reactions: vec![thumbs_up()] };
        self.act(Action::ReactionChanged(changed))
    }

    fn message(&self, seq: u64) -> &Message {
        self.room().timeline.get(Seq(seq)).unwrap()
    }

    fn text(&self, seq: u64) -> Option<&str> {
        self.message(seq).text.as_ref().map(MessageText::as_str)
    }

    fn quote(&self, seq: u64) -> Option<&str> {
        let reply_to = self.message(seq).reply_to.as_ref().unwrap();
        assert_eq!(reply_to.user.is_some(), reply_to.text.is_some());
        reply_to.text.as_ref().map(MessageText::as_str)
    }
}

fn thumbs_up() -> Reaction {
    Reaction { reaction: ReactionKey::new("👍").unwrap(), count: 1, users: vec![user("Zoe")] }
}

fn edited(seq: u64, rev: u64, text: &str) -> Message {
    let (text, edited_at) = (Some(text_of(text)), Some(Timestamp::from_millis(9)));
    Message { rev: Rev(rev), text, edited_at, ..message(seq, "Ben") }
}

/// Message `seq` answers message `to`.
fn answer(seq: u64, to: u64) -> Message {
    let text = Some(text_of(&format!("message {to}")));
    let reply_to = ReplyTo { id: id(to), seq: Seq(to), user: Some(user("Ben")), text };
    Message { reply_to: Some(reply_to), ..message(seq, "Zoe") }
}

#[test]
fn changes_in_order_are_applied_and_leave_nothing_to_ask_for() {
    let mut chat = Chat::joined(3);
    assert_eq!(chat.edited(1, 1, "better"), []);
    assert_eq!(chat.reacted(2, 2), []);
    assert_eq!(chat.deleted(3, 3), []);
    assert_eq!(chat.text(1), Some("better"));
    assert_eq!(chat.message(2).reactions, [thumbs_up()]);
    assert_eq!((chat.text(3), chat.message(3).deleted_at), (None, Some(Timestamp::from_millis(9))));
    assert_eq!((chat.rev(), chat.seqs()), (Rev(3), vec![1, 2, 3]));
}

#[test]
fn of_two_states_of_a_message_the_newer_one_stays() {
    let mut chat = Chat::joined(1);
    chat.edited(1, 1, "one");
    chat.edited(1, 2, "two");
    let before = chat.room().timeline.clone();
    assert_eq!(chat.edited(1, 1, "one"), []);
    chat.act(Action::MessageNew(message(1, "Ben")));
    assert!(before == chat.room().timeline, "and nothing is drawn again");
    assert_eq!(chat.text(1), Some("two"));
}

#[test]
fn a_missed_change_is_caught_up_on_without_leaving_the_room() {
    let mut chat = Chat::joined(3);
    assert_eq!(joins(&chat.edited(1, 2, "better")), [continued(3, 0)]);
    assert_eq!(chat.text(1), Some("better"), "what is known is shown");
    assert_eq!(chat.room().phase, crate::chat::Phase::Joined);
    assert_eq!(chat.reacted(1, 4), [], "one question at a time");
    let changed = vec![Message { text: None, rev: Rev(3), ..message(2, "Ben") }, edited(1, 4, "best")];
    assert_eq!(chat.join(JoinReply { head: Seq(3), rev: Rev(4), changed, ..nothing_new() }), []);
    assert_eq!((chat.text(1), chat.text(2), chat.rev()), (Some("best"), None, Rev(4)));
    assert_eq!(chat.message(1).reactions, [], "as the server has it");
}

#[test]
fn a_head_beyond_the_last_change_shows_that_one_was_missed() {
    let mut chat = Chat::joined(3);
    let head = |rev| Action::RoomHead(RoomHead { room: lobby(), seq: Seq(3), rev: Rev(rev) });
    assert_eq!(chat.act(head(0)), []);
    assert_eq!(joins(&chat.act(head(1))), [continued(3, 0)]);
}

#[test]
fn catching_up_that_fails_or_brings_nothing_is_tried_again_later() {
    let mut chat = Chat::joined(3);
    let request = joins(&chat.deleted(2, 2)).remove(0);
    let failure = Failure::Refused(refusal(ErrorCode::RateLimited).retry_after(700));
    chat.act(Action::Joined { epoch: chat.state.epoch, request, result: Err(failure) });
    assert_eq!(chat.pass(699), []);
    assert_eq!(joins(&chat.pass(1)), [continued(3, 0)]);
    assert_eq!(chat.join(JoinReply { head: Seq(3), ..nothing_new() }), []);
    assert_eq!(joins(&chat.pass(1_000)), [continued(3, 0)]);
    chat.join(JoinReply { head: Seq(3), rev: Rev(2), ..nothing_new() });
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn a_change_to_a_message_that_is_not_in_memory_counts_and_no_more() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(join_reply(51..=100));
    assert_eq!(chat.edited(7, 1, "better"), []);
    assert_eq!((chat.rev(), chat.seqs().len()), (Rev(1), 50));
}

#[test]
fn a_page_that_a_change_has_overtaken_is_brought_up_to_date() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(join_reply(51..=100));
    chat.act(Action::LoadOlder(lobby()));
    assert_eq!(chat.edited(7, 1, "better"), []);
    let page = HistoryReply { messages: (1..=50).map(|seq| message(seq, "Ben")).collect(), has_more: false };
    let (epoch, purpose) = (chat.state.epoch, Purpose::Older);
    let effects = chat.act(Action::Fetched { epoch, purpose, room: lobby(), result: Ok(page) });
    assert_eq!(joins(&effects), [continued(100, 0)]);
    let changed = vec![edited(7, 1, "better")];
    assert_eq!(chat.join(JoinReply { head: Seq(100), rev: Rev(1), changed, ..nothing_new() }), []);
    assert_eq!((chat.text(7), chat.rev()), (Some("better"), Rev(1)));
}

#[test]
fn a_change_that_overtakes_the_messages_of_the_room_is_not_lost() {
    let mut chat = Chat::new();
    chat.connect();
    assert_eq!(chat.edited(2, 1, "better"), []);
    assert_eq!(joins(&chat.join(join_reply(1..=3))), [continued(3, 0)]);
}

#[test]
fn quotes_follow_the_message_they_quote() {
    let mut chat = Chat::joined(1);
    chat.act(Action::MessageNew(answer(2, 1)));
    assert_eq!(chat.quote(2), Some("message 1"));
    chat.edited(1, 1, &"long ".repeat(100));
    assert_eq!(chat.quote(2), Some("long ".repeat(40).trim_end()), "no more than a quote shows");
    chat.reacted(1, 2);
    assert_eq!(chat.quote(2), Some("long ".repeat(40).trim_end()));
    chat.deleted(1, 3);
    assert_eq!(chat.quote(2), None);
}

#[test]
fn quotes_follow_also_what_is_not_in_memory() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(JoinReply { messages: vec![answer(51, 7)], ..join_reply(51..=51) });
    chat.edited(7, 1, "better");
    assert_eq!(chat.quote(51), Some("better"));
    chat.edited(7, 1, "an echo of long ago");
    assert_eq!(chat.quote(51), Some("better"));
    chat.deleted(7, 2);
    assert_eq!(chat.quote(51), None);
}

#[test]
fn a_quote_from_before_an_edit_does_not_undo_it() {
    let mut chat = Chat::joined(1);
    chat.edited(1, 1, "better");
    chat.act(Action::MessageNew(answer(2, 1)));
    assert_eq!(chat.quote(2), Some("better"));
}

#[test]
fn a_page_that_overtakes_a_change_brings_the_quotes_along() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(JoinReply { messages: vec![answer(51, 50)], ..join_reply(51..=51) });
    chat.act(Action::LoadOlder(lobby()));
    let page = HistoryReply { messages: vec![edited(50, 1, "better")], has_more: true };
    let (epoch, purpose) = (chat.state.epoch, Purpose::Older);
    chat.act(Action::Fetched { epoch, purpose, room: lobby(), result: Ok(page) });
    assert_eq!(chat.quote(51), Some("better"));
    assert_eq!(chat.edited(50, 1, "better"), []);
    assert_eq!((chat.quote(51), chat.rev()), (Some("better"), Rev(1)));
}

#[test]
fn changes_reach_messages_that_wait_behind_a_gap() {
    let mut chat = Chat::joined(1);
    chat.act(Action::MessageNew(message(3, "Ben")));
    chat.edited(3, 1, "better");
    chat.act(Action::MessageNew(message(2, "Ben")));
    assert_eq!((chat.text(3), chat.rev()), (Some("better"), Rev(1)));
}

#[test]
fn another_history_is_never_mixed_with_the_one_in_memory() {
    for (head, rev, number) in [(5, 0, 2), (5, 3, 2), (2, 3, 1), (5, 2, 1)] {
        let mut chat = Chat::joined(4);
        for change in 1..=3 {
            chat.edited(1, change, "better");
        }
        chat.act(Action::Disconnected { retries: true });
        assert_eq!(joins(&chat.connect()), [continued(4, 3)]);
        // The server should have said `reset`, and did not.
        let reply = JoinReply { head: Seq(head), rev: Rev(rev), epoch: epoch(number), ..join_reply(5..=5) };
        assert_eq!(joins(&chat.join(reply.clone())), [JoinRoom::anew(lobby())]);
        assert_eq!(chat.seqs(), [0; 0]);
        let messages = (1..=head).map(|seq| message(seq, "Zoe")).collect();
        assert_eq!(chat.join(JoinReply { messages, has_more: false, ..reply }), []);
        assert_eq!((chat.rev(), chat.text(1)), (Rev(rev), Some("message 1")));
        assert_eq!(chat.room().cursor().unwrap().epoch, Some(epoch(number)));
    }
}

#[test]
fn what_was_held_before_the_room_was_loaded_does_not_undo_what_the_page_brings() {
    let mut chat = Chat::new();
    chat.connect();
    chat.act(Action::MessageNew(answer(3, 2)));
    let page = vec![
        message(1, "Ben"),
        edited(2, 2, "other"),
        Message { text: Some(text_of("better")), rev: Rev(1), ..answer(3, 2) },
    ];
    chat.join(JoinReply { messages: page, rev: Rev(2), ..join_reply(1..=3) });
    assert_eq!((chat.text(3), chat.quote(3)), (Some("better"), Some("other")));
}
