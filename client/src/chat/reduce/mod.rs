//! The rules: what each action does to the state, and what is to be done about it.
//!
//! * `connection` — coming in, losing the connection, coming back; what one says of oneself
//! * `site` — doing so with tokens of the site that one is signed in at
//! * `restoring` — what an earlier page left, and forgetting it
//! * `muting` — which rooms make no noise
//! * `listing` — which rooms one is in
//! * `joining` — being in them, catching up
//! * `rooms` — what the server says of a room as a whole
//! * `showing` — which room is looked at, and where in it the reader is to be
//! * `receive` — messages into the timeline, in order
//! * `paging` — gaps, pages of history
//! * `changing` — edits, deletions, reactions, pins
//! * `wishing` — what one wants to become of messages
//! * `reading` — how far oneself and the others have read
//! * `counting` — what is unread
//! * `sending` — the outbox
//! * `lists` — public rooms, members, pins, searches
//! * `commanding` — things to be done once
//! * `signals` — typing and presence

mod changing;
mod commanding;
mod connection;
mod counting;
mod joining;
mod listing;
mod lists;
mod muting;
mod paging;
mod reading;
mod receive;
mod restoring;
mod rooms;
mod sending;
mod showing;
mod signals;
mod site;
mod wishing;

use sociable_protocol::{Limits, RoomScope, RoomSlug, Timestamp, UserId};

use super::change::Change;
use super::{Action, Answer, Attempt, ChatState, Effect, Failure, RoomState};

/// Applies `action`, which happened at `now`, to `state`; what is to be done about it comes back, in order.
pub fn reduce(state: &mut ChatState, action: Action, now: Timestamp) -> Vec<Effect> {
    let mut turn = Turn {
        now,
        epoch: state.epoch,
        online: state.is_online(),
        me: state.me.as_ref().map(|user| user.id),
        limits: state.limits.clone(),
        outbox_changed: false,
        muting_changed: false,
        notices: Vec::new(),
        effects: Vec::new(),
    };
    apply(state, action, &mut turn);
    joining::schedule(state, &mut turn);
    muting::flush(state, &mut turn);
    wishing::put_up(state, &mut turn);
    if turn.outbox_changed {
        turn.effects.push(Effect::SaveOutbox(sending::save(state)));
    }
    if turn.muting_changed {
        turn.effects.push(Effect::SaveMuting(state.muting.wanted()));
    }
    turn.effects
}

fn apply(state: &mut ChatState, action: Action, turn: &mut Turn) {
    match action {
        Action::SignIn(handshake) => connection::sign_in(state, handshake, turn),
        Action::SignOut => connection::sign_out(state, turn),
        Action::SignInBySite => site::sign_in(state, turn),
        Action::SiteToken(token) => site::token(state, token, turn),
        Action::SessionExpiring => site::expiring(state, turn),
        Action::SessionExpired => site::expired(state, turn),
        Action::Renewed { epoch, result } if turn.online && epoch == turn.epoch => site::renewed(state, result, turn),
        Action::Renewed { .. } => {}
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
        Action::RestoreRooms(rooms) => restoring::rooms(state, rooms),
        Action::RestoreMuting(wanted) => muting::restore(state, wanted),
        Action::Mute(room, muted) => muting::mute(state, &room, muted, turn),
        Action::Open(slug) => joining::open(state, &slug),
        Action::Show(slug) => showing::show(state, slug, turn),

        Action::Following(room, following) => with_room(state, &room, turn, |room, _| receive::follow(room, following)),
        Action::Watching(room, watched) => with_room(state, &room, turn, |room, _| room.watched = watched),
        Action::LoadOlder(room) => with_room(state, &room, turn, paging::load_older),
        Action::LoadNewer(room) => with_room(state, &room, turn, paging::load_newer),
        Action::JumpToLatest(room) => with_room(state, &room, turn, paging::jump_to_latest),
        Action::JumpTo(room, seq) => with_event(state, &room, turn, |room, turn| showing::jump_to(room, seq, turn)),
        Action::Read(room, seq) => with_room(state, &room, turn, |room, turn| reading::read(room, seq, turn)),
        Action::Typed(room) => with_room(state, &room, turn, signals::typed),
        Action::StoppedTyping(room) => with_room(state, &room, turn, signals::stopped_typing),
        Action::Send { room, id, text, reply_to } => with_room(state, &room, turn, |room, turn| {
            sending::send(room, id, text, reply_to, turn);
        }),
        Action::Retry(room, id) => with_room(state, &room, turn, |room, turn| sending::retry(room, id, turn)),
        Action::Discard(room, id) => with_room(state, &room, turn, |room, turn| sending::discard(room, id, turn)),

        Action::Joined { epoch, request, result } => {
            if let Ok(reply) = &result
                && epoch == turn.epoch
            {
                lists::follow_all(state, &reply.changed);
            }
            with_answer(state, &request.room.clone(), epoch, turn, |room, turn| {
                joining::answered(room, &request, result, turn);
            });
        }
        Action::Fetched { epoch, purpose, room, result } => with_answer(state, &room, epoch, turn, |room, turn| {
            paging::fetched(room, purpose, result, turn);
        }),
        Action::ReadSet { epoch, room, result } => with_answer(state, &room, epoch, turn, |room, turn| {
            reading::answered(room, result, turn);
        }),
        // Not `with_answer`: that a message is stored is true whichever connection says so.
        Action::Sent { epoch, room, id, result } => with_room(state, &room, turn, |room, turn| {
            sending::answered(room, id, epoch, result, turn);
        }),

        Action::Wish(room, id, wish) => {
            let me = state.me.clone();
            with_room(state, &room, turn, |room, turn| wishing::wish(room, id, wish, me.as_ref(), turn));
        }
        Action::Changed { epoch, room, id, wish, result } => {
            if let Ok(reply) = &result
                && epoch == turn.epoch
            {
                lists::follow(state, &reply.message.clone().into());
            }
            with_answer(state, &room, epoch, turn, |room, turn| wishing::answered(room, id, wish, result, turn));
        }
        Action::Dismiss(id) => wishing::dismiss(state, id),

        Action::Browse => lists::browse(state, false, turn),
        Action::BrowseMore => lists::browse(state, true, turn),
        Action::LoadMembers(room) => {
            with_room(state, &room, turn, |room, turn| lists::load_members(room, false, turn));
        }
        Action::LoadMoreMembers(room) => {
            with_room(state, &room, turn, |room, turn| lists::load_members(room, true, turn));
        }
        Action::LoadPins(room) => with_room(state, &room, turn, lists::load_pins),
        Action::Search { query, room } => lists::search(state, query, room, turn),
        Action::SearchMore => lists::search_more(state, turn),
        Action::Answered { epoch, answer } if turn.online && epoch == turn.epoch => answered(state, answer, turn),
        Action::Command(ticket, command) => commanding::command(state, ticket, command, turn),
        Action::Commanded { epoch, ticket, command, result } if turn.online && epoch == turn.epoch => {
            commanding::answered(state, ticket, command, result, turn);
        }
        Action::MuteSet { epoch, result } if turn.online && epoch == turn.epoch => {
            muting::answered(state, result, turn);
        }
        // Of a connection that is gone: what it asked for has failed with it, or is asked again.
        Action::Answered { .. } | Action::Commanded { .. } | Action::MuteSet { .. } => {}

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
        Action::RoomCreated(created) => listing::created(state, created.0, turn),
        Action::RoomUpdated(updated) => {
            lists::updated(state, &updated.room);
            with_event(state, &updated.room.slug.clone(), turn, |room, _| rooms::updated(room, updated.room));
        }
        Action::RoomRemoved(removed) => listing::removed(state, &removed.room, removed.reason, turn),
        Action::RoomMuted(change) => muting::changed(state, &change),
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
    lists::follow(state, change);
    with_event(state, change.room(), turn, |room, turn| changing::change(room, change, turn));
}

/// Something that was asked for is there, or is not to be had.
fn answered(state: &mut ChatState, answer: Answer, turn: &mut Turn) {
    match answer {
        Answer::Rooms(request, result) => match request.scope {
            RoomScope::Joined => listing::answered(state, &request, result, turn),
            RoomScope::Public => lists::browsed(state, &request, result),
        },
        Answer::Pins(request, result) => {
            with_event(state, &request.room, turn, |room, turn| lists::pins(room, result, turn));
        }
        Answer::Members(request, result) => with_event(state, &request.room, turn, |room, _| {
            lists::members(room, &request, result);
        }),
        Answer::Search(request, result) => lists::found(state, &request, result),
    }
}

/// A time has come: for the connection or for any of the rooms.
fn tick(state: &mut ChatState, turn: &mut Turn) {
    connection::tick(state, turn);
    site::tick(state, turn);
    listing::tick(state, turn);
    muting::tick(state, turn);
    for room in state.rooms.values_mut() {
        if room.next_deadline(turn.online).is_some_and(|deadline| deadline <= turn.now) {
            let room = room.make_mut();
            joining::tick(room, turn);
            paging::tick(room, turn);
            wishing::tick(room, turn);
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
    muting_changed: bool,
    /// What came to nothing.
    notices: Vec<(RoomSlug, Attempt, Failure)>,
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
