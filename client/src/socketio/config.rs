//! What a session is told once, and its limits.

use std::fmt::{self, Write as _};
use std::time::Duration;

use super::Reconnection;

/// A way to carry Engine.IO's packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportKind {
    /// A WebSocket.
    WebSocket,
    /// HTTP long-polling: works wherever plain requests do.
    Polling,
}

/// As in the protocol and in the JavaScript client's options.
impl fmt::Display for TransportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WebSocket => "websocket",
            Self::Polling => "polling",
        })
    }
}

/// How to reach a server. The names in brackets are those of the JavaScript client's options.
#[derive(Debug, Clone)]
pub struct Config {
    /// The server's origin: `http(s)://host[:port]` or `ws(s)://host[:port]`.
    pub url: String,
    /// The path of the Socket.IO endpoint, beginning with a slash (`path`). Default `/socket.io/`.
    pub path: String,
    /// Further parameters of every request (`query`). They are not encrypted by themselves and end in the logs of
    /// servers and proxies: for who one is there is [`Auth`](crate::transport::Auth). Default none.
    pub query: Vec<(String, String)>,
    /// The namespace to connect to, beginning with a slash. Default `/`.
    pub namespace: String,
    /// The transports, in the order in which they are tried (`transports`, with `tryAllTransports`). Default WebSocket,
    /// then polling: where WebSockets work, as nearly everywhere, a connection is there after one round trip instead of
    /// three; where they do not, polling takes over. The JavaScript client begins with polling.
    pub transports: Vec<TransportKind>,
    /// Whether to move from polling to a WebSocket once connected, where both are in
    /// [`transports`](Self::transports) and the server offers it (`upgrade`). Default true.
    pub upgrade: bool,
    /// Whether to begin with what the last connection ended with (`rememberUpgrade`): who cannot open WebSockets does not
    /// wait for one each time. Default true.
    pub remember_transport: bool,
    /// How long a WebSocket may take to be opened and answered before the next transport is tried; it may hang in a
    /// proxy. Default 5 s.
    pub websocket_timeout: Duration,
    /// How long the move from polling to a WebSocket may take until it is given up. Polling goes on meanwhile.
    /// Default 10 s.
    pub upgrade_timeout: Duration,
    /// When to connect again after a connection is lost.
    pub reconnection: Reconnection,
    /// How long a connection may take from opening the transport to joining the namespace, whatever transports are
    /// tried (`timeout`). Default 20 s.
    pub connect_timeout: Duration,
    /// The bounds of everything a session keeps.
    pub limits: Limits,
}

/// The bounds of everything a session keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Packets of a namespace waiting for a connection, or for a connection to take them. Default 256.
    pub buffered_packets: usize,
    /// Bytes of those packets, attachments included. Default 1,000,000.
    pub buffered_bytes: usize,
    /// Requests without an answer, sent or waiting. Default 1,024.
    pub pending_requests: usize,
    /// Events of a namespace that have not been taken by the application; while there are as many, no frame should be
    /// read. Default 256.
    pub waiting_events: usize,
    /// Namespaces at a time. Default 64.
    pub namespaces: usize,
    /// The largest frame taken from the server, and the largest sum of one packet's attachments, in bytes.
    /// Default 4 MiB: the longest answer is a catch-up of 500 messages.
    pub frame_bytes: usize,
    /// The longest answer to a poll, in bytes: all that has come together since the last one, binary data as base64.
    /// Default 16 MiB.
    pub body_bytes: usize,
    /// Binary attachments of one packet, in either direction. Default 10, as in the JavaScript implementation.
    pub attachments: usize,
    /// The largest packet to send, in bytes; the server's `maxPayload` lowers it. Default 1,000,000.
    pub packet_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            buffered_packets: 256,
            buffered_bytes: 1_000_000,
            pending_requests: 1_024,
            waiting_events: 256,
            namespaces: 64,
            frame_bytes: 4 << 20,
            body_bytes: 16 << 20,
            attachments: 10,
            packet_bytes: 1_000_000,
        }
    }
}

/// An address that no connection can be made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// The scheme is not one of those that are known, or there is no host.
    #[error("the server's address must begin with http://, https://, ws:// or wss://")]
    Scheme,
    /// [`Config::transports`] is empty.
    #[error("no transport is allowed; name at least one")]
    NoTransport,
}

impl Config {
    /// The defaults, for the server at `url`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            path: "/socket.io/".to_owned(),
            query: Vec::new(),
            namespace: "/".to_owned(),
            transports: vec![TransportKind::WebSocket, TransportKind::Polling],
            upgrade: true,
            remember_transport: true,
            websocket_timeout: Duration::from_secs(5),
            upgrade_timeout: Duration::from_secs(10),
            reconnection: Reconnection::default(),
            connect_timeout: Duration::from_secs(20),
            limits: Limits::default(),
        }
    }

    /// The address that a transport begins with.
    ///
    /// # Errors
    /// [`InvalidUrl::Scheme`] where [`url`](Self::url) has another scheme, or no host.
    pub fn endpoint(&self, transport: TransportKind) -> Result<String, InvalidUrl> {
        let (tls, host) = [("http://", ""), ("https://", "s"), ("ws://", ""), ("wss://", "s")]
            .into_iter()
            .find_map(|(scheme, tls)| Some((tls, self.url.strip_prefix(scheme)?.trim_end_matches('/'))))
            .filter(|(_, host)| !host.is_empty())
            .ok_or(InvalidUrl::Scheme)?;
        let scheme = match transport {
            TransportKind::WebSocket => "ws",
            TransportKind::Polling => "http",
        };
        let mut url = format!("{scheme}{tls}://{host}{}?EIO=4&transport={transport}", self.path);
        for (key, value) in &self.query {
            url.push('&');
            push_encoded(&mut url, key);
            url.push('=');
            push_encoded(&mut url, value);
        }
        Ok(url)
    }
}

/// Adds `text` to a query, percent-encoded as by `encodeURIComponent`.
pub(super) fn push_encoded(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_address_becomes_one_for_each_transport() {
        for (url, expected) in [
            ("http://localhost:3000", Ok("ws://localhost:3000/socket.io/?EIO=4&transport=websocket")),
            ("https://chat.example/", Ok("wss://chat.example/socket.io/?EIO=4&transport=websocket")),
            ("wss://[::1]:1", Ok("wss://[::1]:1/socket.io/?EIO=4&transport=websocket")),
            ("chat.example", Err(InvalidUrl::Scheme)),
            ("ftp://chat.example", Err(InvalidUrl::Scheme)),
            ("http://", Err(InvalidUrl::Scheme)),
        ] {
            let endpoint = Config::new(url).endpoint(TransportKind::WebSocket);
            assert_eq!(endpoint.as_deref(), expected.as_ref().copied(), "{url}");
        }
        let polling = Config::new("wss://chat.example").endpoint(TransportKind::Polling);
        assert_eq!(polling.as_deref(), Ok("https://chat.example/socket.io/?EIO=4&transport=polling"));
    }

    #[test]
    fn further_parameters_are_encoded() {
        let query = vec![("room name".to_owned(), "a&b=ö".to_owned())];
        let config = Config { query, ..Config::new("http://localhost") };
        let url = config.endpoint(TransportKind::Polling).unwrap();
        assert!(url.ends_with("transport=polling&room%20name=a%26b%3D%C3%B6"), "{url}");
    }
}
