//! WebSocket frames that break RFC 6455, and rare ones that do not: the cases of the Autobahn test suite, groups 2 to 7.

use std::net::SocketAddr;

use serde_json::Value;

use crate::arena::Arena;
use crate::findings::Findings;
use crate::session::{Polling, entered, in_lobby};
use crate::websocket::{BINARY, CLOSE, CONTINUATION, End, Frame, PING, PONG, TEXT, WebSocket};

const PROTOCOL_ERROR: End = End::Closed(Some(1_002));
const NOT_UTF8: End = End::Closed(Some(1_007));

/// Sends frames as somebody new, and says how the server ends it.
async fn end_of(address: SocketAddr, frames: &[Frame]) -> End {
    let mut websocket = entered(address).await;
    for frame in frames {
        websocket.0.try_write(frame.bytes()).await;
    }
    websocket.end().await
}

/// A packet that is acknowledged, whole.
const ASKS: &str = "427[\"no:such-event\"]";

/// Whether a socket is still served: what it asks is answered.
async fn is_served(websocket: &mut WebSocket) {
    websocket.send("4299[\"no:such-event\"]").await;
    websocket.hear_of("4399[").await;
}

#[tokio::test]
async fn frames_that_no_protocol_allows_are_answered_with_the_code_that_says_why() {
    let arena = Arena::open().await;
    let text = || Frame::new(TEXT, ASKS);
    let ping = |length: usize| Frame::new(PING, vec![b'x'; length]);
    let mut cases: Vec<(String, Vec<Frame>, End)> = Vec::new();
    let mut case = |name: &str, frames: Vec<Frame>, end| cases.push((name.to_owned(), frames, end));
    // Group 3: reserved bits, in data and in control frames, also in a later frame.
    for bits in 1..8 {
        case(&format!("reserved bits {bits:03b} of a text"), vec![text().reserved(bits)], PROTOCOL_ERROR);
    }
    case("reserved bits of a ping", vec![Frame::new(PING, "").reserved(2)], PROTOCOL_ERROR);
    case("reserved bits of a close", vec![Frame::close(None, "").reserved(1)], PROTOCOL_ERROR);
    let part = || Frame::new(TEXT, "42[").unfinished();
    case("reserved bits behind", vec![part(), Frame::new(CONTINUATION, "]").reserved(4)], PROTOCOL_ERROR);
    // Group 4: kinds that there are not.
    for kind in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        case(&format!("kind {kind}"), vec![Frame::new(kind, "")], PROTOCOL_ERROR);
        case(&format!("kind {kind} with a payload"), vec![Frame::new(kind, "abc")], PROTOCOL_ERROR);
    }
    // A server must not take what is not masked.
    case("a text without a mask", vec![text().unmasked()], PROTOCOL_ERROR);
    case("an empty text without a mask", vec![Frame::new(TEXT, "").unmasked()], PROTOCOL_ERROR);
    case("a ping without a mask", vec![Frame::new(PING, "").unmasked()], PROTOCOL_ERROR);
    case("a close without a mask", vec![Frame::close(Some(1_000), "").unmasked()], PROTOCOL_ERROR);
    // Groups 2 and 5: control frames that are too long, or in parts.
    case("a ping of 126 bytes", vec![ping(126)], PROTOCOL_ERROR);
    case("a ping of 70,000 bytes", vec![ping(70_000)], PROTOCOL_ERROR);
    case("a pong of 126 bytes", vec![Frame::new(PONG, [0; 126])], PROTOCOL_ERROR);
    case("a close of 126 bytes", vec![Frame::close(Some(1_000), [b'x'; 124])], PROTOCOL_ERROR);
    case("a ping in parts", vec![Frame::new(PING, "").unfinished(), Frame::new(CONTINUATION, "")], PROTOCOL_ERROR);
    case("a close in parts", vec![Frame::close(None, "").unfinished()], PROTOCOL_ERROR);
    // Group 5: messages in parts.
    case("a part of nothing", vec![Frame::new(CONTINUATION, "")], PROTOCOL_ERROR);
    case("a part of nothing, unfinished", vec![Frame::new(CONTINUATION, "x").unfinished()], PROTOCOL_ERROR);
    case("a part of nothing, later", vec![text(), Frame::new(CONTINUATION, "x")], PROTOCOL_ERROR);
    case("a message within another", vec![part(), text()], PROTOCOL_ERROR);
    case("a binary message within another", vec![part(), Frame::new(BINARY, "").unfinished()], PROTOCOL_ERROR);
    // Group 6: what is no UTF-8.
    for (name, bytes) in NO_UTF8 {
        let bytes = [b"42[\"", *bytes, b"\"]"].concat();
        case(name, vec![Frame::new(TEXT, &bytes)], NOT_UTF8);
        // The same, a byte at a time.
        let (last, first) = bytes.split_last().unwrap();
        let mut parts: Vec<Frame> = Vec::new();
        for byte in first {
            let kind = if parts.is_empty() { TEXT } else { CONTINUATION };
            parts.push(Frame::new(kind, [*byte]).unfinished());
        }
        parts.push(Frame::new(CONTINUATION, [*last]));
        case(&format!("{name}, in parts"), parts, NOT_UTF8);
    }
    case("a character that ends in the middle", vec![Frame::new(TEXT, b"42[\"\xe2\x82")], NOT_UTF8);
    // Group 7: closing.
    case("a close of one byte", vec![Frame::new(CLOSE, [3])], PROTOCOL_ERROR);
    for code in [0, 999, 1_004, 1_005, 1_006, 1_015, 1_016, 1_100, 2_000, 2_999, 5_000, 65_535] {
        case(&format!("a close with code {code}"), vec![Frame::close(Some(code), "")], PROTOCOL_ERROR);
    }
    case("a close whose reason is no UTF-8", vec![Frame::close(Some(1_000), b"\xff\xfe")], NOT_UTF8);

    let mut findings = Findings::default();
    for (name, frames, expected) in cases {
        findings.expect(&name, &end_of(arena.address, &frames).await, &expected);
    }
    findings.tell();
    arena.close().await;
}

/// The cases of Autobahn 6 that differ in kind, and CESU-8.
const NO_UTF8: &[(&str, &[u8])] = &[
    ("a byte that begins nothing", b"\x80"),
    ("a byte that there is not", b"\xff"),
    ("a character without its rest", b"\xce"),
    ("half a surrogate", b"\xed\xa0\x80"),
    ("a surrogate pair", b"\xed\xa0\xbd\xed\xb8\x80"),
    ("a slash written too long", b"\xc0\xaf"),
    ("nothing, written too long", b"\xe0\x80\x80"),
    ("beyond the last character", b"\xf4\x90\x80\x80"),
    ("five bytes", b"\xf8\x88\x80\x80\x80"),
];

#[tokio::test]
async fn a_websocket_that_is_only_tried_has_the_same_rules() {
    let arena = Arena::open().await;
    let mut findings = Findings::default();
    for (name, frame, expected) in [
        ("reserved bits", Frame::new(TEXT, "2probe").reserved(4), PROTOCOL_ERROR),
        ("no mask", Frame::new(TEXT, "2probe").unmasked(), PROTOCOL_ERROR),
        ("no UTF-8", Frame::new(TEXT, b"2pro\xff"), NOT_UTF8),
        // Nothing as long is said here.
        ("too large", Frame::new(TEXT, "2").claims(1 << 40), End::Closed(None)),
        ("something else", Frame::new(TEXT, "4hello"), End::Closed(None)),
    ] {
        let polling = Polling::enter(arena.address).await;
        let query = format!("EIO=4&transport=websocket&sid={}", polling.sid);
        let mut websocket = WebSocket::connect(arena.address, &query).await;
        websocket.write(frame).await;
        findings.expect(name, &websocket.end().await, &expected);
        // The session polls on.
        polling.leave().await;
    }
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn what_comes_behind_bad_frames_is_not_carried_out() {
    let arena = Arena::open().await;
    let mut websocket = in_lobby(arena.address).await;
    let bad = Frame::new(3, "").bytes();
    let good = Frame::new(TEXT, "42[\"message:send\",{\"room\":\"lobby\",\"text\":\"after\"}]").bytes();
    websocket.0.write([bad, good].concat()).await;
    assert_eq!(websocket.end().await, PROTOCOL_ERROR);
    let mut other = in_lobby(arena.address).await;
    other.send("422[\"message:history\",{\"room\":\"lobby\"}]").await;
    assert!(!other.hear_of("432[").await.contains("after"));
    drop(other);
    arena.close().await;
}

#[tokio::test]
async fn what_rfc_6455_allows_is_served_however_rare() {
    let arena = Arena::open().await;
    let mut websocket = in_lobby(arena.address).await;
    // Groups 2 and 5: pings of every length are answered with what they brought, also between the parts of a message.
    for length in [0, 1, 125] {
        let payload = vec![0xfe; length];
        websocket.write(Frame::new(PING, &payload)).await;
        assert_eq!(hear_control(&mut websocket).await, (PONG, payload));
    }
    websocket.write(Frame::new(PONG, "nobody asked")).await;
    for n in 0..10u8 {
        websocket.write(Frame::new(PING, [n])).await;
    }
    for n in 0..10u8 {
        assert_eq!(hear_control(&mut websocket).await, (PONG, vec![n]));
    }
    let text = "κόσμε ☺ 😀 \u{10ffff} \u{fffe}";
    let packet = serde_json::json!(["message:send", { "room": "lobby", "text": text }]);
    let packet = format!("427{packet}").into_bytes();
    for size in [1, 2, 3, 7, 1_000] {
        websocket.write(Frame::new(TEXT, "").unfinished()).await;
        for (n, part) in packet.chunks(size).enumerate() {
            websocket.write(Frame::new(CONTINUATION, part).unfinished()).await;
            if n == 2 {
                websocket.write(Frame::new(PING, "between")).await;
                assert_eq!(hear_control(&mut websocket).await, (PONG, b"between".to_vec()));
            }
        }
        websocket.write(Frame::new(CONTINUATION, "")).await;
        let ack = websocket.hear_of("437[").await;
        let ack: Value = serde_json::from_str(ack.trim_start_matches("437")).unwrap();
        assert_eq!(ack[0]["message"]["text"], text, "in parts of {size}");
    }
    // A frame, byte by byte.
    for byte in Frame::new(TEXT, ASKS).bytes() {
        websocket.0.write([byte]).await;
    }
    websocket.hear_of("437[").await;
    is_served(&mut websocket).await;
    drop(websocket);
    arena.close().await;
}

/// The next control frame.
async fn hear_control(websocket: &mut WebSocket) -> (u8, Vec<u8>) {
    loop {
        let (kind, payload) = websocket.hear().await.expect("an open connection");
        if kind >= CLOSE {
            return (kind, payload);
        }
    }
}

#[tokio::test]
async fn a_valid_close_is_answered_with_its_code() {
    let arena = Arena::open().await;
    let mut findings = Findings::default();
    findings.expect("without a code", &end_of(arena.address, &[Frame::close(None, "")]).await, &End::Closed(None));
    for code in [1_000, 1_001, 1_002, 1_003, 1_007, 1_008, 1_009, 1_010, 1_011, 3_000, 3_999, 4_000, 4_999] {
        let end = end_of(arena.address, &[Frame::close(Some(code), "☺".repeat(41))]).await;
        findings.expect(&format!("code {code}"), &end, &End::Closed(Some(code)));
    }
    // Once closed, nothing more is answered.
    let frames = [Frame::close(Some(1_000), ""), Frame::new(PING, "too late"), Frame::new(TEXT, ASKS)];
    findings.expect("a ping behind it", &end_of(arena.address, &frames).await, &End::Closed(Some(1_000)));
    findings.tell();
    arena.close().await;
}
