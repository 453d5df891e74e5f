//! A [`Session`] with a transport, a clock and a task: the client that programs use.
//!
//! Two transports exist, `native` (tokio) and `web` (the browser), behind one seam; both offer the same
//! `connect(options)`, which gives a [`Client`] to send with, [`Events`] to listen to, and the driver, a future that
//! does the work and has to be spawned by the caller.
//!
//! The session stands behind a mutex that [`Client`], [`Events`] and driver share, so that sending answers at once
//! whether there is room. It is never held across an await.
//!
//! Slow consumers: while [`Limits::waiting_events`](crate::socketio::Limits::waiting_events) events wait in
//! [`Events`], nothing is read from the socket. The server feels that through TCP; if it lasts longer than its ping
//! interval and time-out, the connection is given up and made again. A browser cannot stop its socket from receiving,
//! so there the connection is given up at once.

mod client;
mod driver;
mod events;
mod options;
mod shared;

#[cfg(all(not(target_arch = "wasm32"), feature = "native"))]
pub mod native;
#[cfg(target_arch = "wasm32")]
pub mod web;

use std::future::Future;
use std::task::{Context, Poll};
use std::time::Duration;

pub use client::{Client, RequestError, read_reply};
pub use events::Events;
pub use options::{Auth, Options};

use crate::socketio::{Reason, Session};

/// What a transport brings.
enum Frame {
    Text(String),
    Binary(Vec<u8>),
}

/// The platform: how to open a WebSocket, and what time it is.
trait Transport {
    type Socket: Socket;

    /// Whether a socket that is not read stops receiving.
    const BACKPRESSURE: bool;

    /// Opens a WebSocket. Messages of more than `max_bytes` may be refused while they arrive.
    fn open(url: String, max_bytes: usize) -> impl Future<Output = Result<Self::Socket, Reason>>;

    /// The time since some fixed start.
    fn now() -> Duration;

    fn sleep(duration: Duration) -> impl Future<Output = ()>;
}

/// An open WebSocket. Dropping it closes the connection.
trait Socket {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame, Reason>>;
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>>;
    /// Takes a frame after `poll_ready`.
    fn start_send(&mut self, frame: String) -> Result<(), Reason>;
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>>;
    /// Says goodbye; does not wait for the server to do so.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>>;
}

/// The halves of a new client, for transport `T`.
fn connect<T: Transport>(options: Options) -> (Client, Events, impl Future<Output = ()>) {
    // Where there is no randomness, the only harm is that clients reconnect in step.
    let seed = getrandom::u64().unwrap_or(0);
    let max_bytes = options.config.limits.frame_bytes;
    let shared = shared::Shared::new(Session::new(options.config, seed), T::now);
    let client = Client::new(&shared);
    if options.auto_connect {
        client.connect();
    }
    let events = Events::new(&shared);
    let driver = driver::Driver::<T>::new(shared, options.auth, max_bytes);
    (client, events, driver.run())
}
