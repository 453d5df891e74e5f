//! What is on its way to one client, bounded in packets and in bytes.
//!
//! socketioxide bounds the packets; the bytes are compared with what the [network took](crate::link). A full outbox takes
//! nothing: whoever wants to send decides whether to wait, or to note that this client has fallen behind.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::ser::SerializeTuple as _;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;
use serde_json::value::{RawValue, to_raw_value};
use sociable_protocol::Push;
use socketioxide::adapter::LocalAdapter;
use socketioxide::extract::AckSender;
use socketioxide::handler::FromMessageParts as _;
use socketioxide::socket::Socket;
use socketioxide::{SendError, SocketError};
use socketioxide_core::Value;

use super::dialects::{Told, What};
use super::format::{Format, Packed};
use crate::link::Flow;

/// Packets that may wait for one socket's connection to take them.
pub(super) const PACKETS: usize = 2_048;
/// Bytes that may wait; a packet that begins below it is taken whole, and so are all of one event. Centrifugo's limit, too.
const BYTES: u64 = 1_048_576;
/// How long to wait for a full outbox before looking again, at first; socketioxide does not say when it has room.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// And at most.
const LAST_PAUSE: Duration = Duration::from_millis(80);

/// An event as it is sent: encoded once, however many get it.
pub(super) struct Encoded {
    name: &'static str,
    data: Data,
    /// What it tells, for those who hear it in other words; with what these are, made once for all of them.
    told: Option<Box<Told>>,
}

/// What goes out, in every format that somebody gets it in.
struct Data {
    json: Box<RawValue>,
    /// `None` where it cannot be written, which would be a fault here, and is logged.
    packed: OnceLock<Option<Packed>>,
}

impl Data {
    fn new<T: Serialize>(data: &T) -> serde_json::Result<Self> {
        Ok(Self { json: to_raw_value(data)?, packed: OnceLock::new() })
    }

    fn packed(&self) -> Option<&Packed> {
        let pack = || Packed::new(&self.json).inspect_err(|error| tracing::error!(%error, "cannot be packed")).ok();
        self.packed.get_or_init(pack).as_ref()
    }
}

impl Encoded {
    /// `None` where the event cannot be written as JSON; that would be a fault of the contract's types, and is logged.
    pub(super) fn new<P: Push>(event: &P) -> Option<Self> {
        match Data::new(event) {
            Ok(data) => Some(Self { name: P::EVENT, data, told: None }),
            Err(error) => {
                tracing::error!(%error, event = P::EVENT, "an event cannot be written");
                None
            }
        }
    }
}

impl Encoded {
    /// Tells this to those who hear it in other words, and not nothing.
    pub(super) fn telling(self, what: What) -> Self {
        Self { told: Some(Box::new(Told::new(what))), ..self }
    }

    /// What it tells those who hear it in other words.
    pub(super) fn told(&self) -> Option<&Told> {
        self.told.as_deref()
    }
}

/// An event in the words of another server, with any number of arguments.
pub(super) struct Spoken {
    name: String,
    arguments: Vec<Data>,
}

impl Spoken {
    /// `None` where an argument cannot be written, which would be a fault here, and is logged.
    pub(super) fn new(name: String, arguments: &[Json]) -> Option<Self> {
        let arguments = all(arguments).inspect_err(|error| tracing::error!(%error, event = name, "cannot be written"));
        Some(Self { name, arguments: arguments.ok()? })
    }
}

fn all(arguments: &[Json]) -> serde_json::Result<Vec<Data>> {
    arguments.iter().map(Data::new).collect()
}

type Jsons<'a> = std::iter::Map<std::slice::Iter<'a, Data>, fn(&'a Data) -> &'a RawValue>;
type Packs<'a> = std::iter::Map<std::slice::Iter<'a, Data>, fn(&'a Data) -> Option<&'a Json>>;

/// What socketioxide takes for several arguments: a tuple, of however many.
struct Tuple<I>(I);

impl<T: Serialize, I: Iterator<Item = T> + Clone> Serialize for Tuple<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.clone().count())?;
        self.0.clone().try_for_each(|argument| tuple.serialize_element(&argument))?;
        tuple.end()
    }
}

/// Why something was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// As much as may wait is waiting.
    Full,
    /// The connection is closed.
    Gone,
}

/// The way out to one socket.
pub(super) struct Outbox {
    socket: Arc<Socket<LocalAdapter>>,
    flow: Arc<Flow>,
    format: Format,
}

impl Outbox {
    pub(super) const fn new(socket: Arc<Socket<LocalAdapter>>, flow: Arc<Flow>, format: Format) -> Self {
        Self { socket, flow, format }
    }

    /// The id of the session of Socket.IO, which its client knows, and nobody else may.
    pub(super) fn sid(&self) -> &str {
        self.socket.id.as_str()
    }

    /// Queues an event.
    pub(super) fn push(&self, event: &Encoded) -> Result<(), NotTaken> {
        match self.format {
            Format::Json => self.take(event.data.json.get().len(), || self.socket.emit(event.name, &*event.data.json)),
            Format::MessagePack => {
                let packed = event.data.packed().ok_or(NotTaken::Gone)?;
                self.take(packed.bytes, || self.socket.emit(event.name, &packed.value))
            }
        }
    }

    /// Queues the answer to the event with this ack id as soon as there is room.
    pub(super) async fn acknowledge<T: Serialize>(&self, ack_id: i64, answer: &T) {
        let answer = match Data::new(answer) {
            Ok(answer) => answer,
            Err(error) => return tracing::error!(%error, "an answer cannot be written"),
        };
        let sent = self.until_taken(|| match self.format {
            Format::Json => self.take(answer.json.get().len(), || self.ack_sender(ack_id).send(&*answer.json)),
            Format::MessagePack => {
                let packed = answer.packed().ok_or(NotTaken::Gone)?;
                self.take(packed.bytes, || self.ack_sender(ack_id).send(&packed.value))
            }
        });
        let sent = sent.await;
        if sent.is_err() {
            tracing::debug!("an answer found its connection closed");
        }
    }

    /// Queues an event in another server's words.
    pub(super) fn speak(&self, spoken: &Spoken) -> Result<(), NotTaken> {
        self.has_room()?;
        self.speak_on(spoken)
    }

    /// Queues what belongs to an event before it, which began where there was room: it is taken whole.
    pub(super) fn speak_on(&self, Spoken { name, arguments }: &Spoken) -> Result<(), NotTaken> {
        self.all(arguments, |json| self.socket.emit(name, &json), |packed| self.socket.emit(name, &packed))
    }

    /// Queues an answer of any number of arguments as soon as there is room.
    pub(super) async fn answer(&self, ack_id: i64, arguments: &[Json]) {
        let arguments = match all(arguments) {
            Ok(arguments) => arguments,
            Err(error) => return tracing::error!(%error, "an answer cannot be written"),
        };
        let attempt = || {
            let sender = || self.ack_sender(ack_id);
            self.has_room()?;
            self.all(&arguments, |json| sender().send(&json), |packed| sender().send(&packed))
        };
        if self.until_taken(attempt).await.is_err() {
            tracing::debug!("an answer found its connection closed");
        }
    }

    /// Hands over arguments in the format of this client.
    fn all<'a>(
        &self,
        arguments: &'a [Data],
        json: impl FnOnce(Tuple<Jsons<'a>>) -> Result<(), SendError>,
        packed: impl FnOnce(Tuple<Packs<'a>>) -> Result<(), SendError>,
    ) -> Result<(), NotTaken> {
        let written = |data: &'a Data| &*data.json;
        let value = |data: &'a Data| data.packed().map(|packed| &packed.value);
        let bytes = |data: &Data| match self.format {
            Format::Json => data.json.get().len(),
            Format::MessagePack => data.packed().map_or(0, |packed| packed.bytes),
        };
        self.hand_over(arguments.iter().map(bytes).sum(), || match self.format {
            Format::Json => json(Tuple(arguments.iter().map(written as fn(_) -> _))),
            Format::MessagePack => packed(Tuple(arguments.iter().map(value as fn(_) -> _))),
        })
    }

    /// Waits until half of what may wait is free: to begin sooner would be to fill it again at once.
    pub(super) async fn drained(&self) -> Result<(), NotTaken> {
        let mut pause = FIRST_PAUSE;
        while self.flow.waiting() > BYTES / 2 {
            self.pause(&mut pause).await?;
        }
        Ok(())
    }

    /// Tells the client to go and not to come back by itself. Where the client takes nothing, and where it does not go,
    /// [`cut`](Self::cut) remains.
    pub(super) fn disconnect(&self) {
        if let Err(error) = Arc::clone(&self.socket).disconnect() {
            tracing::debug!(%error, "a client could not be told to go");
            self.cut();
        }
    }

    /// Completes when the connection is gone without the engine noticing.
    pub(super) async fn lost(&self) {
        self.flow.lost().await;
    }

    /// Ends the connection without a word.
    pub(super) fn cut(&self) {
        self.flow.cut();
    }

    /// Bytes that the client has taken since it came.
    pub(super) fn taken(&self) -> u64 {
        self.flow.taken()
    }

    fn take(&self, bytes: usize, send: impl FnOnce() -> Result<(), SendError>) -> Result<(), NotTaken> {
        self.has_room()?;
        self.hand_over(bytes, send)
    }

    fn has_room(&self) -> Result<(), NotTaken> {
        match self.flow.waiting() {
            0..BYTES => Ok(()),
            _ if self.socket.connected() => Err(NotTaken::Full),
            _ => Err(NotTaken::Gone),
        }
    }

    fn hand_over(&self, bytes: usize, send: impl FnOnce() -> Result<(), SendError>) -> Result<(), NotTaken> {
        match send() {
            Ok(()) => {
                self.flow.queue(bytes);
                Ok(())
            }
            Err(SendError::Socket(SocketError::InternalChannelFull)) => Err(NotTaken::Full),
            Err(_) => Err(NotTaken::Gone),
        }
    }

    /// Tries again until there is room.
    pub(super) async fn until_taken(&self, attempt: impl Fn() -> Result<(), NotTaken>) -> Result<(), NotTaken> {
        let mut pause = FIRST_PAUSE;
        loop {
            match attempt() {
                Err(NotTaken::Full) => self.pause(&mut pause).await?,
                done => return done,
            }
        }
    }

    async fn pause(&self, pause: &mut Duration) -> Result<(), NotTaken> {
        if !self.socket.connected() {
            return Err(NotTaken::Gone);
        }
        tokio::time::sleep(*pause).await;
        *pause = (*pause * 2).min(LAST_PAUSE);
        Ok(())
    }

    /// socketioxide's sender is used up also by an attempt that fails.
    fn ack_sender(&self, ack_id: i64) -> AckSender {
        let mut unused = Value::Bytes(Default::default());
        let Ok::<_, Infallible>(sender) = AckSender::from_message_parts(&self.socket, &mut unused, &Some(ack_id));
        sender
    }
}
