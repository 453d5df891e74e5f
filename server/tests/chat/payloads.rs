//! What no honest client sends.

use serde_json::{Value, json};
use sociable_protocol::ErrorCode;

use crate::app::TestApp;

#[tokio::test]
async fn a_bad_payload_gets_an_error_ack_that_names_the_field() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    for (event, payload, field) in [
        ("message:send", json!({ "room": "lobby" }), Some("text")),
        ("message:send", json!({ "room": "lobby", "text": 7 }), Some("text")),
        ("message:send", json!({ "room": "lobby", "text": " \n " }), Some("text")),
        ("message:send", json!({ "room": "lobby", "text": "x".repeat(5_001) }), Some("text")),
        ("message:send", json!({ "room": "lobby", "text": "x", "id": "1" }), Some("id")),
        ("message:send", json!({ "room": "LOBBY", "text": "x" }), Some("room")),
        ("message:send", json!({ "room": { "slug": "lobby" }, "text": "x" }), Some("room")),
        ("message:send", json!("hello"), None),
        ("message:send", Value::Null, None),
        ("message:history", json!({ "room": "lobby", "limit": 0 }), Some("limit")),
        ("message:history", json!({ "room": "lobby", "limit": 1e9 }), Some("limit")),
        ("message:history", json!({ "room": "lobby", "before": -1 }), Some("before")),
        ("message:history", json!({ "room": "lobby", "before": 1, "after": 1 }), Some("after")),
        ("room:join", json!({}), Some("room")),
        ("room:join", json!({ "room": "lobby", "after": "1" }), Some("after")),
        ("room:leave", json!({ "room": "" }), Some("room")),
        ("typing:set", json!({ "room": "lobby" }), Some("typing")),
        ("typing:set", json!({ "room": "lobby", "typing": "yes" }), Some("typing")),
    ] {
        let error = ada.request_raw(event, &payload).await.expect_err(event);
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, field), "{event} {payload}");
    }
    assert_eq!(ada.say("still here").await.seq.0, 1);
}

#[tokio::test]
async fn an_unknown_event_gets_an_error_ack() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    for event in ["message:shout", "", "toString", "é"] {
        let error = ada.request_raw(event, &json!({})).await.expect_err(event);
        assert!(matches!(error.code, ErrorCode::UnknownEvent | ErrorCode::InvalidPayload), "{event}: {error}");
    }
}

#[tokio::test]
async fn a_room_that_does_not_exist_cannot_be_joined() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let error = ada.request_raw("room:join", &json!({ "room": "attic" })).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::RoomNotFound, Some("room")));
}

#[tokio::test]
async fn the_sender_is_the_session_whatever_the_payload_says() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let forged = json!({ "room": "lobby", "text": "x", "user": { "id": "1", "name": "Eve" }, "seq": 99 });
    let reply = ada.request_raw("message:send", &forged).await.unwrap();
    assert_eq!(reply["message"]["user"]["name"], "Ada");
    assert_eq!(reply["message"]["seq"], 1);
}
