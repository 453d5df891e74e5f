//! The task of one socket.
//!
//! Events are handled one after another in the order they came. Only sends overlap: they are queued for the log in
//! order and then wait together for the disk, so that one client's burst shares commits; anything else waits until they
//! are answered, so that a client always reads its own writes.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::future::OptionFuture;
use futures_util::stream::FuturesUnordered;
use sociable_protocol::{
    Cursor, Error, ErrorCode, JoinReply, JoinRoom, Push, RemovedReason, RoomRemoved, RoomSlug, Session,
    SessionExpiring, Status, TypingChanged, User,
};
use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;

use super::departure::Present;
use super::dialects::{self, What};
use super::expiry::{Due, Expiry};
use super::hub::Position;
use super::inbox::Received;
use super::outbox::{Encoded, NotTaken};
use super::outlet::{Outlet, Over};
use super::{Context, catch_up, events};
use crate::domain::{Actor, Renewed};

/// Sends of one socket that may wait for the disk at a time.
const SENDS_IN_FLIGHT: usize = 256;

/// How often a join is tried where something of before takes the socket out meanwhile.
const JOIN_ATTEMPTS: u8 = 2;

/// Something that goes on while the socket's next event is handled.
pub(super) type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// A socket and what it is in the middle of.
pub(super) struct Peer {
    present: Present,
    outlet: Arc<Outlet>,
    /// Sends that wait for the disk; each answers its client when it is done.
    pub(super) sending: FuturesUnordered<Meanwhile>,
    /// When the session ends by itself; most do not.
    expiry: Option<Box<Expiry>>,
}

impl Peer {
    pub(super) fn new(present: Present, outlet: Arc<Outlet>) -> Self {
        Self { present, outlet, sending: FuturesUnordered::new(), expiry: None }
    }

    pub(super) const fn context(&self) -> &Arc<Context> {
        self.present.context()
    }

    pub(super) const fn outlet(&self) -> &Arc<Outlet> {
        &self.outlet
    }

    /// Serves the socket until it is gone.
    pub(super) async fn run(
        mut self,
        session: Option<Session>,
        cursors: BTreeMap<RoomSlug, Cursor>,
        mut received: Received,
    ) {
        let outlet = Arc::clone(self.outlet());
        tracing::debug!(user = %outlet.user_id(), "connected");
        self.expiry = session.as_ref().and_then(|session| session.expires_at).map(|at| Box::new(Expiry::new(at)));
        match session {
            Some(session) => self.push(&session),
            None => Box::pin(dialects::begin(&mut self, &mut received)).await,
        }
        let Received { mut events, mut refused } = received;
        for (room, cursor) in cursors {
            if Box::pin(self.resume(room, cursor)).await == Err(NotTaken::Gone) {
                break;
            }
        }
        // A task of its own, because it is not polled here while an event is handled: a future that nobody polls keeps the
        // place in a queue that it was given, and events waiting behind it for the same store would wait for ever.
        let mut catching_up = None;
        loop {
            tokio::select! {
                Some(()) = self.sending.next() => {}
                Some(reply) = refused.recv() => Box::pin(events::overloaded(&self, reply)).await,
                event = events.recv(), if self.sending.len() < SENDS_IN_FLIGHT => match event {
                    // Boxed: most sockets are idle most of the time, and are not to hold room for what an event needs.
                    Some(event) => Box::pin(events::handle(&mut self, event)).await,
                    None => break,
                },
                () = outlet.behind.notified(), if catching_up.is_none() => {
                    let run = catch_up::run(Arc::clone(self.context()), Arc::clone(&outlet));
                    catching_up = Some(AbortOnDropHandle::new(tokio::spawn(run)));
                }
                Some(ended) = OptionFuture::from(catching_up.as_mut()) => {
                    catching_up = None;
                    if let Err(panicked) = ended.map_err(JoinError::try_into_panic)
                        && let Ok(panic) = panicked
                    {
                        std::panic::resume_unwind(panic);
                    }
                }
                Some(due) = OptionFuture::from(self.expiry.as_mut().map(|expiry| expiry.due())) => self.expires(due),
                () = outlet.gone.cancelled() => break,
                // Engine.IO 3 clients that are gone before they are greeted are never noticed by the engine.
                () = outlet.outbox.lost() => break outlet.outbox.disconnect(),
            }
        }
        // What came in before the connection broke was sent by somebody who meant it: it is still carried out. Unless that
        // was somebody whose token is void.
        events.close();
        while let Some(event) = events.recv().await {
            Box::pin(events::handle(&mut self, event)).await;
        }
        self.settle().await;
    }

    /// Says that the session ends soon, or ends it.
    fn expires(&mut self, due: Due) {
        match (due, &self.expiry) {
            (Due::Notice, Some(expiry)) => self.push(&SessionExpiring { expires_at: expiry.at }),
            (Due::End, _) | (Due::Notice, None) => {
                self.expiry = None;
                self.context().end_session(self.outlet(), Over::Expired);
            }
        }
    }

    /// Goes on as a fresh token says: also out of the rooms that it does not name any more.
    pub(super) async fn renew(&mut self, Renewed { user, access, expires_at }: Renewed) {
        self.expiry = Some(Box::new(Expiry::new(expires_at)));
        let (context, outlet) = (self.context(), self.outlet());
        outlet.rename(&user);
        outlet.limit(access);
        for room in outlet.rooms().into_iter().filter(|room| !outlet.allows(room)) {
            context.hub.leave(&room, outlet);
            if context.chat.presence().leave(&room, outlet.connection) {
                context.tell_going(&room, user.clone()).await;
            }
            self.push(&RoomRemoved { room, reason: RemovedReason::Removed });
        }
    }

    /// Who this was nobody until now, or under another name, is somebody.
    pub(super) fn is_somebody(&mut self, user: User) {
        self.present.is_somebody(user);
    }

    /// Waits until every send so far is answered.
    pub(super) async fn settle(&mut self) {
        while self.sending.next().await.is_some() {}
    }

    /// Sends an event to this socket alone.
    fn push<P: Push>(&self, event: &P) {
        if let Some(encoded) = Encoded::new(event)
            && let Err(error) = self.outlet().push(&encoded)
        {
            tracing::debug!(?error, event = P::EVENT, "an event could not be sent");
        }
    }

    /// Puts the socket into a room, from the first event after what the answer holds.
    pub(super) async fn join(&self, join: &JoinRoom) -> Result<JoinReply, Error> {
        let (context, outlet) = (self.context(), self.outlet());
        let limit = context.chat.limits().rooms_per_socket;
        for _ in 0..JOIN_ATTEMPTS {
            let is_new = !outlet.is_in(&join.room);
            if is_new && outlet.is_gone() {
                return Err(Error::new(ErrorCode::Unavailable, "the connection is closed"));
            }
            let since = context.chat.published();
            // Live events begin to flow before the snapshot is read, so that nothing falls between the two.
            if !context.hub.join(&join.room, outlet, limit, since) {
                let message = format!("a connection can be in {limit} rooms at a time; leave one first");
                return Err(Error::new(ErrorCode::LimitReached, message).at("room"));
            }
            match self.come_in(join).await {
                Ok(reply) => {
                    let at = Position { seq: reply.head, rev: reply.rev };
                    if context.hub.go_live(&join.room, outlet, at, since) {
                        return Ok(reply);
                    }
                    // Taken out meanwhile, perhaps by their own leaving of before.
                    self.back_out(&join.room);
                }
                Err(error) => {
                    // Where it was in the room before, it stays until what took it out is sent out.
                    if is_new || !outlet.is_in(&join.room) {
                        self.back_out(&join.room);
                    }
                    return Err(error);
                }
            }
        }
        Err(Error::new(ErrorCode::NotJoined, "you were taken out of the room meanwhile").at("room"))
    }

    /// Becomes a member, is seen there, and reads the room: all but getting what comes next.
    pub(super) async fn come_in(&self, join: &JoinRoom) -> Result<JoinReply, Error> {
        let (context, outlet) = (self.context(), self.outlet());
        let user = outlet.user();
        let access = outlet.access();
        context.chat.admit(Actor { user: &user, access: &access }, &join.room).await?;
        let arrived = context.chat.presence().arrive(&join.room, outlet.connection);
        let reply = context.chat.snapshot(&user, join).await?;
        if let Some(status) = arrived {
            context.tell_coming(&join.room, user, status, |other| !outlet.is(other)).await;
        }
        Ok(reply)
    }

    /// Undoes a join that came to nothing.
    pub(super) fn back_out(&self, room: &RoomSlug) {
        self.context().hub.leave(room, self.outlet());
        // Nobody was told that they came.
        self.context().chat.presence().leave(room, self.outlet().connection);
    }

    /// Takes up a room where the client left off: what it missed as single events, then the room as it is, then what
    /// comes next.
    async fn resume(&self, room: RoomSlug, cursor: Cursor) -> Result<(), NotTaken> {
        let Cursor { seq, rev, epoch } = cursor;
        let join = JoinRoom { room, after: Some(seq), rev, epoch };
        let (context, outlet) = (self.context(), self.outlet());
        let since = context.chat.published();
        context.hub.join(&join.room, outlet, context.chat.limits().rooms_per_socket, since);
        let reply = match self.come_in(&join).await {
            Ok(reply) => reply,
            Err(error) => {
                self.back_out(&join.room);
                if error.code.is_retryable() {
                    // It comes back and asks again.
                    outlet.outbox.cut();
                    return Err(NotTaken::Gone);
                }
                self.push(&RoomRemoved { room: join.room, reason: events::removed_reason(error.code) });
                return Ok(());
            }
        };
        let at = Position { seq: reply.head, rev: reply.rev };
        if !reply.reset {
            for message in reply.messages {
                catch_up::send_new(outlet, message).await?;
            }
            for message in reply.changed {
                catch_up::send_changed(outlet, message).await?;
            }
        }
        if let Some(state) =
            Encoded::new(&context.room_state(reply.room, Some(reply.role), at, reply.reset, reply.reads))
        {
            outlet.send(&state).await?;
        }
        // Where the person was taken out meanwhile, they have been told.
        if !context.hub.go_live(&join.room, outlet, at, since) {
            self.back_out(&join.room);
        }
        Ok(())
    }

    /// Says that this person is, or no longer is, writing in a room.
    pub(super) async fn set_typing(&mut self, room: &RoomSlug, typing: bool) {
        let known = self.present.typing.iter().position(|other| other == room);
        match (known, typing) {
            (None, true) => self.present.typing.push(room.clone()),
            (Some(index), false) => drop(self.present.typing.swap_remove(index)),
            // A stop that stops nothing is not passed on; renewals are.
            (None, false) => return,
            (Some(_), true) => {}
        }
        let (context, outlet) = (self.context(), self.outlet());
        // In a crowd nobody could follow who is writing, and everybody telling everybody costs the square.
        if context.chat.presence().count(room) <= context.chat.limits().presence_people {
            let event = TypingChanged { room: room.clone(), user: outlet.user(), typing };
            let what = What::Typing(event.clone());
            context.hub.tell_what(room, &event, what, |other| !outlet.is(other)).await;
        }
    }

    /// No longer writing in a room, which its members know already.
    pub(super) fn stopped_typing(&mut self, room: &RoomSlug) {
        self.present.typing.retain(|other| other != room);
    }

    /// Tells others what this socket says of its person.
    pub(super) async fn set_status(&self, status: Status) {
        if let Some(change) = self.context().chat.presence().set_status(self.outlet().connection, status) {
            self.context().tell_status(&change).await;
        }
    }
}
