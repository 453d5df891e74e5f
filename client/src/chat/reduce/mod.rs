//! The rules: what each action does to the state, and what is to be done about it.
//!
//! * `connection` — coming in, losing the connection, coming back; what one says of oneself
//! * `joining` — being in the open rooms, catching up
//! * `rooms` — what the server says of a room as a whole
//! * `receive` — messages into the timeline, gaps, pages of history
//! * `changing` — edits, deletions, reactions, pins
//! * `reading` — how far oneself and the others have read
//! * `sending` — the outbox
//! * `signals` — typing and presence

mod changing;
mod connection;
mod joining;
mod reading;
mod receive;
mod rooms;
mod sending;
mod signals;

use sociable_protocol::{Limits, RoomSlug, Timestamp, UserId};

use super::change::Change;
use super::{Action, ChatState, Effect, RoomState};

/// Applies `action`, which happened at `now`, to `state`; what is to be done about it comes back, in order.
pub fn reduce(state: &mut ChatState, action: Action, now: Timestamp) -> Vec<Effect> {
    let mut turn = Turn {
        now,
        epoch: state.epoch,
        online: state.is_online(),
        me: state.me.as_ref().map(|user| user.id),
        limits: state.limits.clone(),
        outbox_changed: false,
        effects: Vec::new(),
    };
    apply(state, action, &mut turn);
    if turn.outbox_changed {
        turn.effects.push(Effect::SaveOutbox(sending::save(state)));
    }
    turn.effects
}

fn apply(state: &mut ChatState, action: Action, turn: &mut Turn) {
    match action {
        Action::SignIn(handshake) => connection::sign_in(state, handshake, turn),
        Action::SignOut => connection::sign_out(state, turn),
        Action::Session(session) => connection::session(state, session, turn),
        Action::ConnectError(message) => connection::refused(state, &message, turn),
        Action::Disconnected { retries } => connection::lost(state, retries, turn),
        Action::Reconnecting { attempt } => connection::reconnecting(state, attempt, turn),
        Action::Wake => connection::wake(state, turn),
        Action::Tick => tick(state, turn),

        Action::ServerRestart(restart) => connection::restarting(state, &restart, turn),
        Action::SessionRevoked => connection::revoked(state, turn),
        Action::SetStatus(status) => connection::set_status(state, status, turn),
        Action::UserUpdated(updated) => connection::renamed(state, &updated.user, turn),
        Action::Restore(messages) => sending::restore(state, messages, turn),
        Action::Open(slug) => joining::open(state, slug, turn),

        Action::Following(room, following) => with_room(state, &room, turn, |room, _| receive::follow(room, following)),
        Action::LoadOlder(room) => with_room(state, &room, turn, receive::load_older),
        Action::LoadNewer(room) => with_room(state, &room, turn, receive::load_newer),
        Action::JumpToLatest(room) => with_room(state, &room, turn, receive::jump_to_latest),
        Action::Read(room, seq) => with_room(state, &room, turn, |room, turn| reading::read(room, seq, turn)),
        Action::Typed(room) => with_room(state, &room, turn, signals::typed),
        Action::StoppedTyping(room) => with_room(state, &room, turn, signals::stopped_typing),
        Action::Send { room, id, text, reply_to } => with_room(state, &room, turn, |room, turn| {
            sending::send(room, id, text, reply_to, turn);
        }),
        Action::Retry(room, id) => with_room(state, &room, turn, |room, turn| sending::retry(room, id, turn)),
        Action::Discard(room, id) => with_room(state, &room, turn, |room, turn| sending::discard(room, id, turn)),

        Action::Joined { epoch, request, result } => {
            with_answer(state, &request.room.clone(), epoch, turn, |room, turn| {
                joining::answered(room, &request, result, turn);
            });
        }
        Action::Fetched { epoch, purpose, room, result } => with_answer(state, &room, epoch, turn, |room, turn| {
            receive::fetched(room, purpose, result, turn);
        }),
        Action::ReadSet { epoch, room, result } => with_answer(state, &room, epoch, turn, |room, turn| {
            reading::answered(room, result, turn);
        }),
        // Not `with_answer`: that a message is stored is true whichever connection says so.
        Action::Sent { epoch, room, id, result } => with_room(state, &room, turn, |room, turn| {
            sending::answered(room, id, epoch, result, turn);
        }),

        Action::MessageNew(message) => with_event(state, &message.room.clone(), turn, |room, turn| {
            receive::message(room, message, turn);
        }),
        Action::MessageUpdated(updated) => changed(state, &updated.into(), turn),
        Action::MessageDeleted(deleted) => changed(state, &deleted.into(), turn),
        Action::ReactionChanged(reactions) => changed(state, &reactions.into(), turn),
        Action::RoomHead(head) => with_event(state, &head.room, turn, |room, turn| {
            receive::head(room, head.seq, turn);
            changing::head(room, head.rev, turn);
        }),
        Action::RoomState(snapshot) => with_event(state, &snapshot.room.slug.clone(), turn, |room, turn| {
            rooms::state(room, snapshot, turn);
        }),
        // Unlike the other events this one may also be of a room that one is not in: made again, or to be invited to.
        Action::RoomCreated(created) => with_room(state, &created.0.room.slug.clone(), turn, |room, _| {
            rooms::updated(room, created.0.room);
        }),
        Action::RoomUpdated(updated) => with_event(state, &updated.room.slug.clone(), turn, |room, _| {
            rooms::updated(room, updated.room);
        }),
        Action::RoomRemoved(removed) => with_event(state, &removed.room, turn, |room, turn| {
            rooms::removed(room, removed.reason, turn);
        }),
        Action::RoleChanged(change) => with_event(state, &change.room, turn, |room, turn| {
            rooms::role_changed(room, &change, turn);
        }),
        Action::RoomPeople(people) => with_event(state, &people.room, turn, |room, _| {
            match people.people {
                // Few enough again to be named.
                Some(all) => room.people.make_mut().replace(all, people.people_count),
                None => room.people.make_mut().recount(people.people_count),
            }
        }),
        Action::TypingChanged(change) => with_event(state, &change.room.clone(), turn, |room, turn| {
            signals::typing_changed(room, change, turn);
        }),
        Action::PresenceChanged(change) => with_event(state, &change.room.clone(), turn, |room, turn| {
            signals::presence_changed(room, change, turn);
        }),
        Action::ReadChanged(change) => with_event(state, &change.room, turn, |room, turn| {
            reading::changed(room, &change, turn);
        }),
    }
}

fn changed(state: &mut ChatState, change: &Change, turn: &mut Turn) {
    with_event(state, change.room(), turn, |room, turn| changing::change(room, change, turn));
}

/// A time has come: for the connection or for any of the rooms.
fn tick(state: &mut ChatState, turn: &mut Turn) {
    connection::tick(state, turn);
    for room in state.rooms.values_mut() {
        if room.next_deadline(turn.online).is_some_and(|deadline| deadline <= turn.now) {
            let room = room.make_mut();
            joining::tick(room, turn);
            receive::tick(room, turn);
            sending::tick(room, turn);
            reading::tick(room, turn);
            signals::tick(room, turn);
        }
    }
}

/// What a rule needs to know besides what it changes, and where it puts what is to be done.
struct Turn {
    now: Timestamp,
    epoch: u32,
    online: bool,
    me: Option<UserId>,
    limits: Limits,
    outbox_changed: bool,
    effects: Vec<Effect>,
}

/// Applies a rule to an open room; of a room that is not open nothing is wanted.
fn with_room(state: &mut ChatState, slug: &RoomSlug, turn: &mut Turn, rule: impl FnOnce(&mut RoomState, &mut Turn)) {
    if let Some(room) = state.rooms.get_mut(slug) {
        rule(room.make_mut(), turn);
    }
}

/// Applies what the server says of a room, unless one is no longer in it: what was on its way then is not meant any more.
fn with_event(state: &mut ChatState, slug: &RoomSlug, turn: &mut Turn, rule: impl FnOnce(&mut RoomState, &mut Turn)) {
    if state.rooms.get(slug).is_some_and(|room| !room.is_removed()) {
        with_room(state, slug, turn, rule);
    }
}

/// Applies an answer, unless the connection it belongs to is gone: then a new one has asked, or will ask, again.
fn with_answer(
    state: &mut ChatState,
    slug: &RoomSlug,
    epoch: u32,
    turn: &mut Turn,
    rule: impl FnOnce(&mut RoomState, &mut Turn),
) {
    if turn.online && epoch == turn.epoch {
        with_event(state, slug, turn, rule);
    }
}
