//! The HTTP side: the accept loop, the routes, the frontend's files. The only place that knows axum and hyper.

mod admission;
mod assets;
mod client_dist;
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
mod serve;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::routing::get;

use crate::config::HttpConfig;
use crate::domain::Chat;
use crate::link::Links;
pub use engine::{Carried, Engine};
pub use front::Front;
pub use listen::{BindError, Listeners};
pub(crate) use serve::Server;

/// Where Socket.IO clients ask by default, and where this server answers.
const SOCKET_IO: &str = "/socket.io";

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

/// Every route the server has.
pub(crate) fn router<E: Engine>(
    chat: Arc<Chat>,
    socket_io: E,
    readiness: &Readiness,
    links: &Arc<Links>,
    config: &HttpConfig,
) -> Router {
    let pages = Router::new()
        .route(health::PATH, get(health::healthz))
        .with_state(health::Health { chat, readiness: readiness.clone() })
        .fallback(assets::serve);
    Front::over(headers::secure(pages), readiness.clone())
        .mount_linked(SOCKET_IO, socket_io, links)
        .serve_client()
        .into_router(config)
}
