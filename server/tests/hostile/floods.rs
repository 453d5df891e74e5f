//! Much more than anybody needs, as fast as it can be sent: it costs its sender, and nobody else.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::app::TestUser;
use crate::arena::Arena;
use crate::session::{Polling, entered, in_lobby};
use crate::tcp::Tcp;
use crate::websocket::{CLOSE, Frame, PING, PONG, TEXT, WebSocket};

fn text(packet: &str) -> Vec<u8> {
    Frame::new(TEXT, packet).bytes()
}

/// Writes these frames so often, and reads meanwhile, so that neither side waits for the other: up to the answer to what is
/// asked last, and until there are so many acks. Says what came.
async fn flood(websocket: WebSocket, frames: &[u8], times: usize, acks: usize) -> Vec<String> {
    let WebSocket(Tcp { stream, .. }) = websocket;
    let (mut reads, mut writes) = stream.into_split();
    let (frames, last) = (frames.to_vec(), text(END));
    let writing = tokio::spawn(async move {
        for _ in 0..times {
            tokio::io::AsyncWriteExt::write_all(&mut writes, &frames).await.unwrap();
        }
        tokio::io::AsyncWriteExt::write_all(&mut writes, &last).await.unwrap();
        writes
    });
    let mut heard = Vec::new();
    let mut unread = Vec::new();
    let mut buffer = vec![0; 65_536];
    let (mut answered, mut is_answered) = (0, false);
    let reading = async {
        loop {
            let count = tokio::io::AsyncReadExt::read(&mut reads, &mut buffer).await.unwrap();
            assert_ne!(count, 0, "closed in the middle of a flood");
            unread.extend(&buffer[..count]);
            while let Some((kind, payload, length)) = frame(&unread) {
                assert_ne!(kind, CLOSE);
                let packet = String::from_utf8_lossy(payload).into_owned();
                unread.drain(..length);
                is_answered |= packet.starts_with("43999999[");
                answered += usize::from(packet.starts_with("43"));
                heard.push(packet);
            }
            // An event that finds its inbox full is refused before others in it are answered.
            if is_answered && answered > acks {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading).await.expect("everything is answered");
    drop(writing.await.unwrap());
    heard
}

/// The first frame, and its length.
fn frame(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (length, head) = match *bytes.get(1)? {
        126 => (usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)), 4),
        127 => (usize::try_from(u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?)).unwrap(), 10),
        short => (usize::from(short), 2),
    };
    Some((bytes[0] & 0xf, bytes.get(head..head + length)?, head + length))
}

/// What a rate allows since `begin`: so many at once, and what has come back by now.
fn allowed(burst: usize, per_second: usize, begin: Instant) -> usize {
    burst + per_second * (1 + usize::try_from(begin.elapsed().as_secs()).unwrap())
}

const END: &str = "42999999[\"no:such-event\"]";

#[tokio::test]
async fn pings_and_pongs_without_end_are_answered_and_hold_nothing() {
    let arena = Arena::open().await;
    arena
        .endures(4, async |arena| {
            let pings = Frame::new(PING, [b'x'; 125]).bytes().repeat(100);
            let heard = flood(entered(arena.address).await, &pings, 100, 0).await;
            assert!(!heard.is_empty() && heard.len() <= 10_000 + 2, "{}", heard.len());
            let pongs = [Frame::new(PONG, "").bytes(), text("3"), text("2")].concat().repeat(100);
            flood(entered(arena.address).await, &pongs, 100, 0).await;
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn events_without_end_are_answered_once_each_or_held_back() {
    let arena = Arena::open().await;
    // Each with an ack: what is too much is refused, what is refused was not done.
    let events: Vec<u8> = (0..10_000)
        .flat_map(|n| text(&format!("42{n}[\"message:send\",{{\"room\":\"lobby\",\"text\":\"flood {n}\"}}]")))
        .collect();
    let begin = Instant::now();
    let heard = flood(in_lobby(arena.address).await, &events, 1, 10_000).await;
    let acks: Vec<&String> = heard.iter().filter(|packet| packet.starts_with("43")).collect();
    assert_eq!(acks.len(), 10_001, "one answer each");
    let (done, refused): (Vec<_>, Vec<_>) =
        acks.into_iter().filter(|ack| !ack.starts_with("43999999[")).partition(|ack| ack.contains("\"ok\":true"));
    assert!(refused.iter().all(|ack| ack.contains("rate_limited") || ack.contains("overloaded")));
    let allowed = allowed(6_000, 300, begin);
    assert!((1_000..=allowed).contains(&done.len()), "{} were carried out, {allowed} are allowed", done.len());
    arena.settles().await;
    arena.close().await;
}

#[tokio::test]
async fn events_without_an_ack_joins_and_typing_without_end_cost_only_their_sender() {
    let arena = Arena::open().await;
    arena
        .endures(2, async |arena| {
            let nothing = text("42[\"no:such-event\"]").repeat(100);
            let joins = text("42[\"room:join\",{\"room\":\"lobby\"}]").repeat(100);
            let typing: Vec<u8> = [true, false]
                .map(|typing| text(&format!("42[\"typing:set\",{{\"room\":\"lobby\",\"typing\":{typing}}}]")))
                .concat()
                .repeat(50);
            let searches = text("42[\"message:search\",{\"query\":\"a\"}]").repeat(100);
            for (events, times) in [(nothing, 50), (joins, 10), (typing, 20), (searches, 10)] {
                flood(in_lobby(arena.address).await, &events, times, 0).await;
            }
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn typing_is_told_to_a_room_as_often_as_the_rates_allow() {
    let arena = Arena::open().await;
    let mut witness = TestUser::connect(&arena.server.url, json!({ "name": "Witness" })).await;
    witness.join(None).await;
    let typing: Vec<u8> = [true, false]
        .map(|typing| text(&format!("42[\"typing:set\",{{\"room\":\"lobby\",\"typing\":{typing}}}]")))
        .concat()
        .repeat(1_000);
    let begin = Instant::now();
    flood(in_lobby(arena.address).await, &typing, 5, 0).await;
    let told = witness.so_far::<sociable_protocol::TypingChanged>().await.len();
    let allowed = allowed(500, 50, begin);
    assert!((1..=allowed).contains(&told), "10,000 signals were told {told} times, {allowed} are allowed");
    drop(witness);
    arena.close().await;
}

#[tokio::test]
async fn handshakes_without_end_leave_nothing() {
    let arena = Arena::open().await;
    arena
        .endures(10, async |arena| {
            let come_and_go = async || {
                drop(entered(arena.address).await);
                Polling::enter(arena.address).await.leave().await;
            };
            futures_util::future::join_all((0..20).map(|_| come_and_go())).await;
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn whoever_only_begins_sessions_begins_a_thousand_and_others_begin_theirs() {
    let arena = Arena::open_with(&["SOCIABLE_TRUST_PROXY=127.0.0.1"]).await;
    let mut tcp = Tcp::connect(arena.address).await;
    let mut begin = async |from: &str| {
        let from = format!("X-Forwarded-For: {from}\r\n");
        tcp.ask("GET", "/socket.io/?EIO=4&transport=polling", &from, b"").await;
        tcp.response().await.unwrap().status
    };
    for n in 0..1_000 {
        assert_eq!((n, begin("192.0.2.1").await), (n, 200));
    }
    for _ in 0..10 {
        assert_eq!(begin("192.0.2.1").await, 503);
        assert_eq!(begin("192.0.2.2").await, 200);
    }
    // Said once or now and then, and not at every request.
    assert!((1..=10).contains(&arena.log().matches("WARN").count()), "{}", arena.log());
    arena.forgives_unjoined(2 * 1_010);
    drop(tcp);
    arena.close().await;
}

#[tokio::test]
async fn one_id_sent_a_hundred_times_at_once_is_one_message() {
    let arena = Arena::open().await;
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let send = |text: &str| json!({ "room": "lobby", "id": id, "text": text });
    let ada = TestUser::connect(&arena.server.url, json!({ "name": "Ada" })).await;
    ada.enter(&sociable_protocol::RoomSlug::lobby()).await;
    let mut tabs = Vec::new();
    for _ in 0..4 {
        tabs.push(ada.second_tab(&arena.server.url).await);
    }
    let payload = send("once");
    let sends = (0..100).map(|n| tabs[n % 4].request_raw("message:send", &payload));
    let acks: Vec<Value> = futures_util::future::join_all(sends).await.into_iter().map(Result::unwrap).collect();
    assert!(acks.iter().all(|ack| ack == &acks[0]), "one message, acknowledged a hundred times");
    // With another text it is the message that it was; of somebody else it is refused.
    let again = ada.request_raw("message:send", &send("twice")).await.unwrap();
    assert_eq!(again["message"]["text"], "once");
    let eve = TestUser::connect(&arena.server.url, json!({ "name": "Eve" })).await;
    eve.enter(&sociable_protocol::RoomSlug::lobby()).await;
    let refused = eve.request_raw("message:send", &send("mine")).await.unwrap_err();
    assert_eq!(refused.code, sociable_protocol::ErrorCode::IdConflict);
    let found = ada.request_raw("message:search", &json!({ "query": "once" })).await.unwrap();
    assert_eq!(found["messages"].as_array().unwrap().len(), 1);
    drop((tabs, ada, eve));
    arena.close().await;
}
