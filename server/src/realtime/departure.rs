//! Seeing people off: whatever ends a connection, its person leaves the rooms, after a time of grace.

use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::{LeaveRoom, RoomSlug, TypingChanged, User};

use super::Context;
use super::dialects::What;
use super::outlet::Outlet;
use crate::domain::{ConnectionId, StatusChange};

/// How people go whose last connection has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// After a time of grace: perhaps it was a bad network.
    Slowly,
    /// At once: their page says so, and they may come back as who they were.
    AtOnce,
    /// At once, and nothing of theirs stays but what they said: who loads such a page again is somebody new, and wants the
    /// name.
    ForGood,
}

/// A connection's person is here, from the handshake on. Dropped, they leave: also when the connection's task panics, or
/// never began.
pub(super) struct Present {
    pub(super) connection: ConnectionId,
    /// The rooms in which this connection said that its person is writing.
    pub(super) typing: Vec<RoomSlug>,
    context: Arc<Context>,
    user: User,
    outlet: Option<Arc<Outlet>>,
    how: Going,
}

impl Present {
    pub(super) const fn new(context: Arc<Context>, connection: ConnectionId, user: User) -> Self {
        Self { connection, typing: Vec::new(), context, user, outlet: None, how: Going::Slowly }
    }

    pub(super) const fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// They go otherwise than slowly.
    pub(super) const fn go(&mut self, how: Going) {
        self.how = how;
    }

    /// Whose connection it turns out to be.
    pub(super) fn is_somebody(&mut self, user: User) {
        self.user = user;
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
        let (mut rooms, mut was_nobody) = (Vec::new(), false);
        if let Some(outlet) = self.outlet.take() {
            rooms = self.context.hub.disconnect(&outlet);
            was_nobody = outlet.is_visitor();
            self.user = outlet.user();
        }
        let (context, typing) = (Arc::clone(&self.context), std::mem::take(&mut self.typing));
        let (connection, user) = (self.connection, self.user.clone());
        let grace = if self.how == Going::Slowly { context.grace } else { Duration::ZERO };
        let departing = depart(Arc::clone(&context), connection, user.clone(), typing, grace);
        let leaves = self.how == Going::ForGood && !was_nobody;
        let rooms = if leaves { rooms } else { Vec::new() };
        let leaving = Arc::clone(&context);
        context.departures.spawn(async move {
            departing.await;
            leaving.leave_behind(&user, rooms).await;
        });
    }
}

async fn depart(context: Arc<Context>, connection: ConnectionId, user: User, typing: Vec<RoomSlug>, grace: Duration) {
    tracing::debug!(user = %user.id, "disconnected");
    for room in typing {
        let event = TypingChanged { room: room.clone(), user: user.clone(), typing: false };
        let what = What::Typing(event.clone());
        context.hub.tell_what(&room, &event, what, |_| true).await;
    }
    let departure = context.chat.presence().disconnect(connection);
    if let Some(change) = &departure.change {
        context.tell_status(change).await;
    }
    if !departure.is_last {
        return;
    }
    if !grace.is_zero() {
        tokio::time::sleep(grace).await;
    }
    let expired = context.chat.presence().expire(&departure);
    if let Some(user) = &expired.user {
        for room in &expired.rooms {
            context.tell_going(room, user.clone()).await;
        }
    }
    if expired.gone {
        context.chat.seen(&[user.id]).await;
    }
}

impl Context {
    /// Ends the memberships of somebody who is gone for good.
    async fn leave_behind(&self, user: &User, rooms: Vec<RoomSlug>) {
        if rooms.is_empty() || self.chat.presence().is_here(user.id) {
            return;
        }
        for room in rooms {
            if let Err(error) = self.chat.leave_room(user, LeaveRoom { room }).await {
                tracing::debug!(code = %error.code, "somebody who is gone is still a member");
            }
        }
    }

    /// Tells everybody who sees somebody what their status is now.
    pub(super) async fn tell_status(&self, change: &StatusChange) {
        for room in &change.rooms {
            self.tell_presence(room, change.user.clone(), change.status, None, |_| true).await;
        }
    }
}
