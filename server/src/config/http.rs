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

    /// Most connections at a time [default: as many as the system lets the process open]
    #[arg(long, value_name = "NUMBER", env = "SOCIABLE_MAX_CONNECTIONS")]
    pub max_connections: Option<usize>,

    /// Most connections at a time from one address; the machine's own are not counted [default: 1000]
    #[arg(long, value_name = "NUMBER", env = "SOCIABLE_MAX_CONNECTIONS_PER_ADDRESS")]
    pub max_connections_per_address: Option<usize>,
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpConfig {
    /// `host:port`. The default is reachable from this machine only: to be on the network is a decision.
    pub listen: String,
    /// Connections at a time.
    pub max_connections: usize,
    /// Connections at a time from one address; a whole /64 of IPv6 counts as one, and loopback addresses do not count,
    /// since a reverse proxy on the same machine has them.
    pub max_connections_per_address: usize,
}

/// A large office behind one address.
const PER_ADDRESS: usize = 1_000;

impl HttpOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            max_connections: self.max_connections.or(other.max_connections),
            max_connections_per_address: self.max_connections_per_address.or(other.max_connections_per_address),
        }
    }
}

impl From<HttpOptions> for HttpConfig {
    fn from(options: HttpOptions) -> Self {
        Self {
            listen: options.listen.unwrap_or_else(|| "localhost:3000".to_owned()),
            max_connections: options.max_connections.unwrap_or(usize::MAX),
            max_connections_per_address: options.max_connections_per_address.unwrap_or(PER_ADDRESS),
        }
    }
}
