//! What pages of others get: the page for their frames, and the script that makes the frame.

use reqwest::header::ACCEPT_ENCODING;
use reqwest::{Client, Response, StatusCode};
use sociable::config::HttpOptions;
use sociable_protocol::Limits;

use crate::app::TestApp;

const FRIEND: &str = "https://friend.example";

async fn friendly(base_path: Option<&str>) -> TestApp {
    let http = HttpOptions {
        allow_origin: vec![FRIEND.parse().unwrap()],
        base_path: base_path.map(|path| path.parse().unwrap()),
        ..HttpOptions::default()
    };
    TestApp::start_on(Limits::default(), http).await
}

async fn get(app: &TestApp, path: &str) -> Response {
    Client::new().get(format!("{}{path}", app.url)).send().await.unwrap()
}

fn policy(response: &Response) -> &str {
    response.headers()["content-security-policy"].to_str().unwrap()
}

/// Whether this build has its frontend, which is no part of the server's own tests.
async fn has_frontend(app: &TestApp) -> bool {
    get(app, "/").await.status() == StatusCode::OK
}

#[tokio::test]
async fn only_the_pages_for_frames_may_be_in_one_and_only_in_those_that_are_allowed() {
    let app = friendly(None).await;
    for path in ["/", "/r/lobby", "/r/embed", "/embed/lobby", "/embed/r", "/embed/r/lobby/7", "/healthz", "/embed.js"] {
        let response = get(&app, path).await;
        assert!(policy(&response).ends_with("frame-ancestors 'none'"), "{path}: {}", policy(&response));
    }
    if !has_frontend(&app).await {
        return;
    }
    for path in ["/embed", "/embed/r/lobby", "/embed/r/no-such-room"] {
        let response = get(&app, path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(policy(&response).ends_with(&format!("frame-ancestors 'self' {FRIEND}")), "{}", policy(&response));
        assert!(policy(&response).contains("'sha256-"), "its script may run: {}", policy(&response));
        assert!(!response.headers().contains_key("x-frame-options"), "an older browser's rule knows no list");
        assert_eq!(
            response.headers()["cross-origin-embedder-policy"],
            "credentialless",
            "so isolated pages may have it"
        );
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("data-hosts=\"{FRIEND}\"")), "the program knows whose frames these are");
    }
    assert!(!get(&app, "/r/lobby").await.text().await.unwrap().contains("data-hosts"));
}

#[tokio::test]
async fn without_origins_that_are_allowed_only_the_servers_own_pages_have_frames() {
    let app = TestApp::start().await;
    if has_frontend(&app).await {
        assert!(policy(&get(&app, "/embed").await).ends_with("frame-ancestors 'self'"));
    }
}

#[tokio::test]
async fn below_a_path_frames_and_script_are_there_too() {
    let app = friendly(Some("/chat")).await;
    assert!(get(&app, "/chat/embed.js").await.headers().contains_key("access-control-allow-origin"));
    let response = get(&app, "/chat/embed/r/lobby").await;
    if response.status() == StatusCode::OK {
        assert!(policy(&response).ends_with(&format!("frame-ancestors 'self' {FRIEND}")), "{}", policy(&response));
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("data-hosts=\"{FRIEND}\" data-base=\"/chat\"")), "{page}");
    }
}

#[tokio::test]
async fn an_unchanged_page_for_frames_costs_no_body_and_is_not_taken_for_the_page() {
    let app = friendly(None).await;
    if !has_frontend(&app).await {
        return;
    }
    let tag = |response: &Response| response.headers()["etag"].clone();
    let (page, framed) = (tag(&get(&app, "/").await), tag(&get(&app, "/embed").await));
    assert_ne!(page, framed);
    for (known, status) in [(&framed, StatusCode::NOT_MODIFIED), (&page, StatusCode::OK)] {
        let asked = Client::new().get(format!("{}/embed", app.url)).header("if-none-match", known);
        assert_eq!(asked.send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn any_page_may_load_the_script_and_keeps_it_for_a_while() {
    let app = friendly(None).await;
    for path in ["/embed.js", "/embed@1.js"] {
        let asked = Client::new().get(format!("{}{path}", app.url)).header("origin", "https://stranger.example");
        let response = asked.header(ACCEPT_ENCODING, "br").send().await.unwrap();
        let headers = response.headers().clone();
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
        assert_eq!(headers["cross-origin-resource-policy"], "cross-origin", "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        if response.status() == StatusCode::OK {
            assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
            assert_eq!(headers["vary"], "accept-encoding");
            assert_eq!(headers["cache-control"], "public, max-age=300, stale-while-revalidate=86400");
            assert!(headers.contains_key("etag"));
        } else {
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert!(response.text().await.unwrap().contains("cargo xtask build"), "{path}");
        }
    }
}
