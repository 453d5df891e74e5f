//! Typing and presence.

use sociable_protocol::{Person, PresenceChanged, RoomPeople, SetTyping, TypingChanged, UserUpdated};

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

    fn here(&self) -> Vec<&str> {
        self.room().people.here().iter().map(|person| person.user.name.as_str()).collect()
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
    assert_eq!(chat.here(), ["Ada", "Ben", "zoe"]);
    assert_eq!(chat.room().people.here_count(), 3);

    chat.presence_changed("Ben", Status::Offline);
    chat.presence_changed("Ben", Status::Offline);
    assert_eq!(chat.here(), ["Ada", "zoe"]);
    assert_eq!(chat.room().people.here_count(), 2);
    assert_eq!(chat.room().people.left().len(), 1);
}

#[test]
fn who_has_left_stays_in_sight_when_the_room_is_joined_again() {
    let mut chat = Chat::joined(0);
    chat.presence_changed("Ben", Status::Online);
    chat.presence_changed("Zoe", Status::Online);
    chat.presence_changed("Ben", Status::Offline);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.join(nothing_new());
    let left: Vec<_> = chat.room().people.left().iter().map(|person| person.user.name.as_str()).collect();
    assert_eq!((left, chat.here(), chat.room().people.here_count()), (vec!["Ben"], vec!["Ada"], 1));
}

#[test]
fn people_are_counted_also_where_the_list_is_cut() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(JoinReply { people_count: 700, ..nothing_new() });
    chat.presence_changed("Ben", Status::Online);
    assert_eq!(chat.room().people.here_count(), 701);
    chat.presence_changed("somebody not listed", Status::Offline);
    assert_eq!(chat.room().people.here_count(), 700);
}

#[test]
fn a_large_room_says_only_how_many_are_there() {
    let mut chat = Chat::joined(0);
    let listed = chat.here().len();
    chat.act(Action::RoomPeople(RoomPeople { room: lobby(), people_count: 1_000, people: None }));
    assert_eq!((chat.room().people.here_count(), chat.here().len()), (1_000, listed));

    // Until it is small again, and its people are named anew.
    let ada = Person { user: user("Ada"), status: Status::Online };
    chat.act(Action::RoomPeople(RoomPeople { room: lobby(), people_count: 1, people: Some(vec![ada]) }));
    assert_eq!((chat.here(), chat.room().people.here_count()), (vec!["Ada"], 1));
}

#[test]
fn whoever_is_away_or_busy_is_still_here() {
    let mut chat = Chat::joined(0);
    for status in [Status::Online, Status::Away, Status::Busy, Status::Away] {
        chat.presence_changed("Ben", status);
        assert_eq!((chat.here(), chat.room().people.here_count()), (vec!["Ada", "Ben"], 2));
        assert_eq!(chat.room().people.here()[1].status, status);
    }
    chat.presence_changed("Ben", Status::Offline);
    assert_eq!(chat.room().people.here_count(), 1);
    chat.presence_changed("Zoe", Status::Away);
    assert_eq!((chat.here(), chat.room().people.here_count()), (vec!["Ada", "Zoe"], 2));
}

#[test]
fn a_new_name_is_shown_wherever_a_person_is_and_not_where_they_were() {
    let mut chat = Chat::joined(1);
    chat.presence_changed("Ben", Status::Online);
    chat.typing_changed("Ben", true);
    let renamed = |name: &str, to: &str| User { name: DisplayName::new(to).unwrap(), ..user(name) };
    assert_eq!(chat.act(Action::UserUpdated(UserUpdated { user: renamed("Ben", "Benno") })), []);
    assert_eq!((chat.here(), chat.typists()), (vec!["Ada", "Benno"], vec!["Benno"]));
    assert_eq!(chat.room().timeline.rows().next().unwrap().user, user("Ben"), "the name of its time");

    let effects = chat.act(Action::UserUpdated(UserUpdated { user: renamed("Ada", "Adele") }));
    let kept = Handshake { token: Some("token".to_owned()), ..by_name("Adele") };
    assert_eq!(effects, [Effect::SaveSession(kept)]);
    assert_eq!((chat.here(), chat.state.me.clone()), (vec!["Adele", "Benno"], Some(renamed("Ada", "Adele"))));
}
