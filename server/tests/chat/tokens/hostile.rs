//! Tokens that no site signs.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::{Algorithm, crypto};
use serde_json::json;
use sociable_protocol::ErrorCode;

use super::{SECRET, claims, enter, refusal, signed, with_secret};
use crate::app::TestApp;

/// A token with this header and payload, whatever they are, and a right signature.
fn forged(header: &str, payload: &str) -> String {
    let message = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(payload));
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

#[tokio::test]
async fn a_claim_or_a_field_of_the_header_that_is_there_twice_is_refused() {
    let app = TestApp::start_for(with_secret()).await;
    let payload = claims("42", "Ada", &json!({ "rooms": ["lobby"] })).to_string();
    enter(&app, &claims("42", "Ada", &json!({}))).await;
    for twice in [
        r#""sub":"1""#,
        r#""name":"Eve""#,
        r#""exp":99999999999"#,
        r#""rooms":null"#,
        r#""role":"owner","role":"owner""#,
    ] {
        let payload = payload.replacen('{', &format!("{{{twice},"), 1);
        assert_eq!(refusal(&app, &forged(HEADER, &payload)).await.code, ErrorCode::InvalidToken, "{twice}");
    }
    let header = r#"{"alg":"none","alg":"HS256"}"#;
    assert_eq!(refusal(&app, &forged(header, &payload)).await.code, ErrorCode::InvalidToken);
}

#[tokio::test]
async fn what_is_no_token_is_refused_and_costs_nobody_else_anything() {
    let app = TestApp::start_for(with_secret()).await;
    let deep = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
    let deep_claim = claims("42", "Ada", &json!({})).to_string().replacen('{', &format!("{{\"avatar\":{deep},"), 1);
    let token = signed(&claims("42", "Ada", &json!({})));
    let (message, signature) = token.rsplit_once('.').unwrap();
    let long = signed(&claims("42", "Ada", &json!({ "x": "y".repeat(8_000) })));
    let mut flipped = signature.to_owned();
    flipped.replace_range(0..1, if flipped.starts_with('A') { "B" } else { "A" });
    for hostile in [
        "..".to_owned(),
        "a.b.c".to_owned(),
        "é.é.é".to_owned(),
        "\0.\0.\0".to_owned(),
        format!(" {token}"),
        format!("{token}="),
        format!("{message}."),
        format!("{message}.{flipped}"),
        format!("{message}.{signature}A"),
        forged(HEADER, ""),
        forged(HEADER, "null"),
        forged(HEADER, "[]"),
        forged(HEADER, &deep),
        forged(HEADER, &deep_claim),
        forged(HEADER, "{\"sub\":\"\\ud800\"}"),
        forged("{}", "{}"),
        forged(&deep, "{}"),
        forged(r#"{"alg":["HS256"]}"#, "{}"),
        long,
        format!("{}.{}.{}", "A".repeat(30_000), "A".repeat(30_000), "A".repeat(30_000)),
    ] {
        let error = refusal(&app, &hostile).await;
        assert_eq!(error.code, ErrorCode::InvalidToken, "{hostile:.60}");
    }
    enter(&app, &claims("42", "Ada", &json!({}))).await;
}

#[tokio::test]
async fn a_renewal_is_looked_at_as_closely() {
    let app = TestApp::start_for(with_secret()).await;
    let ada = enter(&app, &claims("42", "Ada", &json!({}))).await;
    for token in [json!("a.b.c"), json!(""), json!(signed(&claims("43", "Bob", &json!({}))))] {
        let error = ada.request_raw("session:renew", &json!({ "token": token })).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidToken);
    }
    for payload in [json!({}), json!(null), json!({ "token": 7 }), json!([])] {
        let error = ada.request_raw("session:renew", &payload).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidPayload);
    }
    let guest = app.guest("Bob").await;
    let theirs = json!({ "token": signed(&claims("42", "Ada", &json!({}))) });
    assert_eq!(guest.request_raw("session:renew", &theirs).await.unwrap_err().code, ErrorCode::InvalidToken);
}
