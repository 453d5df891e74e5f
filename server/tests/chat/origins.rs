//! Whose pages may connect, and what reverse proxies may say.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use sociable::config::HttpOptions;
use sociable_protocol::Limits;

use crate::app::TestApp;

const FRIEND: &str = "https://friend.example";

async fn start(http: HttpOptions) -> TestApp {
    TestApp::start_on(Limits::default(), http).await
}

fn friendly() -> HttpOptions {
    HttpOptions { allow_origin: vec![FRIEND.parse().unwrap()], ..HttpOptions::default() }
}

/// A handshake of each transport.
fn handshakes(app: &TestApp, headers: &[(&'static str, &str)]) -> [RequestBuilder; 2] {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    let url = |transport| format!("{}/socket.io/?EIO=4&transport={transport}", app.url);
    let upgrade = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let websocket = Client::new().get(url("websocket")).headers(map.clone());
    let websocket = upgrade.into_iter().fold(websocket, |request, (name, value)| request.header(name, value));
    [Client::new().get(url("polling")).headers(map), websocket]
}

async fn are_refused(app: &TestApp, headers: &[(&'static str, &str)]) {
    for handshake in handshakes(app, headers) {
        let response = handshake.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{headers:?}");
        assert!(allows(&response).is_none());
        let refusal: Value = response.json().await.unwrap();
        assert_eq!(refusal["code"], 4);
        assert!(refusal["message"].as_str().unwrap().contains("not allowed"), "{refusal}");
    }
}

async fn are_let_in(app: &TestApp, headers: &[(&'static str, &str)]) {
    let [polling, websocket] = handshakes(app, headers);
    assert_eq!(polling.send().await.unwrap().status(), StatusCode::OK, "{headers:?}");
    assert_eq!(websocket.send().await.unwrap().status(), StatusCode::SWITCHING_PROTOCOLS, "{headers:?}");
}

fn allows(response: &Response) -> Option<&str> {
    response.headers().get("access-control-allow-origin").map(|origin| origin.to_str().unwrap())
}

#[tokio::test]
async fn pages_of_the_server_itself_connect_and_others_do_not() {
    let app = start(HttpOptions::default()).await;
    are_let_in(&app, &[]).await;
    are_let_in(&app, &[("origin", &app.url)]).await;
    for origin in ["https://evil.example", FRIEND, "null", "http://127.0.0.1:1", "http://127.0.0.1", "http://localhost"]
    {
        are_refused(&app, &[("origin", origin)]).await;
    }
    are_refused(&app, &[("origin", &format!("{}.evil.example", app.url))]).await;
}

#[tokio::test]
async fn pages_of_an_allowed_origin_connect_and_read_the_answers() {
    let app = start(friendly()).await;
    are_let_in(&app, &[("origin", FRIEND)]).await;
    let [polling, _] = handshakes(&app, &[("origin", FRIEND)]);
    let response = polling.send().await.unwrap();
    assert_eq!(allows(&response), Some(FRIEND));
    assert_eq!(response.headers()["access-control-allow-credentials"], "true");
    assert_eq!(response.headers()["vary"], "origin");
    for origin in ["http://friend.example", "https://friend.example:444", "https://friend.example.evil.example", "null"]
    {
        are_refused(&app, &[("origin", origin)]).await;
    }
}

#[tokio::test]
async fn a_browser_that_asks_whether_it_may_is_told() {
    let app = start(friendly()).await;
    let ask = async |origin: &str| {
        let url = format!("{}/socket.io/?EIO=4&transport=polling", app.url);
        let asked = Client::new().request(Method::OPTIONS, url).header("origin", origin);
        let asked = asked.header("access-control-request-method", "POST");
        asked.header("access-control-request-headers", "x-tenant").send().await.unwrap()
    };
    let yes = ask(FRIEND).await;
    assert_eq!(yes.status(), StatusCode::NO_CONTENT);
    assert_eq!(allows(&yes), Some(FRIEND));
    assert!(yes.headers()["access-control-allow-methods"].to_str().unwrap().contains("POST"));
    assert_eq!(yes.headers()["access-control-allow-headers"], "x-tenant");
    let no = ask("https://evil.example").await;
    assert_eq!(no.status(), StatusCode::FORBIDDEN);
    assert_eq!(allows(&no), None);
}

#[tokio::test]
async fn only_a_trusted_proxy_says_where_a_request_went() {
    let forwarded = [
        ("origin", "https://chat.example"),
        ("x-forwarded-host", "chat.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "192.0.2.1"),
    ];
    let app = start(HttpOptions::default()).await;
    are_refused(&app, &forwarded).await;
    let app = start(HttpOptions { trust_proxy: vec!["127.0.0.0/8".parse().unwrap()], ..HttpOptions::default() }).await;
    are_let_in(&app, &forwarded).await;
    let [(_, _), host, (_, _), client] = forwarded;
    are_refused(&app, &[("origin", "http://chat.example"), host, ("x-forwarded-proto", "https"), client]).await;
}

#[tokio::test]
async fn behind_a_path_everything_is_below_it() {
    let app = start(HttpOptions { base_path: Some("/chat".parse().unwrap()), ..HttpOptions::default() }).await;
    let url = |path: &str| format!("{}{path}", app.url);
    for path in ["/chat/healthz", "/healthz", "/chat/socket.io/?EIO=4&transport=polling"] {
        assert_eq!(reqwest::get(url(path)).await.unwrap().status(), StatusCode::OK, "{path}");
    }
    let elsewhere = reqwest::get(url("/chat/socket.io/?EIO=4&transport=abc")).await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::BAD_REQUEST);
    let redirects = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = redirects.get(url("/chat")).send().await.unwrap();
    assert_eq!(
        (page.status(), &page.headers()["location"]),
        (StatusCode::PERMANENT_REDIRECT, &HeaderValue::from_static("/chat/"))
    );
}
