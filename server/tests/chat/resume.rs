//! Coming back: everything that was missed, or an explicit new start; nothing in between.

use serde_json::json;
use sociable_protocol::{
    Epoch, ErrorCode, JoinReply, JoinRoom, Limits, MessageDeleted, MessageNew, MessageUpdated, RemovedReason, Rev,
    RoomKind, RoomRemoved, RoomSlug, RoomState, Seq,
};

use crate::app::{TestApp, TestUser};

async fn resume(user: &TestUser, seq: u64, rev: u64, epoch: &Epoch) -> JoinReply {
    let join =
        JoinRoom { room: RoomSlug::lobby(), after: Some(Seq(seq)), rev: Some(Rev(rev)), epoch: Some(epoch.clone()) };
    user.request(&join).await.unwrap()
}

fn seqs(reply: &JoinReply) -> Vec<u64> {
    reply.messages.iter().map(|message| message.seq.0).collect()
}

#[tokio::test]
async fn a_gap_of_any_size_is_filled_or_said_to_be_too_large() {
    let app = TestApp::start_with(Limits { catch_up: 5, ..Limits::default() }).await;
    let mut ada = app.guest("Ada").await;
    let epoch = ada.join(None).await.epoch;
    for n in 1..=9 {
        ada.say(&n.to_string()).await;
    }
    for (after, expected) in [(9, vec![]), (8, vec![9]), (4, vec![5, 6, 7, 8, 9])] {
        let reply = resume(&ada, after, 0, &epoch).await;
        assert_eq!((reply.reset, seqs(&reply), reply.head.0), (false, expected, 9), "after {after}");
    }
    let reply = resume(&ada, 3, 0, &epoch).await;
    assert!(reply.reset, "one more than the limit");
    assert_eq!(seqs(&reply), (1..=9).collect::<Vec<_>>(), "the latest page, whole");
    assert!(resume(&ada, 10, 0, &epoch).await.reset, "ahead of the head");
}

#[tokio::test]
async fn changes_are_caught_up_on_like_messages() {
    let app = TestApp::start_with(Limits { catch_up: 3, ..Limits::default() }).await;
    let mut ada = app.guest("Ada").await;
    let epoch = ada.join(None).await.epoch;
    let mut ids = Vec::new();
    for n in 1..=4 {
        ids.push(ada.say(&n.to_string()).await.id);
    }
    for id in &ids {
        let edit = json!({ "room": "lobby", "id": id, "text": "edited" });
        ada.request_raw("message:edit", &edit).await.unwrap();
    }
    ada.request_raw("message:delete", &json!({ "room": "lobby", "id": ids[0] })).await.unwrap();

    let reply = resume(&ada, 4, 5, &epoch).await;
    assert_eq!((reply.reset, reply.rev, reply.changed.len()), (false, Rev(5), 0));
    let reply = resume(&ada, 4, 2, &epoch).await;
    let changed: Vec<(u64, u64)> = reply.changed.iter().map(|m| (m.seq.0, m.rev.0)).collect();
    assert_eq!((reply.reset, changed), (false, vec![(3, 3), (4, 4), (1, 5)]));
    assert!(reply.changed[2].deleted_at.is_some() && reply.changed[2].text.is_none());
    let reply = resume(&ada, 2, 4, &epoch).await;
    assert_eq!(seqs(&reply), [3, 4], "new ones come as they are now");
    assert!(reply.messages.iter().all(|m| m.edited_at.is_some()));
    assert_eq!(reply.changed.iter().map(|m| m.seq.0).collect::<Vec<_>>(), [1]);
    assert!(resume(&ada, 4, 1, &epoch).await.reset, "four messages have changed since, and three is the limit");
    assert!(resume(&ada, 4, 6, &epoch).await.reset, "ahead of the last change");
}

#[tokio::test]
async fn another_history_under_the_same_positions_is_a_new_start() {
    let mut app = TestApp::start().await;
    let mut ada = app.guest("Ada").await;
    let before = ada.join(None).await.epoch;
    ada.say("kept").await;
    let backup = app.file("backup.db");
    sociable::store::backup(&app.file("sociable.db"), &backup).await.unwrap();
    ada.say("said after the backup").await;
    let reply = resume(&ada, 2, 0, &before).await;
    assert_eq!((reply.reset, reply.head), (false, Seq(2)));

    app.stop().await;
    for name in ["sociable.db-wal", "sociable.db-shm"] {
        // Gone already where the server closed the database.
        drop(std::fs::remove_file(app.file(name)));
    }
    std::fs::rename(&backup, app.file("sociable.db")).unwrap();
    app.start_again().await;
    let ada = TestUser::connect(&app.url, json!({ "token": ada.session.token })).await;
    ada.enter(&RoomSlug::lobby()).await;
    ada.say("another second message").await;
    let reply = resume(&ada, 2, 0, &before).await;
    assert!(reply.reset, "position 2 holds another message now");
    assert_ne!(reply.epoch, before);
    assert_eq!(seqs(&reply), [1, 2]);
}

#[tokio::test]
async fn a_room_that_does_not_exist_cannot_be_resumed() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let join = JoinRoom { after: Some(Seq(3)), ..JoinRoom::anew("nowhere".parse().unwrap()) };
    assert_eq!(ada.request(&join).await.unwrap_err().code, ErrorCode::RoomNotFound);
}

#[tokio::test]
async fn a_client_that_keeps_only_positions_gets_what_it_missed_as_events_before_what_is_new() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let room = ada.make_room("team", RoomKind::Public).await;
    let bob = app.guest("Bob").await;
    let epoch = bob.enter(&room).await.epoch;
    let first = ada.say_in(&room, "1").await;
    let token = bob.session.token.clone();
    drop(bob);
    for n in 2..=60 {
        ada.say_in(&room, &n.to_string()).await;
    }
    ada.request_raw("message:delete", &json!({ "room": room, "id": first.id })).await.unwrap();

    let cursor = json!({ "seq": 1, "rev": 0, "epoch": epoch });
    let cursors = json!({ "team": cursor, "lobby": 0, "nowhere": 3 });
    let mut bob = TestUser::connect(&app.url, json!({ "token": token, "cursors": cursors })).await;
    for n in 2..=60 {
        assert_eq!(bob.hears().await, n.to_string());
    }
    assert_eq!(bob.next::<MessageDeleted>().await.seq, Seq(1));
    let mut states = [bob.next::<RoomState>().await, bob.next::<RoomState>().await];
    states.sort_by(|a, b| a.room.slug.cmp(&b.room.slug));
    let team = &states[1];
    assert_eq!((team.room.slug.as_str(), team.head, team.rev, team.reset), ("team", Seq(60), Rev(1), false));
    assert_eq!(team.people_count, 2, "one is seen to be back");
    let removed: RoomRemoved = bob.next().await;
    assert_eq!((removed.room.as_str(), removed.reason), ("nowhere", RemovedReason::Removed));
    ada.say_in(&room, "live").await;
    assert_eq!(bob.hears().await, "live");
    assert_eq!(bob.so_far::<MessageUpdated>().await, []);
    drop(ada.so_far::<MessageNew>().await);
}

#[tokio::test]
async fn positions_of_another_history_in_the_handshake_are_answered_with_a_reset() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    ada.say("hello").await;
    let cursors = json!({ "lobby": { "seq": 1, "epoch": "another" } });
    let mut bob = TestUser::connect(&app.url, json!({ "name": "Bob", "cursors": cursors })).await;
    assert!(bob.next::<RoomState>().await.reset);
    assert_eq!(bob.so_far::<MessageNew>().await, []);
    ada.say("live").await;
    assert_eq!(bob.hears().await, "live");
}
