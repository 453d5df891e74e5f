//! The front layer: what stands between network connections and engines of Engine.IO, and serves both the product and the
//! example against which the official suites run.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tower_http::trace::{DefaultOnFailure, TraceLayer};

use super::engine::{self, Engine, Mount};
use super::origin::{self, Verdict};
use super::{Listeners, Readiness, Server, client_dist, forwarded};
use crate::config::HttpConfig;
use crate::link::Links;

/// How long requests under way have to be answered when the server stops.
const FINISH_LIMIT: Duration = Duration::from_secs(1);

/// Everything that is served: pages, and engines each at a path of its own.
pub struct Front {
    router: Router,
    readiness: Readiness,
    /// Where engines are, and whatever else pages of other origins may ask.
    paths: Vec<&'static str>,
}

/// What requests pass before anything else sees them.
struct Edge {
    config: HttpConfig,
    paths: Vec<&'static str>,
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
        Self { router: pages, readiness, paths: Vec::new() }
    }

    /// The same, with `engine` answering at `path` and below. `path` has no slash at the end; one below that of another
    /// engine is mounted after it. `payload_bytes` is the largest body and message that the engine takes; what claims to
    /// be larger does not get as far.
    #[must_use]
    pub fn mount<E: Engine>(self, path: &'static str, engine: E, payload_bytes: usize) -> Self {
        self.mount_linked(path, engine, payload_bytes, &Arc::new(Links::default()))
    }

    /// As [`mount`](Self::mount), where something else needs to know of the connections under the engine's sessions.
    pub(crate) fn mount_linked<E: Engine>(
        mut self,
        path: &'static str,
        engine: E,
        payload_bytes: usize,
        links: &Arc<Links>,
    ) -> Self {
        let mount = Mount::new(path, engine, payload_bytes, Arc::clone(links), self.readiness.clone());
        self.router = self.router.layer(middleware::from_fn_with_state(mount, engine::serve));
        self.paths.push(path);
        self
    }

    /// The same, where pages of allowed origins, and of no others, may ask at these paths, too.
    #[must_use]
    pub(crate) fn open_to_allowed(mut self, paths: &[&'static str]) -> Self {
        self.paths.extend(paths);
        self
    }

    /// The same, with nothing at `path` and below but a word on why.
    pub(crate) fn close(mut self, path: &'static str, why: &'static str) -> Self {
        let closed = move |request: Request, next: Next| async move {
            let is_closed = engine::is_below(request.uri().path(), path);
            if is_closed { (StatusCode::NOT_FOUND, why).into_response() } else { next.run(request).await }
        };
        self.router = self.router.layer(middleware::from_fn(closed));
        self
    }

    /// The same, with Socket.IO's own client below `/socket.io`, where an engine would refuse it. After all engines.
    #[must_use]
    pub fn serve_client(mut self) -> Self {
        self.router = self.router.layer(middleware::from_fn(client_dist::serve));
        self
    }

    /// What serves connections.
    pub(crate) fn into_router(self, config: &HttpConfig) -> Router {
        let edge = Arc::new(Edge { config: config.clone(), paths: self.paths });
        let inner = self.router;
        // Around the router and not in it: it chooses a route by the path, which changes here.
        Router::new()
            .fallback_service(inner)
            .layer(middleware::from_fn_with_state(edge, pass))
            // Whoever is refused because the server is full or stopping would fill the log with errors.
            .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(quietly()))
    }

    /// Serves until `stop` completes. [`App`](crate::App) stops in more steps.
    pub async fn serve(self, listeners: Listeners, config: &HttpConfig, stop: impl Future<Output = ()>) {
        let server = Server::start(listeners, &self.into_router(config), config);
        stop.await;
        server.stop_accepting();
        server.finish(FINISH_LIMIT).await;
    }
}

/// Undoes what proxies do, and lets pages of other origins ask engines only where they are allowed to.
async fn pass(State(edge): State<Arc<Edge>>, mut request: Request, next: Next) -> Response {
    let Edge { config, paths } = &*edge;
    let addressed = forwarded::resolve(&mut request, &config.trust_proxy);
    let base = addressed.base.as_ref().unwrap_or(&config.base_path);
    if let Err(elsewhere) = forwarded::rebase(request.uri_mut(), base) {
        return *elsewhere;
    }
    request.extensions_mut().insert(base.clone());
    let path = request.uri().path();
    if !paths.iter().any(|engine| engine::is_below(path, engine)) {
        return next.run(request).await;
    }
    let verdict = Verdict::of(request.headers(), &addressed, &config.allow_origin);
    let mut response = match &verdict {
        // Any page may load a script, and not every one may read it.
        Verdict::Refused(origin) if !client_dist::is_served_at(path) => origin::refuse(origin.as_ref()),
        _ if origin::is_preflight(request.method(), request.headers()) => origin::preflight(request.headers()),
        _ => next.run(request).await,
    };
    verdict.mark(&mut response);
    response
}

fn quietly() -> DefaultOnFailure {
    DefaultOnFailure::new().level(tracing::Level::DEBUG)
}

/// Without the query, in which old Socket.IO clients put their tokens and all put their session ids.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    tracing::debug_span!("http", method = %request.method(), path = request.uri().path())
}
