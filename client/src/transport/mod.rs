//! A [`Session`] with a transport, a clock and a task: the client that programs use.
//!
//! Two platforms exist, `native` (tokio) and `web` (the browser), behind one seam; both offer the same
//! [`connect`], which gives a [`Client`] to send with, [`Events`] to listen to, and the driver, a future that
//! does the work and has to be spawned by the caller. [`Client::namespace`] gives the same for a further namespace on the
//! same connection.
//!
//! The session stands behind a mutex that [`Client`], [`Events`] and driver share, so that sending answers at once
//! whether there is room. It is never held across an await.
//!
//! Slow consumers: while [`Limits::waiting_events`](crate::socketio::Limits::waiting_events) events wait in
//! [`Events`], nothing is read from the socket. The server feels that through TCP; if it lasts longer than its ping
//! interval and time-out, the connection is given up and made again. A browser cannot stop its WebSocket from receiving,
//! so there the connection is given up at once. Polling just does not poll.

mod client;
mod clock;
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

/// Makes a client on the platform that this is compiled for.
#[cfg(not(target_arch = "wasm32"))]
pub use native::connect;
/// Makes a client on the platform that this is compiled for.
#[cfg(target_arch = "wasm32")]
pub use web::connect;

pub use client::{Client, RequestError, read_reply};
use clock::Reading;
use driver::Driver;
pub use events::Events;
pub use options::{Auth, Options};

use crate::socketio::{Frame, NamespaceId, Reason, Session};

/// The platform: how to open a WebSocket and make requests, and what time it is.
trait Transport {
    type Socket: Socket;

    /// Whether a socket that is not read stops receiving.
    const BACKPRESSURE: bool;

    /// Opens a WebSocket. Messages of more than `max_bytes` may be refused while they arrive.
    fn open(&self, url: String, max_bytes: usize) -> impl Future<Output = Result<Self::Socket, Reason>>;

    /// What a GET is answered, at most `max_bytes`. Dropping the future ends the request.
    fn get(&self, url: String, max_bytes: usize) -> impl Future<Output = Result<String, Reason>>;

    /// Makes a POST. Dropping the future ends the request.
    fn post(&self, url: String, body: String) -> impl Future<Output = Result<(), Reason>>;

    /// The platform's clocks.
    fn reading() -> Reading;

    fn sleep(duration: Duration) -> impl Future<Output = ()>;
}

/// An open WebSocket. Dropping it closes the connection.
trait Socket {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame, Reason>>;
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>>;
    /// Takes a frame after `poll_ready`.
    fn start_send(&mut self, frame: Frame) -> Result<(), Reason>;
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>>;
    /// Says goodbye; does not wait for the server to do so.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>>;
}

/// The parts of a new client.
fn assemble<T: Transport>(options: Options, transport: T) -> (Client, Events, Driver<T>) {
    // Where there is no randomness, the only harm is that clients reconnect in step.
    let seed = getrandom::u64().unwrap_or(0);
    let limits = options.config.limits;
    let shared = shared::Shared::new(Session::new(options.config, seed), options.auth, T::reading);
    let client = Client::new(&shared, NamespaceId::FIRST);
    if options.auto_connect {
        client.connect();
    }
    let events = Events::new(&shared, NamespaceId::FIRST);
    let driver = Driver::new(shared, limits, transport);
    (client, events, driver)
}

/// The reason for a request's failing with this HTTP status.
fn refused(status: u16) -> Reason {
    Reason::TransportError(format!("the server answered HTTP {status}"))
}

/// The reason for a request's failing before there was an answer, or while it came.
fn unanswered(error: impl std::fmt::Display) -> Reason {
    Reason::TransportError(format!("the request failed: {error}"))
}
