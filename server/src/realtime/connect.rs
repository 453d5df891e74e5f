//! Letting a connection in.
//!
//! All that must be in place before the client learns that it is connected happens in the middleware: a handler
//! registered later would miss events that come right behind the handshake.

use std::sync::Arc;

use parking_lot::Mutex;
use sociable_protocol::{Error, ErrorCode, Handshake, Session};
use socketioxide::extract::{SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use socketioxide::{ProtocolVersion, SocketIo};
use tokio_util::sync::CancellationToken;

use super::Context;
use super::inbox::{Inbox, Received};
use super::peer::Peer;

/// What the middleware leaves for the connect handler.
struct Admitted {
    session: Session,
    received: Received,
    gone: CancellationToken,
}

/// socketioxide's extensions take only what can be cloned; this is taken out once.
type Seat = Arc<Mutex<Option<Admitted>>>;

pub(super) fn register(io: &SocketIo, context: Arc<Context>) {
    let admit = {
        let context = Arc::clone(&context);
        move |socket: SocketRef, TryData(auth): TryData<Option<Handshake>>| async move {
            let auth = auth.map_err(|_| {
                Error::new(ErrorCode::InvalidPayload, "the handshake's auth is {name} or {token}, both strings")
            });
            admit(&context, &socket, auth?).await
        }
    };
    let begin = move |socket: SocketRef| async move {
        let seat: Option<Seat> = socket.extensions.remove();
        if let Some(Admitted { session, received, gone }) = seat.and_then(|seat| seat.lock().take()) {
            Peer::new(context, socket, session, gone).run(received).await;
        }
    };
    io.ns("/", begin.with(admit));
}

async fn admit(context: &Context, socket: &SocketRef, auth: Option<Handshake>) -> Result<(), Error> {
    let session = context.chat.enter(handshake(socket, auth.unwrap_or_default())).await?;
    let (inbox, received) = Inbox::new();
    let gone = CancellationToken::new();
    socket.on_fallback(inbox);
    let closed = gone.clone();
    socket.on_disconnect(async move || closed.cancel());
    let seat: Seat = Arc::new(Mutex::new(Some(Admitted { session, received, gone })));
    socket.extensions.insert(seat);
    Ok(())
}

/// Clients of Socket.IO 1.x and 2.x have no `auth`; they say who they are in the query of the address.
fn handshake(socket: &SocketRef, auth: Handshake) -> Handshake {
    if socket.protocol() == ProtocolVersion::V5 || auth != Handshake::default() {
        return auth;
    }
    let query = socket.req_parts().uri.query().unwrap_or_default();
    serde_urlencoded::from_str(query).unwrap_or_default()
}
