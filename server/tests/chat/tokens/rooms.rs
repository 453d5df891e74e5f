//! A token may name the only rooms that it is good for.

use serde_json::json;
use sociable::config::AuthConfig;
use sociable_client::socketio::Event;
use sociable_protocol::{
    Ban, CreateRoom, ErrorCode, Invite, ListRooms, OpenDirect, Role, RoomCreated, RoomKind, RoomName, RoomRemoved,
    RoomScope, RoomSlug, Search, SendMessage, Topic,
};

use super::{claims, enter, with_secret};
use crate::app::{TestApp, TestUser, say};

fn slug(text: &str) -> RoomSlug {
    text.parse().unwrap()
}

async fn limited(app: &TestApp, rooms: &[&str]) -> TestUser {
    enter(app, &claims("42", "Ada", &json!({ "rooms": rooms }))).await
}

#[tokio::test]
async fn rooms_that_are_named_are_there_from_the_start() {
    let rooms = vec!["support=Support desk".parse().unwrap(), "lobby".parse().unwrap()];
    let mut app = TestApp::start_for(AuthConfig { rooms, ..AuthConfig::default() }).await;
    for _ in 0..2 {
        let bob = app.guest("Bob").await;
        let joined = bob.enter(&slug("support")).await;
        assert_eq!((joined.room.name.as_str(), joined.role), ("Support desk", Role::Member));
        app.restart().await;
    }
}

#[tokio::test]
async fn nothing_is_done_in_a_room_that_the_token_does_not_name() {
    let app = TestApp::start_for(with_secret()).await;
    let bob = app.guest_in_lobby("Bob").await;
    let (team, other) = (bob.make_room("team", RoomKind::Public).await, bob.make_room("other", RoomKind::Public).await);
    let message = bob.say_in(&other, "walrus elsewhere").await;
    bob.say_in(&team, "walrus here").await;
    let everywhere = enter(&app, &claims("42", "Ada", &json!({}))).await;
    for room in [&team, &other] {
        everywhere.enter(room).await;
    }
    let ada = limited(&app, &["team"]).await;
    ada.enter(&team).await;

    let (room, id, user) = (other.as_str(), message.id, bob.id());
    for (event, payload) in [
        ("room:join", json!({ "room": room })),
        ("room:leave", json!({ "room": room })),
        ("room:update", json!({ "room": room, "topic": "x" })),
        ("room:members", json!({ "room": room })),
        ("room:invite", json!({ "room": room, "user": user })),
        ("room:remove", json!({ "room": room, "user": user })),
        ("room:ban", json!({ "room": room, "user": user, "banned": true })),
        ("room:role", json!({ "room": room, "user": user, "role": "owner" })),
        ("room:mute", json!({ "room": room, "muted": true })),
        ("message:send", json!({ "room": room, "text": "x" })),
        ("message:edit", json!({ "room": room, "id": id, "text": "x" })),
        ("message:delete", json!({ "room": room, "id": id })),
        ("message:react", json!({ "room": room, "id": id, "reaction": "x", "on": true })),
        ("message:pin", json!({ "room": room, "id": id, "pinned": true })),
        ("message:pins", json!({ "room": room })),
        ("message:history", json!({ "room": room })),
        ("message:search", json!({ "query": "walrus", "room": room })),
        ("read:set", json!({ "room": room, "seq": 1 })),
    ] {
        let error = ada.request_raw(event, &payload).await.unwrap_err();
        let (code, field) = (error.code, error.field.as_deref());
        assert_eq!((code, field), (ErrorCode::RoomNotFound, Some("room")), "{event}: as if there were none");
    }
    let typing = ada.request_raw("typing:set", &json!({ "room": room, "typing": true })).await.unwrap_err();
    assert_eq!(typing.code, ErrorCode::NotJoined);

    let found = ada.request(&Search { query: "walrus".to_owned(), room: None, next: None }).await.unwrap().messages;
    assert_eq!(found.iter().map(|message| &message.room).collect::<Vec<_>>(), [&team]);
    for scope in [RoomScope::Joined, RoomScope::Public] {
        let rooms = ada.request(&ListRooms { scope, after: None }).await.unwrap().rooms;
        assert_eq!(rooms.iter().map(|summary| &summary.room.slug).collect::<Vec<_>>(), [&team], "{scope:?}");
    }
    let direct = ada.request(&OpenDirect { user }).await.unwrap_err();
    assert_eq!(direct.code, ErrorCode::Forbidden);
    let create = |slug| CreateRoom {
        name: RoomName::new("New").unwrap(),
        slug: Some(slug),
        kind: RoomKind::Public,
        topic: Topic::default(),
    };
    assert_eq!(ada.request(&create(slug("new"))).await.unwrap_err().code, ErrorCode::Forbidden);

    let mut resumed = TestUser::connect(
        &app.url,
        json!({ "token": super::signed(&claims("42", "Ada", &json!({ "rooms": ["team"] }))), "cursors": { "other": 0, "team": 0 } }),
    )
    .await;
    assert_eq!(resumed.next::<RoomRemoved>().await.room, other);
    assert_eq!(resumed.hears().await, "walrus here");
}

#[tokio::test]
async fn nothing_is_told_of_a_room_that_the_token_does_not_name() {
    let app = TestApp::start_for(with_secret()).await;
    let bob = app.guest_in_lobby("Bob").await;
    let everywhere = enter(&app, &claims("42", "Ada", &json!({}))).await;
    let mut ada = limited(&app, &["lobby"]).await;
    ada.join(None).await;
    let secret = bob.make_room("secret", RoomKind::Private).await;
    bob.request(&Invite { room: secret.clone(), user: ada.id() }).await.unwrap();
    everywhere.enter(&secret).await;
    let said = everywhere.say_in(&secret, "psst").await;
    everywhere.request_raw("read:set", &json!({ "room": secret, "seq": said.seq })).await.unwrap();
    everywhere.request_raw("room:mute", &json!({ "room": secret, "muted": true })).await.unwrap();
    bob.request(&Ban { room: secret.clone(), user: ada.id(), banned: true }).await.unwrap();
    bob.say("that was all").await;
    let told = ada
        .until(|event| {
            let Event::Message { .. } = &event else { return None };
            let text = format!("{event:?}");
            assert!(!text.contains("secret"), "{text}");
            event.push::<sociable_protocol::MessageNew>()
        })
        .await;
    assert_eq!(told.unwrap().0.text.unwrap().as_str(), "that was all");
    assert_eq!(ada.so_far::<RoomCreated>().await.len(), 0);
}

#[tokio::test]
async fn a_token_is_an_invitation_to_the_private_rooms_it_names() {
    let app = TestApp::start_for(with_secret()).await;
    let bob = app.guest_in_lobby("Bob").await;
    let team = bob.make_room("team", RoomKind::Private).await;
    let stranger = enter(&app, &claims("43", "Eve", &json!({}))).await;
    assert_eq!(
        stranger.request_raw("room:join", &json!({ "room": team })).await.unwrap_err().code,
        ErrorCode::RoomNotFound
    );
    let ada = limited(&app, &["team", "lobby"]).await;
    assert_eq!(ada.enter(&team).await.role, Role::Member);
    ada.request(&SendMessage { room: team.clone(), ..say("hello") }).await.unwrap();
    bob.request(&Ban { room: team.clone(), user: ada.id(), banned: true }).await.unwrap();
    let again = limited(&app, &["team"]).await;
    let error = again.request_raw("room:join", &json!({ "room": team })).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RoomNotFound, "a ban is stronger");
}
