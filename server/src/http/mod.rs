//! The HTTP side: the accept loop, the routes, the frontend's files. The only place that knows axum and hyper.

mod admission;
mod api;
mod assets;
mod client_dist;
mod embed_dist;
mod engine;
mod forwarded;
mod front;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod headers;
mod health;
mod listen;
mod names;
mod origin;
mod page;
mod rules;
mod serve;
mod wire;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::routing::{any, get};
use sociable_protocol::limits::PAYLOAD_BYTES;

use crate::config::HttpConfig;
use crate::domain::Chat;
use crate::link::{ClientAddress, Link, Links};
pub(crate) use api::Keys;
pub use engine::{Carried, Engine};
pub use front::Front;
pub use listen::{BindError, Listeners};
pub(crate) use serve::Server;

/// Where Socket.IO clients ask by default, and where this server answers.
pub(crate) const SOCKET_IO: &str = "/socket.io";

/// Where it answers those who want MessagePack. Below the other path, so that a reverse proxy that passes one passes both.
pub(crate) const MSGPACK: &str = "/socket.io/msgpack";

/// Whether the server takes new sessions. Shared; starts as yes and changes once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// From now on, no.
    pub(crate) fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_stopping(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// An engine, where it answers, and what knows its connections.
pub(crate) struct Door<E> {
    path: &'static str,
    engine: E,
    links: Arc<Links>,
}

impl<E> Door<E> {
    /// The engine that `open` makes for a path.
    pub(crate) fn new(
        path: &'static str,
        links: Arc<Links>,
        open: impl FnOnce(&'static str, &Arc<Links>) -> E,
    ) -> Self {
        Self { path, engine: open(path, &links), links }
    }
}

/// The address that a request comes from, where that is known.
fn client_address(request: &Request) -> Option<IpAddr> {
    if let Some(ClientAddress(address)) = request.extensions().get() {
        return Some(*address);
    }
    request.extensions().get::<Arc<Link>>()?.address()
}

/// Every route the server has. Of two doors, one below the other, that comes last.
pub(crate) fn router<E: Engine>(
    chat: Arc<Chat>,
    api_keys: Keys,
    doors: Vec<Door<E>>,
    readiness: &Readiness,
    config: &HttpConfig,
) -> Router {
    let hosts = config.allow_origin.clone().into();
    let kinds = match (chat.doors().take_guests(), chat.doors().take_vouched()) {
        (true, false) => None,
        (true, true) => Some("both"),
        (false, _) => Some("token"),
    };
    let visitors = assets::Visitors { hosts, pictures: chat.doors().avatar_origins().into(), doors: kinds };
    let api = api::router(Arc::clone(&chat), Arc::new(api_keys));
    let pages = Router::new()
        .route(health::PATH, get(health::healthz))
        .with_state(health::Health { chat, readiness: readiness.clone() })
        .nest(api::PATH, api)
        .fallback_service(any(assets::serve).with_state(visitors));
    let mut front = Front::over(headers::secure(pages), readiness.clone());
    for Door { path, engine, links } in doors {
        front = front.mount_linked(path, engine, PAYLOAD_BYTES, &links);
    }
    if !config.msgpack {
        front = front.close(MSGPACK, "MessagePack is off on this server; it is turned on by --msgpack.\n");
    }
    front.serve_client().into_router(config)
}
