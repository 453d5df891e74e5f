//! What a token has to say, and when it holds.

use serde_json::{Value, json};
use sociable::config::{AuthConfig, AuthMode};
use sociable_protocol::ErrorCode;

use super::{claims, enter, in_mode, refusal, seconds, signed, with_secret};
use crate::app::{TestApp, TestUser, refused};

fn with(more: &Value) -> Value {
    claims("42", "Ada", more)
}

#[tokio::test]
async fn a_token_holds_from_one_time_to_another_give_or_take_the_clocks() {
    let app = TestApp::start_for(with_secret()).await;
    let code = async |more| refusal(&app, &signed(&with(&more))).await.code;
    assert_eq!(code(json!({ "exp": seconds(-60) })).await, ErrorCode::TokenExpired);
    assert_eq!(code(json!({ "exp": 0 })).await, ErrorCode::TokenExpired);
    assert_eq!(code(json!({ "nbf": seconds(90) })).await, ErrorCode::InvalidToken);
    // It would hold although its person's sessions were ended.
    assert_eq!(code(json!({ "iat": seconds(90) })).await, ErrorCode::InvalidToken);
    for more in [
        json!({ "nbf": seconds(10) }),
        json!({ "iat": seconds(10) }),
        json!({ "exp": seconds(-5) }),
        json!({ "exp": 99_999_999_999_i64 }),
        json!({ "exp": f64::from(u32::MAX) + 0.5 }),
        json!({ "exp": 1e18 }),
    ] {
        enter(&app, &with(&more)).await;
    }
}

#[tokio::test]
async fn a_token_is_by_whom_and_for_whom_it_has_to_be() {
    let (issuers, audiences) = (vec!["https://site.example".to_owned()], vec!["chat".to_owned(), "all".to_owned()]);
    let app = TestApp::start_for(AuthConfig { issuers, audiences, ..with_secret() }).await;
    let (iss, aud) = ("https://site.example", "chat");
    enter(&app, &with(&json!({ "iss": iss, "aud": aud }))).await;
    enter(&app, &with(&json!({ "iss": iss, "aud": ["shop", "all"] }))).await;
    for (more, why) in [
        (json!({ "aud": aud }), "iss"),
        (json!({ "iss": "https://site.example.evil.example", "aud": aud }), "iss"),
        (json!({ "iss": 7, "aud": aud }), "iss"),
        (json!({ "iss": iss }), "aud"),
        (json!({ "iss": iss, "aud": "shop" }), "aud"),
        (json!({ "iss": iss, "aud": [] }), "aud"),
    ] {
        let error = refusal(&app, &signed(&with(&more))).await;
        assert_eq!(error.code, ErrorCode::InvalidToken);
        assert!(error.message.contains(why), "{error}");
    }
    let nobody = TestApp::start_for(with_secret()).await;
    for aud in [json!("chat"), json!([]), json!(["chat"]), json!([["chat"]]), json!(7), json!({}), json!(false)] {
        let error = refusal(&nobody, &signed(&with(&json!({ "aud": aud })))).await;
        assert!(error.message.contains("--auth-audience"), "{error}");
    }
}

#[tokio::test]
async fn a_token_says_at_least_who_and_until_when() {
    let app = TestApp::start_for(with_secret()).await;
    for claim in ["sub", "name", "exp"] {
        for without in [Value::Null, json!([]), json!("")] {
            let error = refusal(&app, &signed(&with(&json!({ claim: without })))).await;
            assert_eq!(error.code, ErrorCode::InvalidToken);
            assert!(error.message.contains(claim), "{error}");
        }
    }
    assert_eq!(refusal(&app, &signed(&with(&json!({ "sub": "x".repeat(256) })))).await.code, ErrorCode::InvalidToken);
    enter(&app, &with(&json!({ "sub": "é".repeat(127) }))).await;
    let long = enter(&app, &with(&json!({ "sub": "7", "name": "Pablo ".repeat(20) }))).await;
    assert_eq!(long.session.user.name.as_str(), "Pablo Pablo Pablo Pablo Pablo Pa");
}

#[tokio::test]
async fn who_may_come_in_is_as_configured() {
    let guest = json!({ "name": "Bob" });
    let by_token = json!({ "token": signed(&with(&json!({}))) });

    let guests = TestApp::start_for(in_mode(AuthMode::Guest)).await;
    let kept = guests.guest("Bob").await.session;
    assert!(kept.token.is_some() && kept.expires_at.is_none());
    assert_eq!(refused(&guests.url, by_token.clone()).await.code, ErrorCode::InvalidToken);

    let both = TestApp::start_for(with_secret()).await;
    let bob = TestUser::connect(&both.url, guest.clone()).await;
    bob.second_tab(&both.url).await;
    TestUser::connect(&both.url, by_token.clone()).await;
    assert_eq!(refused(&both.url, json!({ "cursors": {} })).await.code, ErrorCode::NameRequired);

    let tokens = TestApp::start_for(in_mode(AuthMode::Token)).await;
    let ada = TestUser::connect(&tokens.url, by_token).await;
    assert_eq!(ada.session.token, None, "a token of ours would be good for longer");
    for auth in [guest, json!({}), json!({ "token": bob.session.token }), json!({ "token": "" })] {
        assert_eq!(refused(&tokens.url, auth).await.code, ErrorCode::TokenRequired);
    }
}
