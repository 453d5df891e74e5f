//! Engine.IO packets, as they stand in WebSocket text frames: one digit, then a body.

use std::time::Duration;

use serde::Deserialize;
use sociable_protocol::from_json;

use super::Malformed;

/// The answer to a ping.
pub(super) const PONG: &str = "3";
/// In front of every Socket.IO packet.
pub(super) const MESSAGE: char = '4';

/// A packet that a server sends over a WebSocket.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet<'a> {
    Open(Open),
    Close,
    Ping,
    Noop,
    Message(&'a str),
}

/// The handshake. The session's id and the possible upgrades are of no use to a WebSocket, and not every server
/// writes them in the same form, so they are not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// How long the server may be silent before it is taken for dead: its ping interval and time-out together.
    pub(super) silence: Duration,
    /// The largest packet the server takes, in bytes; servers before 4.1 do not say.
    pub(super) max_payload: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenJson {
    ping_interval: u64,
    ping_timeout: u64,
    max_payload: Option<u64>,
}

impl<'a> Packet<'a> {
    pub(super) fn decode(text: &'a str) -> Result<Self, Malformed> {
        let mut chars = text.chars();
        let kind = chars.next().ok_or(Malformed::Engine)?;
        let body = chars.as_str();
        match kind {
            '0' => Open::decode(body).map(Self::Open),
            '1' => Ok(Self::Close),
            '2' => Ok(Self::Ping),
            '6' => Ok(Self::Noop),
            MESSAGE => Ok(Self::Message(body)),
            _ => Err(Malformed::Engine),
        }
    }
}

impl Open {
    fn decode(json: &str) -> Result<Self, Malformed> {
        let open: OpenJson = from_json(json).map_err(|_| Malformed::Handshake)?;
        Ok(Self {
            silence: Duration::from_millis(open.ping_interval.saturating_add(open.ping_timeout)),
            max_payload: open.max_payload.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_is_read_whoever_wrote_it() {
        let silence = Duration::from_millis(45_000);
        let node = r#"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["webtransport"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
        assert_eq!(Packet::decode(node), Ok(Packet::Open(Open { silence, max_payload: Some(1_000_000) })));
        let older = r#"0{"sid":1,"pingInterval":25000,"pingTimeout":20000}"#;
        assert_eq!(Packet::decode(older), Ok(Packet::Open(Open { silence, max_payload: None })));
        let absurd = format!(r#"0{{"pingInterval":{},"pingTimeout":20000}}"#, u64::MAX);
        assert!(matches!(Packet::decode(&absurd), Ok(Packet::Open(_))));
        assert_eq!(Packet::decode(r#"0{"pingInterval":-1}"#), Err(Malformed::Handshake));
    }

    #[test]
    fn what_no_server_sends_is_malformed() {
        for text in ["", "3", "5", "7", "bAAAA", "é", "\u{0}"] {
            assert_eq!(Packet::decode(text), Err(Malformed::Engine), "{text}");
        }
    }
}
