//! What to log.

use clap::Args;
use serde::Deserialize;

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct LogOptions {
    /// What to log, as error, warn, info, debug, trace or by module, for example sociable=debug [default: info]
    #[arg(long, value_name = "FILTER", env = "SOCIABLE_LOG")]
    pub log: Option<String>,
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// A filter in the syntax of tracing's `EnvFilter`.
    pub filter: String,
}

impl Default for LogConfig {
    fn default() -> Self {
        LogOptions::default().into()
    }
}

impl LogOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self { log: self.log.or(other.log) }
    }
}

impl From<LogOptions> for LogConfig {
    fn from(options: LogOptions) -> Self {
        Self { filter: options.log.unwrap_or_else(|| "info".to_owned()) }
    }
}
