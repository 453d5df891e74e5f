//! Getting in, being refused, leaving.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use sociable_client::socketio::{Event, Reason, SendError};
use sociable_client::transport::{Options, RequestError, native};
use sociable_protocol::ErrorCode;

use crate::server::{Heartbeat, Server};
use crate::{PATIENCE, Peer};

fn named(name: &str) -> Option<Box<RawValue>> {
    to_raw_value(&json!({ "name": name })).ok()
}

#[tokio::test]
async fn a_client_says_who_it_is_when_it_connects() {
    let server = Server::start();
    let mut peer = Peer::connect_with(&server.url(), |options| options.auth = Box::new(|| named("Ada")));
    peer.connected().await;
    assert!(peer.client.is_connected());
    let Event::Message(hello) = peer.next().await else { panic!("the first event is the server's") };
    assert_eq!((hello.name.as_str(), hello.arg::<Value>().unwrap()), ("hello", json!({ "name": "Ada" })));
}

#[tokio::test]
async fn a_refusal_is_told_and_the_next_try_says_something_else() {
    let server = Server::start();
    let tries = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&tries);
    let mut peer = Peer::connect_with(&server.url(), move |options| {
        options.auth = Box::new(move || match counted.fetch_add(1, Ordering::SeqCst) {
            0 => named("nobody"),
            _ => named("Ada"),
        });
    });
    let refused = peer.next().await;
    assert_eq!(refused.refusal().expect("a refusal").code, ErrorCode::InvalidName, "{refused:?}");
    peer.client.reconnect_now();
    peer.client.connect();
    peer.connected().await;
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_client_may_wait_to_be_told_to_connect() {
    let server = Server::start();
    let mut peer = Peer::connect_with(&server.url(), |options| {
        options.auto_connect = false;
        options.auth = Box::new(|| named("nobody"));
    });
    let told = tokio::time::timeout(Duration::from_millis(100), peer.events.next()).await;
    assert!(told.is_err(), "{told:?}");
    peer.client.connect();
    assert!(peer.next().await.refusal().is_some());
}

#[tokio::test]
async fn a_server_that_disconnects_a_client_does_not_see_it_again_until_it_is_told_to_connect() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    let first = peer.connected().await;
    peer.client.emit("leave", &()).unwrap();
    assert_eq!(peer.disconnected().await, Reason::ServerDisconnect);
    peer.client.reconnect_now();
    assert!(!peer.client.is_connected());
    peer.client.connect();
    assert_ne!(peer.connected().await, first);
}

#[tokio::test]
async fn a_client_that_nobody_uses_says_goodbye_and_ends() {
    let server = Server::start();
    let mut peer = Peer::connect(&server.url());
    peer.connected().await;
    let clone = peer.client.clone();
    drop(peer.client);
    drop(peer.events);
    clone.request_raw("echo", &1, PATIENCE).await.expect("a clone keeps it alive");
    drop(clone);
    tokio::time::timeout(PATIENCE, peer.driver).await.expect("the driver ends").unwrap();
    server.noted("disconnected").await;
}

#[tokio::test]
async fn without_its_driver_a_client_is_closed() {
    let (client, mut events, driver) = native::connect(Options::new("http://127.0.0.1:9"));
    drop(driver);
    assert!(events.next().await.is_none());
    assert!(matches!(client.emit("hello", &()), Err(SendError::Closed)));
    assert!(matches!(client.request_raw("hello", &(), PATIENCE).await, Err(RequestError::Closed)));
}

#[tokio::test]
async fn heartbeats_keep_a_quiet_connection() {
    // The time to answer is long enough for a machine that stands still for a while.
    let (interval, timeout) = (Duration::from_millis(200), Duration::from_secs(4));
    let server = Server::start_with(Heartbeat { interval, timeout });
    let mut peer = Peer::connect(&server.url());
    peer.connected().await;
    assert!(matches!(peer.next().await, Event::Message(_)));
    // Either side would have given up by then without the other's signs of life.
    let quiet = tokio::time::timeout(2 * interval + timeout + Duration::from_secs(1), peer.events.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    assert!(peer.client.is_connected());
}
