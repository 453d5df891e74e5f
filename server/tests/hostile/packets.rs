//! Packets of Engine.IO and Socket.IO that no client makes, over a WebSocket.

use std::fmt::Debug;
use std::net::SocketAddr;
use std::time::Duration;

use crate::arena::Arena;
use crate::findings::Findings;
use crate::session::{entered, new_name, opened};
use crate::websocket::{BINARY, CLOSE, End, Frame, PING, PONG, TEXT, WebSocket};

/// What becomes of a connection that has sent something.
#[derive(PartialEq, Eq)]
enum Fate {
    /// It is closed.
    Closed,
    /// It is served on; meanwhile it got these packets.
    Served(Vec<String>),
}

impl Fate {
    fn served(packets: &[&str]) -> Self {
        Self::Served(packets.iter().map(|&packet| packet.to_owned()).collect())
    }
}

impl Debug for Fate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Closed => f.write_str("closed"),
            Self::Served(packets) => write!(f, "served {packets:?}"),
        }
    }
}

fn text(packet: impl AsRef<str>) -> Frame {
    Frame::new(TEXT, packet.as_ref())
}

fn binary(bytes: impl AsRef<[u8]>) -> Frame {
    Frame::new(BINARY, bytes)
}

/// Sends frames, and then asks for something that is answered. Of errors only their code is kept.
async fn fate(mut websocket: WebSocket, frames: &[Frame]) -> Fate {
    for frame in frames {
        websocket.0.try_write(frame.bytes()).await;
    }
    websocket.0.try_write(text("4299[\"no:such-event\"]").bytes()).await;
    let mut packets = Vec::new();
    while let Some((kind, payload)) = websocket.hear().await {
        if kind != TEXT {
            return Fate::Closed;
        }
        let packet = String::from_utf8(payload).unwrap();
        if packet.starts_with("4399[") {
            return Fate::Served(packets);
        }
        // As Engine.IO says that it closes. What came in behind may be answered yet.
        if packet == "1" {
            return Fate::Closed;
        }
        let code = packet.split_once("\"code\":\"").and_then(|(_, rest)| rest.split_once('"'));
        let head: String = packet.chars().take_while(|char| *char != '[').collect();
        packets.push(code.map_or_else(|| packet.clone(), |(code, _)| format!("{head} {code}")));
    }
    Fate::Closed
}

async fn told(address: SocketAddr, cases: &[(&str, &[&str], Fate)]) {
    let mut findings = Findings::default();
    for (name, packets, expected) in cases {
        let frames: Vec<Frame> = packets.iter().map(text).collect();
        findings.expect(name, &fate(entered(address).await, &frames).await, expected);
    }
    findings.tell();
}

#[tokio::test]
async fn packets_of_engine_io_that_a_client_does_not_send_end_the_connection() {
    let arena = Arena::open().await;
    let cases: &[(&str, &[&str], Fate)] = &[
        ("nothing", &[""], Fate::Closed),
        ("a kind that there is not", &["9"], Fate::Closed),
        ("no kind", &["hello"], Fate::Closed),
        ("an open", &["0{}"], Fate::Closed),
        ("an upgrade", &["5"], Fate::Closed),
        ("a noop", &["6"], Fate::Closed),
        ("a probe", &["2probe"], Fate::Closed),
        ("a character of two bytes", &["é12345"], Fate::Closed),
        ("a character of four bytes", &["😀12"], Fate::Closed),
        ("a message of a character", &["4é"], Fate::Closed),
        ("base64, where it need not be", &["bAQI="], Fate::Closed),
        ("a close", &["1"], Fate::Closed),
        ("pongs that nobody asked for", &["3", "3", "3"], Fate::served(&[])),
        ("a ping", &["2"], Fate::served(&[])),
    ];
    told(arena.address, cases).await;
    arena.close().await;
}

#[tokio::test]
async fn packets_of_socket_io_that_a_client_does_not_make_are_refused_or_end_the_connection() {
    let arena = Arena::open().await;
    let cases: &[(&str, &[&str], Fate)] = &[
        ("nothing", &["4"], Fate::Closed),
        ("a kind that there is not", &["47[]"], Fate::Closed),
        ("an event of nothing", &["42"], Fate::Closed),
        ("an event that is no array", &["42{}"], Fate::Closed),
        ("an event that is cut off", &["42[\"a\""], Fate::Closed),
        ("an event with something behind it", &["427[\"a\"]x"], Fate::served(&["437 invalid_payload"])),
        ("an empty event", &["427[]"], Fate::Closed),
        ("an event with an object for a name", &["427[{\"toString\":\"foo\"}]"], Fate::Closed),
        ("an event with a truth for a name", &["427[true]"], Fate::Closed),
        ("an event with null for a name", &["427[null]"], Fate::Closed),
        ("an event with a number for a name", &["427[1]"], Fate::Closed),
        ("a name that is reserved", &["427[\"connect\"]"], Fate::served(&["437 unknown_event"])),
        ("another", &["427[\"disconnect\",\"1\"]"], Fate::served(&["437 unknown_event"])),
        ("an error", &["427[\"error\"]", "42[\"error\"]"], Fate::served(&["437 unknown_event"])),
        ("a name of Object's", &["427[\"__proto__\",{}]"], Fate::served(&["437 unknown_event"])),
        ("half a surrogate", &["427[\"\\ud800\"]"], Fate::served(&["437 unknown_event"])),
        (
            "half a surrogate in what is sent",
            &["427[\"message:send\",\"\\ud800\"]"],
            Fate::served(&["437 invalid_payload"]),
        ),
        ("a joining of what is joined", &["40", "40{\"name\":\"again\"}"], Fate::served(&[])),
        ("a joining with an array", &["40[]"], Fate::served(&[])),
        (
            "a joining of another namespace",
            &["40/nope,{}"],
            Fate::served(&["44/nope,{\"message\":\"Invalid namespace\"}"]),
        ),
        ("an event of another namespace", &["42/nope,7[\"a\"]"], Fate::served(&[])),
        ("a leaving of another namespace", &["41/admin,{}"], Fate::served(&[])),
        ("what only servers send", &["44{\"message\":\"x\"}"], Fate::Closed),
        ("an ack of nothing asked", &["437[]", "430[1]", "4312345678[{}]"], Fate::served(&[])),
        ("an ack without a number", &["43[]"], Fate::Closed),
        ("an ack whose number is no number", &["43x[]"], Fate::Closed),
        ("a number that is too large", &["4299999999999999999999[\"a\"]"], Fate::served(&[])),
        ("a number below none", &["42-1[\"a\"]"], Fate::Closed),
    ];
    told(arena.address, cases).await;
    arena.close().await;
}

#[tokio::test]
async fn whoever_has_not_joined_is_not_served() {
    let arena = Arena::open().await;
    let mut findings = Findings::default();
    for packet in ["421[\"room:list\",{}]", "41", "431[]", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]"] {
        let mut websocket = opened(arena.address).await;
        websocket.send(packet).await;
        websocket.send("421[\"room:list\",{}]").await;
        findings.expect(packet, &websocket.end().await, &End::Closed(None));
    }
    // Who has left is not, either.
    let mut websocket = entered(arena.address).await;
    websocket.send("41").await;
    // What comes right behind the leave may still be carried out, and then ends nothing.
    let event = [Frame::new(PING, "").bytes(), Frame::new(TEXT, "421[\"room:list\",{}]").bytes()].concat();
    let (mut over, mut tried) = (false, 0);
    while !over {
        assert!(tried < 250, "who has left is still served");
        tried += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
        over = !websocket.0.try_write(&event).await;
        while !over {
            match websocket.hear().await {
                Some((PONG, _)) => break,
                Some((CLOSE, _)) | None => over = true,
                Some(_) => {}
            }
        }
    }
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn binary_packets_that_are_none_end_the_connection() {
    let arena = Arena::open().await;
    let place = |num: &str| format!("451-[\"x\",{{\"_placeholder\":true,\"num\":{num}}}]");
    let cases: Vec<(&str, Vec<Frame>, Fate)> = vec![
        ("bytes without a header", vec![binary(b"abc")], Fate::Closed),
        ("no bytes without a header", vec![binary(b"")], Fate::Closed),
        ("no number of parts", vec![text("45-[\"x\"]")], Fate::Closed),
        ("nothing", vec![text("45")], Fate::Closed),
        ("a number and nothing", vec![text("451")], Fate::Closed),
        ("a number and a dash", vec![text("451-")], Fate::Closed),
        ("more parts than numbers", vec![text("45999999999999999999999-[\"x\"]")], Fate::Closed),
        ("very many parts", vec![text("45999999999999-[\"x\"]")], Fate::Closed),
        ("more parts than there may be", vec![text("4511-[\"x\"]")], Fate::Closed),
        ("fewer than none", vec![text("45-1-[\"x\"]")], Fate::Closed),
        ("a text among the parts", vec![text(place("0")), text("427[\"a\"]")], Fate::Closed),
        ("a header among the parts", vec![text(place("0")), text(place("0"))], Fate::Closed),
        ("a part too many", vec![text(place("0")), binary(b"a"), binary(b"b")], Fate::Closed),
        (
            "parts that are too large together",
            {
                let part = || binary(vec![0; 60_000]);
                vec![text("452-[\"x\"]"), part(), part()]
            },
            Fate::Closed,
        ),
        // The contract has no binary in it: what is well-formed is an event that does not exist.
        ("a place that is no number", vec![text(place("\"splice\"")), binary(b"a")], Fate::served(&[])),
        ("a place below the first", vec![text(place("-1")), binary(b"a")], Fate::served(&[])),
        ("a place behind the last", vec![text(place("9")), binary(b"a")], Fate::served(&[])),
        ("parts without a place", vec![text("451-[\"x\"]"), binary(b"a")], Fate::served(&[])),
        ("no parts", vec![text("450-[\"x\"]")], Fate::served(&[])),
        ("a part of nothing", vec![text(place("0")), binary(b"")], Fate::served(&[])),
    ];
    let mut findings = Findings::default();
    for (name, frames, expected) in cases {
        findings.expect(name, &fate(entered(arena.address).await, &frames).await, &expected);
    }
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn payloads_that_are_deep_or_large_are_refused() {
    let arena = Arena::open().await;
    let deep = |name: &str, open: &str, close: &str| {
        let depth = 90_000 / (open.len() + close.len());
        format!("427[\"{name}\",{}{}]", open.repeat(depth), close.repeat(depth))
    };
    let invalid = || Fate::served(&["437 invalid_payload"]);
    let unknown = || Fate::served(&["437 unknown_event"]);
    let name = "x".repeat(90_000);
    let cases: &[(&str, &[&str], Fate)] = &[
        ("arrays in arrays", &[&deep("message:send", "[", "]")], invalid()),
        ("objects in objects", &[&deep("message:send", "{\"a\":", "}")], Fate::Closed),
        ("arrays, never closed", &[&format!("427[\"message:send\",{}", "[".repeat(90_000))], Fate::Closed),
        ("a room of arrays", &[&deep("message:send", "{\"room\":[", "]}")], invalid()),
        ("a number that is too large", &["427[\"message:history\",{\"room\":\"lobby\",\"limit\":1e400}]"], invalid()),
        ("digits without end", &[&format!("427[\"message:history\",{{\"limit\":{}}}]", "9".repeat(90_000))], invalid()),
        ("no number", &["427[\"message:history\",{\"room\":\"lobby\",\"limit\":NaN}]"], Fate::Closed),
        ("a name of 90,000 characters", &[&format!("427[\"{name}\"]")], unknown()),
        ("a name of escapes", &[&format!("427[\"{}\"]", "\\u00e9".repeat(15_000))], unknown()),
        ("a field of 90,000 characters", &[&format!("427[\"message:send\",{{\"{name}\":1}}]")], invalid()),
        ("a field twice", &["427[\"message:send\",{\"room\":\"lobby\",\"room\":\"x\",\"text\":\"y\"}]"], invalid()),
        ("many arguments", &[&format!("427[\"no:such\"{}]", ",1".repeat(40_000))], unknown()),
        (
            "the largest number",
            &["429223372036854775807[\"a\"]"],
            Fate::served(&["439223372036854775807 unknown_event"]),
        ),
        ("one number many times", &["427[\"a\"]"; 30], Fate::served(&["437 unknown_event"; 30])),
    ];
    told(arena.address, cases).await;
    // Of auth, likewise.
    let mut findings = Findings::default();
    let auths = ["[".repeat(90_000), deep("x", "{\"a\":", "}"), "{\"name\":1e400}".to_owned(), "\"\"".to_owned()];
    for auth in auths {
        let mut websocket = opened(arena.address).await;
        websocket.send(format!("40{auth}")).await;
        let answer = websocket.hear().await.map(|(_, answer)| String::from_utf8_lossy(&answer).into_owned());
        let is_refused = answer.as_ref().is_none_or(|answer| answer.starts_with("44") || !answer.starts_with('4'));
        findings.expect(&format!("auth {auth:.20}: {answer:?}"), &is_refused, &true);
    }
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn joining_and_leaving_all_the_time_leaves_nothing() {
    let arena = Arena::open().await;
    arena
        .endures(2, async |arena| {
            let mut websocket = opened(arena.address).await;
            for _ in 0..50 {
                websocket.send(format!("40{{\"name\":\"{}\"}}", new_name())).await;
                // The engine takes no notice of one that joins while it is still let in for the last time.
                let joined = websocket.hear_of("[\"session\",");
                if tokio::time::timeout(Duration::from_secs(2), joined).await.is_err() {
                    websocket = entered(arena.address).await;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
                websocket.send("41").await;
            }
            for _ in 0..10_000 {
                websocket.0.try_write(text("40/nope,{}").bytes()).await;
            }
        })
        .await;
    arena.close().await;
}
