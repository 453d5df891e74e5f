//! The one shape of every acknowledgement.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser::SerializeMap};
use serde_json::{Map, Value};

use crate::{Error, from_json};

/// The answer to a [`Request`](crate::Request): `{ok: true, …reply}` or `{ok: false, error}`.
///
/// `ok` is a field rather than a second callback argument, so that `emitWithAck` and `await` work in stock clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ack<T> {
    /// The request was carried out.
    Ok(T),
    /// It was not, and nothing was changed.
    Err(Error),
}

impl<T> Ack<T> {
    /// The reply, or why there is none.
    ///
    /// # Errors
    /// The error the server answered with.
    pub fn into_result(self) -> Result<T, Error> {
        match self {
            Self::Ok(reply) => Ok(reply),
            Self::Err(error) => Err(error),
        }
    }
}

impl<T: DeserializeOwned> Ack<T> {
    /// Reads an ack from its JSON text. The same as with [`Deserialize`], but the reply is read from the text and not from
    /// a tree of values, of which each type would need its own reader: a third of a frontend's code for the contract.
    ///
    /// # Errors
    /// Where it is not an ack, or the reply is not a `T`.
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        match refusal(json)? {
            Some(error) => Ok(Self::Err(error)),
            None => from_json(json).map(Self::Ok),
        }
    }
}

/// The error of an ack, if it is one that refuses.
fn refusal(json: &str) -> serde_json::Result<Option<Error>> {
    #[derive(Deserialize)]
    struct Outcome {
        ok: bool,
        error: Option<Error>,
    }

    use serde::de::Error as _;
    match from_json(json)? {
        Outcome { ok: true, .. } => Ok(None),
        Outcome { ok: false, error: Some(error) } => Ok(Some(error)),
        Outcome { ok: false, error: None } => Err(serde_json::Error::missing_field("error")),
    }
}

impl<T> From<Result<T, Error>> for Ack<T> {
    fn from(result: Result<T, Error>) -> Self {
        match result {
            Ok(reply) => Self::Ok(reply),
            Err(error) => Self::Err(error),
        }
    }
}

#[derive(Serialize)]
struct Success<'a, T> {
    ok: bool,
    #[serde(flatten)]
    reply: &'a T,
}

impl<T: Serialize> Serialize for Ack<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Ok(reply) => Success { ok: true, reply }.serialize(serializer),
            Self::Err(error) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("ok", &false)?;
                map.serialize_entry("error", error)?;
                map.end()
            }
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Ack<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let mut map = Map::deserialize(deserializer)?;
        match map.remove("ok") {
            Some(Value::Bool(true)) => T::deserialize(Value::Object(map)).map(Self::Ok).map_err(D::Error::custom),
            Some(Value::Bool(false)) => {
                let error = map.remove("error").ok_or_else(|| D::Error::missing_field("error"))?;
                Error::deserialize(error).map(Self::Err).map_err(D::Error::custom)
            }
            _ => Err(D::Error::custom("an ack has a boolean field `ok`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorCode, RoomReply};

    #[track_caller]
    fn check(json: &str) -> Option<Ack<RoomReply>> {
        let read = Ack::from_json(json).ok();
        assert_eq!(read, serde_json::from_str(json).ok(), "{json}");
        read
    }

    #[test]
    fn an_ack_is_the_same_from_its_text_and_from_values() {
        let reply = r#"{"room":{"slug":"lobby","name":"Lobby"}}"#;
        let fields = reply.trim_start_matches('{');
        assert!(matches!(check(&format!(r#"{{"ok":true,{fields}"#)), Some(Ack::Ok(_))));
        assert!(matches!(check(&format!(r#"{{"ok":true,"newer":{reply},{fields}"#)), Some(Ack::Ok(_))));
        let refused = check(r#"{"ok":false,"error":{"code":"not_joined","message":"join first"}}"#);
        assert_eq!(refused, Some(Ack::Err(Error::new(ErrorCode::NotJoined, "join first"))));
    }

    #[test]
    fn what_is_not_an_ack_is_refused_from_text_and_from_values() {
        for json in
            ["", "null", "[]", "{}", r#"{"ok":1}"#, r#"{"ok":true}"#, r#"{"ok":false}"#, r#"{"ok":false,"error":{}}"#]
        {
            assert_eq!(check(json), None, "{json}");
        }
    }
}
