//! Where something stands in an event: `$0` is the first argument, `$1.user.name` a field of a field of the second.

use std::str::FromStr;

use serde::Deserialize;
use serde_json::Value as Json;

use super::super::Heard;

/// Most fields that lead to one value.
const FIELDS: usize = 8;

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::realtime::dialects) struct Path {
    argument: usize,
    fields: Fields,
}

/// The fields that lead to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::realtime::dialects) struct Fields(Vec<String>);

/// A text that is no [`Path`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a path is $ and the number of an argument, from 0, and then perhaps fields: $0 or $1.user.name")]
pub(in crate::realtime::dialects) struct InvalidPath;

impl Fields {
    /// The fields named by a text, with dots between them; `None` where that is nonsense.
    pub(super) fn read(text: &str) -> Option<Self> {
        let fields: Vec<String> = text.split('.').map(str::to_owned).collect();
        (fields.len() <= FIELDS && fields.iter().all(|field| !field.is_empty())).then_some(Self(fields))
    }

    /// The value that they lead to.
    pub(super) fn of<'a>(&self, value: &'a Json) -> Option<&'a Json> {
        self.0.iter().try_fold(value, |value, field| value.get(field))
    }
}

impl Path {
    pub(super) fn in_event<'a>(&self, heard: &'a Heard) -> Option<&'a Json> {
        self.fields.of(heard.arguments.get(self.argument)?).filter(|value| !value.is_null())
    }
}

impl FromStr for Path {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let rest = text.strip_prefix('$').ok_or(InvalidPath)?;
        let (argument, fields) = match rest.split_once('.') {
            None => (rest, Fields(Vec::new())),
            Some((argument, fields)) => (argument, Fields::read(fields).ok_or(InvalidPath)?),
        };
        let argument = argument.parse().map_err(|_| InvalidPath)?;
        Ok(Self { argument, fields })
    }
}

impl TryFrom<String> for Path {
    type Error = InvalidPath;

    fn try_from(text: String) -> Result<Self, InvalidPath> {
        text.parse()
    }
}
