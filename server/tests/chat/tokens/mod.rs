//! People who come in with a token that their site has signed.

mod claims;
mod expiry;
mod hostile;
mod jwks;
mod keys;
mod people;
mod rooms;

use std::time::SystemTime;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sociable::config::{AuthConfig, AuthMode, Secret};
use sociable_protocol::Error;

use crate::app::{TestApp, TestUser, refused};

pub(crate) const SECRET: &str = "a secret of two that know each other";

/// A server that takes tokens that are signed with [`SECRET`].
pub(crate) fn with_secret() -> AuthConfig {
    AuthConfig { secret: Secret::new(SECRET.as_bytes(), "the test").ok(), ..AuthConfig::default() }
}

pub(crate) fn in_mode(mode: AuthMode) -> AuthConfig {
    AuthConfig { mode: Some(mode), ..with_secret() }
}

/// So many seconds from now, or ago.
pub(crate) fn seconds(from_now: i64) -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    i64::try_from(now).unwrap() + from_now
}

/// What a token says of somebody for the next minutes, and what else it says.
pub(crate) fn claims(sub: &str, name: &str, more: &Value) -> Value {
    let mut claims = json!({ "sub": sub, "name": name, "exp": seconds(600), "iat": seconds(-1) });
    for (key, value) in more.as_object().expect("claims") {
        claims[key] = value.clone();
    }
    claims
}

/// A token of [`SECRET`].
pub(crate) fn signed(claims: &Value) -> String {
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

pub(crate) async fn enter(app: &TestApp, claims: &Value) -> TestUser {
    TestUser::connect(&app.url, json!({ "token": signed(claims) })).await
}

async fn refusal(app: &TestApp, token: &str) -> Error {
    let error = refused(&app.url, json!({ "token": token })).await;
    assert!(token.is_empty() || !error.message.contains(token), "a token is a secret");
    error
}
