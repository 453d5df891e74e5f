//! A session ends with its token, unless a fresh one comes.

use std::time::Duration;

use serde_json::json;
use sociable_client::socketio::Event;
use sociable_protocol::{ErrorCode, RenewSession, RoomRemoved, RoomSlug, SessionExpired, SessionExpiring, UserUpdated};

use super::{claims, enter, seconds, signed, with_secret};
use crate::app::{TestApp, TestUser, say};

/// Ends after so many seconds, counted from the last full one.
fn ends_in(time: i64) -> serde_json::Value {
    claims("42", "Ada", &json!({ "exp": seconds(time) }))
}

#[tokio::test]
async fn a_session_is_told_that_it_ends_and_ends_with_its_token() {
    let app = TestApp::start_for(with_secret()).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let token = ends_in(12);
    let mut ada = enter(&app, &token).await;
    let expires_at = ada.session.expires_at.expect("an end");
    assert_eq!(expires_at.as_millis() / 1_000, token["exp"].as_i64().unwrap());
    ada.join(None).await;
    assert_eq!(ada.next::<SessionExpiring>().await.expires_at, expires_at);
    ada.say("still here").await;
    assert_eq!(bob.hears().await, "still here");
    ada.next::<SessionExpired>().await;
    let reason = ada
        .until(|event| match event {
            Event::Disconnected { reason } => Some(reason),
            _ => None,
        })
        .await;
    assert!(!reason.reconnects(), "told to stay away, since its token is of no use any more: {reason:?}");
    bob.say("after").await;
}

#[tokio::test]
async fn a_session_goes_on_with_a_fresh_token_and_what_it_says() {
    let app = TestApp::start_for(with_secret()).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut ada = enter(&app, &ends_in(12)).await;
    let first = ada.session.expires_at.expect("an end");
    ada.join(None).await;
    ada.next::<SessionExpiring>().await;
    let fresh = claims("42", "Ada Lovelace", &json!({ "exp": seconds(600) }));
    let reply = ada.request(&RenewSession { token: signed(&fresh) }).await.unwrap();
    assert_eq!(reply.expires_at.unwrap().as_millis() / 1_000, fresh["exp"].as_i64().unwrap());
    let updated = bob.next::<UserUpdated>().await.user;
    assert_eq!((updated.name.as_str(), updated.verified), ("Ada Lovelace", true));
    while seconds(-1) <= first.as_millis() / 1_000 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(ada.say("longer than the first token").await.user, updated);
    assert_eq!(ada.so_far::<SessionExpired>().await, []);
}

#[tokio::test]
async fn a_fresh_token_may_name_fewer_rooms_and_one_is_taken_out_of_the_others() {
    let app = TestApp::start_for(with_secret()).await;
    let mut ada = enter(&app, &ends_in(600)).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    ada.join(None).await;
    let token = signed(&claims("42", "Ada", &json!({ "rooms": [] })));
    ada.request(&RenewSession { token }).await.unwrap();
    assert_eq!(ada.next::<RoomRemoved>().await.room, RoomSlug::lobby());
    assert_eq!(ada.request(&say("x")).await.unwrap_err().code, ErrorCode::RoomNotFound);
    bob.say("not for her").await;
    assert_eq!(ada.so_far::<sociable_protocol::MessageNew>().await, []);
    while bob.next::<sociable_protocol::PresenceChanged>().await.status != sociable_protocol::Status::Offline {}
}

#[tokio::test]
async fn one_comes_back_with_a_fresh_token_to_where_one_was() {
    let app = TestApp::start_for(with_secret()).await;
    let mut ada = enter(&app, &ends_in(8)).await;
    ada.join(None).await;
    let seen = ada.say("one").await.seq;
    ada.next::<SessionExpired>().await;
    let bob = app.guest_in_lobby("Bob").await;
    bob.say("two").await;
    let token = signed(&ends_in(600));
    let mut back = TestUser::connect(&app.url, json!({ "token": token, "cursors": { "lobby": seen } })).await;
    assert_eq!(back.session.user.id, ada.session.user.id);
    assert_eq!(back.hears().await, "two");
}

#[tokio::test]
async fn the_site_ends_the_sessions_of_its_people() {
    let app = TestApp::start_for(with_secret()).await;
    let ada = enter(&app, &claims("42", "Ada", &json!({}))).await;
    let error = ada.request_raw("session:revoke", &json!({})).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden);
}
