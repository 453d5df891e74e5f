//! A Socket.IO client (protocol revision 5 over Engine.IO revision 4) without any I/O.
//!
//! [`Session`] is a state machine: it is told what happened (a user's wish, a frame, the answer to a request, a clock's
//! reading) and asked what to do (open or close a WebSocket, make a request, write a frame, report an event). It owns no socket, clock, task or source of
//! randomness, so every rule of the protocol is tested in microseconds and the browser and native programs run the
//! same code. It knows nothing of chat.
//!
//! The codec is our own rather than `socketioxide-parser-common`: that one is written for a server. It cannot read
//! the packets that only a client gets (Engine.IO OPEN, Socket.IO CONNECT_ERROR), reads no event name with a JSON
//! escape in it, and takes the time from `Instant` as soon as a packet has attachments, which panics in a browser.
//! What is left of it, the encoder, is three lines. The tests compare the two, packet by packet.

mod args;
mod attachments;
mod backoff;
mod buffer;
mod config;
mod engine;
mod error;
mod event;
mod packet;
mod requests;
mod session;

pub use args::{Args, Binary};
pub use backoff::Reconnection;
pub use config::{Config, InvalidUrl, Limits, TransportKind};
pub use error::{Malformed, NamespaceError, RequestFailure, SendError};
pub use event::{AckId, Command, Event, Farewell, Frame, Message, Reason, Reply};
pub use requests::RequestId;
pub use session::{NamespaceId, Session};
