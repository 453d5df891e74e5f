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

/// A server with an allowed origin and a trusted proxy, addressed as this host.
struct At<'a> {
    app: &'a TestApp,
    host: &'a str,
    /// What the proxy says, where there is one.
    scheme: Option<&'a str>,
}

impl At<'_> {
    /// What each kind of request comes to from a page of this origin: a poll, a post, a question whether one may, a WebSocket,
    /// and the client's script.
    async fn asked_by(&self, origin: Option<&str>) -> [StatusCode; 5] {
        let url = |path: &str| format!("{}/socket.io/{path}", self.app.url);
        let poll = url("?EIO=4&transport=polling");
        let mut headers = vec![("host", self.host)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        headers.extend(self.scheme.map(|scheme| ("x-forwarded-proto", scheme)));
        let [polled, websocket] = handshakes(self.app, &headers);
        let as_page = |request: RequestBuilder| {
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
        };
        let posted = as_page(Client::new().post(format!("{poll}&sid=unknown"))).body("1");
        let preflight =
            as_page(Client::new().request(Method::OPTIONS, &poll)).header("access-control-request-method", "GET");
        let script = as_page(Client::new().get(url("socket.io.js")));
        let mut statuses = [StatusCode::OK; 5];
        for (status, request) in statuses.iter_mut().zip([polled, posted, preflight, websocket, script]) {
            *status = request.send().await.unwrap().status();
        }
        statuses
    }

    async fn lets_in(&self, origin: Option<&str>) {
        let [polled, posted, preflight, websocket, _] = self.asked_by(origin).await;
        assert_eq!(
            (polled, posted, preflight, websocket),
            // There is no such session, which is not the origin's fault.
            (StatusCode::OK, StatusCode::BAD_REQUEST, StatusCode::NO_CONTENT, StatusCode::SWITCHING_PROTOCOLS),
            "{origin:?} at {}",
            self.host
        );
    }

    async fn refuses(&self, origin: &str) {
        let [asked @ .., script] = self.asked_by(Some(origin)).await;
        assert_eq!(asked, [StatusCode::FORBIDDEN; 4], "{origin:?} at {}", self.host);
        // Any page may load a script.
        assert_ne!(script, StatusCode::FORBIDDEN, "{origin:?} at {}", self.host);
    }
}

#[tokio::test]
async fn an_origin_is_the_servers_own_to_the_letter_for_every_kind_of_request() {
    let app = start(friendly()).await;
    let at = At { app: &app, host: "chat.example:8080", scheme: None };
    at.lets_in(None).await;
    for own in ["http://chat.example:8080", "HTTP://Chat.Example:8080", "https://chat.example:8080", FRIEND] {
        at.lets_in(Some(own)).await;
    }
    for foreign in [
        "null",
        "",
        "*",
        "http://chat.example",
        "http://chat.example:80800",
        "http://chat.example:808",
        "http://chat.example:8081",
        "http://chat.example:8080.evil.example",
        "http://chat.example.evil.example:8080",
        "http://evilchat.example:8080",
        "http://evil.chat.example:8080",
        "http://chat.example.:8080",
        "http://chat.example:8080@evil.example",
        "http://user:word@chat.example:8080",
        "http://chat.example:8080/",
        "http://chat.example:8080 https://evil.example",
        "http://chat.example:8080, https://evil.example",
        "ws://chat.example:8080",
        "file://chat.example:8080",
        "chat.example:8080",
        "//chat.example:8080",
        "http:chat.example:8080",
        "https://friend.example.",
        "http://friend.example",
        "https://friend.example:8443",
        "https://notfriend.example",
    ] {
        at.refuses(foreign).await;
    }
}

#[tokio::test]
async fn a_port_that_is_the_schemes_own_can_be_left_out() {
    let app = start(HttpOptions::default()).await;
    for (host, own, foreign) in [
        ("chat.example", "http://chat.example:80", "http://chat.example:443"),
        ("chat.example:443", "https://chat.example", "http://chat.example"),
        ("[::1]:3000", "http://[::1]:3000", "http://[::1]"),
        ("[::1]:3000", "http://[0:0:0:0:0:0:0:1]:3000", "http://[::2]:3000"),
    ] {
        let at = At { app: &app, host, scheme: None };
        at.lets_in(Some(own)).await;
        at.refuses(foreign).await;
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_scheme_has_to_be_the_one_it_says() {
    let app = start(HttpOptions { trust_proxy: vec!["127.0.0.1".parse().unwrap()], ..friendly() }).await;
    let at = At { app: &app, host: "chat.example", scheme: Some("https") };
    at.lets_in(None).await;
    at.lets_in(Some("https://chat.example")).await;
    at.lets_in(Some(FRIEND)).await;
    at.refuses("http://chat.example").await;
    at.refuses("http://chat.example:443").await;
    at.refuses("null").await;
    let at = At { app: &app, host: "chat.example:8080", scheme: Some("http") };
    at.lets_in(Some("http://chat.example:8080")).await;
    at.refuses("https://chat.example:8080").await;
    // Whose headers nobody has to believe says nothing.
    let app = start(friendly()).await;
    At { app: &app, host: "chat.example", scheme: Some("https") }.lets_in(Some("http://chat.example")).await;
}

#[tokio::test]
async fn who_is_refused_is_told_why_and_what_can_be_done() {
    let app = start(HttpOptions::default()).await;
    let [polling, _] = handshakes(&app, &[("origin", "https://Evil.example:443")]);
    let refusal: Value = polling.send().await.unwrap().json().await.unwrap();
    let message = refusal["message"].as_str().unwrap();
    assert!(message.contains("--allow-origin https://evil.example"), "{message}");
    // What is no origin is not repeated.
    let [polling, _] = handshakes(&app, &[("origin", "<script>")]);
    let refusal = polling.send().await.unwrap().text().await.unwrap();
    assert!(refusal.contains("not allowed") && !refusal.contains("script"), "{refusal}");
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

/// The page as it is served to a client behind a proxy; `None` where this was built without a frontend.
async fn page(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Option<(HeaderMap, String)> {
    let request = Client::new().get(format!("{}{path}", app.url)).header("accept-encoding", "br, gzip");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    let headers = response.headers().clone();
    (response.status() == StatusCode::OK && !headers.contains_key("content-encoding"))
        .then_some((headers, response.text().await.unwrap()))
}

#[tokio::test]
async fn the_page_says_below_which_path_it_is_whoever_takes_the_path_off() {
    let below = HttpOptions { base_path: Some("/chat".parse().unwrap()), ..HttpOptions::default() };
    let app = start(below).await;
    // Debug builds have a frontend where one was built; what it says is tested with a browser, too (`e2e/nginx.test.mjs`).
    let Some((headers, text)) = page(&app, "/chat/r/lobby", &[]).await else { return };
    assert!(text.contains("data-base=\"/chat\"") && !text.contains("=\"/sociable"), "{text}");
    let stripped = page(&app, "/r/lobby", &[]).await.unwrap();
    assert_eq!((&stripped.0["etag"], &stripped.1), (&headers["etag"], &text));
    // Not from anybody.
    let forged = page(&app, "/chat/", &[("x-forwarded-prefix", "/evil")]).await.unwrap();
    assert_eq!(forged.1, text);
    let app = start(HttpOptions { trust_proxy: vec!["127.0.0.1".parse().unwrap()], ..HttpOptions::default() }).await;
    for path in ["/", "/talk/", "/talk/r/lobby"] {
        let (_, said) = page(&app, path, &[("x-forwarded-prefix", "/talk")]).await.unwrap();
        assert!(said.contains("data-base=\"/talk\""), "{said}");
    }
}
