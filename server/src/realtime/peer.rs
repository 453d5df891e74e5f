//! One connected socket: its task, and what it is in the middle of.
//!
//! Events are handled one after another in the order they came. Only sends overlap: they are queued for the log in
//! order and then wait together for the disk, so that one client's burst shares commits; anything else waits until they
//! are answered, so that a client always reads its own writes.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use sociable_protocol::{PresenceChanged, Push, RoomSlug, Session, Status, TypingChanged, User};
use socketioxide::extract::SocketRef;
use tokio_util::sync::CancellationToken;

use super::inbox::Received;
use super::{Context, channel, events};
use crate::domain::{Departure, now};

/// Sends of one socket that may wait for the disk at a time.
const SENDS_IN_FLIGHT: usize = 256;

/// A send that waits for the disk and then answers its client.
pub(super) type Answering = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// A socket and the person it belongs to.
pub(super) struct Peer {
    pub(super) context: Arc<Context>,
    pub(super) socket: SocketRef,
    pub(super) user: User,
    /// The rooms this socket has joined.
    pub(super) rooms: HashSet<RoomSlug>,
    /// Those of them in which it said it is writing.
    pub(super) typing: HashSet<RoomSlug>,
    /// Sends that wait for the disk; each answers its client when it is done.
    pub(super) sending: FuturesUnordered<Answering>,
    /// Cancelled when the connection is gone.
    gone: CancellationToken,
    greeting: Option<Session>,
}

impl Peer {
    pub(super) fn new(context: Arc<Context>, socket: SocketRef, session: Session, gone: CancellationToken) -> Self {
        Self {
            context,
            socket,
            user: session.user.clone(),
            rooms: HashSet::new(),
            typing: HashSet::new(),
            sending: FuturesUnordered::new(),
            gone,
            greeting: Some(session),
        }
    }

    /// Serves the socket until it is gone.
    pub(super) async fn run(mut self, Received { mut events, mut refused }: Received) {
        tracing::debug!(user = %self.user.id, "connected");
        if let Some(session) = self.greeting.take() {
            self.push(&session);
        }
        let gone = self.gone.clone();
        loop {
            tokio::select! {
                Some(()) = self.sending.next() => {}
                Some(reply) = refused.recv() => reply.overloaded().await,
                event = events.recv(), if self.sending.len() < SENDS_IN_FLIGHT => match event {
                    Some(event) => events::handle(&mut self, event).await,
                    None => break,
                },
                () = gone.cancelled() => break,
            }
        }
        // What came in before the connection broke was sent by somebody who meant it: it is still carried out.
        events.close();
        while let Some(event) = events.recv().await {
            events::handle(&mut self, event).await;
        }
        self.settle().await;
        self.depart().await;
    }

    /// Waits until every send so far is answered.
    pub(super) async fn settle(&mut self) {
        while self.sending.next().await.is_some() {}
    }

    /// Whether the connection is gone: then there is nobody to join a room.
    pub(super) fn is_gone(&self) -> bool {
        self.gone.is_cancelled()
    }

    /// Sends an event to this socket alone.
    fn push<P: Push>(&self, event: &P) {
        if let Err(error) = self.socket.emit(P::EVENT, event) {
            tracing::debug!(%error, event = P::EVENT, "an event could not be sent");
        }
    }

    /// Sends an event to everybody in a room but this socket.
    pub(super) async fn tell_others<P: Push>(&self, room: &RoomSlug, event: &P) {
        if let Err(error) = self.socket.to(channel(room)).emit(P::EVENT, event).await {
            tracing::debug!(%error, event = P::EVENT, "an event did not reach everybody");
        }
    }

    /// Says that this person is, or no longer is, writing in a room.
    pub(super) async fn set_typing(&mut self, room: &RoomSlug, typing: bool) {
        let changed = if typing { self.typing.insert(room.clone()) } else { self.typing.remove(room) };
        // Renewals are passed on; a stop that stops nothing is not.
        if changed || typing {
            self.tell_others(room, &TypingChanged { room: room.clone(), user: self.user.clone(), typing }).await;
        }
    }

    /// Says that this person came into a room or is gone from it.
    pub(super) async fn set_present(&self, room: &RoomSlug, status: Status) {
        if !self.context.tells(room, status) {
            return;
        }
        let last_seen = (status == Status::Offline).then(now);
        self.tell_others(room, &PresenceChanged { room: room.clone(), user: self.user.clone(), status, last_seen })
            .await;
    }

    /// Takes the socket out of everything it is in. The person stays for the grace period.
    async fn depart(mut self) {
        self.socket.leave_all();
        let mut last = Vec::new();
        for room in std::mem::take(&mut self.rooms) {
            self.set_typing(&room, false).await;
            if let Departure::Last(epoch) = self.context.chat.presence().depart(&room, self.user.id) {
                last.push((room, epoch));
            }
        }
        tracing::debug!(user = %self.user.id, "disconnected");
        let Self { context, user, socket, .. } = self;
        // The socket and its buffers are not kept for the time of grace.
        drop(socket);
        if last.is_empty() {
            return;
        }
        tokio::time::sleep(context.grace).await;
        let last_seen = Some(now());
        for (room, epoch) in last {
            if context.chat.presence().expire(&room, user.id, epoch) && context.tells(&room, Status::Offline) {
                let user = user.clone();
                let event = PresenceChanged { room: room.clone(), user, status: Status::Offline, last_seen };
                if let Err(error) = context.io.to(channel(&room)).emit(PresenceChanged::EVENT, &event).await {
                    tracing::debug!(%error, "an event did not reach everybody");
                }
            }
        }
    }
}
