//! Coming in, losing the connection, coming back.

use sociable_protocol::{ServerRestart, SetPresence};

use super::*;
use crate::chat::limits::RETRY_AFTER_MAX_MS;
use crate::chat::{Connection, Phase};

#[test]
fn signing_in_connects_and_the_session_is_kept() {
    let mut chat = Chat { state: ChatState::default(), now: 0 };
    let handshake = by_name("Ada");
    assert_eq!(chat.act(Action::SignIn(handshake.clone())), [Effect::Connect(handshake)]);
    assert_eq!(chat.state.connection, Connection::Connecting);

    let effects = chat.act(Action::Session(session()));
    let kept = Handshake { token: Some("token".to_owned()), ..by_name("Ada") };
    let list = Effect::Ask { epoch: chat.state.epoch, query: Query::Rooms(ListRooms::default()) };
    assert_eq!(effects, [Effect::SaveSession(kept), list]);
    assert!(chat.state.is_online());
    assert_eq!(chat.state.me, Some(user("Ada")));
}

#[test]
fn after_a_reconnection_every_room_is_joined_from_where_its_timeline_ends() {
    let mut chat = Chat::new();
    assert_eq!(joins(&chat.connect()), [JoinRoom::anew(lobby())]);
    chat.join(join_reply(1..=5));
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.room().phase, Phase::Joining);

    assert_eq!(joins(&chat.connect()), [continued(5, 0)]);
    chat.join(join_reply(6..=8));
    assert_eq!(chat.seqs(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(chat.room().phase, Phase::Joined);
}

#[test]
fn an_empty_room_is_continued_and_not_fetched_anew() {
    let mut chat = Chat::joined(0);
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(joins(&chat.connect()), [continued(0, 0)]);
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
    assert_eq!(joins(&effects), [JoinRoom::anew(lobby())]);
    chat.join(join_reply(1..=2));
    assert_eq!(chat.seqs(), [1, 2]);
    assert_eq!(chat.room().head, Seq(2));
}

#[test]
fn an_answer_of_a_connection_that_is_gone_is_not_taken_for_the_present_one() {
    let mut chat = Chat::new();
    chat.connect();
    let (epoch, request) = (chat.state.epoch, JoinRoom::anew(lobby()));
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
    let request = JoinRoom::anew(lobby());
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
    let request = JoinRoom::anew(lobby());
    let result = Err(Failure::Refused(error.clone()));
    assert_eq!(chat.act(Action::Joined { epoch: chat.state.epoch, request, result }), []);
    assert_eq!(chat.room().phase, Phase::Refused(error));
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn a_token_or_name_that_is_not_accepted_leads_back_to_the_name() {
    for code in [ErrorCode::InvalidToken, ErrorCode::NameRequired, ErrorCode::InvalidName, ErrorCode::NameTaken] {
        let mut chat = Chat::joined(1);
        chat.act(Action::Disconnected { retries: true });
        let effects = chat.act(Action::ConnectError(refusal(code).to_string()));
        assert_eq!(effects, [Effect::ForgetSession, Effect::ForgetRooms, Effect::SaveOutbox(vec![])]);
        assert!(chat.state.rooms.is_empty(), "who comes next may be somebody else");
        assert_eq!(chat.state.connection, Connection::SignedOut { error: Some(refusal(code)) });
        assert_eq!(chat.state.handshake, by_name("Ada"));
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
    let forgotten = [Effect::ForgetSession, Effect::ForgetRooms, Effect::Disconnect, Effect::SaveOutbox(vec![])];
    assert_eq!(effects, forgotten);
    assert!(chat.state.rooms.is_empty());
    assert_eq!(chat.state.me, None);
    assert_eq!(chat.state.handshake, by_name("Ada"), "to be offered again");
    // What was still under way changes nothing any more.
    for action in
        [Action::Session(session()), Action::Disconnected { retries: true }, Action::Reconnecting { attempt: 1 }]
    {
        assert_eq!(chat.act(action), []);
        assert_eq!(chat.state.connection, Connection::SignedOut { error: None });
    }
}

fn restart(retry_after_ms: u64) -> Action {
    Action::ServerRestart(ServerRestart { retry_after_ms })
}

#[test]
fn a_server_that_restarts_is_not_called_before_it_wants_to_be() {
    let mut chat = Chat::joined(1);
    assert_eq!(chat.act(restart(8_000)), [Effect::DelayReconnect(8_000)]);
    assert_eq!(chat.state.restarting, Some(Timestamp::from_millis(chat.now + 8_000)));
    // The server ends the connection on purpose, so it is we who come back, and not the transport.
    chat.act(Action::Disconnected { retries: false });
    assert_eq!(chat.pass(7_999), []);
    assert_eq!(chat.pass(1), [Effect::Connect(chat.state.handshake.clone())]);
    chat.connect();
    assert_eq!(chat.state.restarting, None);
}

#[test]
fn whoever_does_not_want_to_wait_for_a_restart_need_not() {
    let mut chat = Chat::joined(1);
    chat.act(restart(8_000));
    chat.act(Action::Disconnected { retries: false });
    assert_eq!(chat.act(Action::Wake), [Effect::Connect(chat.state.handshake.clone())]);
}

#[test]
fn no_server_can_send_one_away_for_ever() {
    let mut chat = Chat::joined(1);
    assert_eq!(chat.act(restart(u64::MAX)), [Effect::DelayReconnect(RETRY_AFTER_MAX_MS)]);
}

#[test]
fn a_revoked_session_is_forgotten_and_not_tried_again() {
    let mut chat = Chat::joined(3);
    chat.send(id(100), "not sent");
    let effects = chat.act(Action::SessionRevoked);
    let forgotten = [Effect::ForgetSession, Effect::ForgetRooms, Effect::Disconnect, Effect::SaveOutbox(vec![])];
    assert_eq!(effects, forgotten);
    let Connection::SignedOut { error: Some(error) } = &chat.state.connection else { panic!("still in") };
    assert_eq!(error.code, ErrorCode::InvalidToken);
    assert!(chat.state.rooms.is_empty());
    assert_eq!(chat.act(Action::Disconnected { retries: false }), []);
    assert_eq!(chat.act(Action::Wake), []);
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn what_one_says_of_oneself_is_said_once_on_every_connection() {
    let told = |status| Effect::SetPresence(SetPresence { status });
    let mut chat = Chat::joined(1);
    assert_eq!(chat.act(Action::SetStatus(Status::Online)), [], "which a new connection says anyway");
    assert_eq!(chat.act(Action::SetStatus(Status::Away)), [told(Status::Away)]);
    assert_eq!(chat.act(Action::SetStatus(Status::Away)), []);
    assert_eq!(chat.act(Action::SetStatus(Status::Offline)), []);
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.act(Action::SetStatus(Status::Busy)), [], "nobody is there to be told");
    assert!(chat.act(Action::Session(session())).contains(&told(Status::Busy)));
    assert_eq!(chat.act(Action::SetStatus(Status::Online)), [told(Status::Online)]);
}
