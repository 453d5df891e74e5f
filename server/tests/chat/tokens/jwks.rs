//! Keys that are to be had at an address, and change.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use jsonwebtoken::Algorithm;
use parking_lot::Mutex;
use serde_json::json;
use sociable::config::AuthConfig;
use sociable_protocol::ErrorCode;

use super::keys::Pair;
use super::{claims, refusal};
use crate::app::{TestApp, TestUser};

/// A site's keys.
struct Site {
    url: String,
    answers: Arc<Answers>,
}

#[derive(Default)]
struct Answers {
    /// What is answered; nothing where it is down.
    body: Mutex<Option<String>>,
    asked: AtomicUsize,
}

impl Site {
    async fn open(pairs: &[(&Pair, &str)]) -> Self {
        let answers = Arc::new(Answers::default());
        let router = Router::new().route("/jwks", get(answer)).with_state(Arc::clone(&answers));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let site = Self { url, answers };
        site.publish(pairs);
        site
    }

    fn publish(&self, pairs: &[(&Pair, &str)]) {
        let keys: Vec<_> = pairs.iter().map(|(pair, kid)| pair.jwk(kid)).collect();
        // What is of another kind is for others.
        let others = [json!({ "kty": "EC", "crv": "P-521", "kid": "x" }), json!({ "kty": "new" }), json!(7)];
        let keys: Vec<_> = keys.into_iter().chain(others).collect();
        self.say(Some(json!({ "keys": keys }).to_string()));
    }

    fn say(&self, body: Option<String>) {
        *self.answers.body.lock() = body;
    }

    fn asked(&self) -> usize {
        self.answers.asked.load(Ordering::Relaxed)
    }

    fn config(&self) -> AuthConfig {
        AuthConfig { jwks_url: Some(self.url.parse().unwrap()), ..AuthConfig::default() }
    }
}

async fn answer(State(answers): State<Arc<Answers>>) -> impl IntoResponse {
    answers.asked.fetch_add(1, Ordering::Relaxed);
    let body = answers.body.lock().clone();
    let status = if body.is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CACHE_CONTROL, "max-age=3600")], body.unwrap_or_default())
}

async fn try_token(app: &TestApp, token: &str) -> Result<TestUser, sociable_protocol::Error> {
    TestUser::try_connect(&app.url, json!({ "token": token })).await
}

#[tokio::test]
async fn keys_are_asked_for_once_and_anew_when_a_token_names_another() {
    let (old, new) = (Pair::new(Algorithm::ES256), Pair::new(Algorithm::EdDSA));
    let site = Site::open(&[(&old, "old")]).await;
    let app = TestApp::start_for(site.config()).await;
    let ada = claims("42", "Ada", &json!({}));
    for _ in 0..5 {
        try_token(&app, &old.sign(Some("old"), &ada)).await.unwrap();
    }
    assert_eq!(site.asked(), 1);

    site.publish(&[(&old, "old"), (&new, "new")]);
    // Not at once: it was asked a moment ago, and strangers can name any key.
    let asked = tokio::time::Instant::now();
    while let Err(error) = try_token(&app, &new.sign(Some("new"), &ada)).await {
        assert_eq!(error.code, ErrorCode::InvalidToken);
        assert!(asked.elapsed() < Duration::from_secs(20), "never asked again");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(site.asked(), 2, "however many tokens came");
    try_token(&app, &old.sign(Some("old"), &ada)).await.unwrap();

    // A site that is down takes nothing away.
    site.say(None);
    tokio::time::sleep(Duration::from_millis(5_500)).await;
    assert_eq!(refusal(&app, &new.sign(Some("third"), &ada)).await.code, ErrorCode::InvalidToken);
    assert_eq!(site.asked(), 3);
    try_token(&app, &new.sign(Some("new"), &ada)).await.unwrap();
}

#[tokio::test]
async fn a_site_that_answers_nothing_usable_keeps_people_waiting_and_the_server_running() {
    let pair = Pair::new(Algorithm::RS256);
    let token = pair.sign(Some("a"), &claims("42", "Ada", &json!({})));
    for body in [None, Some("{}".to_owned()), Some("<html>".to_owned()), Some(" ".repeat(300_000))] {
        let site = Site::open(&[]).await;
        site.say(body);
        let app = TestApp::start_for(site.config()).await;
        let error = refusal(&app, &token).await;
        assert_eq!(error.code, ErrorCode::Unavailable, "{error}");
        app.guest("Bob").await;
    }
}
