use serde_json::json;
use sociable::config::{DialectConfig, DialectMode, HttpOptions};
use sociable_protocol::{DisplayName, ErrorCode, Limits, VERSION};

use crate::app::{TestApp, TestUser, refused};
use crate::raw::Raw;

#[tokio::test]
async fn a_guest_needs_only_a_name() {
    let app = TestApp::start().await;
    let ada = app.guest("  Ada\u{202E}  Lovelace ").await;
    assert_eq!(ada.session.user.name, DisplayName::new("Ada Lovelace").unwrap());
    assert_eq!(ada.session.version, VERSION);
}

#[tokio::test]
async fn a_token_brings_the_same_person_back_also_after_a_restart() {
    let mut app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let before = ada.session.clone();
    // This client would come back as a new guest of that name, perhaps first.
    drop(ada);
    app.restart().await;
    let again = TestUser::connect(&app.url, json!({ "token": before.token, "name": "Somebody else" })).await;
    assert_eq!(again.session.user, before.user);
}

#[tokio::test]
async fn a_handshake_without_name_and_token_is_refused() {
    let app = TestApp::start().await;
    assert_eq!(refused(&app.url, json!({ "name": null })).await.code, ErrorCode::NameRequired);
    // Or it could be that of a page of another server's frontend.
    let dialects = DialectConfig { mode: DialectMode::Off, ..DialectConfig::default() };
    let app = TestApp::start_speaking(Limits::default(), HttpOptions::default(), dialects).await;
    for auth in [json!({}), json!(null), json!({ "username": "Ada" })] {
        assert_eq!(refused(&app.url, auth).await.code, ErrorCode::NameRequired);
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_shown_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let error = refused(&app.url, json!({ "name": "\u{200B} " })).await;
    assert_eq!(error.code, ErrorCode::InvalidName);
    let error = refused(&app.url, json!({ "name": "x".repeat(33) })).await;
    assert_eq!(error.code, ErrorCode::InvalidName);
    assert!(error.message.contains("32"), "{error}");
}

#[tokio::test]
async fn a_handshake_of_the_wrong_shape_is_refused() {
    let app = TestApp::start().await;
    assert_eq!(refused(&app.url, json!({ "name": 7 })).await.code, ErrorCode::InvalidPayload);
    for auth in ["\"Ada\"", "[1]"] {
        Raw::ask(&app.url, auth).await.read_until(b"44{\"message\":\"invalid_payload: ").await;
    }
}

#[tokio::test]
async fn a_token_of_another_server_is_refused() {
    let (app, other) = (TestApp::start().await, TestApp::start().await);
    let foreign = other.guest("Ada").await.session.token.unwrap();
    let error = refused(&app.url, json!({ "token": foreign })).await;
    assert_eq!(error.code, ErrorCode::InvalidToken);
    assert!(!error.message.contains(&foreign), "a token is a secret");
}
