//! Engine.IO packets, as they stand in WebSocket text frames and in the payloads of long-polling: one digit, then a body.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use sociable_protocol::from_json;

use crate::socketio::Malformed;

/// Ends a session of long-polling.
pub(crate) const CLOSE: &str = "1";
/// The answer to a ping.
pub(crate) const PONG: &str = "3";
/// In front of every Socket.IO packet.
pub(crate) const MESSAGE: char = '4';
/// Asks over a new WebSocket whether the session may move there.
pub(super) const PROBE: &str = "2probe";
/// The answer to it.
pub(super) const PROBED: &str = "3probe";
/// Moves the session to the WebSocket.
pub(super) const UPGRADE: &str = "5";

/// A packet that a server sends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Packet<'a> {
    Open(Open),
    Close,
    Ping,
    Noop,
    Message(&'a str),
}

/// The handshake.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Open {
    /// How long the server may be silent before it is taken for dead: its ping interval and time-out together.
    pub(crate) silence: Duration,
    /// The largest packet the server takes, in bytes; servers before 4.1 do not say.
    pub(crate) max_payload: Option<usize>,
    /// The session's id, which long-polling needs. Some servers write a number, which is then none.
    pub(crate) sid: Option<String>,
    /// Whether the server offers to move the session to a WebSocket.
    pub(crate) websocket: bool,
}

/// What a WebSocket does not need is read as it is: not every server writes it in the same form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenJson {
    ping_interval: u64,
    ping_timeout: u64,
    max_payload: Option<u64>,
    sid: Option<Box<RawValue>>,
    upgrades: Option<Box<RawValue>>,
}

impl<'a> Packet<'a> {
    pub(crate) fn decode(text: &'a str) -> Result<Self, Malformed> {
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
            sid: open.sid.and_then(|sid| serde_json::from_str(sid.get()).ok()),
            websocket: open.upgrades.is_some_and(|upgrades| upgrades.get().contains(r#""websocket""#)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_is_read_whoever_wrote_it() {
        let silence = Duration::from_millis(45_000);
        let node = r#"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket","webtransport"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
        let sid = Some("lv_VI97HAXpY6yYWAAAC".to_owned());
        let expected = Open { silence, max_payload: Some(1_000_000), sid, websocket: true };
        assert_eq!(Packet::decode(node), Ok(Packet::Open(expected)));
        let older = r#"0{"sid":1,"pingInterval":25000,"pingTimeout":20000,"upgrades":[]}"#;
        let expected = Open { silence, max_payload: None, sid: None, websocket: false };
        assert_eq!(Packet::decode(older), Ok(Packet::Open(expected)));
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
