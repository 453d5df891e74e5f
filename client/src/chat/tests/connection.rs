//! Coming in, losing the connection, coming back.

use sociable_protocol::{Handshake, JoinRoom, Seq};

use super::*;
use crate::chat::{Connection, Phase};

fn joins(effects: &[Effect]) -> Vec<JoinRoom> {
    let joins = effects.iter().filter_map(|effect| match effect {
        Effect::Join { request, .. } => Some(request.clone()),
        _ => None,
    });
    joins.collect()
}

#[test]
fn signing_in_connects_and_the_session_is_kept() {
    let mut chat = Chat { state: ChatState::default(), now: 0 };
    let handshake = Handshake { token: None, name: Some("Ada".to_owned()) };
    assert_eq!(chat.act(Action::SignIn(handshake.clone())), [Effect::Connect(handshake)]);
    assert_eq!(chat.state.connection, Connection::Connecting);

    let effects = chat.act(Action::Session(session()));
    let kept = Handshake { token: Some("token".to_owned()), name: Some("Ada".to_owned()) };
    assert_eq!(effects, [Effect::SaveSession(kept)]);
    assert!(chat.state.is_online());
    assert_eq!(chat.state.me, Some(user("Ada")));
}

#[test]
fn after_a_reconnection_every_room_is_joined_from_where_its_timeline_ends() {
    let mut chat = Chat::new();
    assert_eq!(joins(&chat.connect()), [JoinRoom { room: lobby(), after: None }]);
    chat.join(join_reply(1..=5));
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.room().phase, Phase::Joining);

    assert_eq!(joins(&chat.connect()), [JoinRoom { room: lobby(), after: Some(Seq(5)) }]);
    chat.join(join_reply(6..=8));
    assert_eq!(chat.seqs(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(chat.room().phase, Phase::Joined);
}

#[test]
fn an_empty_room_is_continued_and_not_fetched_anew() {
    let mut chat = Chat::joined(0);
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(joins(&chat.connect()), [JoinRoom { room: lobby(), after: Some(Seq(0)) }]);
    chat.join(join_reply(1..=2));
    assert_eq!(chat.seqs(), [1, 2]);
}

#[test]
fn a_reset_replaces_the_timeline() {
    let mut chat = Chat::joined(5);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.join(JoinReply { reset: true, ..join_reply(900..=902) });
    assert_eq!(chat.seqs(), [900, 901, 902]);
    assert!(chat.room().has_more);
}

#[test]
fn a_room_shorter_than_the_timeline_is_fetched_anew() {
    let mut chat = Chat::joined(5);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    let effects = chat.join(JoinReply { head: Seq(2), ..nothing_new() });
    assert_eq!(joins(&effects), [JoinRoom { room: lobby(), after: None }]);
    chat.join(join_reply(1..=2));
    assert_eq!(chat.seqs(), [1, 2]);
    assert_eq!(chat.room().head, Seq(2));
}

#[test]
fn an_answer_of_a_connection_that_is_gone_is_not_taken_for_the_present_one() {
    let mut chat = Chat::new();
    chat.connect();
    let (epoch, request) = (chat.state.epoch, JoinRoom { room: lobby(), after: None });
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.act(Action::Joined { epoch, request, result: Ok(join_reply(1..=5)) });
    assert_eq!(chat.room().phase, Phase::Joining);
    assert_eq!(chat.seqs(), [0; 0]);
}

#[test]
fn joining_is_tried_again_when_the_server_is_overloaded() {
    let mut chat = Chat::new();
    chat.connect();
    let request = JoinRoom { room: lobby(), after: None };
    let failure = Failure::Refused(refusal(ErrorCode::Overloaded).retry_after(700));
    chat.act(Action::Joined { epoch: chat.state.epoch, request: request.clone(), result: Err(failure) });
    assert_eq!(chat.pass(699), []);
    assert_eq!(joins(&chat.pass(1)), [request]);
}

#[test]
fn a_room_that_does_not_exist_is_shown_as_such() {
    let mut chat = Chat::new();
    chat.connect();
    let error = refusal(ErrorCode::RoomNotFound);
    let request = JoinRoom { room: lobby(), after: None };
    let result = Err(Failure::Refused(error.clone()));
    assert_eq!(chat.act(Action::Joined { epoch: chat.state.epoch, request, result }), []);
    assert_eq!(chat.room().phase, Phase::Refused(error));
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn a_token_that_is_not_accepted_leads_back_to_the_name() {
    for code in [ErrorCode::InvalidToken, ErrorCode::NameRequired, ErrorCode::InvalidName] {
        let mut chat = Chat::joined(1);
        chat.act(Action::Disconnected { retries: true });
        let effects = chat.act(Action::ConnectError(refusal(code).to_string()));
        assert_eq!(effects, [Effect::ForgetSession]);
        assert_eq!(chat.state.connection, Connection::SignedOut { error: Some(refusal(code)) });
        assert_eq!(chat.state.handshake, Handshake { token: None, name: Some("Ada".to_owned()) });
    }
}

#[test]
fn any_other_refusal_to_connect_is_waited_out_with_growing_pauses() {
    let mut chat = Chat::new();
    let connect = Effect::Connect(chat.state.handshake.clone());
    for pause in [1_000, 2_000, 4_000] {
        assert_eq!(chat.act(Action::ConnectError("Invalid namespace".to_owned())), []);
        assert!(matches!(chat.state.connection, Connection::Reconnecting { .. }));
        assert_eq!(chat.pass(pause - 1), []);
        assert_eq!(chat.pass(1), std::slice::from_ref(&connect));
    }
    chat.act(Action::ConnectError("unavailable: stopping".to_owned()));
    assert!(matches!(chat.state.connection, Connection::Reconnecting { error: Some(_), .. }));
}

#[test]
fn when_the_server_sends_one_away_it_is_we_who_come_back() {
    let mut chat = Chat::joined(1);
    chat.act(Action::Disconnected { retries: false });
    let connect = Effect::Connect(chat.state.handshake.clone());
    assert_eq!(chat.act(Action::Wake), [connect]);
    assert_eq!(chat.act(Action::Wake), [Effect::ReconnectNow]);
}

#[test]
fn how_long_one_has_been_away_is_counted_from_the_loss() {
    let mut chat = Chat::joined(1);
    let lost = Timestamp::from_millis(chat.now);
    chat.act(Action::Disconnected { retries: true });
    chat.pass(3_000);
    chat.act(Action::Reconnecting { attempt: 2 });
    assert_eq!(chat.state.connection, Connection::Reconnecting { since: lost, attempt: 2, error: None });
}

#[test]
fn signing_out_forgets_everything() {
    let mut chat = Chat::joined(3);
    chat.send(id(100), "not sent");
    let effects = chat.act(Action::SignOut);
    assert_eq!(effects, [Effect::ForgetSession, Effect::Disconnect, Effect::SaveOutbox(vec![])]);
    assert!(chat.state.rooms.is_empty());
    assert_eq!(chat.state.me, None);
    assert_eq!(chat.state.handshake, Handshake { token: None, name: Some("Ada".to_owned()) }, "to be offered again");
    // What was still under way changes nothing any more.
    for action in
        [Action::Session(session()), Action::Disconnected { retries: true }, Action::Reconnecting { attempt: 1 }]
    {
        assert_eq!(chat.act(action), []);
        assert_eq!(chat.state.connection, Connection::SignedOut { error: None });
    }
}
