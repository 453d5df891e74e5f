//! The one shape of every acknowledgement.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser::SerializeMap};
use serde_json::{Map, Value};

use crate::Error;

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
