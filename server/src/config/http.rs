//! Where to listen.

use clap::Args;
use serde::Deserialize;

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct HttpOptions {
    /// The address to listen on, host:port; port 0 takes a free one [default: localhost:3000]
    #[arg(long, value_name = "ADDRESS", env = "SOCIABLE_LISTEN")]
    pub listen: Option<String>,
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpConfig {
    /// `host:port`. The default is reachable from this machine only: to be on the network is a decision.
    pub listen: String,
}

impl HttpOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self { listen: self.listen.or(other.listen) }
    }
}

impl From<HttpOptions> for HttpConfig {
    fn from(options: HttpOptions) -> Self {
        Self { listen: options.listen.unwrap_or_else(|| "localhost:3000".to_owned()) }
    }
}
