//! Coming in, losing the connection, coming back.

use sociable_protocol::{Error, ErrorCode, Handshake, ServerRestart, Session, SetPresence, Status, User};

use super::{Turn, joining, listing, lists, muting, restoring, wishing};
use crate::chat::limits::RETRY_AFTER_MAX_MS;
use crate::chat::reading::Reading;
use crate::chat::retry::later;
use crate::chat::{ChatState, Connection, Effect, Phase, Shared};

pub(super) fn sign_in(state: &mut ChatState, handshake: Handshake, turn: &mut Turn) {
    if handshake.token.is_none() {
        restoring::forget_read(state, turn);
    }
    state.connection = Connection::Connecting;
    state.reconnect.reset();
    state.handshake = handshake.clone();
    turn.effects.push(Effect::Connect(handshake));
}

pub(super) fn sign_out(state: &mut ChatState, turn: &mut Turn) {
    // The epoch goes on, so that answers still on their way are not taken for a later connection's.
    // The name is kept to be offered again.
    let handshake = Handshake { name: state.handshake.name.take(), ..Handshake::default() };
    *state = ChatState { epoch: state.epoch + 1, handshake, status: state.status, ..ChatState::default() };
    turn.outbox_changed = true;
    turn.effects.extend([Effect::ForgetSession, Effect::ForgetRooms, Effect::Disconnect]);
}

/// Somebody who is this person made every token void: what was left here is not for whoever sits here now.
pub(super) fn revoked(state: &mut ChatState, turn: &mut Turn) {
    if matches!(state.connection, Connection::SignedOut { .. }) {
        return;
    }
    sign_out(state, turn);
    let error =
        Error::new(ErrorCode::InvalidToken, "you were signed out on another device; choose a name to come back");
    state.connection = Connection::SignedOut { error: Some(error) };
}

/// Connected: be in every room again, from where each timeline ends, as far as one still is; see `listing`. The outbox of
/// a room follows once that is so.
pub(super) fn session(state: &mut ChatState, session: Session, turn: &mut Turn) {
    if matches!(state.connection, Connection::SignedOut { .. }) {
        return;
    }
    // A token of the person's site is for as long as the page is there, and comes from the site again.
    let is_kept = session.token.is_some();
    let token = session.token.or_else(|| state.handshake.token.take());
    let handshake = Handshake { token, name: Some(session.user.name.to_string()), ..Handshake::default() };
    if is_kept {
        turn.effects.push(Effect::SaveSession(handshake.clone()));
    }
    interrupt(state, turn);
    state.connection = Connection::Online;
    state.reconnect.reset();
    state.restarting = None;
    state.epoch += 1;
    state.handshake = handshake;
    state.me = Some(session.user);
    state.limits = session.limits;
    turn.epoch = state.epoch;
    turn.online = true;
    turn.me = state.me.as_ref().map(|me| me.id);
    turn.limits.clone_from(&state.limits);
    if state.status != Status::Online {
        tell_status(state, turn);
    }
    listing::ask(state, turn);
    for (slug, room) in state.rooms.iter_mut().filter(|(_, room)| !room.is_removed()) {
        let room = room.make_mut();
        let wanted = state.current.as_ref() == Some(slug) || room.opened || room.outbox.is_waiting();
        if wanted && !matches!(room.phase, Phase::Invited(_)) {
            joining::join(room);
        } else {
            room.awaits_list = true;
        }
    }
}

/// The server is about to stop. Neither the transport nor we come back before it wants us to, unless the person asks.
pub(super) fn restarting(state: &mut ChatState, restart: &ServerRestart, turn: &mut Turn) {
    if matches!(state.connection, Connection::SignedOut { .. }) {
        return;
    }
    let delay = restart.retry_after_ms.min(RETRY_AFTER_MAX_MS);
    state.restarting = Some(later(turn.now, delay));
    turn.effects.push(Effect::DelayReconnect(delay));
}

pub(super) fn set_status(state: &mut ChatState, status: Status, turn: &mut Turn) {
    if status == Status::Offline || status == state.status {
        return;
    }
    state.status = status;
    if turn.online {
        tell_status(state, turn);
    }
}

fn tell_status(state: &ChatState, turn: &mut Turn) {
    turn.effects.push(Effect::SetPresence(SetPresence { status: state.status }));
}

/// Somebody shows another name. Messages, and quotes of them, keep the name of their time.
pub(super) fn renamed(state: &mut ChatState, user: &User, turn: &mut Turn) {
    if state.me.as_ref().is_some_and(|me| me.id == user.id) {
        state.me = Some(user.clone());
        state.handshake.name = Some(user.name.to_string());
        turn.effects.push(Effect::SaveSession(state.handshake.clone()));
    }
    for room in state.rooms.values_mut() {
        if room.people.contains(user.id) {
            room.make_mut().people.make_mut().rename(user);
        }
        if room.typing.contains(user.id) {
            room.make_mut().typing.make_mut().rename(user);
        }
        if matches!(&room.phase, Phase::Invited(Some(by)) if by.id == user.id && by != user) {
            room.make_mut().phase = Phase::Invited(Some(user.clone()));
        }
        if room.membership.members.iter().any(|member| member.user.id == user.id) {
            lists::rename(room.make_mut(), user);
        }
        if room.info.between.iter().any(|other| other.id == user.id) {
            let between = &mut room.make_mut().info.between;
            between.iter_mut().filter(|other| other.id == user.id).for_each(|other| other.clone_from(user));
        }
    }
}

pub(super) fn refused(state: &mut ChatState, message: &str, turn: &mut Turn) {
    if matches!(state.connection, Connection::SignedOut { .. }) {
        return;
    }
    let error = Error::from_connect_error(message);
    match error {
        Some(error) if needs_a_name(error.code) => {
            interrupt(state, turn);
            state.me = None;
            turn.effects.push(Effect::ForgetSession);
            // Else they were nobody yet, and what they opened and wrote waits for the name they choose.
            if state.handshake.token.take().is_some() {
                restoring::forget(state, turn);
            }
            state.connection = Connection::SignedOut { error: Some(error) };
        }
        error => wait(state, error, turn),
    }
}

pub(super) fn lost(state: &mut ChatState, retries: bool, turn: &mut Turn) {
    match state.connection {
        Connection::SignedOut { .. } => return,
        Connection::Online => interrupt(state, turn),
        Connection::Connecting | Connection::Reconnecting { .. } => {}
    }
    if retries {
        let attempt = 1;
        reconnecting(state, attempt, turn);
    } else {
        wait(state, None, turn);
    }
}

pub(super) fn reconnecting(state: &mut ChatState, attempt: u32, turn: &Turn) {
    let since = match &state.connection {
        Connection::SignedOut { .. } => return,
        Connection::Reconnecting { since, .. } => *since,
        Connection::Connecting | Connection::Online => turn.now,
    };
    state.connection = Connection::Reconnecting { since, attempt, error: None };
}

pub(super) fn wake(state: &mut ChatState, turn: &mut Turn) {
    if state.reconnect.due().is_some() {
        state.reconnect.reset();
        turn.effects.push(Effect::Connect(state.handshake.clone()));
    } else if !matches!(state.connection, Connection::SignedOut { .. }) {
        turn.effects.push(Effect::ReconnectNow);
    }
}

pub(super) fn tick(state: &mut ChatState, turn: &mut Turn) {
    if state.reconnect.wake(turn.now) {
        turn.effects.push(Effect::Connect(state.handshake.clone()));
    }
}

/// Codes that no waiting helps against.
const fn needs_a_name(code: ErrorCode) -> bool {
    use ErrorCode::{InvalidName, InvalidToken, NameRequired, NameTaken};
    matches!(code, InvalidToken | NameRequired | InvalidName | NameTaken)
}

/// The server sent us away and the transport leaves it at that; we try again after what it asked for.
fn wait(state: &mut ChatState, error: Option<Error>, turn: &Turn) {
    state.reconnect.failed(turn.now, error.as_ref().and_then(|error| error.retry_after_ms));
    if let Some(restarted) = state.restarting {
        state.reconnect.not_before(restarted);
    }
    reconnecting(state, state.reconnect.failures(), turn);
    if let Connection::Reconnecting { error: shown, .. } = &mut state.connection {
        *shown = error;
    }
}

/// Nothing is on its way any more, and nobody is known to be typing.
fn interrupt(state: &mut ChatState, turn: &mut Turn) {
    lists::interrupt(state);
    if state.commands.is_any_running() {
        state.commands.make_mut().interrupt();
    }
    state.listing = None;
    state.list_retry.reset();
    muting::interrupt(state);
    for room in state.rooms.values_mut() {
        let room = room.make_mut();
        if room.phase == Phase::Joined {
            room.phase = Phase::Joining;
        }
        room.joining = false;
        room.loading_older = false;
        room.loading_newer = false;
        room.progress.interrupt();
        room.reading.interrupt();
        if !room.receipts.is_empty() {
            room.receipts.make_mut().interrupt();
        }
        // What was held may be of a history that the server has since replaced; what is still true comes again.
        room.held.clear();
        if room.progress.epoch().is_none() {
            // One has not been in it, so it is not certain of which history this is.
            room.forget_messages();
            room.reading = Reading::default();
            turn.outbox_changed |= !room.outbox.is_empty() && room.outbox.make_mut().doubt_stored();
        }
        room.signal.stop();
        room.join_retry.reset();
        room.fetch_retry.reset();
        room.send_retry.reset();
        room.read_retry.reset();
        room.wish_retry.reset();
        if let Some(jump) = &mut room.jump {
            jump.asked = false;
        }
        wishing::interrupt(room);
        if !room.typing.is_empty() {
            room.typing = Shared::default();
        }
        if room.outbox.has_sending() {
            room.outbox.make_mut().interrupt();
        }
    }
}
