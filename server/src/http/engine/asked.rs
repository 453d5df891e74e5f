//! What a request asks of Engine.IO: its query, read as the engine reads it (the first of several, nothing decoded), and
//! looked at in the order in which Node's server does.

use axum::extract::Request;

use super::refusal::Refusal;

/// A transport of Engine.IO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    Polling,
    WebSocket,
}

/// A version of Engine.IO's protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Clients of Socket.IO 1.x and 2.x.
    V3,
    V4,
}

/// A request of Engine.IO.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) transport: Transport,
    pub(super) version: Version,
    /// The session it belongs to; `None` where it begins one.
    pub(super) sid: Option<Box<str>>,
}

impl Asked {
    pub(super) fn of<B>(request: &axum::http::Request<B>) -> Result<Self, Refusal> {
        let query = request.uri().query().unwrap_or_default();
        let value = |name| query.split('&').filter_map(|pair| pair.split_once('=')).find(|pair| pair.0 == name);
        let transport = match value("transport") {
            Some((_, "polling")) => Transport::Polling,
            Some((_, "websocket")) => Transport::WebSocket,
            _ => return Err(Refusal::TransportUnknown),
        };
        let version = match value("EIO") {
            Some((_, "3")) => Version::V3,
            Some((_, "4")) => Version::V4,
            _ => return Err(Refusal::UnsupportedVersion),
        };
        Ok(Self { transport, version, sid: value("sid").map(|(_, sid)| sid.into()) })
    }
}

impl Version {
    /// As it is written in a query.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::V3 => 3,
            Self::V4 => 4,
        }
    }

    /// A payload of one packet that has no data.
    pub(super) const fn payload(self, packet: Empty) -> &'static str {
        match (self, packet) {
            (Self::V3, Empty::Close) => "1:1",
            (Self::V3, Empty::Pong) => "1:3",
            (Self::V3, Empty::Noop) => "1:6",
            (Self::V4, Empty::Close) => "1",
            (Self::V4, Empty::Pong) => "3",
            (Self::V4, Empty::Noop) => "6",
        }
    }
}

/// Packets without data.
#[derive(Debug, Clone, Copy)]
pub(super) enum Empty {
    Close,
    Pong,
    Noop,
}

/// A request to the engine that no client has sent.
pub(super) fn own(path: &str, version: Version, sid: &str, packet: Option<Empty>) -> Request {
    use axum::body::Body;
    use axum::http::{HeaderValue, Method, Uri};

    let mut request = Request::new(packet.map_or_else(Body::empty, |packet| Body::from(version.payload(packet))));
    let uri = format!("{path}/?EIO={}&transport=polling&sid={sid}", version.number());
    // A session id that came with a request, or from the engine, is part of a valid address.
    *request.uri_mut() = uri.parse().unwrap_or_else(|_| Uri::from_static("/"));
    *request.method_mut() = Method::POST;
    request.headers_mut().insert("content-type", HeaderValue::from_static("text/plain;charset=UTF-8"));
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<Asked, Refusal> {
        Asked::of(&axum::http::Request::get(format!("/socket.io/{query}")).body(()).unwrap())
    }

    #[test]
    fn the_transport_is_looked_at_before_the_version() {
        assert_eq!(asked(""), Err(Refusal::TransportUnknown));
        assert_eq!(asked("?EIO=4"), Err(Refusal::TransportUnknown));
        assert_eq!(asked("?EIO=4&transport=abc"), Err(Refusal::TransportUnknown));
        assert_eq!(asked("?EIO=2&transport=abc"), Err(Refusal::TransportUnknown));
        assert_eq!(asked("?EIO=2&transport=polling"), Err(Refusal::UnsupportedVersion));
        assert_eq!(asked("?transport=websocket"), Err(Refusal::UnsupportedVersion));
    }

    #[test]
    fn of_several_values_the_first_counts_as_it_does_for_the_engine() {
        let asked = asked("?EIO=4&EIO=3&transport=polling&transport=websocket&sid=a&sid=b").unwrap();
        let expected = Asked { transport: Transport::Polling, version: Version::V4, sid: Some("a".into()) };
        assert_eq!(asked, expected);
    }
}
