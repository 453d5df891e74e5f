//! Where to keep things.

use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct StoreOptions {
    /// The directory for the database and the session key; made if missing [default: ./data]
    #[arg(long, value_name = "DIR", env = "SOCIABLE_DATA")]
    pub data: Option<PathBuf>,
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreConfig {
    /// The data directory.
    pub data: PathBuf,
}

impl StoreOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self { data: self.data.or(other.data) }
    }
}

impl From<StoreOptions> for StoreConfig {
    fn from(options: StoreOptions) -> Self {
        Self { data: options.data.unwrap_or_else(|| PathBuf::from("data")) }
    }
}
