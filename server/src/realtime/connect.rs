//! Letting a connection in.
//!
//! All that must be in place before the client learns that it is connected happens in the middleware: a handler
//! registered later would miss events that come right behind the handshake.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use sociable_protocol::{Cursor, Error, ErrorCode, Handshake, RoomSlug, Session, User};
use socketioxide::adapter::LocalAdapter;
use socketioxide::extract::SocketRef;
use socketioxide::handler::{ConnectHandler as _, FromConnectParts};
use socketioxide::socket::Socket;
use socketioxide::{ProtocolVersion, SocketIo};
use socketioxide_core::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Context;
use super::departure::{Going, Present};
use super::dialects::{Choice, Chosen, Voice, Wanted};
use super::format::{Format, to_json};
use super::inbox::{Inbox, Received};
use super::outbox::Outbox;
use super::outlet::{Outlet, Over};
use super::peer::Peer;
use crate::domain::{Access, Entered, Settling, Visitor};
use crate::link::{COOKIE, ClientAddress, Flow, Link, Links, cookie};

/// How long a handshake may wait for its turn; stock clients give up after 20 s.
const TURN: Duration = Duration::from_secs(15);

/// A way in.
#[derive(Clone)]
pub(super) struct Entrance {
    pub(super) context: Arc<Context>,
    /// The connections of those who come in here.
    pub(super) links: Arc<Links>,
    pub(super) format: Format,
}

/// What the middleware leaves for the connect handler.
struct Admitted {
    whom: Whom,
    received: Received,
    flow: Arc<Flow>,
    gone: CancellationToken,
}

/// Who was let in.
struct Whom {
    user: User,
    access: Access,
    /// What to tell it, in the contract's words.
    session: Option<Session>,
    /// What it speaks where those are not its words.
    voice: Option<Arc<Voice>>,
    cursors: BTreeMap<RoomSlug, Cursor>,
    generation: u32,
    present: Present,
}

impl Whom {
    /// The same, who speaks other words.
    fn speaking(mut self, voice: Voice) -> Self {
        self.present.go(Going::AtOnce);
        let token = self.session.take().and_then(|session| session.token);
        self.voice = Some(Arc::new(voice.of(&self.user.name, token)));
        self
    }
}

/// Why somebody is not let in: the message of the `connect_error`.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// In the contract's words.
    #[error(transparent)]
    Contract(#[from] Error),
    /// In those of another server.
    #[error("{0}")]
    Words(&'static str),
}

/// The socket itself. What the middleware leaves lies in the socket, so nothing in it may hold the socket.
struct Own(Arc<Socket<LocalAdapter>>);

impl FromConnectParts<LocalAdapter> for Own {
    type Error = Infallible;

    fn from_connect_parts(socket: &Arc<Socket<LocalAdapter>>, _: &Option<Value>) -> Result<Self, Infallible> {
        Ok(Self(Arc::clone(socket)))
    }
}

/// What a client says of itself, if it says something: an object. Read here and not by socketioxide, so that it is the same
/// in all formats.
struct Auth(Result<Map<String, Json>, Error>);

impl FromConnectParts<LocalAdapter> for Auth {
    type Error = Infallible;

    fn from_connect_parts(_: &Arc<Socket<LocalAdapter>>, auth: &Option<Value>) -> Result<Self, Infallible> {
        let read: Option<Option<Map<String, Json>>> = match auth {
            None => Some(None),
            Some(Value::Str(json, _)) => serde_json::from_str(json.as_str()).ok(),
            Some(Value::Bytes(packed)) => to_json(packed).ok().and_then(|json| serde_json::from_slice(&json).ok()),
        };
        Ok(Self(read.map(Option::unwrap_or_default).ok_or_else(unreadable)))
    }
}

fn unreadable() -> Error {
    let message = "the handshake's auth is {name} or {token}, both strings, and perhaps {cursors}";
    Error::new(ErrorCode::InvalidPayload, message)
}

/// socketioxide's extensions take only what can be cloned; this is taken out once.
type Seat = Arc<Mutex<Option<Admitted>>>;

pub(super) fn register(io: &SocketIo, entrance: Entrance) {
    let format = entrance.format;
    let admit = move |socket: SocketRef, Auth(auth): Auth| {
        let entrance = entrance.clone();
        async move { admit(&entrance, &socket, auth?).await }
    };
    let begin = move |Own(socket): Own| async move {
        let seat: Option<Seat> = socket.extensions.remove();
        let Some(admitted) = seat.and_then(|seat| seat.lock().take()) else { return };
        let Admitted { whom, received, flow, gone } = admitted;
        let Whom { user, access, session, voice, cursors, generation, mut present } = whom;
        let address = address(&socket);
        let outbox = Outbox::new(socket, flow, format);
        let connection = present.connection;
        let outlet = Arc::new(Outlet::new((user, access), generation, connection, address, outbox, voice, gone));
        present.attach(Arc::clone(&outlet));
        // Revoked after the handshake was checked and before anybody knew of this socket.
        if !outlet.is_visitor() {
            match present.context().chat.is_current(outlet.user_id(), generation).await {
                Ok(true) => {}
                Ok(false) => return present.context().end_session(&outlet, Over::Revoked),
                // It comes back by itself.
                Err(_) => return outlet.outbox.cut(),
            }
        }
        Peer::new(present, outlet).run(session, cursors, received).await;
    };
    io.ns("/", begin.with(admit));
}

async fn admit(entrance: &Entrance, socket: &SocketRef, mut auth: Map<String, Json>) -> Result<(), Refusal> {
    let Entrance { context, links, format } = entrance;
    let asked = Asked::read(socket);
    let native = asked.is_native() || NATIVE_KEYS.iter().any(|key| auth.contains_key(*key));
    if auth.is_empty()
        && let Some(sid) = cookie(&socket.req_parts().headers, COOKIE)
    {
        // Of a frontend that logs in by HTTP this is all that says who it is.
        auth.insert(COOKIE.to_owned(), sid.into());
    }
    let auth = Json::Object(auth);
    let whom = match context.dialects.choose(asked.dialect.as_deref(), &auth, native) {
        Choice::Native => person(context, handshake(auth, asked)?, address(socket)).await?,
        Choice::Page(chosen) => visitor(context, chosen, auth, address(socket)).await?,
        Choice::Unknown => {
            let message = "there is no such dialect; the documentation lists them, and native is the server's own";
            return Err(Error::new(ErrorCode::InvalidPayload, message).at("dialect").into());
        }
    };
    let flow = links.open(socket.id.as_str(), own_link(socket));
    let gone = CancellationToken::new();
    let (inbox, received) = Inbox::new(Arc::clone(&flow), *format);
    socket.on_fallback(inbox);
    let closed = gone.clone();
    socket.on_disconnect(async move || closed.cancel());
    let seat: Seat = Arc::new(Mutex::new(Some(Admitted { whom, received, flow, gone })));
    socket.extensions.insert(seat);
    Ok(())
}

/// Lets somebody in who says who they are.
async fn person(context: &Arc<Context>, mut handshake: Handshake, address: Option<IpAddr>) -> Result<Whom, Refusal> {
    let cursors = std::mem::take(&mut handshake.cursors);
    let limit = context.chat.limits().rooms_per_socket;
    if cursors.len() > limit {
        let message = format!("a connection can be in {limit} rooms at a time");
        return Err(Error::new(ErrorCode::InvalidPayload, message).at("cursors").into());
    }
    let Entered { session, access, generation, connection, change } =
        in_turn(|| context.chat.enter(handshake.clone(), address)).await?;
    let user = session.user.clone();
    // From here on, whatever happens to the connection, its person is seen to leave.
    let present = Present::new(Arc::clone(context), connection, user.clone());
    if let Some(change) = change {
        context.tell_status(&change).await;
    }
    Ok(Whom { user, access, session: Some(session), voice: None, cursors, generation, present })
}

/// Lets a page of another server's frontend in, which may say later who it is.
async fn visitor(context: &Arc<Context>, chosen: Chosen, auth: Json, address: Option<IpAddr>) -> Result<Whom, Refusal> {
    let voice = Voice::new(Arc::clone(context), chosen.clone(), auth.clone());
    let (token, name, refusal) = match chosen.wanted(&auth) {
        Wanted::Nobody => (None, None, None),
        Wanted::Somebody(token, name, refusal) => (token, name, Some(refusal)),
    };
    if let Some(token) = token {
        let handshake = Handshake { token: Some(token), ..Handshake::default() };
        match person(context, handshake, address).await {
            Ok(whom) => return Ok(whom.speaking(voice)),
            // A name may be there instead.
            Err(Refusal::Contract(error)) if error.code == ErrorCode::InvalidToken => {}
            Err(refusal) => return Err(refusal),
        }
    }
    let Visitor { mut user, connection } = in_turn(|| std::future::ready(context.chat.visit(address))).await?;
    let mut present = Present::new(Arc::clone(context), connection, user.clone());
    present.go(Going::ForGood);
    let voice = match (name, refusal) {
        (None, None) => voice,
        (None, Some(refusal)) => return Err(Refusal::Words(refusal)),
        (Some(name), _) => {
            let settling = Settling { asked: Some(&name), strict: false };
            user = context.chat.settle_visitor(user.id, connection, settling).await?;
            present.is_somebody(user.clone());
            present.go(Going::AtOnce);
            voice.of(&user.name, Some(context.chat.first_token(user.id)))
        }
    };
    let (voice, cursors) = (Some(Arc::new(voice)), BTreeMap::new());
    Ok(Whom { user, access: Access::ALL, session: None, voice, cursors, generation: 0, present })
}

/// Lets somebody in, in their turn: many who come back at once from one address wait, because a stock client takes a
/// refused handshake as final and does not come back by itself.
async fn in_turn<T, F: Future<Output = Result<T, Error>>>(mut enter: impl FnMut() -> F) -> Result<T, Error> {
    let begin = Instant::now();
    loop {
        match enter().await {
            Err(error) if error.code == ErrorCode::RateLimited && begin.elapsed() < TURN => {
                tokio::time::sleep(Duration::from_millis(error.retry_after_ms.unwrap_or(100))).await;
            }
            entered => return entered,
        }
    }
}

/// What the query of the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Which dialect is spoken.
    dialect: Option<String>,
    /// Clients of Socket.IO 1.x and 2.x have no `auth`; they say who they are here.
    name: Option<String>,
    token: Option<String>,
}

impl Asked {
    fn read(socket: &SocketRef) -> Self {
        let query = socket.req_parts().uri.query().unwrap_or_default();
        let asked: Self = serde_urlencoded::from_str(query).unwrap_or_default();
        match socket.protocol() {
            ProtocolVersion::V5 => Self { dialect: asked.dialect, ..Self::default() },
            ProtocolVersion::V4 => asked,
        }
    }

    const fn is_native(&self) -> bool {
        self.name.is_some() || self.token.is_some()
    }
}

/// The keys of `auth` that are the contract's own.
const NATIVE_KEYS: [&str; 3] = ["name", "token", "cursors"];

fn handshake(auth: Json, asked: Asked) -> Result<Handshake, Error> {
    let handshake: Handshake = serde_json::from_value(auth).map_err(|_| unreadable())?;
    if handshake == Handshake::default() {
        return Ok(Handshake { name: asked.name, token: asked.token, ..handshake });
    }
    Ok(handshake)
}

fn address(socket: &Socket<LocalAdapter>) -> Option<IpAddr> {
    let extensions = &socket.req_parts().extensions;
    if let Some(ClientAddress(address)) = extensions.get() {
        return Some(*address);
    }
    let link: &Arc<Link> = extensions.get()?;
    link.address()
}

/// The connection of the handshake, where the session stays on it: a WebSocket from the start.
fn own_link(socket: &SocketRef) -> Option<&Arc<Link>> {
    let parts = socket.req_parts();
    // The first counts, as for Engine.IO.
    let transport = parts.uri.query().unwrap_or_default().split('&').find(|pair| pair.starts_with("transport="));
    (transport == Some("transport=websocket")).then(|| parts.extensions.get()).flatten()
}
