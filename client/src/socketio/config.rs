//! What a session is told once, and its limits.

use std::time::Duration;

use super::Reconnection;

/// How to reach a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// The server's origin: `http(s)://host[:port]` or `ws(s)://host[:port]`.
    pub url: String,
    /// The path of the Socket.IO endpoint, beginning with a slash. Default `/socket.io/`.
    pub path: String,
    /// The namespace to connect to, beginning with a slash. Default `/`.
    pub namespace: String,
    /// When to connect again after a connection is lost.
    pub reconnection: Reconnection,
    /// How long a connection may take from opening the transport to joining the namespace. Default 20 s.
    pub connect_timeout: Duration,
    /// The bounds of everything a session keeps.
    pub limits: Limits,
}

/// The bounds of everything a session keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Packets waiting for a connection, or for a connection to take them. Default 256.
    pub buffered_packets: usize,
    /// Bytes of those packets. Default 1,000,000.
    pub buffered_bytes: usize,
    /// Requests without an answer, sent or waiting. Default 1,024.
    pub pending_requests: usize,
    /// Events that have not been taken by the application; while there are as many, no frame should be read.
    /// Default 256.
    pub waiting_events: usize,
    /// The largest frame taken from the server, and the largest sum of one packet's attachments, in bytes.
    /// Default 4 MiB: the longest answer is a catch-up of 500 messages.
    pub frame_bytes: usize,
    /// Binary attachments of one packet. Default 10, as in the JavaScript implementation.
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
            frame_bytes: 4 << 20,
            attachments: 10,
            packet_bytes: 1_000_000,
        }
    }
}

/// An address that no WebSocket can be opened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server's address must begin with http://, https://, ws:// or wss://")]
pub struct InvalidUrl;

impl Config {
    /// The defaults, for the server at `url`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            path: "/socket.io/".to_owned(),
            namespace: "/".to_owned(),
            reconnection: Reconnection::default(),
            connect_timeout: Duration::from_secs(20),
            limits: Limits::default(),
        }
    }

    /// The address of the WebSocket.
    ///
    /// # Errors
    /// [`InvalidUrl`] where [`url`](Self::url) has another scheme, or no host.
    pub fn endpoint(&self) -> Result<String, InvalidUrl> {
        let schemes = [("http://", "ws://"), ("https://", "wss://"), ("ws://", "ws://"), ("wss://", "wss://")];
        let (scheme, host) = schemes
            .into_iter()
            .find_map(|(from, to)| Some((to, self.url.strip_prefix(from)?.trim_end_matches('/'))))
            .filter(|(_, host)| !host.is_empty())
            .ok_or(InvalidUrl)?;
        Ok(format!("{scheme}{host}{}?EIO=4&transport=websocket", self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_address_becomes_a_websocket_address() {
        for (url, expected) in [
            ("http://localhost:3000", Ok("ws://localhost:3000/socket.io/?EIO=4&transport=websocket")),
            ("https://chat.example/", Ok("wss://chat.example/socket.io/?EIO=4&transport=websocket")),
            ("wss://[::1]:1", Ok("wss://[::1]:1/socket.io/?EIO=4&transport=websocket")),
            ("chat.example", Err(InvalidUrl)),
            ("ftp://chat.example", Err(InvalidUrl)),
            ("http://", Err(InvalidUrl)),
        ] {
            assert_eq!(Config::new(url).endpoint().as_deref(), expected.as_ref().copied(), "{url}");
        }
    }
}
