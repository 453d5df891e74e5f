//! Sessions that poll: how they begin, what is polled and what is posted, and how they end.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tokio::sync::watch;

use super::asked::{Asked, Empty, Version, own};
use super::newcomers::Known;
use super::refusal::{Refusal, read, unless_refused};
use super::sessions::Phase;
use super::{Engine, Mount, address};
use crate::http::names;
use crate::link::EndPolling;

/// How long the body of a request may take.
const POST_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a poll waits once a WebSocket has answered and the client wants to go over to it; Node's server's, too.
const NOOP_AFTER: Duration = Duration::from_millis(100);
/// Longest body that is held to be looked at; Node's limit, and no engine's here is above it.
const LONGEST_POST: usize = 1_000_000;
/// Longest answer to a handshake, and to what is polled right behind it.
const HANDSHAKE: usize = 65_536;
/// What stands between packets in Engine.IO 4.
const SEPARATOR: char = '\u{1e}';
const PING: &str = "2";

/// Of the packet that opens a session.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened<'a> {
    sid: &'a str,
    ping_interval: u64,
    ping_timeout: u64,
}

impl Opened<'_> {
    /// How long a client may be silent.
    const fn patience(&self) -> Duration {
        Duration::from_millis(self.ping_interval + self.ping_timeout)
    }
}

impl<E: Engine> Mount<E> {
    /// Begins a session.
    pub(super) async fn open(&self, asked: &Asked, request: Request) -> Result<Response, Refusal> {
        // Before the engine's own clock begins.
        let begin = Instant::now();
        let address = address(&request);
        let (mut head, body) = unless_refused(self.engine.ask(request).await).await?.into_parts();
        let body = read(body, HANDSHAKE).await;
        let opened = std::str::from_utf8(&body).ok().and_then(|body| Some((body, body.find('{')?)));
        let Some((body, json)) = opened else { return Ok((head, body).into_response()) };
        let Some(Ok(opened)) = body.get(json..).map(serde_json::from_str::<Opened<'_>>) else {
            return Ok((head, body.to_owned()).into_response());
        };
        self.sessions.open(opened.sid, opened.patience(), begin);
        self.newcomers.begin(Known::Sid(opened.sid.into()), address, begin);
        let mut payload = body.to_owned();
        if asked.version == Version::V4 {
            self.answer_first_ping(opened.sid, &mut payload).await;
        }
        head.headers.remove(header::CONTENT_LENGTH);
        Ok((head, payload).into_response())
    }

    /// The engine pings a session the moment it begins, not after the interval that it tells the client of. That ping is
    /// answered here; what else is for the client already goes with the handshake.
    async fn answer_first_ping(&self, sid: &str, payload: &mut String) {
        let mut poll = own(self.path, Version::V4, sid, None);
        *poll.method_mut() = Method::GET;
        let polled = read(self.engine.ask(poll).await.into_body(), HANDSHAKE).await;
        let mut is_answered = false;
        for packet in String::from_utf8_lossy(&polled).split(SEPARATOR).filter(|packet| !packet.is_empty()) {
            if packet == PING && !is_answered {
                is_answered = true;
                self.engine.ask(own(self.path, Version::V4, sid, Some(Empty::Pong))).await;
            } else {
                payload.push(SEPARATOR);
                payload.push_str(packet);
            }
        }
    }

    /// What there is for a client, as soon as there is something.
    pub(super) async fn poll(
        self: &Arc<Self>,
        asked: &Asked,
        sid: Box<str>,
        request: Request,
    ) -> Result<Response, Refusal> {
        let phase = self.sessions.ask(&sid, Instant::now())?;
        let mut asking = pin!(self.engine.ask(request));
        // After what it guards: where both are dropped, it is first, and nobody polls in between.
        let poll = Poll { mount: Arc::clone(self), sid: Some(sid) };
        let answer = tokio::select! {
            biased;
            // The engine loses nothing where it is not asked further: it takes packets out only to answer with them.
            instead = instead(phase.as_deref(), asked.version) => instead,
            response = asking.as_mut() => unless_refused(response).await,
        };
        let answer = match (answer, asked.version) {
            (Ok(response), Version::V3) => Ok(for_older(response).await),
            (answer, _) => answer,
        };
        let answer = match answer {
            // Had it come a moment earlier, this would have ended it.
            Err(Refusal::SessionUnknown) if poll.is_last() => Ok(noop(asked.version)),
            answer => answer,
        };
        poll.answered(answer.as_ref().ok());
        answer
    }

    /// Notes where what is posted is that the client leaves.
    async fn hear_farewell(&self, asked: &Asked, sid: &str, request: Request) -> Result<Request, Refusal> {
        let farewell = asked.version.payload(Empty::Close);
        // Anything else is not read here.
        if request.body().size_hint().exact() != Some(farewell.len() as u64) {
            return Ok(request);
        }
        let (head, body) = request.into_parts();
        let reading = tokio::time::timeout(POST_TIMEOUT, to_bytes(body, farewell.len())).await;
        let Ok(Ok(body)) = reading else { return Err(Refusal::BadRequest) };
        if body == farewell {
            self.sessions.leave(sid, Instant::now());
        }
        Ok(Request::from_parts(head, body.into()))
    }

    /// Takes what a client has posted.
    pub(super) async fn post(&self, asked: &Asked, sid: &str, request: Request) -> Result<Response, Refusal> {
        self.sessions.ask(sid, Instant::now())?;
        // Before it is read: one that is never sent would be waited for.
        if request.body().size_hint().lower() > self.payload_bytes as u64 {
            return Ok((StatusCode::PAYLOAD_TOO_LARGE, [(header::CONNECTION, "close")]).into_response());
        }
        let request = self.hear_farewell(asked, sid, request).await?;
        let posting = async {
            match asked.version {
                Version::V4 => Ok(self.engine.ask(request.map(names::readable)).await),
                Version::V3 => Ok(self.engine.ask(older(request).await?).await),
            }
        };
        // A client that sends a byte a minute would hold its connection for ever.
        let posted = tokio::time::timeout(POST_TIMEOUT, posting).await;
        self.sessions.answered(sid, Instant::now());
        match posted {
            Ok(Ok(response)) => unless_refused(response).await,
            Ok(Err(TooLarge)) => Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response()),
            Err(_) => Ok((StatusCode::REQUEST_TIMEOUT, [(header::CONNECTION, "close")]).into_response()),
        }
    }
}

/// A body is longer than any engine takes.
struct TooLarge;

/// What a client of Engine.IO 3 posts, as the engine reads it.
async fn older(request: Request) -> Result<Request, TooLarge> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LONGEST_POST).await.map_err(|_| TooLarge)?;
    let is_binary = head.headers.get(header::CONTENT_TYPE).is_some_and(is_binary);
    let body = names::older::posted(body, is_binary);
    let mut request = Request::from_parts(head, Body::from(body));
    request.headers_mut().remove(header::CONTENT_LENGTH);
    Ok(request)
}

/// What a client of Engine.IO 3 polls, as it reads it.
async fn for_older(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let is_binary = head.headers.get(header::CONTENT_TYPE).is_some_and(is_binary);
    // The engine has it in memory.
    let body = names::older::polled(read(body, usize::MAX).await, is_binary);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body))
}

fn is_binary(kind: &HeaderValue) -> bool {
    kind == "application/octet-stream"
}

/// What a poll is answered where the engine has no say any more. Never completes while it has.
async fn instead(phase: Option<&watch::Sender<Phase>>, version: Version) -> Result<Response, Refusal> {
    let Some(phase) = phase else { return std::future::pending().await };
    let (mut phase, mut going) = (phase.subscribe(), phase.subscribe());
    let has_gone_over = async {
        let gone = phase.wait_for(|phase| matches!(phase, Phase::Upgraded | Phase::Over)).await;
        gone.is_ok_and(|phase| *phase == Phase::Upgraded)
    };
    let probed = async {
        if going.wait_for(|phase| *phase == Phase::Probed).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(NOOP_AFTER).await;
    };
    tokio::select! {
        biased;
        is_upgraded = has_gone_over => {
            if !is_upgraded {
                // The engine may have something to say yet.
                std::future::pending::<()>().await;
            }
            Err(Refusal::BadRequest)
        }
        () = probed => {
            Ok(noop(version))
        }
    }
}

/// Ends a poll and means nothing.
fn noop(version: Version) -> Response {
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"))];
    (kind, version.payload(Empty::Noop)).into_response()
}

/// A poll that waits for its answer. What it would have been answered is lost where it is broken off, so that its
/// session cannot go on; Node's server ends it, too ("poll connection closed prematurely").
struct Poll<E: Engine> {
    mount: Arc<Mount<E>>,
    sid: Option<Box<str>>,
}

impl<E: Engine> Poll<E> {
    /// Whether its client has left, and this was under way.
    fn is_last(&self) -> bool {
        self.sid.as_ref().is_some_and(|sid| self.mount.sessions.is_last_poll(sid, Instant::now()))
    }

    fn answered(mut self, response: Option<&Response>) {
        // Where its client has left, the poll that was under way is this one.
        self.is_last();
        let Some(sid) = self.sid.take() else { return };
        self.mount.sessions.answered(&sid, Instant::now());
        if let Some(response) = response.filter(|response| response.status() == StatusCode::OK) {
            self.mount.links.polled(&sid, response.body().size_hint().lower());
        }
    }
}

impl<E: Engine> Drop for Poll<E> {
    fn drop(&mut self) {
        if let Some(sid) = self.sid.take() {
            tracing::debug!("a poll was broken off");
            // At once, so that its client's next request does not come in between.
            self.mount.sessions.end(&sid);
            self.mount.links.end_polling(&sid);
        }
    }
}

/// Ends polling sessions by the packet that their clients would send.
pub(super) fn ender<E: Engine>(path: &'static str, engine: E) -> EndPolling {
    Box::new(move |sid| {
        // The same packet in the two versions of the protocol; a session takes the one that it speaks.
        let requests = [Version::V4, Version::V3].map(|version| own(path, version, sid, Some(Empty::Close)));
        let engine = engine.clone();
        tokio::spawn(async move {
            for request in requests {
                if engine.ask(request).await.status() == StatusCode::OK {
                    return;
                }
            }
            // It has ended by itself, or goes on over a WebSocket.
            tracing::debug!("no polling session to end");
        });
    })
}

/// Whether the engine has a session of this id that polls.
pub(super) async fn is_polling<E: Engine>(mount: &Mount<E>, sid: &str) -> Result<(), Refusal> {
    // Nothing is posted: the engine says only whether it would take something.
    unless_refused(mount.engine.ask(own(mount.path, Version::V4, sid, None)).await).await.map(drop)
}
