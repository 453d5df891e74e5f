//! What a session says.

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::args;
use super::{Args, Malformed, RequestFailure, RequestId};

/// A message of a transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Text: a packet.
    Text(String),
    /// Binary data: an attachment.
    Binary(Vec<u8>),
}

/// What a session wants done with its transport. Besides these there are
/// [`poll_get`](super::Session::poll_get) and [`poll_post`](super::Session::poll_post).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open a WebSocket to `url`. At most one exists at a time.
    Open {
        /// The complete address.
        url: String,
    },
    /// Give up the WebSocket, open or being opened, and report nothing more of it. Requests go on.
    CloseSocket,
    /// Say the `farewell`, if there is one, give up WebSocket and requests, and report nothing more of them.
    Close {
        /// The last thing said, worth a short wait.
        farewell: Option<Farewell>,
    },
}

/// The last thing said on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Farewell {
    /// A text frame for the WebSocket.
    Frame(String),
    /// A request, after the post under way if there is one.
    Post {
        /// The complete address.
        url: String,
        /// The body.
        body: String,
    },
}

/// What the application is told, in order.
#[derive(Debug)]
pub enum Event {
    /// The namespace has been joined. What was waiting is sent now.
    Connected {
        /// The socket's id, for diagnosis; it changes with every connection.
        sid: String,
    },
    /// The server refused the namespace (or the address is not one). As in socket.io-client there is no further
    /// attempt until [`connect`](super::Session::connect) is called.
    ConnectError {
        /// Why, as the server put it.
        message: String,
        /// What the server added for programs.
        data: Option<Box<RawValue>>,
    },
    /// An established connection has ended.
    Disconnected {
        /// Why. [`Reason::reconnects`] says whether another attempt follows.
        reason: Reason,
    },
    /// The next attempt is made after `delay`.
    Reconnecting {
        /// Its number since the last success, from 1.
        attempt: u32,
        /// The time until then.
        delay: Duration,
        /// Why the last connection ended, or the last attempt failed.
        reason: Reason,
    },
    /// No further attempt is made until [`connect`](super::Session::connect) is called: reconnection is switched off, or
    /// there have been as many attempts as [`Reconnection`](super::Reconnection) allows.
    GaveUp {
        /// Why the last connection ended, or the last attempt failed.
        reason: Reason,
    },
    /// An event of the server.
    Message(Message),
}

/// An event that the server emitted.
#[derive(Clone)]
pub struct Message {
    /// The event's name.
    pub name: String,
    /// Its arguments.
    pub args: Vec<Box<RawValue>>,
    /// Its binary attachments: an argument refers to number `n` by `{"_placeholder": true, "num": n}`, which
    /// [`Binary`](super::Binary) reads.
    pub attachments: Vec<Vec<u8>>,
    /// Where the server asks for an acknowledgement, what names it.
    pub ack: Option<AckId>,
}

impl Message {
    /// The first argument, as a `T`; an event without arguments has `null`.
    ///
    /// # Errors
    /// Where it is not one.
    pub fn arg<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        self.get(0)
    }

    /// Argument number `index`, from 0, as a `T`; one that is missing is `null`. Binary data is a
    /// [`Binary`](super::Binary) in it.
    ///
    /// # Errors
    /// Where it is not one.
    pub fn get<T: DeserializeOwned>(&self, index: usize) -> Result<T, serde_json::Error> {
        args::read(&self.args, &self.attachments, index)
    }
}

/// Names an acknowledgement that the server asked for. It is of use until the namespace is left, or the connection lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AckId {
    pub(super) id: u64,
    pub(super) membership: u64,
}

/// Arguments are what people wrote, and logs are no place for that.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("name", &self.name).field("args", &self.args.len()).finish_non_exhaustive()
    }
}

/// The one result of a request.
pub struct Reply {
    /// Which request.
    pub request: RequestId,
    /// The arguments of the server's acknowledgement, or why there is none.
    pub result: Result<Args, RequestFailure>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = self.result.as_ref().map(|args| args.values.len());
        f.debug_struct("Reply").field("request", &self.request).field("result", &result).finish()
    }
}

/// Why a connection ended or could not be made. [`Display`](fmt::Display) begins with socket.io-client's own text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The server ended it on purpose, which counts until the user connects again.
    #[error("io server disconnect")]
    ServerDisconnect,
    /// [`disconnect`](super::Session::disconnect) was called.
    #[error("io client disconnect")]
    ClientDisconnect,
    /// The server was silent for longer than its ping interval and time-out allow.
    #[error("ping timeout")]
    PingTimeout,
    /// The transport was closed: the server stopped, or the network changed.
    #[error("transport close")]
    TransportClose,
    /// The transport failed, or could not be opened.
    #[error("transport error: {0}")]
    TransportError(String),
    /// The server sent something that is not Socket.IO.
    #[error("parse error: {0}")]
    ParseError(#[from] Malformed),
    /// The connection was not established within [`connect_timeout`](super::Config::connect_timeout).
    #[error("timeout")]
    ConnectTimeout,
}

impl Reason {
    /// Whether the session connects again by itself, as far as its options allow.
    #[must_use]
    pub const fn reconnects(&self) -> bool {
        !matches!(self, Self::ServerDisconnect | Self::ClientDisconnect)
    }
}
