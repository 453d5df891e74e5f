//! The HTTP side: the accept loop, the routes, the frontend's files. The only place that knows axum and hyper.

mod admission;
mod assets;
mod headers;
mod health;
mod listen;
mod names;
mod serve;
mod sessions;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use socketioxide::layer::SocketIoLayer;
use tower::Layer as _;
use tower_http::trace::TraceLayer;

use crate::domain::Chat;
use crate::link::Links;
pub use listen::{BindError, Listeners};
pub(crate) use serve::Server;

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
pub(crate) fn router(chat: Arc<Chat>, socket_io: &SocketIoLayer, readiness: &Readiness, links: &Arc<Links>) -> Router {
    let pages = Router::new()
        .route(health::PATH, get(health::healthz))
        .with_state(health::Health { chat, readiness: readiness.clone() })
        .fallback(assets::serve);
    // Applied here once: as a layer of a router it would be applied anew to each request's fallback, and every
    // application has sessions of its own.
    let engine = socket_io.layer(headers::secure(pages));
    links.end_polling_with(sessions::end_polling(engine.clone()));
    Router::new()
        .fallback_service(engine)
        .layer(middleware::from_fn_with_state(Arc::clone(links), sessions::watch))
        // Outside of Socket.IO: a client that reconnects to a server on its way out must get an answer that it tries
        // again after, and not be let in or told that the namespace is gone.
        .layer(middleware::from_fn_with_state(readiness.clone(), refuse_while_stopping))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// Without the query, in which old Socket.IO clients put their tokens and all put their session ids.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    tracing::debug_span!("http", method = %request.method(), path = request.uri().path())
}

async fn refuse_while_stopping(State(readiness): State<Readiness>, request: Request, next: Next) -> Response {
    if readiness.is_stopping() && sessions::is_handshake(&request) {
        let retry = [(axum::http::header::RETRY_AFTER, "1")];
        return (StatusCode::SERVICE_UNAVAILABLE, retry, "the server is restarting; try again").into_response();
    }
    next.run(request).await
}
