//! The accept loop. Our own, because `axum::serve` sets no time limit on a request's headers: a client that sends one
//! byte a minute would hold a connection for ever. Here is also where connections are [counted](super::admission), and
//! where each is wrapped into a [wire](super::wire), and that into what [reads its frames](super::names).

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::Listeners;
use super::admission::{Admission, Place};
use super::health::PATH as HEALTH;
use super::names::Readable;
use super::wire::Wire;
use crate::config::HttpConfig;
use crate::link::Link;

/// How long a request's headers may take, also those of the first request on a new connection.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// Largest request head, in bytes, and each connection's read buffer at most; Node's limit, too.
const MAX_HEAD: usize = 16_384;
/// How long to wait when the process has no file descriptors left, before accepting again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The running HTTP server.
pub(crate) struct Server {
    stop: CancellationToken,
    /// The accept loops and the connections they accepted.
    tasks: TaskTracker,
}

/// What every connection is served with.
#[derive(Clone)]
struct Serving {
    http: http1::Builder,
    router: Router,
    stop: CancellationToken,
}

impl Server {
    /// Starts accepting connections on every listener.
    pub(crate) fn start(listeners: Listeners, router: &Router, config: &HttpConfig) -> Self {
        let server = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        let admission = Admission::new(config.max_connections, config.max_connections_per_address, &config.trust_proxy);
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(MAX_HEAD);
        let serving = Serving { http, router: router.clone(), stop: server.stop.clone() };
        for listener in listeners.sockets {
            server.tasks.spawn(accept(listener, serving.clone(), admission.clone(), server.tasks.clone()));
        }
        server
    }

    /// Stops listening, so that the operating system refuses new connections, and lets each connection end with the
    /// request it is in.
    pub(crate) fn stop_accepting(&self) {
        self.stop.cancel();
        self.tasks.close();
    }

    /// Waits until requests under way are answered, at most `limit`.
    pub(crate) async fn finish(self, limit: Duration) {
        if tokio::time::timeout(limit, self.tasks.wait()).await.is_err() {
            tracing::warn!(connections = self.tasks.len(), "some requests did not finish in time and are cut");
        }
    }
}

async fn accept(listener: TcpListener, serving: Serving, admission: Admission, tasks: TaskTracker) {
    let (mut was_full, mut was_refused) = (false, false);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = serving.stop.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let link = Arc::new(Link::from(peer.ip()));
        let Ok(place) = admission.admit(peer.ip(), &link) else {
            // Closed at once: a connection that waits would be one more. Said once, since it happens often or never.
            if !was_refused {
                tracing::warn!(address = %peer.ip(), "as many connections as one address may have");
            }
            was_refused = true;
            continue;
        };
        if place.is_reserve && !was_full {
            tracing::warn!("as many connections as the server takes; see --max-connections");
        }
        (was_full, was_refused) = (place.is_reserve, false);
        tasks.spawn(serving.clone().connection(stream, link, place));
    }
}

impl Serving {
    async fn connection(self, stream: TcpStream, link: Arc<Link>, place: Place) {
        let Self { http, router, stop } = self;
        let is_reserve = place.is_reserve;
        let carried = Arc::clone(&link);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Arc::clone(&carried));
            let router = router.clone();
            async move {
                if is_reserve && request.uri().path() != HEALTH {
                    return Ok(full());
                }
                router.oneshot(request.map(Body::new)).await
            }
        });
        let io = TokioIo::new(Readable::new(Wire::new(stream, Arc::clone(&link), place), link));
        let mut connection = pin!(http.serve_connection(io, service).with_upgrades());
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        // A broken connection is the network's normal business, not a fault of the server.
        if let Err(error) = ended {
            tracing::trace!(%error, "a connection ended with an error");
        }
    }
}

fn full() -> Response {
    let headers = [(header::RETRY_AFTER, "5"), (header::CONNECTION, "close")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "the server has as many connections as it takes; try again")
        .into_response()
}
