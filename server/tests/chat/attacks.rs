//! What was found by trying to break it, and must not come back.

use std::time::Duration;

use serde_json::json;
use sociable_protocol::{
    Ban, ErrorCode, LeaveRoom, Limits, ListRooms, MessageNew, OpenDirect, PresenceChanged, RevokeSessions, RoomKind,
    RoomSlug, Status,
};
use tokio::io::AsyncReadExt as _;

use crate::app::{PATIENCE, TestApp, TestUser, say};
use crate::raw::Raw;

#[tokio::test]
async fn one_who_leaves_and_comes_back_at_once_is_served() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let lobby = RoomSlug::lobby();
    for round in 0..50 {
        for n in 0..20 {
            ada.client.emit("message:send", &say(&format!("{round}.{n}"))).unwrap();
        }
        // Without waiting for the first answer.
        let leave = LeaveRoom { room: lobby.clone() };
        let join = sociable_protocol::JoinRoom::anew(lobby.clone());
        let (left, joined) = tokio::join!(bob.request(&leave), bob.request(&join));
        left.unwrap();
        joined.unwrap();
    }
    ada.say("still there?").await;
    while bob.hears().await != "still there?" {}
    assert_eq!(ada.enter(&lobby).await.people_count, 2);
}

#[tokio::test]
async fn one_who_is_banned_hears_nothing_more_however_often_they_ask_to_come_in() {
    let app = TestApp::start().await;
    for round in 0..20 {
        let ada = app.guest(&format!("Ada {round}")).await;
        let room = ada.make_room(&format!("team-{round}"), RoomKind::Public).await;
        let mut bob = app.guest(&format!("Bob {round}")).await;
        bob.enter(&room).await;
        let join = sociable_protocol::JoinRoom::anew(room.clone());
        let asking = futures_util::future::join_all((0..50).map(|_| bob.client.request(&join, PATIENCE)));
        let ban = Ban { room: room.clone(), user: bob.id(), banned: true };
        let (_, banned) = tokio::join!(asking, ada.request(&ban));
        banned.unwrap();
        assert_eq!(bob.request(&join).await.unwrap_err().code, ErrorCode::Banned);
        ada.say_in(&room, "behind his back").await;
        assert_eq!(bob.so_far::<MessageNew>().await, [], "round {round}");
    }
}

#[tokio::test]
async fn strangers_cannot_use_up_what_one_may_do() {
    let app = TestApp::start_with(Limits { rooms_per_user: 2, ..Limits::default() }).await;
    let ada = app.guest("Ada").await;
    let open = OpenDirect { user: ada.id() };
    let mut rooms = Vec::new();
    for name in ["one", "two"] {
        rooms.push(app.guest(name).await.request(&open).await.unwrap().room.slug);
    }
    let third = app.guest("three").await;
    assert_eq!(third.request(&open).await.unwrap_err().code, ErrorCode::LimitReached);
    ada.enter(&RoomSlug::lobby()).await;
    ada.make_room("mine", RoomKind::Public).await;
    ada.request(&LeaveRoom { room: rooms.remove(0) }).await.unwrap();
    third.request(&open).await.unwrap();
    assert_eq!(ada.request(&ListRooms::default()).await.unwrap().rooms.len(), 4);
}

#[tokio::test]
async fn one_who_is_banned_just_after_they_went_is_seen_to_be_gone() {
    let app = TestApp::start_with(Limits { presence_grace_ms: 60_000, ..Limits::default() }).await;
    let mut ada = app.guest("Ada").await;
    let room = ada.make_room("team", RoomKind::Public).await;
    let bob = app.guest("Bob").await;
    bob.enter(&room).await;
    assert_eq!(ada.next::<PresenceChanged>().await.status, Status::Online);
    let user = bob.id();
    drop(bob);
    // The server has to have noticed.
    tokio::time::sleep(Duration::from_millis(200)).await;
    ada.request(&Ban { room, user, banned: true }).await.unwrap();
    assert_eq!(ada.next::<PresenceChanged>().await.status, Status::Offline);
}

#[tokio::test]
async fn what_a_revoked_device_had_asked_for_is_not_done_after_all() {
    let app = TestApp::start().await;
    let lost = app.guest_in_lobby("Ada").await;
    let mut keeper = lost.second_tab(&app.url).await;
    keeper.join(None).await;
    for _ in 0..20 {
        for n in 0..200 {
            // As much as its own queue takes.
            drop(lost.client.emit("message:send", &say(&n.to_string())));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    keeper.request(&RevokeSessions {}).await.unwrap();
    keeper.so_far::<MessageNew>().await;
    let head = keeper.join(None).await.head;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let later = keeper.join(None).await.head;
    assert!(later.0 <= head.0 + 256, "what was on its way to the disk may still arrive: {head} and {later}");
}

#[tokio::test]
async fn a_revoked_connection_is_closed_also_where_its_client_stays() {
    let app = TestApp::start().await;
    let keeper = app.guest("Ada").await;
    let mut stays = Raw::connect(&app.url, &json!({ "token": keeper.session.token }).to_string()).await;
    keeper.request(&RevokeSessions {}).await.unwrap();
    let closed = async {
        let mut buffer = [0; 1_024];
        while stays.stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
    };
    tokio::time::timeout(PATIENCE, closed).await.expect("closed long before a heartbeat fails");
}

#[tokio::test]
async fn two_devices_that_revoke_at_once_leave_one_session() {
    for _ in 0..10 {
        let app = TestApp::start().await;
        let ada = app.guest("Ada").await;
        let tab = ada.second_tab(&app.url).await;
        let (one, other) = tokio::join!(
            ada.client.request(&RevokeSessions {}, PATIENCE),
            tab.client.request(&RevokeSessions {}, PATIENCE)
        );
        let mut valid = 0;
        for token in [one, other].into_iter().flatten().map(|reply| reply.token) {
            valid += usize::from(TestUser::try_connect(&app.url, json!({ "token": token })).await.is_ok());
        }
        assert!(valid <= 1, "only the last token is valid");
        let alive = async {
            while ada.client.is_connected() && tab.client.is_connected() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, alive).await.expect("one of them is closed");
    }
}

#[tokio::test]
async fn a_refused_upgrade_does_not_pass_for_one() {
    let app = TestApp::start().await;
    let http = reqwest::Client::new();
    let url = format!("{}/socket.io/?EIO=4&transport=polling&transport=websocket", app.url);
    let open = http.get(&url).send().await.unwrap().text().await.unwrap();
    let sid = open.split('"').nth(3).unwrap().to_owned();
    let poll = format!("{}/socket.io/?EIO=4&transport=polling&sid={sid}", app.url);
    http.post(&poll).body(r#"40{"name":"Ada"}"#).send().await.unwrap();
    // What Engine.IO does not agree to.
    let upgrade = format!("{}/socket.io/?EIO=4&transport=websocket&sid={sid}", app.url);
    assert_eq!(http.get(&upgrade).send().await.unwrap().status(), 400);
    let mut polled = String::new();
    while !polled.contains("[\"session\"") {
        polled.push_str(&http.get(&poll).send().await.unwrap().text().await.unwrap());
    }
}
