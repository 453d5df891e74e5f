//! Socket.IO packets: `<type>[<attachments>-][<namespace>,][<ack id>][<JSON>]`.
//!
//! Arguments stay JSON text ([`RawValue`]): they are checked here and read once, by whoever knows their type.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::{RawValue, to_raw_value};
use sociable_protocol::from_json;

use super::engine::packet::MESSAGE;
use super::{Args, Malformed};

/// Arguments of one event. Each costs an allocation, so a frame of commas must not become a million of them.
const MAX_ARGS: usize = 64;

/// A packet without its attachments.
#[derive(Debug)]
pub(super) struct Packet {
    pub(super) namespace: String,
    /// How many binary frames belong to it.
    pub(super) attachments: usize,
    pub(super) data: Data,
}

#[derive(Debug)]
pub(super) enum Data {
    /// `None` where the server is of version 2, which has no such id.
    Connect {
        sid: Option<String>,
    },
    ConnectError {
        message: String,
        data: Option<Box<RawValue>>,
    },
    Disconnect,
    Event {
        name: String,
        args: Vec<Box<RawValue>>,
        /// The server wants an acknowledgement with this id.
        ack: Option<u64>,
    },
    Ack {
        id: u64,
        args: Vec<Box<RawValue>>,
    },
}

impl Packet {
    pub(super) fn decode(text: &str) -> Result<Self, Malformed> {
        let mut chars = text.chars();
        let kind = chars.next().ok_or(Malformed::Header)?;
        let rest = chars.as_str();
        let (attachments, rest) = match kind {
            '5' | '6' => {
                let (count, rest) = rest.split_once('-').ok_or(Malformed::Header)?;
                (count.parse().map_err(|_| Malformed::Header)?, rest)
            }
            _ => (0, rest),
        };
        let (namespace, rest) =
            if rest.starts_with('/') { rest.split_once(',').unwrap_or((rest, "")) } else { ("/", rest) };
        let payload = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let id = rest.strip_suffix(payload).filter(|digits| !digits.is_empty());
        let id: Option<u64> = id.map(str::parse).transpose().map_err(|_| Malformed::Header)?;
        let data = match kind {
            '0' => Data::connect(payload)?,
            '1' => Data::Disconnect,
            '2' | '5' => Data::event(payload, id)?,
            '3' | '6' => Data::Ack { id: id.ok_or(Malformed::Header)?, args: arguments(payload)? },
            '4' => Data::connect_error(payload)?,
            _ => return Err(Malformed::Header),
        };
        Ok(Self { namespace: namespace.to_owned(), attachments, data })
    }
}

impl Data {
    fn connect(payload: &str) -> Result<Self, Malformed> {
        if payload.is_empty() {
            return Ok(Self::Connect { sid: None });
        }
        Ok(Self::Connect { sid: Entry::decode(payload)?.sid })
    }

    /// Version 4 sends `{message, data?}`, version 2 the bare message.
    fn connect_error(payload: &str) -> Result<Self, Malformed> {
        if let Ok(message) = serde_json::from_str(payload) {
            return Ok(Self::ConnectError { message, data: None });
        }
        let Entry { message, data, .. } = Entry::decode(payload)?;
        Ok(Self::ConnectError { message: message.ok_or(Malformed::Payload)?, data })
    }

    /// A name may be a number, as in JavaScript.
    fn event(payload: &str, ack: Option<u64>) -> Result<Self, Malformed> {
        let mut args = arguments(payload)?;
        if args.is_empty() {
            return Err(Malformed::Payload);
        }
        let name = args.remove(0);
        let name = match name.get() {
            number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => number.to_owned(),
            text => serde_json::from_str(text).map_err(|_| Malformed::Payload)?,
        };
        Ok(Self::Event { name, args, ack })
    }
}

/// What the server answers to CONNECT: that one is in, or why not.
#[derive(Deserialize)]
struct Entry {
    sid: Option<String>,
    message: Option<String>,
    data: Option<Box<RawValue>>,
}

impl Entry {
    fn decode(payload: &str) -> Result<Self, Malformed> {
        from_json(payload).map_err(|_| Malformed::Payload)
    }
}

fn arguments(payload: &str) -> Result<Vec<Box<RawValue>>, Malformed> {
    serde_json::from_str(payload).map(|Arguments(args)| args).map_err(|_| Malformed::Payload)
}

struct Arguments(Vec<Box<RawValue>>);

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ArgumentsVisitor;
        impl<'de> Visitor<'de> for ArgumentsVisitor {
            type Value = Arguments;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "at most {MAX_ARGS} arguments")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Arguments, A::Error> {
                let mut args = Vec::new();
                while let Some(arg) = seq.next_element()? {
                    if args.len() == MAX_ARGS {
                        return Err(A::Error::invalid_length(MAX_ARGS + 1, &self));
                    }
                    args.push(arg);
                }
                Ok(Arguments(args))
            }
        }
        deserializer.deserialize_seq(ArgumentsVisitor)
    }
}

/// The frame that asks to join `namespace`; nothing is sent for an `auth` of `null`.
pub(super) fn connect(namespace: &str, auth: Option<&RawValue>) -> String {
    let auth = auth.map(RawValue::get).filter(|auth| *auth != "null").unwrap_or_default();
    format!("{}0{}{auth}", MESSAGE, Prefix(namespace))
}

/// The frame that leaves `namespace`.
pub(super) fn disconnect(namespace: &str) -> String {
    format!("{}1{}", MESSAGE, Prefix(namespace))
}

/// The frame of an event; with an `id` it asks for an ack.
///
/// # Errors
/// Where `name` cannot be written as JSON, which any text can.
pub(super) fn event(namespace: &str, id: Option<u64>, name: &str, args: &Args) -> serde_json::Result<String> {
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let name = to_raw_value(name)?;
    Ok(frame(namespace, ['2', '5'], &id, Some(&name), args))
}

/// The frame that answers the event with this `id`.
pub(super) fn ack(namespace: &str, id: u64, args: &Args) -> String {
    frame(namespace, ['3', '6'], &id.to_string(), None, args)
}

/// A frame of the first type without attachments, of the second with.
fn frame(namespace: &str, [plain, binary]: [char; 2], id: &str, name: Option<&RawValue>, args: &Args) -> String {
    let kind = match args.attachments.len() {
        0 => plain.to_string(),
        attachments => format!("{binary}{attachments}-"),
    };
    let mut frame = format!("{MESSAGE}{kind}{}{id}[", Prefix(namespace));
    for (index, value) in name.into_iter().chain(args.values.iter().map(|value| &**value)).enumerate() {
        if index > 0 {
            frame.push(',');
        }
        frame.push_str(value.get());
    }
    frame.push(']');
    frame
}

/// A namespace as it stands in a packet: the main one is left out.
struct Prefix<'a>(&'a str);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == "/" { Ok(()) } else { write!(f, "{},", self.0) }
    }
}

#[cfg(test)]
mod tests;
