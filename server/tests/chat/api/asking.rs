//! Who may ask, and in which form.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use sociable_protocol::{ErrorCode, Limits, Rate, Rates};

use super::{KEY, Site};
use crate::app::TestApp;

#[tokio::test]
async fn who_has_no_key_is_told_how_to_ask_and_nothing_else() {
    let site = Site::open().await;
    let url = format!("{}/api/v1/rooms", site.app.url);
    let with = async |key: Option<String>| {
        let request = reqwest::Client::new().get(&url);
        let request = match key {
            Some(key) => request.header(header::AUTHORIZATION, key),
            None => request,
        };
        request.send().await.unwrap()
    };
    for key in [None, Some("Bearer x".to_owned()), Some(KEY.to_owned()), Some(format!("Basic {KEY}"))] {
        let response = with(key).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["error"]["code"], "invalid_token");
        assert!(!body.to_string().contains(KEY));
    }
    assert_eq!(with(Some(format!("Bearer {KEY}"))).await.status(), StatusCode::OK);
    // Also not by the address, which is logged.
    let by_query = reqwest::get(format!("{url}?key={KEY}&access_token={KEY}")).await.unwrap();
    assert_eq!(by_query.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_a_key_there_is_no_api() {
    let app = TestApp::start().await;
    let response =
        reqwest::Client::new().get(format!("{}/api/v1/rooms", app.url)).bearer_auth("").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(response.text().await.unwrap().contains("--api-key-file"));
}

#[tokio::test]
async fn no_page_of_any_origin_reads_an_answer() {
    let site = Site::open().await;
    for method in [Method::GET, Method::OPTIONS] {
        let response = site
            .ask(method, "/rooms")
            .header(header::ORIGIN, site.app.url.as_str())
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .send()
            .await
            .unwrap();
        assert!(response.headers().keys().all(|name| !name.as_str().starts_with("access-control-")));
        assert!(!response.headers().contains_key(header::SET_COOKIE));
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }
}

#[tokio::test]
async fn what_is_asked_in_another_form_is_refused_with_its_status() {
    let site = Site::open().await;
    let send = async |kind: Option<&str>, body: Vec<u8>| {
        let request = site.ask(Method::POST, "/rooms").body(body);
        let request = match kind {
            Some(kind) => request.header(header::CONTENT_TYPE, kind),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, body): (_, Value) = (response.status().as_u16(), response.json().await.unwrap());
        assert_eq!(body["error"]["code"], "invalid_payload");
        status
    };
    let json = "application/json";
    assert_eq!(send(None, b"{}".to_vec()).await, 415);
    assert_eq!(send(Some("text/plain"), b"{}".to_vec()).await, 415);
    assert_eq!(send(Some(json), b"{".to_vec()).await, 400);
    assert_eq!(send(Some(json), b"\xff".to_vec()).await, 400);
    assert_eq!(send(Some(json), vec![b' '; 100_001]).await, 413);
    assert_eq!(send(Some("application/json; charset=utf-8"), b"{}".to_vec()).await, 422);
    assert_eq!(send(Some(json), format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes()).await, 422);
    for (method, path, status) in
        [(Method::GET, "/nothing", 404), (Method::DELETE, "/rooms", 405), (Method::GET, "/rooms/lobby/members/x", 405)]
    {
        assert_eq!(site.refused(method, path, None).await, (status, ErrorCode::UnknownEvent), "{path}");
    }
    let (status, _) = site.refused(Method::GET, "/rooms?after=No!", None).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let change = Rate { burst: 3, per_second: 1 };
    let site = Site::within(Limits { rates: Rates { change, ..Rates::default() }, ..Limits::default() }).await;
    let limited = loop {
        let answer = site.ask(Method::PATCH, "/rooms/nowhere").json(&json!({})).send().await.unwrap();
        if answer.status() != StatusCode::NOT_FOUND {
            break answer;
        }
    };
    assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.headers()[header::RETRY_AFTER], "1");
    let body: Value = limited.json().await.unwrap();
    assert_eq!(body["error"]["code"], "rate_limited");
    site.get("/rooms").await;
}
