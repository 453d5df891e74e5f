//! Seeing people off: whatever ends a connection, its person leaves the rooms, after a time of grace.

use std::sync::Arc;

use sociable_protocol::{RoomSlug, Status, TypingChanged, User};

use super::Context;
use super::outlet::Outlet;
use crate::domain::{ConnectionId, StatusChange};

/// A connection's person is here, from the handshake on. Dropped, they leave: also when the connection's task panics, or
/// never began.
pub(super) struct Present {
    pub(super) connection: ConnectionId,
    /// The rooms in which this connection said that its person is writing.
    pub(super) typing: Vec<RoomSlug>,
    context: Arc<Context>,
    user: User,
    outlet: Option<Arc<Outlet>>,
}

impl Present {
    pub(super) const fn new(context: Arc<Context>, connection: ConnectionId, user: User) -> Self {
        Self { connection, typing: Vec::new(), context, user, outlet: None }
    }

    pub(super) const fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// The connection has a socket now, which others may send to.
    pub(super) fn attach(&mut self, outlet: Arc<Outlet>) {
        self.context.hub.connect(&outlet);
        self.outlet = Some(outlet);
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        // The socket and its buffers are not kept for the time of grace.
        if let Some(outlet) = self.outlet.take() {
            self.context.hub.disconnect(&outlet);
            self.user = outlet.user();
        }
        let (context, typing) = (Arc::clone(&self.context), std::mem::take(&mut self.typing));
        let departing = depart(Arc::clone(&context), self.connection, self.user.clone(), typing);
        context.departures.spawn(departing);
    }
}

async fn depart(context: Arc<Context>, connection: ConnectionId, user: User, typing: Vec<RoomSlug>) {
    tracing::debug!(user = %user.id, "disconnected");
    for room in typing {
        let event = TypingChanged { room: room.clone(), user: user.clone(), typing: false };
        context.hub.tell(&room, &event, |_| true).await;
    }
    let departure = context.chat.presence().disconnect(connection);
    if let Some(change) = &departure.change {
        context.tell_status(change).await;
    }
    if !departure.is_last {
        return;
    }
    tokio::time::sleep(context.grace).await;
    let expired = context.chat.presence().expire(&departure);
    if let Some(user) = &expired.user {
        for room in &expired.rooms {
            context.tell_presence(room, user.clone(), Status::Offline, |_| true).await;
        }
    }
    if expired.gone {
        context.chat.seen(&[user.id]).await;
    }
}

impl Context {
    /// Tells everybody who sees somebody what their status is now.
    pub(super) async fn tell_status(&self, change: &StatusChange) {
        for room in &change.rooms {
            self.tell_presence(room, change.user.clone(), change.status, |_| true).await;
        }
    }
}
