//! Clients that read slowly, or not at all: they cost only themselves, and miss nothing.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::json;
use sociable_protocol::{PresenceChanged, Seq, Status};
use tokio::io::AsyncReadExt as _;

use crate::app::{TestApp, TestUser};
use crate::raw::Raw;

/// As many as fill every buffer on the way, at four kilobytes each.
const FLOOD: u64 = 800;

fn long(n: u64) -> String {
    format!("{n} {}", "x".repeat(4_000))
}

/// Says `FLOOD` things, many at a time.
async fn flood(user: &TestUser) {
    let sends = futures_util::stream::iter(1..=FLOOD).map(|n| async move { user.say(&long(n)).await });
    sends.buffered(200).for_each(|_| async {}).await;
}

#[tokio::test]
async fn one_who_does_not_read_is_closed_and_on_return_has_no_hole() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    let token = bob.session.token.clone();
    drop(bob);

    let mut stalled = Raw::connect(&app.url, &json!({ "token": token }).to_string()).await;
    stalled.send(r#"421["room:join",{"room":"lobby"}]"#).await;
    stalled.read_until(b"431[").await;
    assert_eq!(ada.next::<PresenceChanged>().await.status, Status::Online);
    flood(&ada).await;
    let started = Instant::now();
    for n in 1..=FLOOD {
        assert_eq!(ada.hears().await, long(n));
    }
    let heard_after = started.elapsed();

    // Nothing is read here, so that the only way to learn of the end is from the others.
    let gone = loop {
        let changed: PresenceChanged = ada.next_within(Duration::from_secs(40)).await;
        if changed.status == Status::Offline {
            break started.elapsed();
        }
    };
    assert!(gone < Duration::from_secs(32), "closed after {gone:?}; the others had everything after {heard_after:?}");

    let bob = TestUser::connect(&app.url, json!({ "token": token })).await;
    let mut next = Seq(0);
    loop {
        let page = json!({ "room": "lobby", "after": next });
        let page = bob.request_raw("message:history", &page).await.unwrap();
        for message in page["messages"].as_array().unwrap() {
            next = next.next();
            assert_eq!(message["seq"], next.0);
        }
        if page["hasMore"] == false {
            break;
        }
    }
    assert_eq!(next, Seq(FLOOD));
}

/// What a peer has read, which has to be everything in order.
struct Heard {
    text: String,
    /// The position of the message that is to come.
    next: u64,
}

impl Heard {
    fn take(&mut self, bytes: &[u8]) {
        assert!(!bytes.is_empty(), "closed at {}", self.next);
        self.text.push_str(&String::from_utf8_lossy(bytes));
        while let Some((_, rest)) = self.text.split_once("\"seq\":").filter(|_| self.next <= FLOOD) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if digits.len() == rest.len() {
                break;
            }
            assert_eq!(digits, self.next.to_string(), "in order and without a hole");
            self.next += 1;
            self.text = rest.to_owned();
        }
    }

    fn is_all(&self) -> bool {
        self.next > FLOOD && self.text.contains("\"room:state\"")
    }
}

/// Reads once, and answers a heartbeat.
async fn read(slow: &mut Raw, heard: &mut Heard, buffer: &mut [u8]) {
    let count = slow.stream.read(buffer).await.unwrap();
    heard.take(&buffer[..count]);
    if buffer[..count].windows(3).any(|frame| frame == b"\x81\x012") {
        slow.send("3").await;
    }
}

/// Reads a little now and then, as long as it is polled.
async fn sip(slow: &mut Raw, heard: &mut Heard) {
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        read(slow, heard, &mut [0; 4_096]).await;
    }
}

#[tokio::test]
async fn one_who_reads_slowly_gets_everything_in_order_without_asking() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    // With less, Linux takes one who reads a little at a time for one who reads nothing.
    let mut slow = Raw::ask_holding(262_144, &app.url, r#"{"name":"Slow"}"#).await;
    slow.read_until(b"[\"session\",").await;
    slow.send(r#"421["room:join",{"room":"lobby"}]"#).await;
    slow.read_until(b"431[").await;
    let flooding = async {
        flood(&ada).await;
        for n in 1..=FLOOD {
            assert_eq!(ada.hears().await, long(n));
        }
    };
    let mut heard = Heard { text: String::new(), next: 1 };
    // So little that everything on the way is full by the end, and what follows has to come from the log.
    tokio::select! {
        () = flooding => {}
        () = sip(&mut slow, &mut heard) => {}
    }
    assert!(heard.next < FLOOD / 2, "not slow enough");

    let deadline = Instant::now() + Duration::from_secs(60);
    let mut buffer = vec![0; 65_536];
    while !heard.is_all() {
        assert!(Instant::now() < deadline, "stopped at {}", heard.next);
        read(&mut slow, &mut heard, &mut buffer).await;
    }
    ada.say("live again").await;
    let live = slow.read_until(b"live again").await;
    assert!(String::from_utf8_lossy(&live).contains(&format!("\"seq\":{}", FLOOD + 1)));
}
