//! The events of one socket, in the order they came in, bounded in number and in bytes.
//!
//! The handler runs inside socketioxide's packet loop and must not wait. So when the inbox is full it refuses with an
//! error ack at once, which is the only honest answer it can give; the client sees `overloaded` and tries again.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sociable_protocol::{Ack, Error, ErrorCode};
use socketioxide::adapter::LocalAdapter;
use socketioxide::extract::AckSender;
use socketioxide::handler::{FromMessageParts as _, MessageHandler};
use socketioxide::socket::Socket;
use socketioxide_core::Value;
use tokio::sync::mpsc;

/// Events that may wait for the socket's task.
const EVENTS: usize = 1_024;
/// Bytes that they may hold together.
const BYTES: usize = 1_048_576;
/// What a client should wait when its inbox is full.
const RETRY_AFTER_MS: u64 = 500;

/// An event as it came in.
pub(super) struct Incoming {
    json: String,
    /// Where its answer goes.
    pub(super) reply: Reply,
    _held: Held,
}

/// Where an event's one ack goes. Nothing is sent where the client asked for none.
pub(super) struct Reply {
    ack: AckSender,
    wanted: bool,
}

/// An event's name and its first argument, the only one that the contract's events have; missing, it is `null`.
#[derive(Deserialize)]
#[serde(from = "Vec<Box<RawValue>>")]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) payload: String,
}

/// The sending half, registered with socketioxide as the handler of every event.
pub(super) struct Inbox {
    events: mpsc::Sender<Incoming>,
    bytes: Arc<AtomicUsize>,
}

/// An event's share of the inbox, given back when it is dropped.
struct Held {
    inbox: Arc<AtomicUsize>,
    bytes: usize,
}

impl Inbox {
    pub(super) fn new() -> (Self, mpsc::Receiver<Incoming>) {
        let (events, received) = mpsc::channel(EVENTS);
        (Self { events, bytes: Arc::default() }, received)
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
    fn call(&self, socket: Arc<Socket>, mut value: Value, ack_id: Option<i64>) {
        let Ok::<_, Infallible>(ack) = AckSender::from_message_parts(&socket, &mut value, &ack_id);
        let reply = Reply { ack, wanted: ack_id.is_some() };
        let Value::Str(json, _attachments) = value else {
            // Only a binary parser makes such a value, and this server has none.
            return reply.refuse(Error::new(ErrorCode::InvalidPayload, "events are sent as JSON"));
        };
        let reply = match self.hold(json.len()) {
            None => reply,
            Some(held) => {
                let incoming = Incoming { json: json.as_str().to_owned(), reply, _held: held };
                match self.events.try_send(incoming) {
                    Ok(()) => return,
                    Err(full) => full.into_inner().reply,
                }
            }
        };
        let error = Error::new(ErrorCode::Overloaded, "too many events are waiting on this connection; slow down");
        reply.refuse(error.retry_after(RETRY_AFTER_MS));
    }
}

impl Incoming {
    /// Takes the event apart: what it is, and where its answer goes.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] where it is not `["name", …]`.
    pub(super) fn open(self) -> (Result<Event, Error>, Reply) {
        let event = serde_json::from_str(&self.json)
            .ok()
            .filter(|event: &Event| !event.name.is_empty())
            .ok_or_else(|| Error::new(ErrorCode::InvalidPayload, "an event is an array that begins with its name"));
        (event, self.reply)
    }
}

impl From<Vec<Box<RawValue>>> for Event {
    fn from(arguments: Vec<Box<RawValue>>) -> Self {
        let mut arguments = arguments.into_iter();
        // A name that is no string is left empty, which no event has.
        let name = arguments.next().and_then(|name| serde_json::from_str(name.get()).ok()).unwrap_or_default();
        let payload = arguments.next().map_or_else(|| "null".to_owned(), |payload| payload.get().to_owned());
        Self { name, payload }
    }
}

impl Reply {
    /// Answers.
    pub(super) fn send<T: Serialize>(self, result: Result<T, Error>) {
        if let Err(error) = &result {
            tracing::debug!(code = %error.code, field = error.field, ack = self.wanted, "refused an event");
        }
        if let Err(error) = self.ack.send(&Ack::from(result)) {
            tracing::debug!(%error, "an ack could not be sent");
        }
    }

    fn refuse(self, error: Error) {
        self.send::<()>(Err(error));
    }
}
