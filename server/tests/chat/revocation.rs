//! What ends a person's access ends all of it, at once, and nobody else's.

use serde_json::{Value, json};
use sociable_protocol::{
    Ban, ErrorCode, Invite, LeaveRoom, MessageNew, RemoveMember, RemovedReason, RevokeSessions, RoomKind, RoomRemoved,
    RoomSlug, SessionRevoked, TypingChanged, UpdateRoom,
};

use crate::app::{TestApp, TestUser, refused};

/// The owner of a room, somebody whose access ends, and somebody whose does not.
struct Scene {
    app: TestApp,
    room: RoomSlug,
    owner: TestUser,
    target: TestUser,
    other: TestUser,
}

impl Scene {
    async fn set(kind: RoomKind) -> Self {
        let app = TestApp::start().await;
        let owner = app.guest("Owner").await;
        let room = owner.make_room("team", kind).await;
        let (target, other) = (app.guest("Target").await, app.guest("Other").await);
        for guest in [&target, &other] {
            if kind == RoomKind::Private {
                owner.request(&Invite { room: room.clone(), user: guest.id() }).await.unwrap();
            }
            guest.enter(&room).await;
        }
        owner.say_in(&room, "before").await;
        Self { app, room, owner, target, other }
    }

    /// Everything that one in the room may do, as events.
    fn everything(&self) -> Vec<(&'static str, Value)> {
        let room = &self.room;
        vec![
            ("message:send", json!({ "room": room, "text": "may I?" })),
            ("message:history", json!({ "room": room })),
            ("message:search", json!({ "room": room, "query": "before" })),
            ("message:pins", json!({ "room": room })),
            ("typing:set", json!({ "room": room, "typing": true })),
            ("read:set", json!({ "room": room, "seq": 1 })),
            ("room:members", json!({ "room": room })),
            ("room:mute", json!({ "room": room, "muted": true })),
        ]
    }

    async fn is_refused(&mut self, rejoin: ErrorCode) {
        for (event, payload) in self.everything() {
            match self.target.request_raw(event, &payload).await {
                Err(error) => assert!(!error.code.is_retryable(), "{event}: {error}"),
                // Search answers what one may read of it: nothing.
                Ok(reply) => assert_eq!(reply["messages"], json!([]), "{event}"),
            }
        }
        let error = self.target.request_raw("room:join", &json!({ "room": self.room })).await.unwrap_err();
        assert_eq!(error.code, rejoin);
        // Unscoped, it is not found either.
        let found = self.target.request_raw("message:search", &json!({ "query": "before" })).await.unwrap();
        assert_eq!(found["messages"], json!([]));
    }

    /// The others go on, and nothing of it reaches the target.
    async fn others_go_on(&mut self) {
        self.owner.say_in(&self.room, "after").await;
        self.other.request_raw("typing:set", &json!({ "room": self.room, "typing": true })).await.unwrap();
        let MessageNew(heard) = self.other.next().await;
        let after = if heard.seq.0 == 1 { self.other.next::<MessageNew>().await.0 } else { heard };
        assert_eq!(after.text.unwrap().as_str(), "after");
        assert_eq!(self.owner.next::<TypingChanged>().await.user, self.other.session.user);
        for (event, payload) in self.everything() {
            self.other.request_raw(event, &payload).await.unwrap_or_else(|error| panic!("{event}: {error}"));
        }
        let heard = self.target.so_far::<MessageNew>().await;
        assert!(heard.iter().all(|MessageNew(message)| message.seq.0 == 1), "{heard:?}");
        assert_eq!(self.target.so_far::<TypingChanged>().await, []);
    }
}

#[tokio::test]
async fn one_who_leaves_is_out_until_they_come_back() {
    let mut scene = Scene::set(RoomKind::Private).await;
    scene.target.request(&LeaveRoom { room: scene.room.clone() }).await.unwrap();
    assert_eq!(scene.target.next::<RoomRemoved>().await.reason, RemovedReason::Left);
    scene.is_refused(ErrorCode::RoomNotFound).await;
    scene.others_go_on().await;

    let mut scene = Scene::set(RoomKind::Public).await;
    scene.target.request(&LeaveRoom { room: scene.room.clone() }).await.unwrap();
    scene.others_go_on().await;
    assert_eq!(
        scene.target.enter(&scene.room).await.messages.last().unwrap().text.as_ref().unwrap().as_str(),
        "may I?"
    );
}

#[tokio::test]
async fn one_who_is_removed_is_out_also_on_sockets_that_were_in() {
    let mut scene = Scene::set(RoomKind::Private).await;
    let mut tab = scene.target.second_tab(&scene.app.url).await;
    tab.enter(&scene.room).await;
    scene.owner.request(&RemoveMember { room: scene.room.clone(), user: scene.target.id() }).await.unwrap();
    assert_eq!(scene.target.next::<RoomRemoved>().await.reason, RemovedReason::Removed);
    assert_eq!(tab.next::<RoomRemoved>().await.reason, RemovedReason::Removed);
    scene.is_refused(ErrorCode::RoomNotFound).await;
    scene.others_go_on().await;
    assert_eq!(tab.so_far::<MessageNew>().await, []);
}

#[tokio::test]
async fn one_who_is_banned_is_out_and_does_not_come_back() {
    for (kind, rejoin) in [(RoomKind::Public, ErrorCode::Banned), (RoomKind::Private, ErrorCode::RoomNotFound)] {
        let mut scene = Scene::set(kind).await;
        let ban = |banned| Ban { room: scene.room.clone(), user: scene.target.id(), banned };
        scene.owner.request(&ban(true)).await.unwrap();
        let (unban, room) = (ban(false), scene.room.clone());
        assert_eq!(scene.target.next::<RoomRemoved>().await.reason, RemovedReason::Banned);
        scene.is_refused(rejoin).await;
        scene.others_go_on().await;
        scene.owner.request(&unban).await.unwrap();
        if kind == RoomKind::Private {
            scene.owner.request(&Invite { room: room.clone(), user: scene.target.id() }).await.unwrap();
        }
        scene.target.enter(&room).await;
    }
}

#[tokio::test]
async fn an_archived_room_is_closed_to_everybody_until_its_owner_opens_it() {
    let mut scene = Scene::set(RoomKind::Public).await;
    let archive = |archived| UpdateRoom { room: scene.room.clone(), name: None, topic: None, archived: Some(archived) };
    let (close, open) = (archive(true), archive(false));
    let error = scene.target.request(&close).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden);
    let lobby = scene.other.enter(&RoomSlug::lobby()).await;
    scene.target.enter(&RoomSlug::lobby()).await;
    scene.owner.request(&close).await.unwrap();
    assert_eq!(scene.target.next::<RoomRemoved>().await.reason, RemovedReason::Archived);
    scene.is_refused(ErrorCode::RoomArchived).await;

    // Others, elsewhere, go on.
    scene.target.say_in(&RoomSlug::lobby(), "here").await;
    assert_eq!(scene.other.next::<MessageNew>().await.0.seq, lobby.head.next());
    scene.owner.request(&open).await.unwrap();
    assert_eq!(scene.target.enter(&scene.room).await.head.0, 1);
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_every_session_but_the_one_that_revoked_it() {
    let mut scene = Scene::set(RoomKind::Private).await;
    let old = scene.target.session.token.clone();
    let keeper = scene.target.second_tab(&scene.app.url).await;
    keeper.enter(&scene.room).await;
    let new = keeper.request(&RevokeSessions {}).await.unwrap().token;
    scene.target.next::<SessionRevoked>().await;
    let reason = scene
        .target
        .until(|event| match event {
            sociable_client::socketio::Event::Disconnected { reason } => Some(reason),
            _ => None,
        })
        .await;
    assert!(!reason.reconnects(), "told to stay away: {reason:?}");

    scene.owner.say_in(&scene.room, "after").await;
    assert_eq!(refused(&scene.app.url, json!({ "token": old })).await.code, ErrorCode::InvalidToken);
    let again = TestUser::connect(&scene.app.url, json!({ "token": new })).await;
    assert_eq!(again.session.user, scene.target.session.user);
    assert_eq!(again.enter(&scene.room).await.head.0, 2);
    keeper.say_in(&scene.room, "still here").await;
    assert_eq!(scene.other.hears().await, "before");
    assert_eq!(scene.other.hears().await, "after");
    assert_eq!(scene.other.hears().await, "still here");
}
