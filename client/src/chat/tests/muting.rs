//! Which rooms make no noise.

use sociable_protocol::{MuteReply, MuteRoom, RemovedReason, RoomMuted, RoomRemoved};

use super::*;
use crate::chat::{Attempt, Phase, SavedRoom};

impl Chat {
    fn mute(&mut self, muted: bool) -> Vec<Effect> {
        let effects = self.act(Action::Mute(lobby(), muted));
        mutes(&effects)
    }

    fn mute_set(&mut self, result: Result<MuteReply, Failure>) -> Vec<Effect> {
        let effects = self.act(Action::MuteSet { epoch: self.state.epoch, result });
        mutes(&effects)
    }

    fn muted_elsewhere(&mut self, muted: bool) {
        assert_eq!(self.act(Action::RoomMuted(RoomMuted { room: lobby(), muted })), []);
    }

    fn tells(&self, muted: bool) -> Effect {
        Effect::Mute { epoch: self.state.epoch, request: MuteRoom { room: lobby(), muted } }
    }

    /// Connects to a server that says this of the lobby; what it is told of it.
    fn connect_muted(&mut self, muted: bool) -> Vec<Effect> {
        self.act(Action::Session(session()));
        let effects = self.list(vec![RoomSummary { muted, ..summary(lobby(), 1) }]);
        mutes(&effects)
    }
}

/// What the server is told.
fn mutes(effects: &[Effect]) -> Vec<Effect> {
    effects.iter().filter(|effect| matches!(effect, Effect::Mute { .. })).cloned().collect()
}

const TAKEN: Result<MuteReply, Failure> = Ok(MuteReply {});

fn refused(code: ErrorCode) -> Result<MuteReply, Failure> {
    Err(Failure::Refused(refusal(code)))
}

/// In the lobby, which makes no noise.
fn muted() -> Chat {
    let mut chat = Chat::signed_in();
    assert_eq!(chat.connect_muted(true), []);
    chat.join(JoinReply { head: Seq(1), ..nothing_new() });
    chat
}

#[test]
fn every_page_knows_it_from_the_list() {
    let mut chat = muted();
    assert!(chat.room().muted);
    chat.act(Action::Disconnected { retries: true });
    assert!(chat.room().muted);
    assert_eq!(chat.connect_muted(false), []);
    assert!(!chat.room().muted);
}

#[test]
fn it_is_so_at_once_and_kept_until_the_server_has_taken_it() {
    let mut chat = Chat::joined(1);
    let effects = chat.act(Action::Mute(lobby(), true));
    assert_eq!(effects, [chat.tells(true), Effect::SaveMuting(vec![(lobby(), true)])]);
    assert!(chat.room().muted);
    assert_eq!(chat.act(Action::Mute(lobby(), true)), []);
    let effects = chat.act(Action::MuteSet { epoch: chat.state.epoch, result: TAKEN });
    assert_eq!(effects, [Effect::SaveMuting(vec![])]);
    assert!(chat.room().muted);
}

#[test]
fn a_refusal_is_taken_back_and_says_so() {
    let mut chat = Chat::joined(1);
    chat.mute(true);
    assert_eq!(chat.mute_set(refused(ErrorCode::Forbidden)), []);
    assert!(!chat.room().muted);
    let notice = &chat.state.notices[0];
    assert_eq!((&notice.room, &notice.attempt), (&lobby(), &Attempt::Mute(true)));
    assert_eq!(chat.state.next_deadline(), None);
}

#[test]
fn what_may_pass_is_told_again() {
    let mut chat = Chat::joined(1);
    chat.mute(true);
    assert_eq!(chat.mute_set(Err(Failure::Refused(refusal(ErrorCode::RateLimited).retry_after(400)))), []);
    assert!(chat.room().muted);
    assert_eq!(chat.pass(399), []);
    assert_eq!(chat.pass(1), [chat.tells(true)]);
    chat.mute_set(Err(Failure::NoAnswer));
    assert!(chat.room().muted && chat.state.notices.is_empty());
}

#[test]
fn a_change_of_mind_is_told_after_the_answer() {
    let mut chat = Chat::joined(1);
    assert_eq!(chat.mute(true), [chat.tells(true)]);
    assert_eq!(chat.mute(false), []);
    assert!(!chat.room().muted);
    chat.muted_elsewhere(true);
    assert!(!chat.room().muted, "that was the first");
    assert_eq!(chat.mute_set(TAKEN), [chat.tells(false)]);
    chat.muted_elsewhere(false);
    assert_eq!(chat.mute_set(TAKEN), []);
    assert!(!chat.room().muted);
}

#[test]
fn a_change_of_mind_is_not_undone_by_the_refusal_of_the_first() {
    let mut chat = muted();
    chat.mute(false);
    chat.mute(true);
    assert_eq!(chat.mute_set(refused(ErrorCode::Forbidden)), [chat.tells(true)]);
    assert!(chat.room().muted && chat.state.notices.is_empty());
}

#[test]
fn another_device_is_heard_whether_it_comes_before_the_answer_or_after_it() {
    let mut chat = Chat::joined(1);
    chat.muted_elsewhere(true);
    assert!(chat.room().muted);

    chat.mute(false);
    chat.muted_elsewhere(false);
    chat.muted_elsewhere(true);
    chat.mute_set(TAKEN);
    assert!(chat.room().muted, "the other was later");

    chat.mute(false);
    chat.mute_set(TAKEN);
    chat.muted_elsewhere(false);
    chat.muted_elsewhere(true);
    assert!(chat.room().muted);
}

#[test]
fn without_a_connection_it_waits_until_one_is_known_to_be_in_the_room() {
    let mut chat = Chat::joined(1);
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.mute(true), []);
    assert!(chat.room().muted);
    let effects = chat.act(Action::Session(session()));
    assert_eq!(mutes(&effects), []);
    let effects = chat.list(vec![summary(lobby(), 1)]);
    assert_eq!(mutes(&effects), [chat.tells(true)]);
    assert!(chat.room().muted, "whatever the list says");
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.connect_muted(true), [chat.tells(true)], "nobody knows whether it was taken");
}

#[test]
fn what_an_earlier_page_could_not_tell_is_told_and_of_rooms_that_one_has_left_it_is_forgotten() {
    let mut chat = Chat { state: ChatState::default(), now: 1_000_000 };
    chat.act(Action::RestoreMuting(vec![(lobby(), true), (slug("left"), true)]));
    let room: SavedRoom = Chat::joined(1).room().saved().unwrap();
    chat.act(Action::RestoreRooms(vec![room]));
    assert!(chat.room().muted);
    chat.act(Action::SignIn(Handshake { token: Some("token".to_owned()), ..by_name("Ada") }));
    chat.act(Action::Session(session()));
    let effects = chat.list(vec![summary(lobby(), 1)]);
    assert_eq!(mutes(&effects), [chat.tells(true)]);
    assert!(effects.contains(&Effect::SaveMuting(vec![(lobby(), true)])));
    assert!(chat.state.notices.is_empty());
}

#[test]
fn a_room_is_as_quiet_as_it_was_before_there_is_a_connection() {
    let room = muted().room().saved().unwrap();
    assert!(room.muted);
    let mut chat = Chat { state: ChatState::default(), now: 1_000_000 };
    chat.act(Action::RestoreRooms(vec![room]));
    assert!(chat.room().muted);
}

#[test]
fn a_room_that_one_has_left_meanwhile_and_comes_into_anew_is_not_muted_any_more() {
    let room = muted().room().saved().unwrap();
    let mut chat = Chat { state: ChatState::default(), now: 1_000_000 };
    chat.act(Action::RestoreRooms(vec![room]));
    chat.act(Action::SignIn(Handshake { token: Some("token".to_owned()), ..by_name("Ada") }));
    chat.act(Action::Show(Some(lobby())));
    chat.act(Action::Session(session()));
    assert!(chat.room().muted);
    chat.list(vec![]);
    chat.join(JoinReply { head: Seq(1), ..nothing_new() });
    assert_eq!((chat.room().muted, &chat.room().phase), (false, &Phase::Joined));
}

#[test]
fn what_is_heard_while_the_rooms_are_listed_is_newer_than_the_list() {
    let mut chat = Chat::signed_in();
    chat.act(Action::Session(session()));
    chat.muted_elsewhere(true);
    chat.list(vec![summary(lobby(), 1)]);
    assert!(chat.room().muted);
}

#[test]
fn leaving_forgets_it_and_so_does_being_somebody_else() {
    let mut chat = muted();
    chat.act(Action::Show(Some(lobby())));
    chat.mute(false);
    let effects = chat.act(Action::RoomRemoved(RoomRemoved { room: lobby(), reason: RemovedReason::Left }));
    assert!(effects.contains(&Effect::SaveMuting(vec![])));
    assert!(!chat.room().muted);
    assert_eq!(chat.act(Action::Mute(lobby(), true)), [], "it is not one's own");

    let mut chat = Chat::joined(1);
    chat.mute(true);
    chat.act(Action::SignOut);
    chat.act(Action::Open(lobby()));
    assert!(!chat.room().muted);
}

#[test]
fn a_room_that_is_archived_stays_muted() {
    let mut chat = muted();
    chat.act(Action::RoomRemoved(RoomRemoved { room: lobby(), reason: RemovedReason::Archived }));
    assert!(chat.room().muted);
}

#[test]
fn an_answer_of_an_earlier_connection_is_not_taken() {
    let mut chat = Chat::joined(1);
    chat.mute(true);
    let epoch = chat.state.epoch;
    chat.act(Action::Disconnected { retries: true });
    chat.connect_muted(false);
    chat.act(Action::MuteSet { epoch, result: refused(ErrorCode::Forbidden) });
    assert!(chat.room().muted && chat.state.notices.is_empty());
}
