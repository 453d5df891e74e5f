//! Connections: how many there may be, and what becomes of those that do nothing, or break off.

use std::time::Duration;

use serde_json::{Value, json};
use sociable::config::HttpOptions;
use sociable_protocol::{Limits, PresenceChanged, Status};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::app::{PATIENCE, TestApp};

async fn tcp(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.url.trim_start_matches("http://")).await.unwrap()
}

async fn get(stream: &mut TcpStream, path: &str) -> String {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 4_096];
    let read = tokio::time::timeout(PATIENCE, stream.read(&mut answer)).await.expect("an answer in time").unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

#[tokio::test]
async fn a_full_server_still_says_how_it_is() {
    let http = HttpOptions { max_connections: Some(2), ..HttpOptions::default() };
    let app = TestApp::start_on(Limits::default(), http).await;
    let mut first = tcp(&app).await;
    let _second = tcp(&app).await;
    assert!(get(&mut first, "/healthz").await.starts_with("HTTP/1.1 200"));
    let mut third = tcp(&app).await;
    assert!(get(&mut third, "/healthz").await.starts_with("HTTP/1.1 200"), "on a reserved place");
    let mut fourth = tcp(&app).await;
    let refused = get(&mut fourth, "/").await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.to_lowercase().contains("retry-after"), "{refused}");
    drop((first, third, fourth));
    // The places are free again.
    let served = async {
        while !get(&mut tcp(&app).await, "/socket.io/?EIO=4&transport=polling").await.starts_with("HTTP/1.1 200") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, served).await.expect("to be served again");
}

/// A session over polling, as far as to be somebody in the lobby.
async fn poller(app: &TestApp, name: &str) -> (reqwest::Client, String) {
    let http = reqwest::Client::new();
    let url = format!("{}/socket.io/?EIO=4&transport=polling", app.url);
    let open = http.get(&url).send().await.unwrap().text().await.unwrap();
    let open: Value = serde_json::from_str(open.trim_start_matches('0')).unwrap();
    let url = format!("{url}&sid={}", open["sid"].as_str().unwrap());
    http.post(&url).body(format!("40{}", json!({ "name": name }))).send().await.unwrap();
    let mut polled = String::new();
    while !polled.contains("[\"session\"") {
        polled.push_str(&http.get(&url).send().await.unwrap().text().await.unwrap());
    }
    http.post(&url).body("421[\"room:join\",{\"room\":\"lobby\"}]").send().await.unwrap();
    while !polled.contains("431[") {
        polled.push_str(&http.get(&url).send().await.unwrap().text().await.unwrap());
    }
    (http, url)
}

#[tokio::test]
async fn one_whose_poll_was_broken_off_is_gone_and_not_in_45_seconds() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let (_http, url) = poller(&app, "Bob").await;
    assert_eq!(ada.next::<PresenceChanged>().await.status, Status::Online);
    let mut poll = tcp(&app).await;
    // Written whole: the server has the poll before it has the end of it, however late either is.
    let request = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", url.trim_start_matches(&app.url));
    poll.write_all(request.as_bytes()).await.unwrap();
    let polled = tokio::time::timeout(Duration::from_millis(100), poll.read(&mut [0])).await;
    assert!(polled.is_err(), "there is nothing to be polled");
    drop(poll);
    assert_eq!(ada.next::<PresenceChanged>().await.status, Status::Offline);
    let polled = reqwest::get(&url).await.unwrap();
    assert_eq!(polled.status(), 400, "the session is over");
}

#[tokio::test]
async fn one_who_polls_gets_what_is_said() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let (http, url) = poller(&app, "Bob").await;
    ada.say("hello").await;
    let mut polled = String::new();
    while !polled.contains("\"hello\"") {
        polled.push_str(&http.get(&url).send().await.unwrap().text().await.unwrap());
    }
    assert!(polled.contains("message:new"));
}
