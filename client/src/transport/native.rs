//! The transport of native programs: tokio and tokio-tungstenite. Without TLS: for `wss://` put a proxy in between.

use std::future::Future;
use std::sync::LazyLock;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::{Client, Events, Frame, Options, Socket, Transport};
use crate::socketio::Reason;

/// Bytes that a socket allocates for reading. tungstenite's own default of 128 KiB is too much for a program that
/// opens thousands of connections.
const READ_BUFFER: usize = 8 * 1024;
/// Bytes that are collected before they are written, unless there is nothing more to write.
const WRITE_BUFFER: usize = 16 * 1024;

/// Makes a client, which does nothing until its driver is polled. Spawn the driver on a tokio
/// runtime with time and I/O enabled; dropping it ends the connection.
#[must_use = "the driver has to be spawned"]
pub fn connect(options: Options) -> (Client, Events, impl Future<Output = ()> + Send + 'static) {
    super::connect::<Native>(options)
}

struct Native;

impl Transport for Native {
    type Socket = NativeSocket;

    const BACKPRESSURE: bool = true;

    async fn open(url: String, max_bytes: usize) -> Result<NativeSocket, Reason> {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(max_bytes))
            .max_frame_size(Some(max_bytes));
        let (socket, _) = connect_async_with_config(url, Some(config), true).await.map_err(reason)?;
        Ok(NativeSocket(socket))
    }

    fn now() -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

struct NativeSocket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket for NativeSocket {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame, Reason>> {
        loop {
            return Poll::Ready(match ready!(self.0.poll_next_unpin(cx)) {
                Some(Ok(Message::Text(text))) => Ok(Frame::Text(text.as_str().to_owned())),
                Some(Ok(Message::Binary(bytes))) => Ok(Frame::Binary(bytes.into())),
                Some(Ok(Message::Close(_))) | None => Err(Reason::TransportClose),
                // tungstenite answers WebSocket's own pings.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Err(error)) => Err(reason(error)),
            });
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>> {
        self.0.poll_ready_unpin(cx).map_err(reason)
    }

    fn start_send(&mut self, frame: String) -> Result<(), Reason> {
        self.0.start_send_unpin(Message::text(frame)).map_err(reason)
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>> {
        self.0.poll_flush_unpin(cx).map_err(reason)
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Reason>> {
        self.0.poll_close_unpin(cx).map_err(reason)
    }
}

fn reason(error: Error) -> Reason {
    match error {
        Error::ConnectionClosed | Error::AlreadyClosed => Reason::TransportClose,
        error => Reason::TransportError(error.to_string()),
    }
}
