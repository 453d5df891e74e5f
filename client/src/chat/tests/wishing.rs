//! What one wants to become of messages.

use std::sync::Arc;

use sociable_protocol::{ChangeReply, Pin, Reaction, ReactionKey, RemovedReason, RoomRemoved};

use super::*;
use crate::chat::limits::{NOTICES, PENDING};
use crate::chat::{Attempt, ChangeResult, Notice, Wish};

impl Chat {
    fn wish(&mut self, seq: u64, wish: Wish) -> Vec<(u64, Wish)> {
        let effects = self.act(Action::Wish(lobby(), id(seq), wish));
        wishes(&effects)
    }

    fn answer(&mut self, seq: u64, wish: Wish, result: ChangeResult) -> Vec<(u64, Wish)> {
        let (epoch, room, id) = (self.state.epoch, lobby(), id(seq));
        let effects = self.act(Action::Changed { epoch, room, id, wish, result });
        wishes(&effects)
    }

    fn grant(&mut self, wish: Wish, message: Message) -> Vec<(u64, Wish)> {
        self.answer(message.seq.0, wish, Ok(ChangeReply { message }))
    }

    /// Message `seq` as it is to be shown.
    fn shown(&self, seq: u64) -> Message {
        let known = self.room().timeline.get(Seq(seq)).unwrap();
        Arc::unwrap_or_clone(self.room().pending.shown(known, &user("Ada")))
    }

    fn shown_text(&self, seq: u64) -> Option<String> {
        self.shown(seq).text.map(|text| text.as_str().to_owned())
    }

    fn refusals(&self) -> Vec<(MessageId, Wish)> {
        let of_message = |notice: &Notice| match &notice.attempt {
            Attempt::Change(message, wish) => Some((*message, wish.clone())),
            Attempt::Mute(_) | Attempt::Jump => None,
        };
        self.state.notices.iter().filter_map(of_message).collect()
    }
}

fn wishes(effects: &[Effect]) -> Vec<(u64, Wish)> {
    let wishes = effects.iter().filter_map(|effect| match effect {
        Effect::Change { id: of, wish, .. } => Some(((1..1_000).find(|seq| id(*seq) == *of).unwrap(), wish.clone())),
        _ => None,
    });
    wishes.collect()
}

fn edit(text: &str) -> Wish {
    Wish::Edit(text_of(text))
}

fn react(on: bool) -> Wish {
    Wish::React { reaction: ReactionKey::new("👍").unwrap(), on }
}

fn thumbs_up(names: &[&str]) -> Vec<Reaction> {
    let (reaction, count) = (ReactionKey::new("👍").unwrap(), u32::try_from(names.len()).unwrap());
    vec![Reaction { reaction, count, users: names.iter().map(|name| user(name)).collect() }]
}

fn edited(seq: u64, rev: u64, text: &str) -> Message {
    Message { rev: Rev(rev), text: Some(text_of(text)), ..message(seq, "Ada") }
}

#[test]
fn a_wish_is_shown_at_once_and_becomes_the_message_when_it_is_granted() {
    let mut chat = Chat::joined(3);
    assert_eq!(chat.wish(2, edit("better")), [(2, edit("better"))]);
    assert!(chat.room().pending.concerns(id(2)) && !chat.room().pending.concerns(id(1)));
    assert_eq!(chat.shown_text(2).as_deref(), Some("better"));
    assert_eq!(chat.room().timeline.get(Seq(2)).unwrap().text, Some(text_of("message 2")));
    assert_eq!(chat.grant(edit("better"), edited(2, 1, "better")), []);
    assert!(chat.room().pending.is_empty());
    assert_eq!((chat.shown_text(2).as_deref(), chat.rev()), (Some("better"), Rev(1)));
}

#[test]
fn ones_reaction_is_counted_once_whatever_the_others_do() {
    let mut chat = Chat::joined(1);
    chat.wish(1, react(true));
    assert_eq!(chat.shown(1).reactions, thumbs_up(&["Ada"]));
    let theirs = Message { rev: Rev(1), reactions: thumbs_up(&["Ben"]), ..message(1, "Ben") };
    chat.act(Action::MessageUpdated(sociable_protocol::MessageUpdated { message: theirs }));
    assert_eq!(chat.shown(1).reactions, thumbs_up(&["Ben", "Ada"]));
    let both = Message { rev: Rev(2), reactions: thumbs_up(&["Ben", "Ada"]), ..message(1, "Ben") };
    chat.act(Action::MessageUpdated(sociable_protocol::MessageUpdated { message: both.clone() }));
    assert_eq!(chat.shown(1).reactions, thumbs_up(&["Ben", "Ada"]), "the event came before the answer");
    chat.grant(react(true), both);
    chat.wish(1, react(false));
    assert_eq!(chat.shown(1).reactions, thumbs_up(&["Ben"]));
}

#[test]
fn what_is_so_already_is_not_asked_for() {
    let mut chat = Chat::joined(3);
    let reacted = Message { rev: Rev(1), reactions: thumbs_up(&["Ada"]), ..message(1, "Ben") };
    chat.act(Action::MessageUpdated(sociable_protocol::MessageUpdated { message: reacted }));
    assert_eq!(chat.wish(1, react(true)), []);
    assert_eq!(chat.wish(2, react(false)), []);
    assert_eq!(chat.wish(2, edit("message 2")), []);
    assert_eq!(chat.wish(2, Wish::Pin(false)), []);
    assert!(chat.room().pending.is_empty());
    chat.wish(2, edit("better"));
    assert_eq!(chat.wish(2, edit("better")), [], "nor what is wanted already");
}

#[test]
fn whether_one_shares_a_reaction_of_more_people_than_are_listed_only_the_server_knows() {
    let mut chat = Chat::joined(1);
    let mut reactions = thumbs_up(&["Ben", "Zoe"]);
    reactions[0].count = 40;
    let message = Message { rev: Rev(1), reactions, ..message(1, "Ben") };
    chat.act(Action::MessageUpdated(sociable_protocol::MessageUpdated { message }));
    assert_eq!(chat.wish(1, react(false)), [(1, react(false))]);
}

#[test]
fn a_later_wish_takes_the_place_of_an_earlier_one_about_the_same_thing() {
    let mut offline = Chat::joined(3);
    offline.act(Action::Disconnected { retries: true });
    offline.wish(1, edit("one"));
    offline.wish(1, react(true));
    assert_eq!(offline.wish(1, edit("two")), []);
    assert_eq!(offline.shown_text(1).as_deref(), Some("two"));
    offline.connect();
    let effects = offline.join(JoinReply { head: Seq(3), ..nothing_new() });
    assert_eq!(wishes(&effects), [(1, edit("two"))], "one of each message at a time");
    assert_eq!(offline.grant(edit("two"), edited(1, 1, "two")), [(1, react(true))]);

    let mut on_its_way = Chat::joined(3);
    on_its_way.wish(1, edit("one"));
    assert_eq!(on_its_way.wish(1, edit("two")), []);
    assert_eq!(on_its_way.wish(2, edit("other")), [(2, edit("other"))]);
    assert_eq!(on_its_way.grant(edit("one"), edited(1, 1, "one")), [(1, edit("two"))]);
    assert_eq!(on_its_way.shown_text(1).as_deref(), Some("two"));
}

#[test]
fn a_wish_without_an_answer_is_asked_for_again() {
    let mut chat = Chat::joined(3);
    chat.wish(1, edit("one"));
    assert_eq!(chat.answer(1, edit("one"), Err(Failure::NoAnswer)), []);
    assert_eq!(wishes(&chat.pass(1_000)), [(1, edit("one"))]);
    let failure = Failure::Refused(refusal(ErrorCode::RateLimited).retry_after(300));
    assert_eq!(chat.wish(1, edit("two")), []);
    assert_eq!(chat.answer(1, edit("one"), Err(failure)), []);
    assert_eq!(wishes(&chat.pass(300)), [(1, edit("two"))], "the one before is not wanted any more");

    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    let effects = chat.join(JoinReply { head: Seq(3), ..nothing_new() });
    assert_eq!(wishes(&effects), [(1, edit("two"))]);
}

#[test]
fn a_wish_that_is_refused_is_taken_back_and_says_so() {
    let mut chat = Chat::joined(3);
    chat.wish(1, edit("one"));
    chat.answer(1, edit("one"), Err(Failure::Refused(refusal(ErrorCode::Forbidden))));
    assert_eq!(chat.shown_text(1).as_deref(), Some("message 1"));
    assert_eq!(chat.refusals(), [(id(1), edit("one"))]);
    let notice = chat.state.notices[0].clone();
    assert_eq!((notice.room, notice.failure), (lobby(), Failure::Refused(refusal(ErrorCode::Forbidden))));
    chat.act(Action::Dismiss(notice.id));
    assert_eq!(chat.refusals(), []);
    for seq in 1..=3 {
        for wish in [Wish::Pin(true), react(true)] {
            chat.wish(seq, wish.clone());
            chat.answer(seq, wish, Err(Failure::Refused(refusal(ErrorCode::Forbidden))));
        }
    }
    assert_eq!(chat.refusals().len(), NOTICES);
    assert_eq!(chat.refusals()[0], (id(1), react(true)), "the oldest goes");
}

#[test]
fn there_is_an_end_to_what_waits() {
    let mut chat = Chat::joined(PENDING as u64 + 1);
    chat.act(Action::Disconnected { retries: true });
    for seq in 1..=PENDING as u64 + 1 {
        chat.wish(seq, Wish::Delete);
    }
    assert_eq!(chat.refusals(), [(id(PENDING as u64 + 1), Wish::Delete)]);
    chat.connect();
    let head = Seq(PENDING as u64 + 1);
    assert_eq!(wishes(&chat.join(JoinReply { head, ..nothing_new() })).len(), PENDING);
}

#[test]
fn wishes_end_with_ones_being_in_the_room() {
    let mut chat = Chat::joined(3);
    chat.wish(1, edit("one"));
    chat.act(Action::RoomRemoved(RoomRemoved { room: lobby(), reason: RemovedReason::Banned }));
    assert!(chat.room().pending.is_empty());
    assert_eq!(chat.wish(2, Wish::Delete), []);
    assert_eq!(chat.refusals(), [(id(2), Wish::Delete)]);
}

#[test]
fn an_answer_that_overtakes_the_message_itself_is_not_undone_by_it() {
    let mut chat = Chat::joined(0);
    chat.wish(1, Wish::Pin(true));
    let at = Timestamp::from_millis(7);
    let pinned = Message { rev: Rev(1), pinned: Some(Pin { by: user("Ada").id, at }), ..message(1, "Ben") };
    chat.grant(Wish::Pin(true), pinned);
    chat.act(Action::MessageNew(message(1, "Ben")));
    assert!(chat.shown(1).pinned.is_some());
}

#[test]
fn a_deletion_is_shown_when_it_is_so() {
    let mut chat = Chat::joined(1);
    chat.wish(1, Wish::Delete);
    assert_eq!(chat.shown_text(1).as_deref(), Some("message 1"));
    let mut gone = message(1, "Ben");
    gone.delete(Timestamp::from_millis(9));
    chat.grant(Wish::Delete, Message { rev: Rev(1), ..gone });
    assert_eq!(chat.shown_text(1), None);
}
