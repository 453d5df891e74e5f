//! Where to listen, and to whom.

use clap::Args;
use serde::Deserialize;

use super::{BasePath, Network, Origin};

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

    /// Origins whose pages may connect, besides the server's own; exact, as `https://example.org`; several with commas
    #[arg(long, value_name = "ORIGIN", env = "SOCIABLE_ALLOW_ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<Origin>,

    /// Reverse proxies whose X-Forwarded-For, -Proto, -Host and -Prefix are believed; addresses or networks; several with
    /// commas
    #[arg(long, value_name = "ADDRESS", env = "SOCIABLE_TRUST_PROXY", value_delimiter = ',')]
    pub trust_proxy: Vec<Network>,

    /// The path below which a reverse proxy serves all this, as /chat, whether it takes the path off or passes it on
    #[arg(long, value_name = "PATH", env = "SOCIABLE_BASE_PATH")]
    pub base_path: Option<BasePath>,

    /// Whether clients with socket.io-msgpack-parser may connect, at /socket.io/msgpack; all share the same rooms
    /// [default: false]
    #[arg(
        long,
        value_name = "BOOL",
        env = "SOCIABLE_MSGPACK",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub msgpack: Option<bool>,
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
    /// Origins of pages that may connect, besides those of the same host.
    pub allow_origin: Vec<Origin>,
    /// From whom a request may come that says where it really comes from.
    pub trust_proxy: Vec<Network>,
    /// Where everything is for those who ask, unless a trusted proxy says otherwise. Taken off paths that begin with it; a
    /// proxy may have done so already.
    pub base_path: BasePath,
    /// Whether there is a second way in, for clients that want MessagePack. Off by default, as it is one more reader of what
    /// strangers send.
    pub msgpack: bool,
}

/// A large office behind one address.
const PER_ADDRESS: usize = 1_000;

impl HttpOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            max_connections: self.max_connections.or(other.max_connections),
            max_connections_per_address: self.max_connections_per_address.or(other.max_connections_per_address),
            allow_origin: given(self.allow_origin, other.allow_origin),
            trust_proxy: given(self.trust_proxy, other.trust_proxy),
            base_path: self.base_path.or(other.base_path),
            msgpack: self.msgpack.or(other.msgpack),
        }
    }
}

/// The first list, unless nothing was given.
pub(super) fn given<T>(first: Vec<T>, other: Vec<T>) -> Vec<T> {
    if first.is_empty() { other } else { first }
}

impl From<HttpOptions> for HttpConfig {
    fn from(options: HttpOptions) -> Self {
        Self {
            listen: options.listen.unwrap_or_else(|| "localhost:3000".to_owned()),
            max_connections: options.max_connections.unwrap_or(usize::MAX),
            max_connections_per_address: options.max_connections_per_address.unwrap_or(PER_ADDRESS),
            allow_origin: options.allow_origin,
            trust_proxy: options.trust_proxy,
            base_path: options.base_path.unwrap_or_default(),
            msgpack: options.msgpack.unwrap_or_default(),
        }
    }
}
