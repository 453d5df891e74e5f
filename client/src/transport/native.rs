//! The platform of native programs: tokio, tokio-tungstenite and hyper. Without TLS: for `https://` put a proxy in between.

use std::future::Future;
use std::sync::{LazyLock, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant, SystemTime};

use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::{Method, Request, header};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::clock::Reading;
use super::{Client, Events, Options, Socket, Transport, refused, unanswered};
use crate::socketio::{Frame, Reason};

/// Bytes that a socket allocates for reading. tungstenite's own default of 128 KiB is too much for a program that
/// opens thousands of connections.
const READ_BUFFER: usize = 8 * 1024;
/// Bytes that are collected before they are written, unless there is nothing more to write.
const WRITE_BUFFER: usize = 16 * 1024;
/// The longest body of an answer of which nothing but its status is wanted.
const MAX_IGNORED: usize = 64 * 1024;

/// Makes a client, which does nothing until its driver is polled. Spawn the driver on a tokio
/// runtime with time and I/O enabled; dropping it ends the connection.
#[must_use = "the driver has to be spawned"]
pub fn connect(options: Options) -> (Client, Events, impl Future<Output = ()> + Send + 'static) {
    let (client, events, driver) = super::assemble(options, Native::default());
    (client, events, driver.run())
}

#[derive(Default)]
struct Native {
    /// Made by the first poll: most connections need none.
    http: OnceLock<HttpClient<HttpConnector, Full<Bytes>>>,
}

impl Transport for Native {
    type Socket = NativeSocket;

    const BACKPRESSURE: bool = true;

    async fn open(&self, url: String, max_bytes: usize) -> Result<NativeSocket, Reason> {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(max_bytes))
            .max_frame_size(Some(max_bytes));
        let (socket, _) = connect_async_with_config(url, Some(config), true).await.map_err(reason)?;
        Ok(NativeSocket(socket))
    }

    async fn get(&self, url: String, max_bytes: usize) -> Result<String, Reason> {
        self.request(Method::GET, url, String::new(), max_bytes).await
    }

    async fn post(&self, url: String, body: String) -> Result<(), Reason> {
        self.request(Method::POST, url, body, MAX_IGNORED).await.map(|_| ())
    }

    fn reading() -> Reading {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Reading { monotonic: START.elapsed(), wall }
    }

    async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

impl Native {
    async fn request(&self, method: Method, url: String, body: String, max_bytes: usize) -> Result<String, Reason> {
        let http = self.http.get_or_init(|| {
            let mut connector = HttpConnector::new();
            connector.set_nodelay(true);
            HttpClient::builder(TokioExecutor::new()).build(connector)
        });
        let request = Request::builder()
            .method(method)
            .uri(url)
            .header(header::ACCEPT, "*/*")
            .header(header::CONTENT_TYPE, "text/plain;charset=UTF-8")
            .body(Full::new(Bytes::from(body)))
            .map_err(unanswered)?;
        let answer = http.request(request).await.map_err(|error| unanswered(with_source(&error)))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(refused(status.as_u16()));
        }
        let body = Limited::new(answer.into_body(), max_bytes).collect().await.map_err(unanswered)?;
        String::from_utf8(body.to_bytes().into()).map_err(unanswered)
    }
}

/// hyper's errors keep what matters in their source.
fn with_source(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
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

    fn start_send(&mut self, frame: Frame) -> Result<(), Reason> {
        let message = match frame {
            Frame::Text(text) => Message::text(text),
            Frame::Binary(bytes) => Message::binary(bytes),
        };
        self.0.start_send_unpin(message).map_err(reason)
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
