//! Coming in with tokens of the site that one is signed in at.

use sociable_protocol::{RenewSession, RenewSessionReply};

use super::*;
use crate::chat::limits::{SITE_ANSWERS_MS, SITE_REFUSALS};
use crate::chat::{Connection, Delivery, TokenReason};

const ANSWERS_MS: i64 = SITE_ANSWERS_MS.cast_signed();

fn vouched() -> Session {
    Session { token: None, expires_at: Some(Timestamp::from_millis(9_000_000)), ..session() }
}

fn with_token(token: &str) -> Handshake {
    Handshake { token: Some(token.to_owned()), ..Handshake::default() }
}

fn given(token: &str) -> Action {
    Action::SiteToken(Some(token.to_owned()))
}

fn wanted(effects: &[Effect]) -> Vec<TokenReason> {
    let reason = |effect: &Effect| if let Effect::WantToken(reason) = effect { Some(*reason) } else { None };
    effects.iter().filter_map(reason).collect()
}

fn connects(effects: &[Effect]) -> Vec<Handshake> {
    let handshake =
        |effect: &Effect| if let Effect::Connect(handshake) = effect { Some(handshake.clone()) } else { None };
    effects.iter().filter_map(handshake).collect()
}

impl Chat {
    /// A token has been asked for and has come; not connected.
    fn by_site() -> Self {
        let mut chat = Self { state: ChatState::default(), now: 1_000_000 };
        chat.act(Action::SignInBySite);
        chat.act(given("t1"));
        chat
    }

    /// Connected and in the lobby, by a token of the site.
    fn vouched_for() -> Self {
        let mut chat = Self::by_site();
        chat.act(Action::Show(Some(lobby())));
        chat.act(Action::Session(vouched()));
        chat.list(vec![summary(lobby(), 0)]);
        chat.join(join_reply(1..=2));
        chat
    }

    /// The connection has ended since the token has; the site is asked.
    fn expired() -> Self {
        let mut chat = Self::vouched_for();
        chat.act(Action::SessionExpired);
        chat.act(Action::Disconnected { retries: false });
        chat
    }
}

#[test]
fn the_site_is_asked_and_nothing_of_its_tokens_is_kept() {
    let mut chat = Chat { state: ChatState::default(), now: 0 };
    let effects = chat.act(Action::SignInBySite);
    assert_eq!(effects, [Effect::WantToken(TokenReason::Start)]);
    assert_eq!(chat.state.connection, Connection::Connecting);
    assert_eq!(chat.act(given("t1")), [Effect::Connect(with_token("t1"))]);
    let effects = chat.act(Action::Session(vouched()));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::SaveSession(_))), "{effects:?}");
    let renamed = Action::UserUpdated(sociable_protocol::UserUpdated { user: user("Ada") });
    assert!(chat.act(renamed).is_empty(), "nor when one gets another name");
}

#[test]
fn before_a_session_ends_it_goes_on_with_a_fresh_token() {
    let mut chat = Chat::vouched_for();
    assert_eq!(wanted(&chat.act(Action::SessionExpiring)), [TokenReason::Expiring]);
    let effects = chat.act(given("t2"));
    let renew = Effect::Renew { epoch: chat.state.epoch, request: RenewSession { token: "t2".to_owned() } };
    assert_eq!(effects, [Effect::UseHandshake(with_token("t2")), renew]);
    let epoch = chat.state.epoch;
    assert_eq!(chat.act(Action::Renewed { epoch, result: Ok(RenewSessionReply { expires_at: None }) }), []);
    assert!(chat.state.is_online());
    assert_eq!(chat.state.next_deadline(), None);
    // With the next connection, too.
    chat.act(Action::Disconnected { retries: false });
    assert_eq!(connects(&chat.act(Action::Wake)), [with_token("t2")]);
}

#[test]
fn a_session_that_has_ended_is_taken_up_again_with_what_is_not_sent() {
    let mut chat = Chat::vouched_for();
    assert_eq!(wanted(&chat.act(Action::SessionExpired)), [TokenReason::Expired]);
    assert_eq!(chat.act(Action::Disconnected { retries: false }), [], "with the old token there is no use in trying");
    assert!(chat.send(id(7), "meanwhile").iter().all(|effect| !matches!(effect, Effect::Send { .. })));
    assert_eq!(connects(&chat.act(given("t2"))), [with_token("t2")]);
    assert_eq!(joins(&chat.connect()), [continued(2, 0)]);
    let effects = chat.join(JoinReply { head: Seq(2), ..nothing_new() });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send { .. })), "{effects:?}");
    assert_eq!(chat.seqs(), [1, 2]);
}

#[test]
fn a_site_that_is_asked_before_the_end_is_not_asked_again_at_the_end() {
    let mut chat = Chat::vouched_for();
    chat.act(Action::SessionExpiring);
    assert!(wanted(&chat.act(Action::SessionExpired)).is_empty());
    assert_eq!(connects(&chat.act(given("t2"))), [with_token("t2")]);
}

#[test]
fn a_site_that_had_no_token_before_the_end_is_asked_again_at_the_end() {
    let mut chat = Chat::vouched_for();
    chat.act(Action::SessionExpiring);
    chat.act(Action::SessionExpired);
    assert_eq!(wanted(&chat.act(Action::SiteToken(None))), [TokenReason::Expired]);
    assert!(!matches!(chat.state.connection, Connection::SignedOut { .. }));
    chat.act(Action::SiteToken(None));
    assert!(matches!(chat.state.connection, Connection::SignedOut { .. }));
}

#[test]
fn a_token_that_is_refused_is_replaced_but_not_for_ever() {
    let mut chat = Chat::by_site();
    let refused = || Action::ConnectError(refusal(ErrorCode::InvalidToken).to_string());
    for _ in 0..SITE_REFUSALS {
        assert_eq!(wanted(&chat.act(refused())), [TokenReason::Refused]);
        chat.act(given("t"));
    }
    assert_eq!(chat.act(refused()), [Effect::Disconnect]);
    assert_eq!(chat.state.connection, Connection::SignedOut { error: Some(refusal(ErrorCode::InvalidToken)) });
    // Until the person wants it.
    assert_eq!(wanted(&chat.act(Action::SignInBySite)), [TokenReason::Start]);
}

#[test]
fn who_gets_no_fresh_token_is_signed_out_and_loses_nothing() {
    for has_answer in [true, false] {
        let mut chat = Chat::expired();
        chat.send(id(7), "meanwhile");
        if has_answer {
            chat.act(Action::SiteToken(None));
        } else {
            assert_eq!(chat.state.next_deadline(), Some(Timestamp::from_millis(chat.now + ANSWERS_MS)));
            chat.pass(ANSWERS_MS);
        }
        assert!(matches!(&chat.state.connection, Connection::SignedOut { error: Some(_) }));
        assert!(chat.state.site.vouches());
        assert_eq!(chat.room().outbox.get(id(7)).unwrap().delivery, Delivery::Pending);
        // What comes late is taken, too.
        assert_eq!(connects(&chat.act(given("late"))), [with_token("late")]);
        assert_eq!(chat.state.connection, Connection::Connecting);
    }
}

#[test]
fn who_is_not_signed_in_at_the_site_may_be_a_guest() {
    let mut chat = Chat { state: ChatState::default(), now: 0 };
    chat.act(Action::SignInBySite);
    assert_eq!(chat.act(Action::SiteToken(None)), []);
    assert_eq!(chat.state.connection, Connection::SignedOut { error: None });
    assert!(!chat.state.site.vouches());
}

#[test]
fn who_signs_out_at_the_site_is_signed_out_here() {
    let mut chat = Chat::vouched_for();
    let effects = chat.act(Action::SiteToken(None));
    assert!(effects.contains(&Effect::Disconnect) && effects.contains(&Effect::ForgetRooms), "{effects:?}");
    assert!(chat.state.rooms.is_empty());
    assert_eq!(chat.state.connection, Connection::SignedOut { error: None });
}

#[test]
fn what_one_person_left_is_not_for_the_next() {
    let mut chat = Chat::expired();
    chat.send(id(7), "meanwhile");
    chat.act(given("t2"));
    chat.act(Action::Session(Session { user: user("Ben"), ..vouched() }));
    assert_eq!(chat.state.me, Some(user("Ben")));
    assert!(chat.room().outbox.is_empty() && !chat.room().loaded, "what Ada wrote is not sent by Ben");
    assert_eq!(chat.state.current, Some(lobby()), "who looks where Ada looked");
}

#[test]
fn a_token_that_nobody_asked_for_may_be_another_persons() {
    let mut chat = Chat::vouched_for();
    chat.send(id(7), "meanwhile");
    assert!(matches!(chat.act(given("bens"))[..], [Effect::UseHandshake(_), Effect::Renew { .. }]));
    let epoch = chat.state.epoch;
    let result = Err(Failure::Refused(refusal(ErrorCode::InvalidToken)));
    let effects = chat.act(Action::Renewed { epoch, result });
    assert_eq!(connects(&effects), [with_token("bens")]);
    assert!(effects.contains(&Effect::Disconnect));
    assert!(chat.room().outbox.is_empty());
}

#[test]
fn a_guest_becomes_who_they_are_at_the_site() {
    let mut chat = Chat::joined(2);
    chat.act(Action::Show(Some(lobby())));
    assert_eq!(wanted(&chat.act(Action::SignInBySite)), [TokenReason::Start]);
    assert!(chat.state.is_online(), "and is a guest until then");
    let effects = chat.act(given("t1"));
    assert_eq!(connects(&effects), [with_token("t1")]);
    assert!(effects.contains(&Effect::ForgetSession));
    assert!(!chat.room().loaded);
}

#[test]
fn without_a_site_to_ask_a_token_that_is_needed_or_too_old_is_said() {
    for code in [ErrorCode::TokenRequired, ErrorCode::TokenExpired] {
        let mut chat = Chat::new();
        chat.act(Action::ConnectError(refusal(code).to_string()));
        assert_eq!(chat.state.connection, Connection::SignedOut { error: Some(refusal(code)) });
    }
}
