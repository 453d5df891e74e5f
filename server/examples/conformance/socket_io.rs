//! Socket.IO that sends back what it is sent: `message` with an event, `message-with-ack` with an ack, each with as many
//! arguments as came. Before that it says what came with the handshake.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Bytes;
use rmpv::Value as Packed;
use serde::ser::{SerializeMap as _, SerializeTuple as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value as Json;
use socketioxide::adapter::LocalAdapter;
use socketioxide::extract::{AckSender, SocketRef, TryData};
use socketioxide::handler::{ConnectHandler as _, FromMessageParts as _, MessageHandler};
use socketioxide::socket::Socket;
use socketioxide::{SendError, SocketIo};
use socketioxide_core::Value;

pub(crate) fn register(io: &SocketIo) {
    // Before CONNECT is answered: an event may come right behind it.
    let admit = async |socket: SocketRef| {
        socket.on_fallback(Echo);
        Ok::<_, std::convert::Infallible>(())
    };
    let greet = async |socket: SocketRef, TryData(auth): TryData<Json>| {
        let auth = auth.ok().filter(|auth| !auth.is_null()).unwrap_or_else(|| serde_json::json!({}));
        if let Err(error) = socket.emit("auth", &auth) {
            tracing::warn!(%error, "a greeting is lost");
        }
    };
    io.ns("/", greet.with(admit));
    io.ns("/custom", greet.with(admit));
}

/// Answers every event. One handler for all, since it sees the arguments whatever their number.
struct Echo;

impl MessageHandler<LocalAdapter, ()> for Echo {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, value: Value, ack_id: Option<i64>) {
        let (json, attachments) = match value {
            Value::Str(json, attachments) => (json, attachments),
            Value::Bytes(packed) => return echo_packed(&socket, &packed, ack_id),
        };
        let attachments: Vec<Bytes> = attachments.into_iter().flatten().collect();
        let event: Event = match serde_json::from_str(json.as_str()) {
            Ok(event) => event,
            Err(error) => return tracing::warn!(%error, "this is no event"),
        };
        let arguments = Arguments { values: &event.arguments, attachments: &attachments };
        let answered = match (event.name.as_str(), ack_id) {
            ("message", _) => socket.emit("message-back", &arguments),
            ("message-with-ack", Some(_)) => acknowledge(&socket, ack_id, &arguments),
            _ => Ok(()),
        };
        if let Err(error) = answered {
            tracing::warn!(%error, "an echo is lost");
        }
    }
}

/// The same where events are MessagePack, in which bytes are where they are.
fn echo_packed(socket: &Arc<Socket<LocalAdapter>>, packed: &[u8], ack_id: Option<i64>) {
    let mut event: VecDeque<Packed> = match rmp_serde::from_slice(packed) {
        Ok(event) => event,
        Err(error) => return tracing::warn!(%error, "this is no event"),
    };
    let name = event.pop_front();
    let arguments = Tuple(&event);
    let answered = match (name.as_ref().and_then(Packed::as_str), ack_id) {
        (Some("message"), _) => socket.emit("message-back", &arguments),
        (Some("message-with-ack"), Some(_)) => acknowledge(socket, ack_id, &arguments),
        _ => Ok(()),
    };
    if let Err(error) = answered {
        tracing::warn!(%error, "an echo is lost");
    }
}

fn acknowledge(
    socket: &Arc<Socket<LocalAdapter>>,
    ack_id: Option<i64>,
    arguments: &impl Serialize,
) -> Result<(), SendError> {
    let mut unused = Value::Bytes(Bytes::new());
    let Ok::<_, std::convert::Infallible>(sender) = AckSender::from_message_parts(socket, &mut unused, &ack_id);
    sender.send(arguments)
}

/// `["name", …]`.
#[derive(Deserialize)]
#[serde(try_from = "VecDeque<Json>")]
struct Event {
    name: String,
    arguments: VecDeque<Json>,
}

impl TryFrom<VecDeque<Json>> for Event {
    type Error = &'static str;

    fn try_from(mut arguments: VecDeque<Json>) -> Result<Self, Self::Error> {
        match arguments.pop_front() {
            Some(Json::String(name)) => Ok(Self { name, arguments }),
            _ => Err("an event is an array that begins with its name"),
        }
    }
}

/// As many arguments as there are. socketioxide spreads what is written as a tuple, and takes a list for one argument.
struct Arguments<'a> {
    values: &'a VecDeque<Json>,
    attachments: &'a [Bytes],
}

/// The same of MessagePack.
struct Tuple<'a>(&'a VecDeque<Packed>);

impl Serialize for Tuple<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        for value in self.0 {
            tuple.serialize_element(value)?;
        }
        tuple.end()
    }
}

/// One argument or a part of one, with its attachments in their places.
struct Argument<'a> {
    value: &'a Json,
    attachments: &'a [Bytes],
}

impl Serialize for Arguments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.values.len())?;
        for value in self.values {
            tuple.serialize_element(&Argument { value, attachments: self.attachments })?;
        }
        tuple.end()
    }
}

impl Serialize for Argument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let part = |value| Argument { value, attachments: self.attachments };
        match self.value {
            Json::Object(fields) => {
                let number = fields.get("num").filter(|_| fields.get("_placeholder") == Some(&Json::Bool(true)));
                let attachment =
                    number.and_then(|number| self.attachments.get(usize::try_from(number.as_u64()?).ok()?));
                if let Some(attachment) = attachment {
                    return serializer.serialize_bytes(attachment);
                }
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, &part(value))?;
                }
                map.end()
            }
            Json::Array(items) => serializer.collect_seq(items.iter().map(part)),
            value => value.serialize(serializer),
        }
    }
}
