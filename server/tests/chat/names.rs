//! Names of events that JSON writes with escapes: Python's `json.dumps` does so with every letter beyond ASCII.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::app::{PATIENCE, TestApp};
use crate::raw::Raw;

/// Names as they stand in the packet.
const ESCAPED: [&str; 8] = [
    r"caf\u00e9",
    r#"say \"hi\""#,
    r"back\\slash",
    r"\n",
    r"\u0000",
    r"\ud83d\ude00",
    r"half of a pair: \ud83d",
    r"\u4f60\u597d",
];

/// A session over polling that is in the lobby.
struct Polling {
    http: reqwest::Client,
    url: String,
    polled: String,
}

impl Polling {
    async fn start(app: &TestApp) -> Self {
        let http = reqwest::Client::new();
        let url = format!("{}/socket.io/?EIO=4&transport=polling", app.url);
        let open = http.get(&url).send().await.unwrap().text().await.unwrap();
        let open: Value = serde_json::from_str(open.trim_start_matches('0')).unwrap();
        let url = format!("{url}&sid={}", open["sid"].as_str().unwrap());
        let mut polling = Self { http, url, polled: String::new() };
        polling.post(format!("40{}", json!({ "name": "Bob" }))).await;
        polling.poll_until("[\"session\"").await;
        polling.post("420[\"room:join\",{\"room\":\"lobby\"}]".to_owned()).await;
        polling.poll_until("430[{\"ok\":true").await;
        polling
    }

    async fn post(&self, body: String) {
        let answer = self.http.post(&self.url).body(body).send().await.unwrap();
        assert_eq!(answer.text().await.unwrap(), "ok");
    }

    async fn poll_until(&mut self, end: &str) {
        let polling = async {
            while !self.polled.contains(end) {
                let answer = self.http.get(&self.url).send().await.unwrap();
                assert_eq!(answer.status(), 200, "the session is over before {end} came");
                self.polled.push_str(&answer.text().await.unwrap());
            }
        };
        tokio::time::timeout(PATIENCE, polling).await.unwrap_or_else(|_| panic!("no {end} came"));
    }
}

fn unknown(id: usize) -> String {
    format!("43{id}[{{\"ok\":false,\"error\":{{\"code\":\"unknown_event\"")
}

fn sends(id: usize) -> String {
    format!("42{id}[\"message:send\",{{\"room\":\"lobby\",\"text\":\"caf\\u00e9\"}}]")
}

#[tokio::test]
async fn a_name_with_escapes_is_an_unknown_event_over_a_websocket() {
    let app = TestApp::start().await;
    let mut raw = Raw::connect(&app.url, "{\"name\":\"Ada\"}").await;
    raw.send("420[\"room:join\",{\"room\":\"lobby\"}]").await;
    raw.read_until(b"430[{\"ok\":true").await;
    for (id, name) in ESCAPED.iter().enumerate() {
        raw.send(&format!("42{id}[\"{name}\",{{\"text\":\"\\u00e9\"}}]")).await;
        raw.read_until(unknown(id).as_bytes()).await;
    }
    raw.send(&sends(100)).await;
    raw.read_until("43100[{\"ok\":true".as_bytes()).await;
}

#[tokio::test]
async fn a_name_with_escapes_is_an_unknown_event_over_polling() {
    let app = TestApp::start().await;
    let mut bob = Polling::start(&app).await;
    for (id, name) in ESCAPED.iter().enumerate() {
        bob.post(format!("42{id}[\"{name}\",{{\"text\":\"\\u00e9\"}}]")).await;
        bob.poll_until(&unknown(id)).await;
    }
    let several = [format!("4250[\"{}\"]", ESCAPED[0]), sends(51), format!("4252[\"{}\"]", ESCAPED[1])];
    bob.post(several.join("\u{1e}")).await;
    bob.poll_until(&unknown(50)).await;
    bob.poll_until("4351[{\"ok\":true").await;
    bob.poll_until(&unknown(52)).await;
}

#[tokio::test]
async fn a_session_that_goes_on_over_a_websocket_takes_such_names_too() {
    let app = TestApp::start().await;
    let bob = Polling::start(&app).await;
    let sid = bob.url.rsplit_once('=').unwrap().1;
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).await.unwrap();
    let request = format!(
        "GET /socket.io/?EIO=4&transport=websocket&sid={sid} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: \
         websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut raw = Raw { stream };
    raw.read_until(b"\r\n\r\n").await;
    raw.send("2probe").await;
    raw.read_until(b"3probe").await;
    raw.send("5").await;
    raw.send(&format!("421[\"{}\"]", ESCAPED[0])).await;
    raw.read_until(unknown(1).as_bytes()).await;
}

#[tokio::test]
async fn a_name_with_escapes_may_come_byte_by_byte() {
    let app = TestApp::start().await;
    let mut raw = Raw::connect(&app.url, "{\"name\":\"Ada\"}").await;
    let packet = r#"421["room\u003ajoin",{"room":"lobby"}]"#;
    let mut frame = vec![0x81, 0x80 | u8::try_from(packet.len()).unwrap(), 1, 2, 3, 4];
    frame.extend(packet.bytes().zip([1, 2, 3, 4].into_iter().cycle()).map(|(byte, key)| byte ^ key));
    for byte in frame {
        raw.stream.write_all(&[byte]).await.unwrap();
        // So that the server reads most bytes one by one; right whatever it reads.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // An escape that JSON would not need makes no other name of it.
    raw.read_until(b"431[{\"ok\":true").await;
}

#[tokio::test]
async fn a_polling_request_that_is_too_large_is_refused_as_ever() {
    let app = TestApp::start().await;
    let bob = Polling::start(&app).await;
    let body = format!("421[\"caf\\u00e9\",\"{}\"]", "x".repeat(200_000));
    let answer = bob.http.post(&bob.url).body(body).send().await.unwrap();
    assert_eq!(answer.status(), 413);
}
