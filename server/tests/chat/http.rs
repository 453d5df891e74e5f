use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::TestApp;

#[tokio::test]
async fn a_healthy_server_says_so() {
    let app = TestApp::start().await;
    let response = reqwest::get(format!("{}/healthz", app.url)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.json::<Value>().await.unwrap(), json!({ "status": "ok" }));
}

#[tokio::test]
async fn every_page_carries_the_security_headers() {
    let app = TestApp::start().await;
    for path in ["/", "/r/lobby", "/no-such-file.js", "/healthz"] {
        let response = reqwest::get(format!("{}{path}", app.url)).await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn what_is_no_file_and_no_page_is_not_found() {
    let app = TestApp::start().await;
    for path in ["/no-such-file.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/.env"] {
        let response = reqwest::get(format!("{}{path}", app.url)).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let response = reqwest::Client::new().post(&app.url).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_polling_session_lives_across_requests() {
    let app = TestApp::start().await;
    let base = format!("{}/socket.io/?EIO=4&transport=polling", app.url);
    let open = reqwest::get(&base).await.unwrap().text().await.unwrap();
    let open: Value = serde_json::from_str(open.trim_start_matches('0')).unwrap();
    let session = format!("{base}&sid={}", open["sid"].as_str().unwrap());
    let client = reqwest::Client::new();
    let posted = client.post(&session).body(r#"40{"name":"Ada"}"#).send().await.unwrap();
    assert_eq!(posted.text().await.unwrap(), "ok");
    let mut packets: Vec<String> = Vec::new();
    while !packets.iter().any(|packet| packet.starts_with(r#"42["session""#)) {
        let polled = client.get(&session).send().await.unwrap().text().await.unwrap();
        // Packets are joined by the record separator; "2" is a ping, which may come at any time.
        packets.extend(polled.split('\u{1e}').filter(|packet| *packet != "2").map(str::to_owned));
    }
    assert!(packets[0].starts_with("40{"), "CONNECT comes first: {packets:?}");
}
