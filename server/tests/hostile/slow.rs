//! Peers that begin something and do not go on: each is waited for as long as its limit says, and no longer. All at
//! once, since what takes time here is waiting.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::arena::Arena;
use crate::session::{Polling, entered, opened};
use crate::tcp::Tcp;
use crate::websocket::{BINARY, End, Frame, TEXT, WebSocket};

/// How much later than its limit something may end on a busy machine.
const LATE: Duration = Duration::from_secs(20);
/// Peers of each kind.
const EACH: usize = 20;

/// That something takes as long as its limit and not much longer.
async fn takes(seconds: u64, what: &str, ending: impl AsyncFn() + Copy) {
    let limit = Duration::from_secs(seconds);
    join_all((0..EACH).map(async |_| {
        let begin = Instant::now();
        // One that never ends fails here and not at its own patience.
        tokio::time::timeout(limit + LATE, ending()).await.unwrap_or_else(|_| panic!("{what} goes on for ever"));
        let took = begin.elapsed();
        assert!(took + Duration::from_millis(500) >= limit, "{what} ended after {took:?}");
    }))
    .await;
}

const FOR_EVER: Duration = Duration::from_secs(60);

#[tokio::test]
async fn whoever_begins_something_and_does_not_go_on_is_not_waited_for() {
    let arena = Arena::open().await;
    let address = arena.address;
    let nothing = async || {
        assert!(Tcp::connect(address).await.end_within(FOR_EVER).await.is_empty());
    };
    let half_a_head = async || {
        let mut tcp = Tcp::connect(address).await;
        tcp.write("GET /healthz HTTP/1.1\r\nHost: lo").await;
        tcp.end_within(FOR_EVER).await;
    };
    let a_byte_a_second_of_a_head = async || {
        let mut tcp = Tcp::connect(address).await;
        for byte in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".chunks(1) {
            if !tcp.try_write(byte).await {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        panic!("a head may take {FOR_EVER:?}");
    };
    let one_request_and_no_other = async || {
        let mut tcp = Tcp::connect(address).await;
        assert_eq!(tcp.get("/healthz").await.status, 200);
        tcp.end_within(FOR_EVER).await;
    };
    // Sessions: never joined, on either transport.
    let no_joining = async || {
        let mut websocket = opened(address).await;
        assert!(websocket.0.end_within(FOR_EVER).await.ends_with(&[0x88, 0]), "with a closing frame");
    };
    let no_joining_over_polling = async || {
        let mut polling = Polling::open(address).await;
        let target = polling.target();
        polling.tcp.ask("GET", &target, "Connection: close\r\n", b"").await;
        // A poll is answered when its session ends.
        let polled = tokio::time::timeout(FOR_EVER, polling.tcp.end_within(FOR_EVER)).await.unwrap();
        assert!(polled.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&polled));
        assert!(polling.is_over().await);
    };
    let a_body_that_does_not_come = async || {
        let mut polling = Polling::enter(address).await;
        let target = polling.target();
        polling.tcp.write(format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n42[")).await;
        let answer = polling.tcp.end_within(FOR_EVER).await;
        assert!(answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
        Polling { tcp: Tcp::connect(address).await, ..polling }.leave().await;
    };
    let a_chunk_that_does_not_end = async || {
        let mut polling = Polling::enter(address).await;
        let target = polling.target();
        let head =
            format!("POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffff\r\n4");
        polling.tcp.write(head).await;
        let answer = polling.tcp.end_within(FOR_EVER).await;
        assert!(answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
        Polling { tcp: Tcp::connect(address).await, ..polling }.leave().await;
    };
    let a_byte_a_second_of_a_body = async || {
        let mut polling = Polling::enter(address).await;
        let target = polling.target();
        polling.tcp.write(format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")).await;
        for _ in 0..60 {
            if !polling.tcp.try_write("4").await {
                Polling { tcp: Tcp::connect(address).await, ..polling }.leave().await;
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        panic!("a body may take {FOR_EVER:?}");
    };
    // An upgrade that is begun and not finished: closed, and the session polls on.
    let upgrade = async |packets: &[&str]| {
        let polling = Polling::enter(address).await;
        let mut websocket =
            WebSocket::connect(address, &format!("EIO=4&transport=websocket&sid={}", polling.sid)).await;
        for packet in packets {
            websocket.send(packet).await;
        }
        let heard = websocket.0.end_within(FOR_EVER).await;
        assert!(heard.ends_with(&[0x88, 0]), "with a closing frame");
        Polling { tcp: Tcp::connect(address).await, ..polling }.leave().await;
    };
    let no_probe = async || upgrade(&[]).await;
    let no_upgrade = async || upgrade(&["2probe"]).await;
    // A packet with parts that come too late.
    let a_part_that_comes_late = async || {
        let mut websocket = entered(address).await;
        websocket.write(Frame::new(TEXT, "451-[\"x\",{\"_placeholder\":true,\"num\":0}]")).await;
        tokio::time::sleep(Duration::from_millis(10_500)).await;
        // Looked at when something else comes; until then it holds no more than one packet may.
        websocket.write(Frame::new(BINARY, "a")).await;
        assert_eq!(websocket.end().await, End::Closed(None));
    };
    tokio::join!(
        takes(15, "a connection without a request", nothing),
        takes(15, "half a head", half_a_head),
        takes(15, "a slow head", a_byte_a_second_of_a_head),
        takes(15, "a connection without another request", one_request_and_no_other),
        takes(20, "a session that does not join", no_joining),
        takes(20, "a session that polls and does not join", no_joining_over_polling),
        takes(20, "half a body", a_body_that_does_not_come),
        takes(20, "half a chunk", a_chunk_that_does_not_end),
        takes(20, "a slow body", a_byte_a_second_of_a_body),
        takes(10, "an upgrade without a probe", no_probe),
        takes(10, "an upgrade that is not finished", no_upgrade),
        takes(10, "a packet without its parts", a_part_that_comes_late),
    );
    arena.close().await;
}
