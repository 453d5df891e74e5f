//! WebSockets: those that sessions begin on, and those that sessions go over to from polling.
//!
//! The engine ends a session whose client tries a WebSocket in vain, as one behind a proxy that lets the handshake pass
//! and nothing after it. So the trying is done here, and the engine learns of it when it has succeeded.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tungstenite::handshake::derive_accept_key;

use super::asked::{Asked, Version};
use super::carried::Carried;
use super::newcomers::Known;
use super::refusal::Refusal;
use super::sessions::Phase;
use super::{Engine, Mount, address, frame, polling};
use crate::link::Link;

/// How long a client may take to go over; Node's server's, too.
const UPGRADE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an old client has to hear that its WebSocket is open before it is told of the session: some listen for
/// messages only after that, and lose one that comes in the same packet.
const OPEN_AFTER: Duration = Duration::from_millis(20);

/// Begins a session on a WebSocket.
pub(super) fn open<E: Engine>(mount: &Arc<Mount<E>>, asked: &Asked, request: Request) -> Result<Response, Refusal> {
    let address = address(&request);
    let Accepted { response, connection, request, link } = accept(request, mount.payload_bytes)?;
    if let Some(link) = &link {
        mount.newcomers.begin(Known::link(link), address, Instant::now());
    }
    let engine = mount.engine.clone();
    let version = asked.version;
    tokio::spawn(async move {
        if let Some(connection) = connection.established().await {
            if version == Version::V3 {
                tokio::time::sleep(OPEN_AFTER).await;
            }
            engine.take(Carried::new(connection, version == Version::V4), request);
        }
    });
    Ok(response)
}

/// Lets a session that polls try a WebSocket.
pub(super) async fn upgrade<E: Engine>(
    mount: &Arc<Mount<E>>,
    asked: &Asked,
    sid: Box<str>,
    request: Request,
) -> Result<Response, Refusal> {
    debug_assert_eq!(asked.sid.as_ref(), Some(&sid));
    let polls = match mount.sessions.ask(&sid, Instant::now()) {
        Ok(phase) => polling::is_polling(mount, &sid).await.map(|()| phase),
        Err(refusal) => Err(refusal),
    };
    let is_upgrade = accepts(request.method(), request.headers()).is_some();
    let phase = match polls {
        Ok(phase) => phase,
        // It goes on over another already. As with Node's server, this one comes about and is closed.
        Err(Refusal::BadRequest) if is_upgrade => None,
        Err(refusal) => return Err(refusal),
    };
    let Accepted { response, connection, request, link } = accept(request, mount.payload_bytes)?;
    let attempt = phase.and_then(Attempt::begin);
    let mount = Arc::clone(mount);
    tokio::spawn(async move {
        let Some(mut connection) = connection.established().await else { return };
        let probed = match &attempt {
            None => Err(io::ErrorKind::AlreadyExists.into()),
            Some(attempt) => attempt.probe(&mut connection).await,
        };
        match (attempt, probed) {
            (Some(attempt), Ok(())) => {
                attempt.succeed();
                if let Some(link) = link {
                    mount.links.upgraded(&sid, &link);
                }
                mount.engine.take(Carried::upgraded(connection), request);
            }
            (attempt, probed) => {
                drop(attempt);
                tracing::debug!(error = ?probed.err(), "a session does not go over to a WebSocket");
                if let Err(error) = frame::close(&mut connection).await {
                    tracing::debug!(%error, "a WebSocket is gone before it is closed");
                }
            }
        }
    });
    Ok(response)
}

/// A WebSocket that is tried. Where it comes to nothing, its session goes on polling.
struct Attempt(Arc<watch::Sender<Phase>>);

impl Attempt {
    /// `None` where another is being tried, or has been with success.
    fn begin(phase: Arc<watch::Sender<Phase>>) -> Option<Self> {
        Self::turn(&phase, &[Phase::Polling], Phase::Trying).then_some(Self(phase))
    }

    fn turn(phase: &watch::Sender<Phase>, from: &[Phase], to: Phase) -> bool {
        phase.send_if_modified(|phase| {
            let turns = from.contains(phase);
            if turns {
                *phase = to;
            }
            turns
        })
    }

    /// Asks and is asked, until the client says that it goes over.
    async fn probe<C: AsyncRead + AsyncWrite + Unpin>(&self, connection: &mut C) -> io::Result<()> {
        let mut phase = self.0.subscribe();
        let probing = async {
            expect(connection, b"2probe").await?;
            Self::turn(&self.0, &[Phase::Trying], Phase::Probed);
            frame::write_text(connection, "3probe").await?;
            expect(connection, b"5").await
        };
        tokio::select! {
            probed = tokio::time::timeout(UPGRADE_TIMEOUT, probing) => probed?,
            _ = phase.wait_for(|phase| *phase == Phase::Over) => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn succeed(self) {
        Self::turn(&self.0, &[Phase::Probed], Phase::Upgraded);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        Self::turn(&self.0, &[Phase::Trying, Phase::Probed], Phase::Polling);
    }
}

async fn expect(connection: &mut (impl AsyncRead + AsyncWrite + Unpin), packet: &[u8]) -> io::Result<()> {
    if frame::read_text(connection).await? == packet { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// A WebSocket handshake that is answered.
struct Accepted {
    response: Response,
    connection: Pending,
    /// For the engine.
    request: axum::http::Request<()>,
    link: Option<Arc<Link>>,
}

/// A connection that is a WebSocket once the answer is sent.
struct Pending(OnUpgrade);

impl Pending {
    async fn established(self) -> Option<TokioIo<Upgraded>> {
        match self.0.await {
            Ok(upgraded) => Some(TokioIo::new(upgraded)),
            Err(error) => {
                tracing::debug!(%error, "a client is gone before its WebSocket was there");
                None
            }
        }
    }
}

fn accept(mut request: Request, message_bytes: usize) -> Result<Accepted, Refusal> {
    let accepted = accepts(request.method(), request.headers()).ok_or(Refusal::BadRequest)?;
    let connection = Pending(hyper::upgrade::on(&mut request));
    let link = request.extensions().get::<Arc<Link>>().cloned();
    // Before the client learns of it, since then it may send frames.
    if let Some(link) = &link {
        link.switch_to_websocket(message_bytes);
    }
    let headers = [
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::CONNECTION, HeaderValue::from_static("Upgrade")),
        (header::SEC_WEBSOCKET_ACCEPT, accepted),
    ];
    let response = (StatusCode::SWITCHING_PROTOCOLS, headers, Body::empty()).into_response();
    Ok(Accepted { response, connection, request: request.map(drop), link })
}

/// What a WebSocket handshake is answered; `None` where it is none (RFC 6455, section 4.2.1).
fn accepts(method: &Method, headers: &HeaderMap) -> Option<HeaderValue> {
    let has = |name, value: &str| {
        let fields = headers.get_all(name).iter().filter_map(|field| field.to_str().ok());
        fields.flat_map(|field| field.split(',')).any(|item| item.trim().eq_ignore_ascii_case(value))
    };
    let is_handshake = method == Method::GET
        && has(header::UPGRADE, "websocket")
        && has(header::CONNECTION, "upgrade")
        && has(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| is_handshake)?;
    HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()
}
