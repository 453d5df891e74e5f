//! Bodies of polling requests: too large, without a length, of the wrong kind, with packets that are none.

use crate::arena::Arena;
use crate::findings::Findings;
use crate::session::Polling;
use crate::tcp::Tcp;

/// As the README says.
const LIMIT: usize = 100_000;

/// Posts as this, and says what the answer was.
pub(crate) async fn posted(polling: &Polling, headers: &str, body: impl AsRef<[u8]>) -> (u16, Option<u64>) {
    let mut tcp = Tcp::connect(polling.address).await;
    let body = body.as_ref();
    let head = format!("POST {} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n", polling.target());
    tcp.try_write([head.as_bytes(), body].concat()).await;
    tcp.response().await.map_or((0, None), |response| (response.status, response.code()))
}

fn length(length: usize) -> String {
    format!("Content-Length: {length}\r\n")
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_there() {
    let arena = Arena::open().await;
    let mut findings = Findings::default();
    let polling = Polling::enter(arena.address).await;
    for claimed in [LIMIT + 1, 10_000_000_000, usize::MAX >> 1] {
        let got = posted(&polling, &length(claimed), "").await;
        findings.expect(&format!("{claimed} bytes"), &got, &(413, None));
    }
    let chunked = "Transfer-Encoding: chunked\r\n";
    let chunk = format!("{:x}\r\n{}\r\n", LIMIT + 1, "x".repeat(LIMIT + 1));
    let chunks = "1\r\n3\r\n1\r\n\x1e\r\n".repeat(LIMIT / 2 + 1);
    for (name, body) in [("without a length", chunk), ("a byte a chunk", chunks)] {
        let other = Polling::enter(arena.address).await;
        findings.expect(name, &posted(&other, chunked, body).await, &(413, None));
        // What was read of it is lost, so the session cannot go on.
        findings.expect(name, &other.is_over().await, &true);
    }
    findings.expect("two lengths", &posted(&polling, "Content-Length: 1\r\nContent-Length: 2\r\n", "3").await.0, &400);
    findings.tell();
    // It goes on; over another connection, as the first is closed when nothing is asked on it for 15 s.
    let mut polling = Polling { tcp: Tcp::connect(arena.address).await, ..polling };
    assert_eq!(polling.post("421[\"no:such\"]").await, (200, None));
    while !polling.poll().await.contains("431[") {}
    polling.leave().await;
    arena.close().await;
}

#[tokio::test]
async fn bodies_of_things_that_are_no_packets_end_their_session() {
    let arena = Arena::open().await;
    let cases: &[(&str, &[u8])] = &[
        ("a separator", b"\x1e"),
        ("an empty packet within", b"3\x1e\x1e3"),
        ("a kind that there is not", b"9"),
        ("no kind", b"hello"),
        ("a character for a kind", "é".as_bytes()),
        ("a character of four bytes for a kind", "😀😀".as_bytes()),
        ("what a server sends", b"0{}"),
        ("no UTF-8", b"4\xff\xfe"),
        ("half a character", b"4\xe2\x82"),
        ("no base64", b"b!!!!"),
        ("base64 cut off", b"bAQI"),
        ("a bad packet behind a good one", b"3\x1e9"),
    ];
    let mut findings = Findings::default();
    for (name, body) in cases {
        let polling = Polling::enter(arena.address).await;
        let got = posted(&polling, &length(body.len()), body).await;
        findings.expect(name, &got, &(400, Some(3)));
        let is_over = polling.is_over().await;
        findings.expect(&format!("{name}: over"), &is_over, &true);
        if !is_over {
            polling.leave().await;
        }
    }
    // Refused, and nothing more: what a client may send, but not here or not now.
    for packet in ["5", "6"] {
        let polling = Polling::enter(arena.address).await;
        findings.expect(packet, &posted(&polling, &length(1), packet).await, &(400, Some(3)));
        polling.leave().await;
    }
    // Said to be taken before it is read, as in Node.
    let mut polling = Polling::enter(arena.address).await;
    findings.expect("a message of nothing", &polling.post("4").await, &(200, None));
    findings.expect("a message of nothing: over", &polling.is_over().await, &true);
    drop(polling);
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn bodies_of_other_kinds_are_answered() {
    let arena = Arena::open().await;
    let mut findings = Findings::default();
    for kind in ["application/octet-stream", "application/json", "multipart/form-data", "", "text/plain;charset=utf-16"]
    {
        let polling = Polling::enter(arena.address).await;
        let headers = format!("Content-Type: {kind}\r\n{}", length(1));
        let got = posted(&polling, &headers, "3").await;
        // Read as packets, or refused; but answered.
        let is_answered = matches!(got, (200, None) | (400, Some(3)));
        findings.expect(&format!("{kind}: {got:?}"), &is_answered, &true);
        let octets = posted(&polling, &format!("Content-Type: {kind}\r\n{}", length(3)), b"\x04\xff\x00").await;
        findings.expect(&format!("{kind}, octets"), &(octets.0 == 400), &true);
        if !polling.is_over().await {
            polling.leave().await;
        }
    }
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn a_hundred_thousand_packets_in_one_body_cost_only_their_sender() {
    let arena = Arena::open().await;
    let pongs = "3\x1e".repeat(LIMIT / 2 - 1) + "3";
    let events = "42[\"x\"]\x1e".repeat(LIMIT / 8 - 1) + "42[\"x\"]";
    arena
        .endures(6, async |arena| {
            let mut polling = Polling::enter(arena.address).await;
            assert_eq!(polling.post(&pongs).await, (200, None));
            assert_eq!(polling.post(&events).await, (200, None));
            polling.leave().await;
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn bodies_of_old_clients_whose_lengths_lie_end_their_session() {
    let arena = Arena::open().await;
    let cases: &[&[u8]] = &[
        b"99999999999999999999999:4x",
        b"-1:4",
        b":4",
        b"5:4x",
        b"1",
        b"4",
        "2:4é3".as_bytes(),
        "1:é".as_bytes(),
        b"\x00\x01\xff4",
        b"\x01\x09\x09\x09\xff\x04",
        b"1:9",
    ];
    let mut findings = Findings::default();
    for body in cases {
        let mut tcp = Tcp::connect(arena.address).await;
        let query = format!("EIO=3&transport=polling&name={}", crate::session::new_name().replace(' ', "+"));
        let open = tcp.get(&format!("/socket.io/?{query}")).await;
        let sid = open.body.split('"').nth(3).unwrap().to_owned();
        let target = format!("/socket.io/?EIO=3&transport=polling&sid={sid}");
        let name = String::from_utf8_lossy(body);
        let got = tcp.post(&target, body).await;
        findings.expect(&name, &(got.status, got.code()), &(400, Some(3)));
        let is_over = tcp.post(&target, "1:6").await.code() == Some(1);
        findings.expect(&format!("{name}: over"), &is_over, &true);
        if !is_over {
            tcp.post(&target, "1:1").await;
        }
    }
    findings.tell();
    arena.close().await;
}
