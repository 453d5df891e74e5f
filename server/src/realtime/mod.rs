//! The Socket.IO side. The only place that knows socketioxide.
//!
//! socketioxide alone starts a task for each event, which loses their order; registers handlers after it has answered
//! CONNECT, which loses events that come in between; and drops what a full socket cannot take. Therefore: [`connect`]
//! authenticates and registers the one catch-all handler in the connect *middleware*, which runs before CONNECT is
//! answered; that handler does nothing but put the event into the socket's own bounded [`inbox`]; one task for each
//! socket, its [`peer`], takes them out in order; the [`hub`] knows how far each socket has been sent each room; and
//! [`catch_up`] sends the rest from the log.

mod catch_up;
mod connect;
mod departure;
mod dialects;
mod events;
mod expiry;
mod fanout;
mod format;
mod hub;
mod inbox;
mod outbox;
mod outlet;
mod peer;
mod shutdown;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use engineioxide::service::NotFoundService;
use socketioxide::SocketIo;
use socketioxide::service::SocketIoService;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

use crate::domain::Chat;
use crate::link::Links;
use crate::store::Committed;
use connect::Entrance;
pub use dialects::{DialectError, Dialects, MapError};
use dialects::{Extras, Inhabited};
pub(crate) use format::Format;
use hub::Hub;
use outlet::Outlet;
pub use transport::TransportLimits;

/// How long a client that was told to go may take to do so.
const GO_LIMIT: Duration = Duration::from_secs(5);

/// The running Socket.IO server, with as many ways in as were [opened](Self::open): all lead into the same rooms.
pub(crate) struct Realtime {
    ios: Vec<SocketIo>,
    context: Arc<Context>,
}

/// What the socket tasks share.
struct Context {
    chat: Arc<Chat>,
    hub: Hub,
    /// The words that frontends of other servers speak.
    dialects: Dialects,
    /// What these send along with their messages.
    extras: Extras,
    /// The rooms that these are in.
    inhabited: Inhabited,
    /// How long a person stays in a room after their last socket there is gone.
    grace: Duration,
    /// Connections that have ended and whose people are still to be seen off.
    departures: TaskTracker,
}

impl Context {
    /// Cuts a connection whose client was told to go. That it left the namespace does not mean that it is gone.
    fn cut_later(&self, outlet: &Arc<Outlet>) {
        let outlet = Arc::clone(outlet);
        self.departures.spawn(async move {
            tokio::time::sleep(GO_LIMIT).await;
            outlet.outbox.cut();
        });
    }
}

impl Realtime {
    /// Starts the server. `committed` is what the store commits, in order.
    pub(crate) fn start(chat: Arc<Chat>, committed: mpsc::Receiver<Vec<Committed>>, dialects: Dialects) -> Self {
        let grace = Duration::from_millis(chat.limits().presence_grace_ms);
        let departures = TaskTracker::new();
        let context = Arc::new(Context {
            chat,
            hub: Hub::default(),
            dialects,
            extras: Extras::default(),
            inhabited: Inhabited::default(),
            grace,
            departures,
        });
        tokio::spawn(fanout::Fanout::new(Arc::clone(&context)).run(committed));
        Self { ios: Vec::new(), context }
    }

    /// Lets clients in that want this format, since a server of socketioxide has one. The service it returns answers
    /// everything under `path`, over connections that `links` knows.
    pub(crate) fn open(
        &mut self,
        format: Format,
        path: &'static str,
        links: &Arc<Links>,
    ) -> SocketIoService<NotFoundService> {
        let limits = TransportLimits::default();
        let builder = match format {
            Format::Json => limits.socket_io(),
            Format::MessagePack => limits.msgpack(),
        };
        let (service, io) = builder.req_path(path).build_svc();
        let entrance = Entrance { context: Arc::clone(&self.context), links: Arc::clone(links), format };
        connect::register(&io, entrance);
        self.ios.push(io);
        service
    }
}
