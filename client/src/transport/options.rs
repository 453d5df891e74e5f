//! What a client is told once.

use serde_json::value::RawValue;

use crate::socketio::Config;

/// Says who we are; asked anew for every connection. `None` and JSON `null` send nothing.
#[cfg(not(target_arch = "wasm32"))]
pub type Auth = Box<dyn Fn() -> Option<Box<RawValue>> + Send>;
/// Says who we are; asked anew for every connection. `None` and JSON `null` send nothing.
#[cfg(target_arch = "wasm32")]
pub type Auth = Box<dyn Fn() -> Option<Box<RawValue>>>;

/// Where to connect to, as whom, and within which limits.
pub struct Options {
    /// The server, the namespace, times and limits.
    pub config: Config,
    /// The `auth` of the handshake. It runs inside the driver: it must be quick, and must not panic.
    pub auth: Auth,
    /// Whether to connect at once; without it, when [`Client::connect`](super::Client::connect) is called. Default true.
    pub auto_connect: bool,
}

impl Options {
    /// The defaults, without authentication, for the server at `url` (`http(s)://host[:port]` or `ws(s)://…`).
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { config: Config::new(url), auth: Box::new(|| None), auto_connect: true }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("config", &self.config).finish_non_exhaustive()
    }
}
