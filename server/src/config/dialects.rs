//! Whether frontends of other servers may come in, and how.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use serde::Deserialize;
use sociable_protocol::RoomSlug;
use sociable_protocol::limits::HISTORY_PAGE_DEFAULT;

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct DialectOptions {
    /// Which frontends of other chat servers may come in: auto for all that are known, off, or the name of the only one
    /// (docs/dialects.md) [default: auto]
    #[arg(long, value_name = "auto|off|NAME", env = "SOCIABLE_DIALECTS")]
    pub dialects: Option<DialectMode>,

    /// The room that those are in whose frontends have none [default: lobby]
    #[arg(long, value_name = "ROOM", env = "SOCIABLE_DIALECT_ROOM", value_parser = room)]
    pub dialect_room: Option<RoomSlug>,

    /// How many messages are shown to those who come in, where their frontends have no history of their own; 0 to 50
    /// [default: 50]
    #[arg(long, value_name = "NUMBER", env = "SOCIABLE_DIALECT_HISTORY")]
    pub dialect_history: Option<u32>,

    /// Files that describe the events of further frontends; several with commas (docs/dialects.md)
    #[arg(long, value_name = "FILE", env = "SOCIABLE_DIALECT_MAP", value_delimiter = ',')]
    pub dialect_map: Vec<PathBuf>,
}

/// Which dialects are spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum DialectMode {
    /// All, each found by what its pages say.
    #[default]
    Auto,
    /// None.
    Off,
    /// This one, by whoever does not say who they are in the contract's words.
    Only(String),
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialectConfig {
    /// Which ones.
    pub mode: DialectMode,
    /// The room of frontends without rooms.
    pub room: RoomSlug,
    /// Messages that are shown to newcomers.
    pub history: usize,
    /// Files with further dialects.
    pub maps: Vec<PathBuf>,
}

impl From<String> for DialectMode {
    fn from(name: String) -> Self {
        match name.as_str() {
            "auto" => Self::Auto,
            "off" => Self::Off,
            _ => Self::Only(name),
        }
    }
}

impl FromStr for DialectMode {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(name.to_owned().into())
    }
}

fn room(slug: &str) -> Result<RoomSlug, String> {
    slug.parse().map_err(|error: sociable_protocol::InvalidSlug| error.to_string())
}

impl Default for DialectConfig {
    fn default() -> Self {
        DialectOptions::default().into()
    }
}

impl DialectOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            dialects: self.dialects.or(other.dialects),
            dialect_room: self.dialect_room.or(other.dialect_room),
            dialect_history: self.dialect_history.or(other.dialect_history),
            dialect_map: if self.dialect_map.is_empty() { other.dialect_map } else { self.dialect_map },
        }
    }
}

impl From<DialectOptions> for DialectConfig {
    fn from(options: DialectOptions) -> Self {
        let history = options.dialect_history.unwrap_or(HISTORY_PAGE_DEFAULT).min(HISTORY_PAGE_DEFAULT);
        Self {
            mode: options.dialects.unwrap_or_default(),
            room: options.dialect_room.unwrap_or_else(RoomSlug::lobby),
            history: usize::try_from(history).unwrap_or(usize::MAX),
            maps: options.dialect_map,
        }
    }
}
