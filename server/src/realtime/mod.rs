//! The Socket.IO side. The only place that knows socketioxide.
//!
//! socketioxide alone starts a task for each event, which loses their order, and registers handlers after it has
//! answered CONNECT, which loses events that come in between. Therefore: [`connect`] authenticates and registers the one
//! catch-all handler in the connect *middleware*, which runs before CONNECT is answered; that handler does nothing but
//! put the event into the socket's own bounded [`inbox`]; and one task for each socket, its [`peer`], takes them out in
//! order. [`fanout`] sends committed messages to rooms.

mod connect;
mod events;
mod fanout;
mod inbox;
mod peer;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::limits::PAYLOAD_BYTES;
use sociable_protocol::{Message, RoomSlug, Status};
use socketioxide::layer::SocketIoLayer;
use socketioxide::{ParserConfig, SocketIo};
use tokio::sync::mpsc;

use crate::domain::Chat;

/// Packets that may wait for one socket's connection to take them.
const OUTBOX_PACKETS: usize = 2_048;
/// The contract sends no binary yet; a packet may name this many attachments before it is refused.
const ATTACHMENTS: usize = 10;
/// How long an incomplete binary packet may stay so.
const ATTACHMENTS_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may exist without joining the namespace.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of each connection's read buffer. Chat packets are small, and idle connections are many.
const READ_BUFFER: usize = 1_024;

/// The running Socket.IO server.
#[derive(Clone)]
pub(crate) struct Realtime {
    io: SocketIo,
}

/// What the socket tasks share.
struct Context {
    chat: Arc<Chat>,
    io: SocketIo,
    /// How long a person stays in a room after their last socket there is gone.
    grace: Duration,
}

impl Context {
    /// Whether somebody's coming or going is told to the others in the room.
    fn tells(&self, room: &RoomSlug, status: Status) -> bool {
        self.chat.presence().is_told(room, status, self.chat.limits().presence_people)
    }
}

impl Realtime {
    /// Starts the server. `committed` is the stream of new messages, in the order of their positions. The layer it
    /// returns answers everything under `/socket.io/`.
    pub(crate) fn start(chat: Arc<Chat>, committed: mpsc::Receiver<Vec<Message>>) -> (Self, SocketIoLayer) {
        let parser = ParserConfig::common()
            .max_incoming_binaries(ATTACHMENTS)
            .max_incoming_binary_buf_size(PAYLOAD_BYTES)
            .packet_completion_timeout(ATTACHMENTS_TIMEOUT);
        let (layer, io) = SocketIo::builder()
            .with_parser(parser)
            // The three sizes are one limit: of a polling request, of a frame, and of a fragmented message.
            .max_payload(PAYLOAD_BYTES as u64)
            .ws_max_frame_size(PAYLOAD_BYTES)
            .ws_max_message_size(PAYLOAD_BYTES)
            .ws_read_buffer_size(READ_BUFFER)
            .max_buffer_size(OUTBOX_PACKETS)
            .connect_timeout(CONNECT_TIMEOUT)
            .build_layer();
        let grace = Duration::from_millis(chat.limits().presence_grace_ms);
        let context = Arc::new(Context { chat, io: io.clone(), grace });
        tokio::spawn(fanout::run(io.clone(), Arc::clone(&context.chat), committed));
        connect::register(&io, context);
        (Self { io }, layer)
    }

    /// Closes every connection. Returns when all are closed or `limit` has passed, whichever is first: a peer that
    /// does not read could otherwise hold it up for ever.
    pub(crate) async fn close(&self, limit: Duration) {
        if tokio::time::timeout(limit, self.io.close()).await.is_err() {
            tracing::warn!("some connections did not close in time and are cut");
        }
    }
}

/// The Socket.IO room that carries a chat room's events. The prefix keeps slugs apart from other kinds of rooms.
fn channel(room: &RoomSlug) -> Cow<'static, str> {
    format!("room:{room}").into()
}
