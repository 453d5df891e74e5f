//! Clients that read slowly, or not at all: they cost only themselves, and miss nothing.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::json;
use sociable_protocol::{PresenceChanged, Seq, Status};
use tokio::io::AsyncReadExt as _;

use crate::app::{TestApp, TestUser};
use crate::raw::Raw;

/// As many as fill every buffer on the way, at a kilobyte each.
const FLOOD: u64 = 5_000;

fn long(n: u64) -> String {
    format!("{n} {}", "x".repeat(1_000))
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

#[tokio::test]
async fn one_who_reads_slowly_gets_everything_in_order_without_asking() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let mut slow = Raw::connect(&app.url, r#"{"name":"Slow"}"#).await;
    slow.send(r#"421["room:join",{"room":"lobby"}]"#).await;
    slow.read_until(b"431[").await;
    flood(&ada).await;
    for n in 1..=FLOOD {
        assert_eq!(ada.hears().await, long(n));
    }

    // Everything on the way is full by now; what follows has to come from the log.
    let mut text = String::new();
    let mut buffer = vec![0; 65_536];
    let mut next = 1;
    let deadline = Instant::now() + Duration::from_secs(60);
    while next <= FLOOD || !text.contains("\"room:state\"") {
        assert!(Instant::now() < deadline, "stopped at {next}");
        let count = slow.stream.read(&mut buffer).await.unwrap();
        assert_ne!(count, 0, "closed at {next}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        while let Some((_, rest)) = text.split_once("\"seq\":").filter(|_| next <= FLOOD) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if digits.len() == rest.len() {
                break;
            }
            assert_eq!(digits, next.to_string(), "in order and without a hole");
            next += 1;
            text = rest.to_owned();
        }
    }
    ada.say("live again").await;
    let live = slow.read_until(b"live again").await;
    assert!(String::from_utf8_lossy(&live).contains(&format!("\"seq\":{}", FLOOD + 1)));
}
