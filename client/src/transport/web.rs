//! The platform of the browser: its own WebSocket, `fetch` and timers.
//!
//! A browser's socket receives whether or not anybody reads, and takes whatever is written to it. So there is a limit
//! on what it may hold for writing (`MAX_BUFFERED`), and the driver closes it if the application does not keep up.

use std::future::{Future, poll_fn};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State, WebSocketError};
use gloo_timers::future::TimeoutFuture;

use super::clock::Reading;
use super::{Client, Events, Options, Socket, Transport};
use crate::socketio::{Frame, Reason};

mod fetch;
mod page;

/// Bytes that the browser's socket may hold for writing before it is given more.
const MAX_BUFFERED: u32 = 1 << 20;
/// How often a socket that holds too much is looked at: browsers have no event for it, in milliseconds.
const BUFFER_POLL_MS: u32 = 50;
/// The longest single timer, in milliseconds. Browsers take 32 bits and fire at once beyond.
const MAX_TIMER_MS: u128 = 24 * 60 * 60 * 1000;

/// Makes a client, which does nothing until its driver is polled. Give the driver to
/// `spawn_local`; dropping it ends the connection.
#[must_use = "the driver has to be spawned"]
pub fn connect(options: Options) -> (Client, Events, impl Future<Output = ()> + 'static) {
    let watch_page = options.watch_page;
    let (client, events, driver) = super::assemble(options, Web);
    let watch = watch_page.then(|| page::watch(driver.shared()));
    let driver = async move {
        driver.run().await;
        drop(watch);
    };
    (client, events, driver)
}

struct Web;

impl Transport for Web {
    type Socket = WebSocketHandle;

    const BACKPRESSURE: bool = false;

    async fn open(&self, url: String, _max_bytes: usize) -> Result<WebSocketHandle, Reason> {
        let mut socket = WebSocket::open(&url).map_err(|error| Reason::TransportError(error.to_string()))?;
        // Ready means: not connecting any more.
        poll_fn(|cx| socket.poll_ready_unpin(cx)).await.map_err(|error| reason(&error))?;
        match socket.state() {
            State::Open => Ok(WebSocketHandle { socket, pause: None }),
            // Browsers do not say why, so that pages cannot explore a network.
            _ => Err(Reason::TransportError("the WebSocket could not be opened".to_owned())),
        }
    }

    async fn get(&self, url: String, max_bytes: usize) -> Result<String, Reason> {
        fetch::request(&url, None, max_bytes).await
    }

    async fn post(&self, url: String, body: String) -> Result<(), Reason> {
        fetch::request(&url, Some(&body), usize::MAX).await.map(|_| ())
    }

    fn reading() -> Reading {
        let wall = js_sys::Date::now();
        let monotonic = web_sys::window().and_then(|window| window.performance()).map_or(wall, |clock| clock.now());
        let millis = |millis: f64| Duration::try_from_secs_f64(millis / 1000.0).unwrap_or_default();
        Reading { monotonic: millis(monotonic), wall: millis(wall) }
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

    fn start_send(&mut self, frame: Frame) -> Result<(), Reason> {
        let message = match frame {
            Frame::Text(text) => Message::Text(text),
            Frame::Binary(bytes) => Message::Bytes(bytes),
        };
        self.socket.start_send_unpin(message).map_err(|error| reason(&error))
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
