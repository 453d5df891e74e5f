//! What of Engine.IO's sessions can be seen from HTTP: which connection carries one, how many bytes a poll took, and
//! whether a poll was broken off. Here is also where what is posted passes on its way in.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tower::{Service, ServiceExt as _};

use super::names;
use crate::link::{EndPolling, Link, Links};

/// Where Socket.IO clients ask by default, and where this server answers.
pub(super) const PATH: &str = "/socket.io";

/// How long the body of a request may take.
const POST_TIMEOUT: Duration = Duration::from_secs(20);

/// A request of Engine.IO.
struct Asked<'a> {
    /// The session it belongs to; `None` where it begins one.
    sid: Option<&'a str>,
    transport: Option<&'a str>,
    /// The version of Engine.IO's protocol.
    version: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn of(request: &'a Request) -> Option<Self> {
        if !request.uri().path().starts_with(PATH) {
            return None;
        }
        let query = request.uri().query().unwrap_or_default();
        let value = |name| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|pair| pair.0 == name).map(|pair| pair.1)
        };
        Some(Self { sid: value("sid"), transport: value("transport"), version: value("EIO") })
    }
}

/// Whether the request begins a session.
pub(super) fn is_handshake(request: &Request) -> bool {
    Asked::of(request).is_some_and(|asked| asked.sid.is_none())
}

/// Keeps [`Links`] and each [`Link`] informed, and makes names readable in what is posted.
pub(super) async fn watch(State(links): State<Arc<Links>>, request: Request, next: Next) -> Response {
    let Some(Asked { sid, transport, version }) = Asked::of(&request) else { return next.run(request).await };
    match (transport, sid) {
        (Some("websocket"), _) => {
            let link = request.extensions().get::<Arc<Link>>().cloned();
            let sid = sid.map(str::to_owned);
            let response = next.run(request).await;
            // Only what Engine.IO has agreed to; and before the client learns of it, since then it may send frames.
            if let Some(link) = link.filter(|_| response.status() == StatusCode::SWITCHING_PROTOCOLS) {
                link.switch_to_websocket();
                if let Some(sid) = sid {
                    links.upgraded(&sid, &link);
                }
            }
            response
        }
        (Some("polling"), Some(sid)) if request.method() == Method::GET => {
            let poll = Poll { links, sid: Some(sid.to_owned()) };
            let response = next.run(request).await;
            poll.answered(&response);
            response
        }
        // The packets of older versions say how long they are in UTF-16, so a name cannot be shortened in place.
        (Some("polling"), Some(_)) if version == Some("4") => posted(request.map(names::readable), next).await,
        _ => posted(request, next).await,
    }
}

/// What is posted has to come within a time: a client that sends a byte a minute would hold its connection for ever.
async fn posted(request: Request, next: Next) -> Response {
    match tokio::time::timeout(POST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::REQUEST_TIMEOUT, [(header::CONNECTION, "close")]).into_response(),
    }
}

/// A poll that waits for its answer. What it would have been answered is lost where it is broken off, so that its
/// session cannot go on; Node's server ends it, too ("poll connection closed prematurely").
struct Poll {
    links: Arc<Links>,
    sid: Option<String>,
}

impl Poll {
    fn answered(mut self, response: &Response) {
        if let Some(sid) = self.sid.take()
            && response.status() == StatusCode::OK
        {
            self.links.polled(&sid, response.body().size_hint().lower());
        }
    }
}

impl Drop for Poll {
    fn drop(&mut self) {
        if let Some(sid) = self.sid.take() {
            tracing::debug!("a poll was broken off");
            self.links.end_polling(&sid);
        }
    }
}

/// Ends polling sessions by the packet that their clients would send.
pub(super) fn end_polling<S, B>(engine: S) -> EndPolling
where
    S: Service<Request, Response = Response<B>, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static,
    B: Send,
{
    Box::new(move |sid| {
        // The same packet in the two versions of the protocol; a session takes the one that it speaks.
        let requests = [("4", "1"), ("3", "1:1")].map(|(version, packet)| {
            let uri = format!("{PATH}/?EIO={version}&transport=polling&sid={sid}");
            Request::builder().method(Method::POST).uri(uri).body(Body::from(packet))
        });
        let engine = engine.clone();
        tokio::spawn(async move {
            for request in requests.into_iter().flatten() {
                let Ok(response) = engine.clone().oneshot(request).await;
                if response.status() == StatusCode::OK {
                    return;
                }
            }
            // It has ended by itself, or goes on over a WebSocket.
            tracing::debug!("no polling session to end");
        });
    })
}
