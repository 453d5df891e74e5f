//! Clients of Socket.IO 1.x and 2.x that poll: their packets have their lengths before them, and those of 1.x encode text twice.

use serde_json::{Value, json};

use crate::app::{PATIENCE, TestApp};

/// A session of Engine.IO 3 over polling that is in the lobby.
struct Polling {
    http: reqwest::Client,
    url: String,
    polled: String,
}

fn framed(packets: &[&str]) -> String {
    packets.iter().map(|packet| format!("{}:{packet}", packet.encode_utf16().count())).collect()
}

/// As a client of 1.x encodes it.
fn twice(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

impl Polling {
    async fn start(app: &TestApp, name: &str) -> Self {
        let http = reqwest::Client::new();
        let mut url = reqwest::Url::parse(&app.url).unwrap().join("/socket.io/?EIO=3&transport=polling&b64=1").unwrap();
        url.query_pairs_mut().append_pair("name", name);
        let open = http.get(url.clone()).send().await.unwrap().text().await.unwrap();
        let open = open.get(open.find('{').unwrap()..=open.rfind('}').unwrap()).unwrap();
        let open: Value = serde_json::from_str(open).unwrap();
        let url = format!("{url}&sid={}", open["sid"].as_str().unwrap());
        let mut polling = Self { http, url, polled: String::new() };
        polling.poll_until("[\"session\"").await;
        polling.post(&[r#"420["room:join",{"room":"lobby"}]"#]).await;
        polling.poll_until("430[{\"ok\":true").await;
        polling
    }

    async fn post(&self, packets: &[&str]) {
        let answer = self.http.post(&self.url).body(framed(packets)).send().await.unwrap();
        assert_eq!(answer.text().await.unwrap(), "ok");
    }

    /// Everything that is polled is ASCII, which all versions read alike.
    async fn poll_until(&mut self, end: &str) {
        let polling = async {
            while !self.polled.contains(end) {
                let answer = self.http.get(&self.url).send().await.unwrap();
                assert_eq!(answer.status(), 200, "the session is over before {end} came");
                let answer = answer.text().await.unwrap();
                assert!(answer.is_ascii(), "{answer}");
                self.polled.push_str(&answer);
            }
        };
        tokio::time::timeout(PATIENCE, polling).await.unwrap_or_else(|_| panic!("no {end} in {}", self.polled));
    }
}

#[tokio::test]
async fn a_name_with_escapes_is_an_unknown_event() {
    let app = TestApp::start().await;
    let mut bob = Polling::start(&app, "Bob").await;
    let names = [r"caf\u00e9", r#"say \"hi\""#, r"back\\slash", r"\n", r"\u0000", r"\ud83d\ude00", r"half: \ud83d"];
    for (id, name) in names.iter().enumerate() {
        bob.post(&[&format!("42{}[\"{name}\",{{\"text\":\"\\u00e9\"}}]", id + 1), "2"]).await;
        bob.poll_until(&format!("43{}[{{\"ok\":false,\"error\":{{\"code\":\"unknown_event\"", id + 1)).await;
    }
}

#[tokio::test]
async fn text_is_what_was_meant_whichever_way_a_client_encodes_it() {
    let app = TestApp::start().await;
    let text = "Zoë 你好 🦀 \"schön\"";
    let packet = |id: u8| format!("42{id}{}", json!(["message:send", { "room": "lobby", "text": text }]));
    let mut bob = Polling::start(&app, "Zoë 你好").await;
    bob.post(&[&packet(1)]).await;
    bob.poll_until("431[{\"ok\":true").await;
    bob.post(&[&twice(&packet(2)), &twice(&packet(3)), "2"]).await;
    bob.poll_until("433[{\"ok\":true").await;
    let mut ada = app.guest("Ada").await;
    let joined = ada.join(Some(0)).await;
    let texts: Vec<&str> = joined.messages.iter().map(|message| message.text.as_ref().unwrap().as_str()).collect();
    assert_eq!(texts, [text; 3]);
    assert_eq!(joined.messages[0].user.name.as_str(), "Zoë 你好");
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let app = TestApp::start().await;
    let bob = Polling::start(&app, "Bob").await;
    for size in [200_000, 2_000_000] {
        let body = framed(&[&format!("421[\"caf\\u00e9\",\"{}\"]", "x".repeat(size))]);
        let answer = bob.http.post(&bob.url).body(body).send().await.unwrap();
        assert_eq!(answer.status(), 413, "{size}");
    }
}
