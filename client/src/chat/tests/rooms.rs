//! What the server says of a room as a whole.

use sociable_protocol::{
    MessageUpdated, ReadPosition, RemovedReason, RoleChanged, RoomCreated, RoomRemoved, RoomState, RoomSummary,
    RoomUpdated,
};

use super::*;
use crate::chat::{Delivery, Phase};

impl Chat {
    fn state(&mut self, head: u64, rev: u64, number: u32, reset: bool) -> Vec<Effect> {
        let (room, head, rev, epoch) = (named("Lobby"), Seq(head), Rev(rev), epoch(number));
        let people = vec![Person { user: user("Zoe"), status: Status::Away }];
        let people_count = 1;
        let reads = Some(vec![ReadPosition { user: user("Zoe").id, seq: Seq(1) }]);
        let state = RoomState { room, role: None, head, rev, epoch, reset, people, people_count, reads };
        self.act(Action::RoomState(state))
    }

    fn removed(&mut self, reason: RemovedReason) -> Vec<Effect> {
        self.act(Action::RoomRemoved(RoomRemoved { room: lobby(), reason }))
    }

    fn changed(&mut self, seq: u64, rev: u64) -> Vec<Effect> {
        let message = Message { rev: Rev(rev), ..message(seq, "Ben") };
        self.act(Action::MessageUpdated(MessageUpdated { message }))
    }
}

#[test]
fn a_room_is_shown_under_its_new_name_at_once() {
    let mut chat = Chat::joined(1);
    chat.act(Action::RoomUpdated(RoomUpdated { room: named("Hall") }));
    assert_eq!(chat.room().info, named("Hall"));
}

#[test]
fn the_servers_word_that_all_was_sent_ends_catching_up() {
    let mut chat = Chat::joined(3);
    let request = joins(&chat.changed(1, 5)).remove(0);
    chat.act(Action::Joined { epoch: chat.state.epoch, request, result: Err(Failure::NoAnswer) });
    assert_eq!(chat.state(3, 6, 1, false), []);
    assert_eq!(chat.rev(), Rev(6));
    assert_eq!(chat.pass(60_000), []);
    assert_eq!(chat.room().people.here_count(), 1);
    assert_eq!(chat.changed(1, 7), []);
}

#[test]
fn the_servers_word_does_not_hide_a_message_that_is_missing() {
    let mut chat = Chat::joined(3);
    assert_eq!(fetches_after(&chat.state(5, 0, 1, false)), [3]);
}

#[test]
fn a_room_of_another_history_is_joined_anew() {
    for reset in [true, false] {
        let mut chat = Chat::joined(3);
        assert_eq!(joins(&chat.state(900, 90, 2, reset)), [JoinRoom::anew(lobby())]);
        assert_eq!(chat.seqs(), [0; 0]);
        chat.join(JoinReply { rev: Rev(90), epoch: epoch(2), ..join_reply(851..=900) });
        assert_eq!((chat.seqs().len(), chat.rev()), (50, Rev(90)));
    }
}

#[test]
fn a_room_of_which_too_much_was_missed_on_a_connection_keeps_its_messages_until_it_is_joined_again() {
    let mut chat = Chat::joined(3);
    assert_eq!(joins(&chat.state(900, 90, 1, true)), [continued(3, 0)]);
    assert_eq!(chat.seqs(), [1, 2, 3]);
    chat.join(JoinReply { reset: true, rev: Rev(90), ..join_reply(851..=900) });
    assert_eq!((chat.seqs().len(), chat.rev()), (50, Rev(90)));
}

#[test]
fn the_servers_word_counts_only_where_the_room_is_joined() {
    let mut chat = Chat::joined(3);
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    assert_eq!(chat.state(3, 2, 1, true), []);
    assert_eq!(chat.rev(), Rev(0), "the answer to the join may be of before that");
    assert_eq!(joins(&chat.join(JoinReply { head: Seq(3), rev: Rev(1), ..nothing_new() })), [continued(3, 1)]);
}

#[test]
fn a_room_that_one_is_removed_from_is_forgotten_and_not_joined_again() {
    for reason in [RemovedReason::Left, RemovedReason::Removed, RemovedReason::Banned, RemovedReason::Archived] {
        let mut chat = Chat::joined(3);
        chat.act(Action::Show(Some(lobby())));
        chat.changed(1, 4);
        chat.removed(reason);
        assert_eq!(chat.room().phase, Phase::Removed(reason));
        assert_eq!((chat.seqs(), chat.room().loaded), (vec![], false));
        assert_eq!((&chat.room().info.name, chat.room().people.here_count()), (&named("Lobby").name, 0));
        // What was on its way changes nothing any more.
        chat.act(Action::MessageNew(message(4, "Ben")));
        chat.join(JoinReply { head: Seq(3), rev: Rev(4), ..nothing_new() });
        assert_eq!(chat.room().phase, Phase::Removed(reason));
        chat.act(Action::Disconnected { retries: true });
        assert_eq!(chat.connect(), []);
        assert_eq!(chat.state.next_deadline(), None);
    }
}

#[test]
fn what_could_not_be_sent_before_one_was_removed_fails_and_says_why() {
    let mut chat = Chat::joined(3);
    chat.send(id(100), "sent and not answered");
    chat.send(id(101), "waiting");
    let effects = chat.removed(RemovedReason::Banned);
    assert!(matches!(effects.as_slice(), [Effect::SaveOutbox(saved)] if saved.len() == 2));
    let codes = |chat: &Chat| {
        let deliveries = chat.room().outbox.messages().map(|message| match &message.delivery {
            Delivery::Failed(error) => error.code,
            other => panic!("not failed: {other:?}"),
        });
        deliveries.collect::<Vec<_>>()
    };
    assert_eq!(codes(&chat), [ErrorCode::Banned, ErrorCode::Banned]);
    // The first one had been stored after all.
    chat.acked(own(4, id(100)));
    assert_eq!(codes(&chat), [ErrorCode::Banned]);
    chat.send(id(102), "too late");
    assert_eq!(sends(&chat.act(Action::Retry(lobby(), id(101)))), []);
    assert_eq!(codes(&chat), [ErrorCode::Banned, ErrorCode::Banned]);
}

#[test]
fn opening_a_room_again_asks_the_server_again() {
    let mut chat = Chat::joined(3);
    chat.removed(RemovedReason::Removed);
    assert_eq!(joins(&chat.act(Action::Open(lobby()))), [JoinRoom::anew(lobby())]);
    assert_eq!(chat.act(Action::Open(lobby())), [], "once");
    chat.join(join_reply(1..=3));
    assert_eq!((chat.room().phase.clone(), chat.seqs()), (Phase::Joined, vec![1, 2, 3]));

    let mut refused = Chat::new();
    let request = joins(&refused.connect()).remove(0);
    let result = Err(Failure::Refused(refusal(ErrorCode::RoomArchived)));
    refused.act(Action::Joined { epoch: refused.state.epoch, request, result });
    assert_eq!(refused.room().phase, Phase::Refused(refusal(ErrorCode::RoomArchived)));
    assert_eq!(joins(&refused.act(Action::Open(lobby()))), [JoinRoom::anew(lobby())]);
}

#[test]
fn a_room_that_is_there_again_is_not_entered_unasked() {
    let mut chat = Chat::joined(3);
    chat.removed(RemovedReason::Removed);
    let summary = RoomSummary { room: named("Hall"), role: None, invited_by: Some(user("Ben")), ..summary(lobby(), 0) };
    assert_eq!(chat.act(Action::RoomCreated(RoomCreated(summary))), []);
    assert_eq!((&chat.room().info, &chat.room().phase), (&named("Hall"), &Phase::Invited(Some(user("Ben")))));
}

#[test]
fn ones_own_role_is_known_and_kept_up_to_date() {
    let mut chat = Chat::joined(1);
    assert_eq!(chat.room().role, Some(Role::Member));
    let change = |name, role| Action::RoleChanged(RoleChanged { room: lobby(), user: user(name), role });
    chat.act(change("Ben", Role::Owner));
    assert_eq!(chat.room().role, Some(Role::Member));
    chat.act(change("Ada", Role::Moderator));
    assert_eq!(chat.room().role, Some(Role::Moderator));
}

#[test]
fn an_archived_room_is_still_ones_own_to_open_again() {
    let mut chat = Chat::joined(3);
    chat.act(Action::RoleChanged(RoleChanged { room: lobby(), user: user("Ada"), role: Role::Owner }));
    chat.removed(RemovedReason::Archived);
    assert_eq!((chat.room().role, chat.room().info.archived), (Some(Role::Owner), true));
}
