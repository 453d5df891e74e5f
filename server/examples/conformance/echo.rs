//! Engine.IO that sends back what it is sent.

use std::sync::Arc;

use axum::body::Bytes;
use engineioxide::handler::EngineIoHandler;
use engineioxide::{DisconnectReason, Socket, Str};

#[derive(Debug)]
pub(crate) struct Echo;

impl EngineIoHandler for Echo {
    type Data = ();

    fn on_connect(self: Arc<Self>, _: Arc<Socket<()>>) {}

    fn on_disconnect(&self, _: Arc<Socket<()>>, _: DisconnectReason) {}

    fn on_message(self: &Arc<Self>, message: Str, socket: Arc<Socket<()>>) {
        if let Err(error) = socket.emit(message) {
            tracing::warn!(%error, "an echo is lost");
        }
    }

    fn on_binary(self: &Arc<Self>, message: Bytes, socket: Arc<Socket<()>>) {
        if let Err(error) = socket.emit_binary(message) {
            tracing::warn!(%error, "an echo is lost");
        }
    }
}
