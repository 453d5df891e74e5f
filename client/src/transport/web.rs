//! The transport of the browser: its own WebSocket and timers, through gloo.
//!
//! A browser's socket receives whether or not anybody reads, and takes whatever is written to it. So there is a limit
//! on what it may hold for writing (`MAX_BUFFERED`), and the driver closes it if the application does not keep up.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State, WebSocketError};
use gloo_timers::future::TimeoutFuture;

use super::{Client, Events, Frame, Options, Socket, Transport};
use crate::socketio::Reason;

/// Bytes that the browser's socket may hold for writing before it is given more.
const MAX_BUFFERED: u32 = 1 << 20;
/// How often a socket that holds too much is looked at: browsers have no event for it, in milliseconds.
const BUFFER_POLL_MS: u32 = 50;
/// The longest single timer, in milliseconds. Browsers take 32 bits and fire at once beyond.
const MAX_TIMER_MS: u128 = 24 * 60 * 60 * 1000;
/// How far the wall clock must run ahead of the monotonic one to be taken for a sleep of the machine, in milliseconds.
const SLEEP_MS: f64 = 1_000.0;

/// Makes a client, which does nothing until its driver is polled. Give the driver to
/// `spawn_local`; dropping it ends the connection.
#[must_use = "the driver has to be spawned"]
pub fn connect(options: Options) -> (Client, Events, impl Future<Output = ()> + 'static) {
    super::connect::<Web>(options)
}

struct Web;

impl Transport for Web {
    type Socket = WebSocketHandle;

    const BACKPRESSURE: bool = false;

    async fn open(url: String, _max_bytes: usize) -> Result<WebSocketHandle, Reason> {
        let mut socket = WebSocket::open(&url).map_err(|error| Reason::TransportError(error.to_string()))?;
        // Ready means: not connecting any more.
        poll_fn(|cx| socket.poll_ready_unpin(cx)).await.map_err(|error| reason(&error))?;
        match socket.state() {
            State::Open => Ok(WebSocketHandle { socket, pause: None }),
            // Browsers do not say why, so that pages cannot explore a network.
            _ => Err(Reason::TransportError("the WebSocket could not be opened".to_owned())),
        }
    }

    /// `performance.now()` stands still while some systems sleep, and the wall clock may be set back. This follows the
    /// first, and the second where it has clearly run ahead, so a connection that died during sleep is noticed.
    fn now() -> Duration {
        thread_local! {
            /// Monotonic, wall, and our own time at the last reading, in milliseconds.
            static LAST: Cell<Option<(f64, f64, f64)>> = const { Cell::new(None) };
        }
        let wall = js_sys::Date::now();
        let monotonic = web_sys::window().and_then(|window| window.performance()).map_or(wall, |clock| clock.now());
        let ours = LAST.get().map_or(0.0, |(last_monotonic, last_wall, ours)| {
            let (by_monotonic, by_wall) = (monotonic - last_monotonic, wall - last_wall);
            ours + if by_wall > by_monotonic + SLEEP_MS { by_wall } else { by_monotonic.max(0.0) }
        });
        LAST.set(Some((monotonic, wall, ours)));
        Duration::try_from_secs_f64(ours / 1000.0).unwrap_or(Duration::MAX)
    }

    async fn sleep(duration: Duration) {
        // Rounded up: a timer that fires early would only be set again, for nothing.
        let millis = duration.as_nanos().div_ceil(1_000_000).min(MAX_TIMER_MS);
        TimeoutFuture::new(u32::try_from(millis).unwrap_or(u32::MAX)).await;
    }
}

struct WebSocketHandle {
    socket: WebSocket,
    /// Running while the socket holds too much.
    pause: Option<TimeoutFuture>,
}

impl Socket for WebSocketHandle {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame, Reason>> {
        Poll::Ready(match ready!(self.socket.poll_next_unpin(cx)) {
            Some(Ok(Message::Text(text))) => Ok(Frame::Text(text)),
            Some(Ok(Message::Bytes(bytes))) => Ok(Frame::Binary(bytes)),
            Some(Err(error)) => Err(reason(&error)),
            None => Err(Reason::TransportClose),
        })
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>> {
        while self.socket.buffered_amount() > MAX_BUFFERED {
            let pause = self.pause.get_or_insert_with(|| TimeoutFuture::new(BUFFER_POLL_MS));
            ready!(pause.poll_unpin(cx));
            self.pause = None;
        }
        self.socket.poll_ready_unpin(cx).map_err(|error| reason(&error))
    }

    fn start_send(&mut self, frame: String) -> Result<(), Reason> {
        self.socket.start_send_unpin(Message::Text(frame)).map_err(|error| reason(&error))
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>> {
        self.socket.poll_flush_unpin(cx).map_err(|error| reason(&error))
    }

    /// Dropping the socket closes it, after what it holds has been sent.
    fn poll_close(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Reason>> {
        Poll::Ready(Ok(()))
    }
}

fn reason(error: &WebSocketError) -> Reason {
    match error {
        WebSocketError::ConnectionClose(_) => Reason::TransportClose,
        error => Reason::TransportError(error.to_string()),
    }
}
