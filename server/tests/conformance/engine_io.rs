//! Engine.IO, 4 where nothing else is said.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::peer::{PATIENCE, Polling, Server, Socket};

const PATH: &str = "/engine.io";
const PING_INTERVAL: Duration = Duration::from_millis(2_000);

async fn upgrading(server: &Server, polling: &Polling, version: u8) -> Socket {
    let query = format!("EIO={version}&transport=websocket&sid={}", polling.sid);
    Socket::connect(&server.at(PATH, &query)).await
}

/// That a session lives and polls: it gets back what it sends, and nothing else.
async fn echoes(polling: &Polling) {
    let (polled, ()) = tokio::join!(polling.receive(), polling.send("4still here"));
    assert_eq!(polled, "4still here");
}

#[tokio::test]
async fn the_first_ping_comes_after_an_interval() {
    let server = Server::pinging_every(PING_INTERVAL).await;
    let begin = Instant::now();
    let polling = async {
        let polling = Polling::open(&server, PATH, 4).await;
        assert_eq!(polling.receive().await, "2");
        assert!(begin.elapsed() >= PING_INTERVAL);
        polling.send("3").await;
        assert_eq!(polling.receive().await, "2", "the session lives on");
    };
    let websocket = async {
        let mut socket = Socket::connect(&server.at(PATH, "EIO=4&transport=websocket")).await;
        assert!(socket.receive_text().await.starts_with("0{"));
        assert_eq!(socket.receive_text().await, "2");
        assert!(begin.elapsed() >= PING_INTERVAL);
        socket.send("3").await;
        socket.send("4hello").await;
        let mut heard = [socket.receive_text().await, socket.receive_text().await];
        // The next ping may come first.
        heard.sort_unstable();
        assert_eq!(heard, ["2", "4hello"], "the session lives on");
    };
    tokio::join!(polling, websocket);
}

#[tokio::test]
async fn a_poll_that_is_broken_off_ends_its_session() {
    let server = Server::start().await;
    for version in [3, 4] {
        let polling = Polling::open(&server, PATH, version).await;
        polling.break_off_a_poll().await;
        let (status, refusal) = server.refusal(polling.poll()).await;
        assert_eq!((status, refusal), (400, json!({ "code": 1, "message": "Session ID unknown" })));
    }
}

#[tokio::test]
async fn a_websocket_that_comes_to_nothing_leaves_its_session_polling() {
    let server = Server::start().await;
    let polling = Polling::open(&server, PATH, 4).await;

    // A proxy lets the handshake pass and nothing more.
    drop(upgrading(&server, &polling, 4).await);
    echoes(&polling).await;

    // Something else than a probe.
    for packet in ["4hello", "5", "abc"] {
        let mut socket = upgrading(&server, &polling, 4).await;
        socket.send(packet).await;
        assert_eq!(socket.receive().await, None, "{packet}");
        echoes(&polling).await;
    }

    // A client that probes and does not go over.
    let mut socket = upgrading(&server, &polling, 4).await;
    socket.send("2probe").await;
    assert_eq!(socket.receive_text().await, "3probe");
    assert_eq!(polling.receive().await, "6", "polls end, so that it can");
    echoes(&polling).await;
    socket.0.close(None).await.unwrap();
    assert_eq!(socket.receive().await, None);
    echoes(&polling).await;

    // And one that does, after all.
    let mut socket = upgrading(&server, &polling, 4).await;
    socket.send("2probe").await;
    assert_eq!(socket.receive_text().await, "3probe");
    socket.send("5").await;
    socket.send("4hello").await;
    assert_eq!(socket.receive_text().await, "4hello");
}

#[tokio::test]
async fn a_poll_under_way_ends_when_its_client_can_go_over() {
    let server = Server::start().await;
    for (version, noop) in [(3, "1:6"), (4, "6")] {
        let polling = Polling::open(&server, PATH, version).await;
        let upgrade = async {
            let mut socket = upgrading(&server, &polling, version).await;
            socket.send("2probe").await;
            assert_eq!(socket.receive_text().await, "3probe");
            socket
        };
        let (polled, mut socket) = tokio::join!(polling.receive(), upgrade);
        assert_eq!(polled, noop);
        socket.send("5").await;
        socket.send("4hello").await;
        assert_eq!(socket.receive_text().await, "4hello");
    }
}

#[tokio::test]
async fn what_was_not_polled_comes_over_the_websocket() {
    let server = Server::start().await;
    let polling = Polling::open(&server, PATH, 4).await;
    polling.send("4one\u{1e}4two").await;
    let mut socket = upgrading(&server, &polling, 4).await;
    socket.send("2probe").await;
    assert_eq!(socket.receive_text().await, "3probe");
    polling.send("4three").await;
    socket.send("5").await;
    socket.send("4four").await;
    for expected in ["4one", "4two", "4three", "4four"] {
        assert_eq!(socket.receive_text().await, expected);
    }
}

#[tokio::test]
async fn a_session_that_has_gone_over_neither_polls_nor_goes_over_again() {
    let server = Server::start().await;
    let polling = Polling::open(&server, PATH, 4).await;
    let mut socket = upgrading(&server, &polling, 4).await;
    socket.send("2probe").await;
    assert_eq!(socket.receive_text().await, "3probe");

    let mut second = upgrading(&server, &polling, 4).await;
    assert_eq!(second.receive().await, None, "one is tried at a time");
    socket.send("5").await;
    socket.send("4hello").await;
    assert_eq!(socket.receive_text().await, "4hello");

    let refused = (400, json!({ "code": 3, "message": "Bad request" }));
    assert_eq!(server.refusal(polling.poll()).await, refused);
    assert_eq!(server.refusal(polling.post("4hello")).await, refused);
    let mut second = upgrading(&server, &polling, 4).await;
    assert_eq!(second.receive().await, None);
    socket.send("4still here").await;
    assert_eq!(socket.receive_text().await, "4still here");
}

#[tokio::test]
async fn a_client_that_leaves_gets_the_poll_back_that_it_had_under_way() {
    let server = Server::start().await;
    for (version, close, noop) in [(3, "1:1", "1:6"), (4, "1", "6")] {
        // Whichever of the two the server hears of first.
        let polling = Polling::open(&server, PATH, version).await;
        let (polled, ()) = tokio::join!(polling.receive(), polling.send(close));
        assert_eq!(polled, noop);
        assert_eq!(server.refusal(polling.poll()).await.0, 400);

        let polling = Polling::open(&server, PATH, version).await;
        polling.send(close).await;
        assert_eq!(polling.receive().await, noop);
        assert_eq!(server.refusal(polling.poll()).await.0, 400);
    }
}

#[tokio::test]
async fn every_refusal_has_a_number() {
    let server = Server::start().await;
    let http = reqwest::Client::new();
    let url = |query: &str| server.at(PATH, query);
    let refusals = [
        (http.get(url("")), 0, "Transport unknown"),
        (http.get(url("EIO=4&transport=abc")), 0, "Transport unknown"),
        (http.get(url("EIO=4&transport=polling&sid=abc")), 1, "Session ID unknown"),
        (http.post(url("EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAA")).body("4hello"), 1, "Session ID unknown"),
        (http.get(url("EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAA")), 1, "Session ID unknown"),
        (http.post(url("EIO=4&transport=polling")), 2, "Bad handshake method"),
        (http.put(url("EIO=3&transport=polling")), 2, "Bad handshake method"),
        (http.get(url("EIO=4&transport=websocket")), 3, "Bad request"),
        (http.get(url("EIO=5&transport=polling")), 5, "Unsupported protocol version"),
        (http.get(url("transport=polling")), 5, "Unsupported protocol version"),
    ];
    for (request, code, message) in refusals {
        let asked = format!("{request:?}");
        assert_eq!(server.refusal(request).await, (400, json!({ "code": code, "message": message })), "{asked}");
    }

    let polling = Polling::open(&server, PATH, 4).await;
    let refused = (400, json!({ "code": 3, "message": "Bad request" }));
    assert_eq!(server.refusal(http.get(url(&format!("EIO=4&transport=websocket&sid={}", polling.sid)))).await, refused);
    assert_eq!(server.refusal(polling.post("no packet")).await, refused);
    assert_eq!(server.refusal(polling.poll()).await.1["code"], 1, "what is no packet ends the session");
}

#[tokio::test]
async fn two_polls_at_a_time_end_the_session() {
    let server = Server::start().await;
    let polling = Polling::open(&server, PATH, 4).await;
    let polls = async { tokio::join!(polling.poll().send(), polling.poll().send()) };
    let (one, other) = tokio::time::timeout(PATIENCE, polls).await.unwrap();
    let (one, other) = (one.unwrap(), other.unwrap());
    let (answered, refused) = if one.status() == 200 { (one, other) } else { (other, one) };
    assert_eq!(answered.text().await.unwrap(), "1");
    assert_eq!(refused.status(), 400);
    assert_eq!(server.refusal(polling.poll()).await.1["code"], 1);
}

#[tokio::test]
async fn an_old_client_pings_by_itself() {
    let server = Server::start().await;
    let polling = Polling::open(&server, PATH, 3).await;
    polling.send("6:4hello1:2").await;
    let mut polled = String::new();
    while polled.len() < "6:4hello1:3".len() {
        polled.push_str(&polling.receive().await);
    }
    assert_eq!(polled, "6:4hello1:3");
    let mut socket = Socket::connect(&server.at(PATH, "EIO=3&transport=websocket")).await;
    assert!(socket.receive_text().await.starts_with("0{"));
    socket.send("2").await;
    assert_eq!(socket.receive_text().await, "3");
}
