//! What the site's own server asks over HTTP.

mod asking;
pub(crate) mod document;
mod members;
mod messages;
mod people;
mod rooms;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sociable::config::{HttpOptions, Secret, SiteConfig};
use sociable_protocol::{ErrorCode, Limits};

use crate::app::TestApp;
use crate::tokens::with_secret;

const KEY: &str = "the key of a server that asks and asks";

/// A server with an API, and who asks it.
pub(super) struct Site {
    pub(super) app: TestApp,
    client: reqwest::Client,
    document: document::Document,
}

impl Site {
    pub(super) async fn open() -> Self {
        Self::within(Limits { presence_grace_ms: 300, ..Limits::default() }).await
    }

    /// As [`open`](Self::open), with other limits.
    pub(super) async fn within(limits: Limits) -> Self {
        let api_keys = vec![Secret::new(KEY.as_bytes(), "a test").unwrap()];
        let site = SiteConfig { api_keys, ..SiteConfig::default() };
        let app = TestApp::start_as(limits, HttpOptions::default(), with_secret(), site).await;
        Self { app, client: reqwest::Client::new(), document: document::Document::read() }
    }

    pub(super) fn ask(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}/api/v1{path}", self.app.url)).bearer_auth(KEY)
    }

    /// What is answered, and how.
    pub(super) async fn answer(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let asked = method.clone();
        let mut request = self.ask(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        let answer = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        self.document.check(&asked, path, status.as_u16(), &answer);
        (status, answer)
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.answer(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.answer(Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "{body}");
        body
    }

    /// Does what answers nothing.
    pub(super) async fn do_it(&self, method: Method, path: &str) {
        let (status, body) = self.answer(method, path, None).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    }

    pub(super) async fn refused(&self, method: Method, path: &str, body: Option<Value>) -> (u16, ErrorCode) {
        let (status, body) = self.answer(method, path, body).await;
        let error: sociable_protocol::Error = serde_json::from_value(body["error"].clone()).expect("an error");
        (status.as_u16(), error.code)
    }

    pub(super) async fn make_room(&self, slug: &str, kind: &str) {
        self.post("/rooms", json!({ "name": slug, "slug": slug, "kind": kind })).await;
    }
}
