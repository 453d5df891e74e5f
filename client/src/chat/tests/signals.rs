//! Typing and presence.

use sociable_protocol::{PresenceChanged, RoomPeople, SetTyping, TypingChanged};

use super::*;

impl Chat {
    fn typing_changed(&mut self, name: &str, typing: bool) {
        self.act(Action::TypingChanged(TypingChanged { room: lobby(), user: user(name), typing }));
    }

    fn presence_changed(&mut self, name: &str, status: Status) {
        let change = PresenceChanged { room: lobby(), user: user(name), status, last_seen: None };
        self.act(Action::PresenceChanged(change));
    }

    fn typists(&self) -> Vec<&str> {
        self.room().typing.users().map(|user| user.name.as_str()).collect()
    }

    fn online(&self) -> Vec<&str> {
        self.room().people.online().iter().map(|person| person.user.name.as_str()).collect()
    }
}

fn told(typing: bool) -> [Effect; 1] {
    [Effect::SetTyping(SetTyping { room: lobby(), typing })]
}

#[test]
fn a_typist_is_forgotten_unless_they_say_so_again() {
    let mut chat = Chat::joined(0);
    chat.typing_changed("Ben", true);
    chat.pass(5_000);
    chat.typing_changed("Ben", true);
    chat.pass(5_999);
    assert_eq!(chat.typists(), ["Ben"]);
    chat.pass(1);
    assert_eq!(chat.typists(), [""; 0]);
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn a_typist_is_forgotten_when_they_stop_or_send_or_leave() {
    let mut chat = Chat::joined(0);
    chat.typing_changed("Ben", true);
    chat.typing_changed("Ben", false);
    assert_eq!(chat.typists(), [""; 0]);

    chat.typing_changed("Ben", true);
    chat.act(Action::MessageNew(message(1, "Ben")));
    assert_eq!(chat.typists(), [""; 0]);

    chat.typing_changed("Ben", true);
    chat.presence_changed("Ben", Status::Offline);
    assert_eq!(chat.typists(), [""; 0]);
}

#[test]
fn one_is_never_shown_to_oneself_as_typing() {
    let mut chat = Chat::joined(0);
    chat.typing_changed("Ada", true);
    assert_eq!(chat.typists(), [""; 0]);
}

#[test]
fn others_are_told_of_typing_at_the_first_key_and_then_every_three_seconds() {
    let mut chat = Chat::joined(0);
    assert_eq!(chat.act(Action::Typed(lobby())), told(true));
    chat.now += 2_999;
    assert_eq!(chat.act(Action::Typed(lobby())), []);
    chat.now += 1;
    assert_eq!(chat.act(Action::Typed(lobby())), told(true));
}

#[test]
fn others_are_told_once_that_typing_has_stopped() {
    let mut chat = Chat::joined(0);
    chat.act(Action::Typed(lobby()));
    assert_eq!(chat.act(Action::StoppedTyping(lobby())), told(false));
    assert_eq!(chat.act(Action::StoppedTyping(lobby())), []);
}

#[test]
fn five_idle_seconds_count_as_having_stopped() {
    let mut chat = Chat::joined(0);
    chat.act(Action::Typed(lobby()));
    assert_eq!(chat.pass(4_999), []);
    assert_eq!(chat.pass(1), told(false));
}

#[test]
fn sending_ends_typing_without_another_event() {
    let mut chat = Chat::joined(0);
    chat.act(Action::Typed(lobby()));
    let effects = chat.send(id(100), "done");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::SetTyping(_))));
    assert_eq!(chat.act(Action::StoppedTyping(lobby())), []);
}

#[test]
fn a_person_is_one_entry_however_often_they_come() {
    let mut chat = Chat::joined(0);
    chat.presence_changed("zoe", Status::Online);
    chat.presence_changed("Ben", Status::Online);
    chat.presence_changed("Ben", Status::Online);
    assert_eq!(chat.online(), ["Ada", "Ben", "zoe"]);
    assert_eq!(chat.room().people.online_count(), 3);

    chat.presence_changed("Ben", Status::Offline);
    chat.presence_changed("Ben", Status::Offline);
    assert_eq!(chat.online(), ["Ada", "zoe"]);
    assert_eq!(chat.room().people.online_count(), 2);
    assert_eq!(chat.room().people.left().len(), 1);
}

#[test]
fn people_are_counted_also_where_the_list_is_cut() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(JoinReply { people_count: 700, ..nothing_new() });
    chat.presence_changed("Ben", Status::Online);
    assert_eq!(chat.room().people.online_count(), 701);
    chat.presence_changed("somebody not listed", Status::Offline);
    assert_eq!(chat.room().people.online_count(), 700);
}

#[test]
fn a_large_room_says_only_how_many_are_there() {
    let mut chat = Chat::joined(0);
    let listed = chat.online().len();
    chat.act(Action::RoomPeople(RoomPeople { room: lobby(), people_count: 1_000 }));
    assert_eq!((chat.room().people.online_count(), chat.online().len()), (1_000, listed));
}
