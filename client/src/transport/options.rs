//! What a client is told once.

use serde_json::value::RawValue;

use crate::socketio::Config;

/// Says who we are, as a JSON object; asked anew for every connection. `None` and JSON `null` send nothing.
#[cfg(not(target_arch = "wasm32"))]
pub type Auth = Box<dyn Fn() -> Option<Box<RawValue>> + Send>;
/// Says who we are, as a JSON object; asked anew for every connection. `None` and JSON `null` send nothing.
#[cfg(target_arch = "wasm32")]
pub type Auth = Box<dyn Fn() -> Option<Box<RawValue>>>;

/// Where to connect to, as whom, and within which limits.
pub struct Options {
    /// The server, the namespace, transports, times and limits.
    pub config: Config,
    /// The `auth` of the handshake. It runs inside the driver: it must be quick, and must not panic.
    pub auth: Auth,
    /// Whether to connect at once; without it, when [`Client::connect`](super::Client::connect) is called
    /// (`autoConnect` of the JavaScript client). Default true.
    pub auto_connect: bool,
    /// Whether to listen to the page: when it is shown again, comes back from the browser's cache, or the network is back,
    /// [`Client::reconnect_now`](super::Client::reconnect_now) is called; when the network goes, the connection is given
    /// up. Of no meaning outside of browsers. Default true.
    pub watch_page: bool,
}

impl Options {
    /// The defaults, without authentication, for the server at `url` (`http(s)://host[:port]` or `ws(s)://…`).
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { config: Config::new(url), auth: Box::new(|| None), auto_connect: true, watch_page: true }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("config", &self.config).finish_non_exhaustive()
    }
}
