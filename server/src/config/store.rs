//! Where to keep things.

use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

use crate::store::Durability;

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct StoreOptions {
    /// The directory for the database and the session key; made if missing [default: ./data]
    #[arg(long, value_name = "DIR", env = "SOCIABLE_DATA")]
    pub data: Option<PathBuf>,

    /// What a message has survived when it is acknowledged: full = also the power failing, normal = the program crashing
    /// [default: full]
    #[arg(long, value_name = "LEVEL", env = "SOCIABLE_DURABILITY")]
    pub durability: Option<Durability>,

    /// Remove messages for good when they are so many days old [default: keep everything]
    #[arg(long, value_name = "DAYS", env = "SOCIABLE_KEEP_DAYS", value_parser = clap::value_parser!(u32).range(1..))]
    pub keep_days: Option<u32>,
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreConfig {
    /// The data directory.
    pub data: PathBuf,
    /// What a message has survived when it is acknowledged.
    pub durability: Durability,
    /// After how many days messages are removed; `None` keeps them.
    pub keep_days: Option<u32>,
}

impl StoreConfig {
    /// Everything by default, in this directory.
    #[must_use]
    pub const fn new(data: PathBuf) -> Self {
        Self { data, durability: Durability::Full, keep_days: None }
    }

    /// The database in the data directory.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("sociable.db")
    }
}

impl StoreOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            data: self.data.or(other.data),
            durability: self.durability.or(other.durability),
            keep_days: self.keep_days.or(other.keep_days),
        }
    }
}

impl From<StoreOptions> for StoreConfig {
    fn from(options: StoreOptions) -> Self {
        Self {
            data: options.data.unwrap_or_else(|| PathBuf::from("data")),
            durability: options.durability.unwrap_or_default(),
            keep_days: options.keep_days,
        }
    }
}
