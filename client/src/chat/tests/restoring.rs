//! What an earlier page left, and what is forgotten with the person.

use sociable_protocol::Cursor;

use super::*;
use crate::chat::limits::SAVED_ROWS;
use crate::chat::{Connection, Phase, SavedMessage, SavedRoom};

/// The lobby with messages up to `head` in memory, as it is kept and read back.
fn saved(head: u64) -> SavedRoom {
    let room = Chat::joined(head).room().saved().unwrap();
    let kept = serde_json::to_string(&room).unwrap();
    assert_eq!(serde_json::from_str::<SavedRoom>(&kept).unwrap(), room);
    room
}

fn with_token() -> Handshake {
    Handshake { token: Some("token".to_owned()), ..by_name("Ada") }
}

fn reloaded(rooms: Vec<SavedRoom>) -> Chat {
    let mut chat = Chat { state: ChatState::default(), now: 1_000_000 };
    assert_eq!(chat.act(Action::RestoreRooms(rooms)), []);
    chat.act(Action::SignIn(with_token()));
    chat
}

#[test]
fn a_room_is_there_before_there_is_a_connection_and_is_continued_exactly() {
    let mut chat = reloaded(vec![saved(5)]);
    assert_eq!((chat.seqs(), &chat.room().phase, chat.room().unread), (vec![1, 2, 3, 4, 5], &Phase::Joining, 5));
    assert_eq!(joins(&chat.act(Action::Session(session()))), [], "it waits for the list");
    assert_eq!(joins(&chat.list(vec![summary(lobby(), 6)])), [continued(5, 0)]);
    chat.join(join_reply(6..=6));
    assert_eq!(chat.seqs(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_room_that_one_has_left_meanwhile_is_gone() {
    let mut chat = reloaded(vec![saved(5)]);
    chat.act(Action::Session(session()));
    chat.list(vec![]);
    assert!(chat.state.room(&lobby()).is_none());
}

#[test]
fn only_the_latest_messages_are_kept() {
    let room = saved(SAVED_ROWS as u64 + 10);
    assert_eq!((room.messages.len(), room.has_more), (SAVED_ROWS, true));
    assert_eq!((room.messages[0].seq, room.cursor.seq), (Seq(11), Seq(SAVED_ROWS as u64 + 10)));
}

#[test]
fn what_cannot_be_continued_is_not_kept() {
    assert_eq!(Chat::new().room().saved(), None, "not loaded");
    let mut chat = Chat::joined(3);
    chat.act(Action::RoomRemoved(sociable_protocol::RoomRemoved {
        room: lobby(),
        reason: sociable_protocol::RemovedReason::Banned,
    }));
    assert_eq!(chat.room().saved(), None);
}

#[test]
fn messages_that_do_not_end_where_the_room_was_known_to_are_left_out() {
    let mut broken = saved(5);
    broken.messages.pop();
    let mut chat = reloaded(vec![broken]);
    assert_eq!((chat.seqs(), chat.room().has_more), (vec![], true));
    chat.act(Action::Session(session()));
    assert_eq!(joins(&chat.list(vec![summary(lobby(), 5)])), [continued(5, 0)]);
}

#[test]
fn an_unsent_message_finds_its_restored_room() {
    let mut chat = Chat { state: ChatState::default(), now: 1_000_000 };
    let (written_at, text) = (Timestamp::from_millis(1), text_of("not sent"));
    let unsent = SavedMessage { room: lobby(), id: id(100), text, reply_to: None, written_at, error: None };
    chat.act(Action::Restore(vec![unsent]));
    chat.act(Action::RestoreRooms(vec![saved(5)]));
    chat.act(Action::SignIn(with_token()));
    assert_eq!((chat.seqs().len(), chat.room().outbox.messages().len()), (5, 1));
    assert_eq!(joins(&chat.act(Action::Session(session()))), [continued(5, 0)]);
    assert_eq!(sends(&chat.join(JoinReply { head: Seq(5), ..nothing_new() })), [id(100)]);
}

#[test]
fn nobody_sees_the_rooms_of_who_was_here_before() {
    let mut refused = reloaded(vec![saved(5)]);
    let effects = refused.act(Action::ConnectError(refusal(ErrorCode::InvalidToken).to_string()));
    assert!(effects.contains(&Effect::ForgetRooms));
    assert!(refused.state.rooms.is_empty());

    let mut other = Chat { state: ChatState::default(), now: 1_000_000 };
    other.act(Action::RestoreRooms(vec![saved(5)]));
    assert!(other.act(Action::SignIn(by_name("Zoe"))).contains(&Effect::ForgetRooms));
    assert!(other.state.rooms.is_empty());
    assert_eq!(other.state.connection, Connection::Connecting);

    let mut left = Chat::joined(3);
    left.act(Action::Mute(lobby(), true));
    left.act(Action::Search { query: "tea".to_owned(), room: None });
    assert!(left.act(Action::SignOut).contains(&Effect::ForgetRooms));
    let ChatState { rooms, found, current, listed, .. } = &left.state;
    assert!(rooms.is_empty() && found.query.is_empty() && current.is_none() && !listed);
    left.act(Action::Open(lobby()));
    assert!(!left.room().muted);
}

#[test]
fn who_has_no_name_yet_keeps_what_they_opened() {
    let mut chat = Chat::new();
    let effects = chat.act(Action::ConnectError(refusal(ErrorCode::NameTaken).to_string()));
    assert_eq!(effects, [Effect::ForgetSession]);
    chat.act(Action::SignIn(by_name("Zoe")));
    assert_eq!(chat.connect().len(), 1);
}

#[test]
fn a_room_that_was_only_followed_is_kept_with_its_place() {
    let mut chat = Chat::signed_in();
    chat.act(Action::Session(session()));
    chat.list(vec![summary(lobby(), 40)]);
    let kept = chat.room().saved().unwrap();
    assert_eq!(kept.cursor, Cursor { seq: Seq(40), rev: None, epoch: None });
    assert!(kept.messages.is_empty() && kept.has_more);
    let mut chat = reloaded(vec![kept]);
    chat.act(Action::Session(session()));
    let expected = JoinRoom { after: Some(Seq(60)), ..JoinRoom::anew(lobby()) };
    assert_eq!(joins(&chat.list(vec![summary(lobby(), 60)])), [expected], "from where it stands now");
}
