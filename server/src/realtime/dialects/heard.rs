//! An event as a page sent it.

use serde_json::Value as Json;
use serde_json::value::RawValue;
use sociable_protocol::{Error, ErrorCode};

/// An event and all its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heard {
    pub(super) event: String,
    pub(super) arguments: Vec<Json>,
    /// Whether an ack is asked for.
    pub(super) wants_ack: bool,
}

impl Heard {
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] for an argument that cannot be read; socketioxide has read past them all before, so
    /// that is one nested too deep.
    pub(super) fn read(event: String, arguments: &[Box<RawValue>], wants_ack: bool) -> Result<Self, Error> {
        let arguments: Result<_, _> = arguments.iter().map(|argument| serde_json::from_str(argument.get())).collect();
        let arguments = arguments.map_err(|_| invalid("an argument of this event cannot be read"))?;
        Ok(Self { event, arguments, wants_ack })
    }

    pub(super) fn is(&self, event: &str) -> bool {
        self.event == event
    }

    /// The first argument; missing, it is `null`.
    pub(super) fn first(&self) -> &Json {
        self.arguments.first().unwrap_or(&Json::Null)
    }

    /// Whether the first argument is an object with this field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.first().get(field).is_some_and(|value| !value.is_null())
    }

    /// An argument that is a text, or a number, as its text.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] where it is something else, or missing.
    pub(super) fn text(&self, index: usize) -> Result<String, Error> {
        self.arguments.get(index).and_then(as_text).ok_or_else(|| invalid("an argument of this event is a text"))
    }

    /// A field of the first argument that is a text, or a number, as its text.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] where it is something else, or missing.
    pub(super) fn field(&self, field: &str) -> Result<String, Error> {
        let text = self.first().get(field).and_then(as_text);
        text.ok_or_else(|| invalid("this field is required, and a text").at(field))
    }
}

/// What a page means by a value where it should be a text.
pub(super) fn as_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn invalid(message: &str) -> Error {
    Error::new(ErrorCode::InvalidPayload, message)
}
