//! A server of the example's handlers, and peers that send packets as they stand in the protocols.

use std::sync::Arc;
use std::time::Duration;

use engineioxide::config::EngineIoConfig;
use engineioxide::service::EngineIoService;
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::StatusCode;
use serde_json::Value;
use sociable::config::{HttpConfig, HttpOptions};
use sociable::{Front, Listeners, TransportLimits};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::{echo, echo_socket_io};

/// Longer than anything here takes, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    url: String,
}

impl Server {
    /// One that pings nobody while a test lasts, so that what comes is what was asked for.
    pub(crate) async fn start() -> Self {
        Self::pinging_every(TransportLimits::default().ping_interval).await
    }

    pub(crate) async fn pinging_every(ping_interval: Duration) -> Self {
        let listeners = Listeners::bind("127.0.0.1:0").await.unwrap();
        let url = listeners.url().to_owned();
        let limits = TransportLimits { ping_interval, ..TransportLimits::default() };
        let (socket_io, io) = limits.socket_io().build_svc();
        echo_socket_io::register(&io);
        let engine = EngineIoConfig::builder().ping_interval(ping_interval).build();
        let front = Front::default().mount("/socket.io", socket_io, limits.payload_bytes).mount(
            "/engine.io",
            EngineIoService::with_config(Arc::new(echo::Echo), engine),
            limits.payload_bytes,
        );
        let config = HttpConfig::from(HttpOptions::default());
        tokio::spawn(async move { front.serve(listeners, &config, std::future::pending()).await });
        Self { url }
    }

    /// The address of an engine, with this query.
    pub(crate) fn at(&self, path: &str, query: &str) -> String {
        format!("{}{path}/?{query}", self.url)
    }

    /// The number and the words of a refusal.
    pub(crate) async fn refusal(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

/// A session of Engine.IO that polls.
pub(crate) struct Polling {
    http: reqwest::Client,
    url: String,
    pub(crate) sid: String,
}

impl Polling {
    pub(crate) async fn open(server: &Server, path: &str, version: u8) -> Self {
        let url = server.at(path, &format!("EIO={version}&transport=polling"));
        let http = reqwest::Client::new();
        let open = http.get(&url).send().await.unwrap().text().await.unwrap();
        // The older version says before each packet how long it is.
        let packet = if version == 3 { open.split_once(':').unwrap().1 } else { open.as_str() };
        let packet: Value =
            serde_json::from_str(packet.strip_prefix('0').unwrap()).expect("the packet and nothing else");
        let sid = packet["sid"].as_str().unwrap().to_owned();
        Self { http, url: format!("{url}&sid={sid}"), sid }
    }

    pub(crate) fn poll(&self) -> reqwest::RequestBuilder {
        self.http.get(&self.url)
    }

    pub(crate) fn post(&self, payload: &'static str) -> reqwest::RequestBuilder {
        self.http.post(&self.url).body(payload)
    }

    pub(crate) async fn send(&self, payload: &'static str) {
        let response = self.post(payload).send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), "ok", "{payload}");
    }

    /// Polls what does not come, and goes.
    pub(crate) async fn break_off_a_poll(&self) {
        let url = reqwest::Url::parse(&self.url).unwrap();
        let mut stream = TcpStream::connect(url.socket_addrs(|| None).unwrap()[0]).await.unwrap();
        let target = format!("{}?{}", url.path(), url.query().unwrap());
        // Written whole: the server has the poll before it has the end of it, however late either is.
        stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
        let polled = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut [0])).await;
        assert!(polled.is_err(), "nothing is to be polled");
    }

    /// What the next poll is answered.
    pub(crate) async fn receive(&self) -> String {
        let response = tokio::time::timeout(PATIENCE, self.poll().send()).await.unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.unwrap()
    }
}

/// A WebSocket.
pub(crate) struct Socket(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(crate) async fn connect(url: &str) -> Self {
        Self(connect_async(url.replacen("http", "ws", 1)).await.unwrap().0)
    }

    pub(crate) async fn send(&mut self, packet: &str) {
        self.0.send(Message::text(packet)).await.unwrap();
    }

    pub(crate) async fn send_binary(&mut self, bytes: &'static [u8]) {
        self.0.send(Message::binary(bytes)).await.unwrap();
    }

    /// The next message; `None` where it is closed.
    pub(crate) async fn receive(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a message in time");
        next.and_then(Result::ok).filter(|message| !message.is_close())
    }

    pub(crate) async fn receive_text(&mut self) -> String {
        self.receive().await.expect("a message").into_text().unwrap().to_string()
    }
}
