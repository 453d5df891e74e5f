//! The events of one socket, in the order they came in, bounded in number and in bytes.
//!
//! The handler runs inside socketioxide's packet loop and must not wait. So an event that finds the inbox full is not
//! carried out, and of it only the number of its ack is kept: the socket's task answers it with `overloaded` when the
//! connection takes answers again. Answers wait for the connection, never the other way round, so a client that sends
//! faster than it reads slows down only itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use serde_json::value::RawValue;
use sociable_protocol::{Ack, Error, ErrorCode};
use socketioxide::adapter::LocalAdapter;
use socketioxide::handler::MessageHandler;
use socketioxide::socket::Socket;
use socketioxide_core::Value;
use tokio::sync::mpsc;

use super::format::{Format, to_json};
use super::outbox::Outbox;
use crate::link::Flow;

/// Events that may wait for the socket's task.
const EVENTS: usize = 8_192;
/// Bytes that they may hold together.
const BYTES: usize = 1_048_576;
/// Refusals that may wait for the connection. A client that overruns even these does not read: its refusals are dropped,
/// and its own time-outs tell it.
const REFUSALS: usize = 32_768;
/// What a client should wait when its inbox is full.
const RETRY_AFTER_MS: u64 = 500;

/// An event as it came in.
pub(super) struct Incoming {
    written: Written,
    /// Where its answer goes.
    pub(super) reply: Reply,
    _held: Held,
}

/// `["name", …]`, as its client has written it.
enum Written {
    Json(String),
    MessagePack(Bytes),
}

/// Where an event's one ack goes. Nothing is sent where the client asked for none.
pub(super) struct Reply {
    outbox: Outbox,
    ack_id: Option<i64>,
}

/// The receiving half, for the socket's task.
pub(super) struct Received {
    /// Events to carry out.
    pub(super) events: mpsc::Receiver<Incoming>,
    /// Events that found the inbox full.
    pub(super) refused: mpsc::Receiver<Reply>,
}

/// An event's name and its arguments.
#[derive(Deserialize)]
#[serde(from = "Vec<Box<RawValue>>")]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) arguments: Vec<Box<RawValue>>,
}

/// The sending half, registered with socketioxide as the handler of every event.
pub(super) struct Inbox {
    events: mpsc::Sender<Incoming>,
    refused: mpsc::Sender<Reply>,
    bytes: Arc<AtomicUsize>,
    flow: Arc<Flow>,
    format: Format,
}

/// An event's share of the inbox, given back when it is dropped.
struct Held {
    inbox: Arc<AtomicUsize>,
    bytes: usize,
}

impl Inbox {
    pub(super) fn new(flow: Arc<Flow>, format: Format) -> (Self, Received) {
        let (send_event, events) = mpsc::channel(EVENTS);
        let (send_refused, refused) = mpsc::channel(REFUSALS);
        let inbox = Self { events: send_event, refused: send_refused, bytes: Arc::default(), flow, format };
        (inbox, Received { events, refused })
    }

    fn hold(&self, bytes: usize) -> Option<Held> {
        let held = Held { inbox: Arc::clone(&self.bytes), bytes };
        // Added before it is compared, so that `Held::drop` always has something to take back.
        (held.inbox.fetch_add(bytes, Ordering::Relaxed) + bytes <= BYTES).then_some(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.inbox.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl MessageHandler<LocalAdapter, ()> for Inbox {
    fn call(&self, socket: Arc<Socket>, value: Value, ack_id: Option<i64>) {
        let reply = Reply { outbox: Outbox::new(socket, Arc::clone(&self.flow), self.format), ack_id };
        let written = match value {
            Value::Str(json, _attachments) => Written::Json(json.as_str().to_owned()),
            // Written over when its turn comes, and not while others wait to be read.
            Value::Bytes(packed) => Written::MessagePack(packed),
        };
        let refused = match self.hold(written.bytes()) {
            None => reply,
            Some(held) => match self.events.try_send(Incoming { written, reply, _held: held }) {
                Ok(()) => return,
                Err(full) => full.into_inner().reply,
            },
        };
        if refused.ack_id.is_none() {
            tracing::debug!("an event that asked for no ack found the inbox full");
        } else if self.refused.try_send(refused).is_err() {
            tracing::warn!("a client sends without reading its answers; refusals are dropped");
        }
    }
}

impl Incoming {
    /// Takes the event apart: what it is, and where its answer goes.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] where it is not `["name", …]`.
    pub(super) fn open(self) -> (Result<Event, Error>, Reply) {
        let event = self
            .written
            .read()
            .filter(|event: &Event| !event.name.is_empty())
            .ok_or_else(|| Error::new(ErrorCode::InvalidPayload, "an event is an array that begins with its name"));
        (event, self.reply)
    }
}

impl Written {
    const fn bytes(&self) -> usize {
        match self {
            Self::Json(json) => json.len(),
            Self::MessagePack(packed) => packed.len(),
        }
    }

    fn read(&self) -> Option<Event> {
        match self {
            Self::Json(json) => serde_json::from_str(json).ok(),
            Self::MessagePack(packed) => serde_json::from_slice(&to_json(packed).ok()?).ok(),
        }
    }
}

impl From<Vec<Box<RawValue>>> for Event {
    fn from(arguments: Vec<Box<RawValue>>) -> Self {
        let mut arguments = arguments.into_iter();
        // A name that is no string is left empty, which no event has.
        let name = arguments.next().and_then(|name| serde_json::from_str(name.get()).ok()).unwrap_or_default();
        Self { name, arguments: arguments.collect() }
    }
}

impl Event {
    /// The first argument, the only one that the contract's events have; missing, it is `null`.
    pub(super) fn payload(&self) -> &str {
        self.arguments.first().map_or("null", |payload| payload.get())
    }
}

/// There was no room for an event.
pub(super) fn overloaded() -> Error {
    let error = Error::new(ErrorCode::Overloaded, "too many events are waiting on this connection; slow down");
    error.retry_after(RETRY_AFTER_MS)
}

impl Reply {
    /// Answers, as soon as the connection takes it; returns when it has, or is gone.
    pub(super) async fn send<T: Serialize>(self, result: Result<T, Error>) {
        if let Err(error) = &result {
            tracing::debug!(code = %error.code, field = error.field, ack = self.ack_id, "refused an event");
        }
        if let Some(ack_id) = self.ack_id {
            self.outbox.acknowledge(ack_id, &Ack::from(result)).await;
        }
    }

    /// Answers with these arguments, as a frontend of another server expects it.
    pub(super) async fn answer(self, arguments: &[Json]) {
        if let Some(ack_id) = self.ack_id {
            self.outbox.answer(ack_id, arguments).await;
        }
    }

    /// Whether the client asked for an ack.
    pub(super) const fn is_wanted(&self) -> bool {
        self.ack_id.is_some()
    }
}
