//! Bringing a socket up to date that could not take what its rooms had for it.
//!
//! It is sent what it missed from the log, as fast as it reads and no faster: new messages in order of position, then
//! the messages that have changed, then the room as it is. A client needs no code for it, and sees no hole. One that does
//! not read at all is closed by the [time limit on writing](crate::http); one that polls and does not, here.

use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::{
    Message, MessageDeleted, MessageNew, MessageUpdated, ReadPosition, Role, Room, RoomSlug, RoomState, Timestamp,
};
use tokio::time::Instant;

use super::Context;
use super::dialects::What;
use super::hub::Position;
use super::outbox::{Encoded, NotTaken};
use super::outlet::Outlet;
use crate::store::Missed;

/// How long to wait where the store does not answer, or not with what is missing.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// How long to wait where everything was sent but for the last.
const FULL_PAUSE: Duration = Duration::from_millis(50);
/// How long a socket that is behind may take nothing. Longer than the time limit on writing, which says why.
const STALLED: Duration = Duration::from_secs(25);

/// Brings the socket up to date in every room where it is behind; returns when it is, or is gone.
pub(super) async fn run(context: Arc<Context>, outlet: Arc<Outlet>) {
    for room in outlet.rooms() {
        let watched = watch(&outlet, catch_up(&context, &outlet, &room));
        match watched.await {
            Some(Ok(()) | Err(NotTaken::Full)) => {}
            Some(Err(NotTaken::Gone)) => return,
            None => {
                tracing::info!(user = %outlet.user_id(), %room, "closed a connection that does not read");
                return outlet.outbox.cut();
            }
        }
    }
}

/// Waits for `work` as long as the client takes something now and then.
async fn watch<T>(outlet: &Outlet, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let (mut taken, mut since) = (outlet.outbox.taken(), Instant::now());
    loop {
        if let Ok(done) = tokio::time::timeout(STALLED / 5, work.as_mut()).await {
            return Some(done);
        }
        let now = outlet.outbox.taken();
        if now != taken {
            (taken, since) = (now, Instant::now());
        } else if since.elapsed() >= STALLED {
            return None;
        }
    }
}

async fn catch_up(context: &Context, outlet: &Arc<Outlet>, room: &RoomSlug) -> Result<(), NotTaken> {
    while let Some(at) = context.hub.behind(room, outlet) {
        outlet.outbox.drained().await?;
        let missed = match outlet.is_visitor() {
            false => context.chat.missed(outlet.user_id(), room, at.seq, at.rev).await,
            true => context.chat.overheard(outlet.user_id(), room, at.seq, at.rev).await,
        };
        let missed = match missed {
            Ok(missed) => missed,
            Err(error) => {
                // The store does not answer; or the person is no member any more, and is about to be taken out, or to
                // come back.
                tracing::debug!(code = %error.code, "a socket that is behind cannot read on");
                tokio::time::sleep(STORE_PAUSE).await;
                continue;
            }
        };
        tracing::debug!(user = %outlet.user_id(), %room, from = at.seq.0, to = missed.excerpt.head.0, "catching up");
        step(context, outlet, at, missed).await?;
    }
    Ok(())
}

/// Sends one page of what was missed.
async fn step(context: &Context, outlet: &Arc<Outlet>, mut at: Position, missed: Missed) -> Result<(), NotTaken> {
    let Missed { excerpt, changed, more_changed } = missed;
    // Old messages may have been removed for good while the socket was behind.
    let reset = excerpt.messages.first().is_some_and(|first| first.seq != at.seq.next()) || at.seq > excerpt.head;
    if reset {
        at = Position { seq: excerpt.head, rev: excerpt.rev };
        let state = context.room_state(excerpt.room.clone(), excerpt.role, at, true, None);
        // Waited for here: were it lost, what follows would leave a hole.
        if let Some(state) = Encoded::new(&state) {
            outlet.send(&state).await?;
        }
    } else {
        for message in excerpt.messages {
            at.seq = message.seq;
            send_new(outlet, message).await?;
        }
        if !excerpt.has_more {
            for message in changed {
                at.rev = message.rev;
                send_changed(outlet, message).await?;
            }
            if !more_changed {
                at.rev = at.rev.max(excerpt.rev);
            }
        }
    }
    let state = context.room_state(excerpt.room, excerpt.role, at, false, excerpt.reads);
    let slug = state.room.slug.clone();
    if let Some(state) = Encoded::new(&state).map(|state| state.telling(What::people(slug.clone())))
        && context.hub.caught_up(&slug, outlet, at, &state)
    {
        tokio::time::sleep(FULL_PAUSE).await;
    }
    Ok(())
}

/// Sends a message that the socket has not had, also one that is deleted by now: it has its place.
pub(super) async fn send_new(outlet: &Outlet, message: Message) -> Result<(), NotTaken> {
    match encoded(message) {
        Some(event) => outlet.send(&event).await,
        None => Ok(()),
    }
}

/// A new message as it is sent.
pub(super) fn encoded(message: Message) -> Option<Encoded> {
    let new = MessageNew(message);
    Some(Encoded::new(&new)?.telling(What::Said(new.0)))
}

/// Sends what a message has become.
pub(super) async fn send_changed(outlet: &Outlet, message: Message) -> Result<(), NotTaken> {
    let event = match message.deleted_at {
        Some(at) => Encoded::new(&deleted(&message, at)),
        None => Encoded::new(&MessageUpdated { message }),
    };
    match event {
        Some(event) => outlet.send(&event).await,
        None => Ok(()),
    }
}

pub(super) fn deleted(message: &Message, deleted_at: Timestamp) -> MessageDeleted {
    let Message { id, room, seq, rev, .. } = message;
    MessageDeleted { room: room.clone(), id: *id, seq: *seq, rev: *rev, deleted_at }
}

impl Context {
    /// A room as it is now, for a socket that has been sent everything up to `at`.
    pub(super) fn room_state(
        &self,
        room: Room,
        role: Option<Role>,
        at: Position,
        reset: bool,
        reads: Option<Vec<ReadPosition>>,
    ) -> RoomState {
        let roster = self.chat.presence().roster(&room.slug, self.chat.limits().people_listed);
        RoomState {
            room,
            role,
            head: at.seq,
            rev: at.rev,
            epoch: self.chat.epoch().clone(),
            reset,
            people: roster.people,
            people_count: roster.count,
            reads,
        }
    }
}
