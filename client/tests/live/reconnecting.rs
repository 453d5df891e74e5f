//! Losing the connection and getting it back.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::poll;
use sociable_client::socketio::{Event, Reason};
use sociable_client::transport::RequestError;

use crate::proxy::Proxy;
use crate::server::{Heartbeat, Server};
use crate::{PATIENCE, Peer};

#[tokio::test]
async fn a_client_comes_back_to_a_server_that_was_killed_and_sends_what_waited_once() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    let first = peer.connected().await;

    // Packets are sent in order, so this request has been sent when the next one is answered.
    let client = peer.client.clone();
    let mut unanswered = pin!(client.request_raw("silent", &1, PATIENCE));
    assert!(poll!(unanswered.as_mut()).is_pending());
    peer.client.request_raw("echo", &1, PATIENCE).await.unwrap();
    let killed = server.kill();
    let notes = Arc::clone(&killed.notes);
    let reason = peer.disconnected().await;
    assert!(matches!(reason, Reason::TransportClose | Reason::TransportError(_)), "{reason}");
    assert!(matches!(unanswered.await, Err(RequestError::Disconnected)));

    // Wait until an attempt has failed, so that what follows is said without a server.
    let attempt = peer.until(|event| match event {
        Event::Reconnecting { attempt, .. } if attempt > 2 => Some(attempt),
        _ => None,
    });
    attempt.await;
    peer.client.emit("note", "by emit").unwrap();
    let mut asking = pin!(client.request_raw("note", "by request", PATIENCE));
    assert!(poll!(asking.as_mut()).is_pending());
    let _server = killed.start_again();
    assert_ne!(peer.connected().await, first);
    asking.await.expect("an answer");
    let said: Vec<_> = notes.lock().unwrap().iter().filter(|note| note.starts_with("by")).cloned().collect();
    assert_eq!(said, ["by emit", "by request"]);
}

#[tokio::test]
async fn a_connection_that_is_silently_dead_is_noticed_and_replaced() {
    let heartbeat = Heartbeat { interval: Duration::from_millis(200), timeout: Duration::from_secs(4) };
    let server = Server::start_with(heartbeat);
    let proxy = Proxy::to(server.addr).await;
    let mut peer = Peer::connect(&proxy.url);
    let first = peer.connected().await;
    proxy.freeze();
    assert_eq!(peer.disconnected().await, Reason::PingTimeout);
    assert_ne!(peer.connected().await, first);
    assert_eq!(peer.client.request_raw("echo", &1, PATIENCE).await.unwrap(), 1);
}

#[tokio::test]
async fn a_server_that_announced_its_restart_is_left_in_peace() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    peer.connected().await;
    peer.client.delay_next_reconnect(Duration::from_secs(3_600));
    let killed = server.kill();
    let delay = peer.until(|event| match event {
        Event::Reconnecting { delay, .. } => Some(delay),
        _ => None,
    });
    assert!(delay.await > Duration::from_secs(3_000));
    let _server = killed.start_again();
    peer.client.reconnect_now();
    peer.connected().await;
}
