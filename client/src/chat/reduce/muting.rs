//! Which rooms make no noise: shown at once, told to the server as soon as one is known to be in the room, and taken back
//! with a notice where it refuses. It is repeated until it is answered.

use sociable_protocol::{MuteReply, MuteRoom, RoomMuted, RoomSlug};

use super::Turn;
use crate::chat::muting::Muting;
use crate::chat::{Attempt, ChatState, Effect, Failure, Phase, RoomState, Shared};

/// What an earlier page left.
pub(super) fn restore(state: &mut ChatState, wanted: Vec<(RoomSlug, bool)>) {
    state.muting = Shared::new(Muting::restore(wanted.into_iter().take(state.limits.rooms_per_socket)));
    for slug in state.rooms.keys().cloned().collect::<Vec<_>>() {
        show(state, &slug);
    }
}

pub(super) fn mute(state: &mut ChatState, slug: &RoomSlug, muted: bool, turn: &mut Turn) {
    if state.rooms.get(slug).is_some_and(|room| room.muted != muted && is_own(room)) {
        state.muting.make_mut().want(slug, muted);
        show(state, slug);
        turn.muting_changed = true;
    }
}

/// The server says what is so, because it is so on another device, or here.
pub(super) fn changed(state: &mut ChatState, change: &RoomMuted) {
    let most = state.limits.rooms_per_socket;
    if let Some(listing) = state.listing.as_mut().filter(|listing| listing.muted.len() < most) {
        listing.muted.insert(change.room.clone(), change.muted);
    }
    if !state.muting.is_empty() {
        state.muting.make_mut().hear(&change.room);
    }
    known(state, &change.room, change.muted);
}

/// The server says what is so of a room.
pub(super) fn known(state: &mut ChatState, slug: &RoomSlug, muted: bool) {
    if let Some(room) = state.rooms.get_mut(slug)
        && room.known_muted != muted
    {
        room.make_mut().known_muted = muted;
    }
    show(state, slug);
}

pub(super) fn answered(state: &mut ChatState, result: Result<MuteReply, Failure>, turn: &mut Turn) {
    let muting = state.muting.make_mut();
    match result {
        Ok(MuteReply {}) => {
            turn.muting_changed = true;
            match muting.taken() {
                Some((slug, Some(muted))) => known(state, &slug, muted),
                Some((slug, None)) => show(state, &slug),
                None => {}
            }
        }
        Err(Failure::Refused(error)) if !error.code.is_retryable() => {
            if let Some((slug, muted)) = muting.refused() {
                turn.muting_changed = true;
                show(state, &slug);
                turn.notices.push((slug, Attempt::Mute(muted), Failure::Refused(error)));
            }
        }
        Err(failure) => {
            muting.failed();
            muting.retry.failed(turn.now, failure.retry_after_ms());
        }
    }
}

/// Tells the server what it has not been told, once it has said which rooms one is in.
pub(super) fn flush(state: &mut ChatState, turn: &mut Turn) {
    if !turn.online || state.muting.is_empty() || state.listing.is_some() {
        return;
    }
    let rooms = &state.rooms;
    let told =
        state.muting.make_mut().tell(|slug| rooms.get(slug).is_some_and(|room| room.role.is_some() && is_own(room)));
    if let Some((room, muted)) = told {
        turn.effects.push(Effect::Mute { epoch: turn.epoch, request: MuteRoom { room, muted } });
    }
}

/// Forgets what one wants of rooms that are not one's own any more.
pub(super) fn forget(state: &mut ChatState, turn: &mut Turn) {
    if state.muting.is_empty() {
        return;
    }
    let rooms = &state.rooms;
    turn.muting_changed |= state.muting.make_mut().retain(|slug| rooms.get(slug).is_some_and(|room| is_own(room)));
}

pub(super) fn interrupt(state: &mut ChatState) {
    if !state.muting.is_empty() {
        state.muting.make_mut().interrupt();
    }
}

pub(super) fn tick(state: &mut ChatState, turn: &Turn) {
    if state.muting.retry.due().is_some_and(|due| due <= turn.now) {
        state.muting.make_mut().retry.wake(turn.now);
    }
}

const fn is_own(room: &RoomState) -> bool {
    matches!(room.phase, Phase::Joining | Phase::Joined)
}

/// What is wanted counts, and else what the server says.
pub(super) fn show(state: &mut ChatState, slug: &RoomSlug) {
    let wanted = state.muting.of(slug);
    if let Some(room) = state.rooms.get_mut(slug)
        && wanted.unwrap_or(room.known_muted) != room.muted
    {
        let room = room.make_mut();
        room.muted = !room.muted;
    }
}
