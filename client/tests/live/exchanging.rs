//! Events and acks on one connection.

use std::time::Duration;

use serde_json::{Value, json};
use sociable_client::socketio::{Event, Message};
use sociable_client::transport::RequestError;
use sociable_protocol::{ErrorCode, SetTyping};

use crate::server::Server;
use crate::{PATIENCE, Peer};

/// The next event named `name`.
async fn message(peer: &mut Peer, name: &str) -> Message {
    peer.until(|event| match event {
        Event::Message(message) if message.name == name => Some(message),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn many_requests_at_once_get_each_its_own_answer() {
    let server = Server::start();
    let peer = Peer::connect(&server.url());
    let requests = (0..100).map(|number| {
        let client = peer.client.clone();
        async move {
            let payload = json!({ "number": number, "text": "ö \"quoted\" 🦀" });
            assert_eq!(client.request_raw("echo", &payload, PATIENCE).await.unwrap(), payload);
        }
    });
    futures_util::future::join_all(requests).await;
}

#[tokio::test]
async fn requests_of_the_contract_are_typed_both_ways() {
    let server = Server::start();
    let peer = Peer::connect(&server.url());
    let mut typing = SetTyping { room: "lobby".parse().unwrap(), typing: true };
    peer.client.request(&typing, PATIENCE).await.expect("a reply");
    typing.room = "elsewhere".parse().unwrap();
    let refused = peer.client.request(&typing, PATIENCE).await;
    assert!(matches!(refused, Err(RequestError::Refused(error)) if error.code == ErrorCode::NotJoined));
}

#[tokio::test]
async fn a_request_that_is_not_answered_times_out() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    peer.connected().await;
    let timeout = Duration::from_millis(50);
    let unanswered = peer.client.request_raw("silent", &1, timeout).await;
    assert!(matches!(unanswered, Err(RequestError::Timeout)), "{unanswered:?}");
    assert_eq!(peer.client.request_raw("echo", &1, PATIENCE).await.unwrap(), json!(1));
}

#[tokio::test]
async fn a_packet_that_is_too_large_is_refused_before_it_is_sent() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    peer.connected().await;
    let large = "x".repeat(100_001);
    let refused = peer.client.request_raw("echo", &large, PATIENCE).await;
    assert!(matches!(refused, Err(RequestError::TooLarge { max: 100_000, .. })), "{refused:?}");
    assert!(peer.client.is_connected());
}

#[tokio::test]
async fn binary_events_come_with_their_attachments() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    peer.client.emit("binary", &()).unwrap();
    let file = message(&mut peer, "file").await;
    assert_eq!(file.arg::<Value>().unwrap(), json!({ "size": 3 }));
    assert_eq!(file.attachments, [[1, 2, 3]]);
}

#[tokio::test]
async fn an_application_that_stops_reading_stops_the_server_and_misses_nothing() {
    const TICKS: u32 = 20_000;
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    peer.connected().await;
    peer.client.emit("ticks", &TICKS).unwrap();
    // With its queue of events full the client reads nothing, so not even an ack comes through.
    let stuck = peer.client.request_raw("echo", &1, Duration::from_millis(500)).await;
    assert!(matches!(stuck, Err(RequestError::Timeout)), "{stuck:?}");
    for expected in 0..TICKS {
        assert_eq!(message(&mut peer, "tick").await.arg::<u32>().unwrap(), expected);
    }
    assert!(peer.client.is_connected());
}
