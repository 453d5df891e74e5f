//! The front layer: what stands between network connections and engines of Engine.IO, and serves both the product and the
//! example against which the official suites run.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use tower_http::trace::TraceLayer;

use super::engine::{self, Engine, Mount};
use super::{Listeners, Readiness, Server};
use crate::config::HttpConfig;
use crate::link::Links;

/// How long requests under way have to be answered when the server stops.
const FINISH_LIMIT: Duration = Duration::from_secs(1);

/// Everything that is served: pages, and engines each at a path of its own.
pub struct Front {
    router: Router,
    readiness: Readiness,
}

impl Default for Front {
    /// Nothing but the engines that are mounted.
    fn default() -> Self {
        Self::over(Router::new(), Readiness::default())
    }
}

impl Front {
    /// These pages, and the engines that are mounted.
    pub(crate) const fn over(pages: Router, readiness: Readiness) -> Self {
        Self { router: pages, readiness }
    }

    /// The same, with `engine` answering at `path` and below. `path` has no slash at the end.
    #[must_use]
    pub fn mount<E: Engine>(self, path: &'static str, engine: E) -> Self {
        self.mount_linked(path, engine, &Arc::new(Links::default()))
    }

    /// As [`mount`](Self::mount), where something else needs to know of the connections under the engine's sessions.
    pub(crate) fn mount_linked<E: Engine>(self, path: &'static str, engine: E, links: &Arc<Links>) -> Self {
        let mount = Mount::new(path, engine, Arc::clone(links), self.readiness.clone());
        let router = self.router.layer(middleware::from_fn_with_state(mount, engine::serve));
        Self { router, ..self }
    }

    /// What serves connections.
    pub(crate) fn into_router(self) -> Router {
        self.router.layer(TraceLayer::new_for_http().make_span_with(span))
    }

    /// Serves until `stop` completes. [`App`](crate::App) stops in more steps.
    pub async fn serve(self, listeners: Listeners, config: &HttpConfig, stop: impl Future<Output = ()>) {
        let server = Server::start(listeners, &self.into_router(), config);
        stop.await;
        server.stop_accepting();
        server.finish(FINISH_LIMIT).await;
    }
}

/// Without the query, in which old Socket.IO clients put their tokens and all put their session ids.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    tracing::debug_span!("http", method = %request.method(), path = request.uri().path())
}
