//! Wishes about messages: shown at once, asked for until they are answered, in order and one at a time for each message.
//!
//! All of them may be repeated, so a wish whose answer is lost is simply asked for again.

use sociable_protocol::{Error, ErrorCode, Message, MessageId, Rev, User};

use super::{Turn, changing, joining, receive, rooms};
use crate::chat::limits::NOTICES;
use crate::chat::{Attempt, ChangeResult, ChatState, Effect, Failure, Notice, Phase, RoomState, Wish};

pub(super) fn wish(room: &mut RoomState, id: MessageId, wish: Wish, me: Option<&User>, turn: &mut Turn) {
    let Some(me) = me else { return };
    let closed = match &room.phase {
        Phase::Joining | Phase::Joined => None,
        Phase::Removed(reason) => Some(rooms::refusal(*reason)),
        Phase::Refused(error) => Some(error.clone()),
        Phase::Invited(_) => Some(Error::new(ErrorCode::NotJoined, "accept the invitation first")),
    };
    if let Some(error) = closed {
        return notice(room, id, wish, Failure::Refused(error), turn);
    }
    if room.pending.is_met(id, &wish, room.message(id), me) {
        return;
    }
    if !room.pending.make_mut().put(id, &wish) {
        let error = Error::new(ErrorCode::Overloaded, "too many changes wait for the server; try again in a moment");
        return notice(room, id, wish, Failure::Refused(error), turn);
    }
    flush(room, turn);
}

/// Asks for what is wanted, as far as nothing else is on its way about the same message.
pub(super) fn flush(room: &mut RoomState, turn: &mut Turn) {
    if !turn.online || room.phase != Phase::Joined || !room.wish_retry.may_try() || !room.pending.has_next() {
        return;
    }
    for (id, wish) in room.pending.make_mut().ask_next() {
        room.progress.ask();
        turn.effects.push(Effect::Change { epoch: turn.epoch, room: room.info.slug.clone(), id, wish });
    }
}

pub(super) fn answered(room: &mut RoomState, id: MessageId, wish: Wish, result: ChangeResult, turn: &mut Turn) {
    let asked = room.pending.is_asked(id, &wish);
    let passed = room.progress.answered();
    match result {
        Ok(reply) => {
            room.wish_retry.reset();
            if asked {
                room.pending.make_mut().remove(id, &wish);
            }
            changed(room, reply.message, passed, turn);
        }
        Err(_) if !asked => {}
        Err(Failure::Refused(error)) if error.code == ErrorCode::NotJoined => {
            room.pending.make_mut().ask_again(id, &wish);
            room.wish_retry.failed(turn.now, None);
            joining::join(room);
        }
        Err(Failure::Refused(error)) if !error.code.is_retryable() => {
            room.pending.make_mut().remove(id, &wish);
            notice(room, id, wish, Failure::Refused(error), turn);
        }
        Err(failure) => {
            room.pending.make_mut().ask_again(id, &wish);
            room.wish_retry.failed(turn.now, failure.retry_after_ms());
        }
    }
    flush(room, turn);
}

/// The answer may come before the event of the change, and even before that of the message.
fn changed(room: &mut RoomState, message: Message, passed: Option<Rev>, turn: &mut Turn) {
    if room.known(message.id, message.seq).is_some() {
        return changing::change(room, &message.into(), turn);
    }
    changing::apply(room, &message.clone().into(), turn);
    if message.seq > room.timeline.last() {
        room.progress.go_back(passed);
        receive::take(room, message, turn);
    }
    receive::settle(room, turn);
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if room.wish_retry.wake(turn.now) {
        flush(room, turn);
    }
}

/// Nothing can be changed in this room.
pub(super) fn fail(room: &mut RoomState, error: &Error, turn: &mut Turn) {
    if room.pending.is_empty() {
        return;
    }
    for (id, wish) in std::mem::take(&mut room.pending).wishes() {
        notice(room, id, wish.clone(), Failure::Refused(error.clone()), turn);
    }
}

fn notice(room: &RoomState, message: MessageId, wish: Wish, failure: Failure, turn: &mut Turn) {
    turn.notices.push((room.info.slug.clone(), Attempt::Change(message, wish), failure));
}

/// Puts up what came to nothing in this turn.
pub(super) fn put_up(state: &mut ChatState, turn: &mut Turn) {
    for (room, attempt, failure) in turn.notices.drain(..) {
        state.noticed += 1;
        let notices = state.notices.make_mut();
        notices.push(Notice { id: state.noticed, room, attempt, failure });
        let excess = notices.len().saturating_sub(NOTICES);
        notices.drain(..excess);
    }
}

pub(super) fn dismiss(state: &mut ChatState, id: u32) {
    if state.notices.iter().any(|notice| notice.id == id) {
        state.notices.make_mut().retain(|notice| notice.id != id);
    }
}

/// The connection is gone, and with it all answers.
pub(super) fn interrupt(room: &mut RoomState) {
    if room.pending.has_asked() {
        room.pending.make_mut().interrupt();
    }
}
