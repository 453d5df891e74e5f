//! How a Socket.IO server is set up: what clients may send, and how long they may keep silent.

use std::time::Duration;

use sociable_protocol::limits::PAYLOAD_BYTES;
use socketioxide::{ParserConfig, SocketIo, SocketIoBuilder};

use super::outbox;

/// The contract sends no binary yet; a packet may name this many attachments before it is refused.
const ATTACHMENTS: usize = 10;
/// How long an incomplete binary packet may stay so.
const ATTACHMENTS_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of each connection's read buffer. Chat packets are small, and idle connections are many.
const READ_BUFFER: usize = 1_024;

/// What clients may do. The default is the product's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportLimits {
    /// Bytes of a polling request's body, and of a message over a WebSocket.
    pub payload_bytes: usize,
    /// How often a client is asked whether it is still there.
    pub ping_interval: Duration,
    /// How long it may take to answer.
    pub ping_timeout: Duration,
    /// How long a connection may exist without joining a namespace.
    pub connect_timeout: Duration,
}

impl Default for TransportLimits {
    fn default() -> Self {
        Self {
            payload_bytes: PAYLOAD_BYTES,
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(20),
        }
    }
}

impl TransportLimits {
    /// A Socket.IO server that keeps them, for clients with the parser `socket.io-msgpack-parser`, and no others. How deep a
    /// value may be nested is the parser's to bound; attachments do not exist there.
    #[must_use]
    pub fn msgpack(&self) -> SocketIoBuilder {
        self.socket_io().with_parser(ParserConfig::msgpack())
    }

    /// A Socket.IO server that keeps them.
    #[must_use]
    pub fn socket_io(&self) -> SocketIoBuilder {
        let parser = ParserConfig::common()
            .max_incoming_binaries(ATTACHMENTS)
            .max_incoming_binary_buf_size(self.payload_bytes)
            .packet_completion_timeout(ATTACHMENTS_TIMEOUT);
        SocketIo::builder()
            .with_parser(parser)
            // The three sizes are one limit: of a polling request, of a frame, and of a fragmented message.
            .max_payload(self.payload_bytes as u64)
            .ws_max_frame_size(self.payload_bytes)
            .ws_max_message_size(self.payload_bytes)
            .ws_read_buffer_size(READ_BUFFER)
            .max_buffer_size(outbox::PACKETS)
            .ping_interval(self.ping_interval)
            .ping_timeout(self.ping_timeout)
            .connect_timeout(self.connect_timeout)
    }
}
