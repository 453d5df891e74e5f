//! Engine.IO's requests on their way to the engine, which is socketioxide's (or any other that is engineioxide below).
//!
//! The engine alone answers some of them otherwise than Node's does, on which every client was tested: it pings a session
//! the moment it begins, ends it where an upgrade fails, lets it live where a poll was broken off, and words refusals its
//! own way. It has no hooks for any of these, but all of it can be seen in the requests. So they are taken apart here, and
//! the engine is asked only what it answers well: [`asked`] is what a request says, [`refusal`] how it is refused,
//! [`sessions`] what is known of sessions that poll; [`polling`] and [`websocket`] are the two transports.

mod asked;
mod carried;
mod frame;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzzing;
mod newcomers;
mod polling;
mod refusal;
mod sessions;
mod websocket;

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tower::{Service, ServiceExt};

use super::Readiness;
use crate::link::{ClientAddress, Link, Links};
use asked::{Asked, Transport};
pub use carried::Carried;
use newcomers::Newcomers;
use refusal::Refusal;
use sessions::Sessions;

/// An engine of Engine.IO, as engineioxide and socketioxide make it: answers requests, and takes over WebSockets.
pub trait Engine: Clone + Send + Sync + 'static {
    /// Answers a request.
    fn ask(&self, request: Request) -> impl Future<Output = Response> + Send;

    /// Takes over the connection on which `request` was answered with 101.
    fn take(&self, connection: Carried, request: axum::http::Request<()>);
}

impl<S, B> Engine for S
where
    S: Service<Request, Response = axum::http::Response<B>, Error = Infallible, Future: Send>
        + Service<(Carried, axum::http::Request<()>), Error: std::fmt::Display, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    B: HttpBody<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    async fn ask(&self, request: Request) -> Response {
        let Ok(response) = ServiceExt::<Request>::oneshot(self.clone(), request).await;
        response.map(Body::new)
    }

    fn take(&self, connection: Carried, request: axum::http::Request<()>) {
        let taken = ServiceExt::<(Carried, axum::http::Request<()>)>::oneshot(self.clone(), (connection, request));
        tokio::spawn(async move {
            if let Err(error) = taken.await {
                tracing::debug!(%error, "the engine does not take a WebSocket");
            }
        });
    }
}

/// An engine and what stands before it.
pub(super) struct Mount<E> {
    /// Where it answers, without the slash at the end.
    path: &'static str,
    engine: E,
    /// Largest body of a polling request, and message of a WebSocket.
    payload_bytes: usize,
    links: Arc<Links>,
    sessions: Sessions,
    newcomers: Newcomers,
    readiness: Readiness,
}

impl<E: Engine> Mount<E> {
    pub(super) fn new(
        path: &'static str,
        engine: E,
        payload_bytes: usize,
        links: Arc<Links>,
        readiness: Readiness,
    ) -> Arc<Self> {
        links.end_polling_with(polling::ender(path, engine.clone()));
        let (sessions, newcomers) = (Sessions::default(), Newcomers::default());
        Arc::new(Self { path, engine, payload_bytes, links, sessions, newcomers, readiness })
    }

    async fn answer(self: Arc<Self>, request: Request) -> Response {
        let asked = match Asked::of(&request) {
            Ok(asked) => asked,
            Err(refusal) => return refusal.into(),
        };
        let is_get = *request.method() == Method::GET;
        if asked.sid.is_none() {
            if !is_get {
                return Refusal::BadHandshakeMethod.into();
            }
            if self.readiness.is_stopping() {
                return refusal::stopping();
            }
            if !self.newcomers.may_begin(address(&request), &self.links, Instant::now()) {
                return refusal::crowded();
            }
        }
        let answered = match (asked.transport, asked.sid.clone()) {
            (Transport::WebSocket, None) => websocket::open(&self, &asked, request),
            (Transport::WebSocket, Some(sid)) => websocket::upgrade(&self, &asked, sid, request).await,
            (Transport::Polling, None) => self.open(&asked, request).await,
            (Transport::Polling, Some(sid)) if is_get => self.poll(&asked, sid, request).await,
            (Transport::Polling, Some(sid)) if *request.method() == Method::POST => {
                self.post(&asked, &sid, request).await
            }
            (Transport::Polling, Some(_)) => Err(Refusal::BadRequest),
        };
        answered.unwrap_or_else(Response::from)
    }
}

/// Where a request comes from.
fn address(request: &Request) -> Option<IpAddr> {
    let extensions = request.extensions();
    let forwarded = extensions.get().map(|ClientAddress(address)| *address);
    forwarded.or_else(|| extensions.get::<Arc<Link>>()?.address())
}

/// Whether a path is that of an engine or below it.
pub(super) fn is_below(path: &str, engine: &str) -> bool {
    path.strip_prefix(engine).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers what is the engine's; all else is for `next`.
pub(super) async fn serve<E: Engine>(State(mount): State<Arc<Mount<E>>>, request: Request, next: Next) -> Response {
    if is_below(request.uri().path(), mount.path) { mount.answer(request).await } else { next.run(request).await }
}
