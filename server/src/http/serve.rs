//! The accept loop. Our own, because `axum::serve` sets no time limit on a request's headers: a client that sends one
//! byte a minute would hold a connection for ever.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::Listeners;

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

impl Server {
    /// Starts accepting connections on every listener.
    pub(crate) fn start(listeners: Listeners, router: &Router) -> Self {
        let server = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        for listener in listeners.sockets {
            let tasks = server.tasks.clone();
            server.tasks.spawn(accept(listener, router.clone(), server.stop.clone(), tasks));
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

async fn accept(listener: TcpListener, router: Router, stop: CancellationToken, tasks: TaskTracker) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(MAX_HEAD);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                tasks.spawn(connection(http.clone(), stream, peer, router.clone(), stop.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(
    http: http1::Builder,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    stop: CancellationToken,
) {
    // Chat packets are small and each should leave at once.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(Body::new))
    });
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
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
