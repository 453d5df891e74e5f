//! Being in the open rooms.

use std::sync::Arc;

use sociable_protocol::{ErrorCode, JoinReply, JoinRoom, RoomSlug};

use super::{Turn, receive, sending};
use crate::chat::{ChatState, Effect, Failure, Phase, RoomState, Shared};

pub(super) fn open(state: &mut ChatState, slug: RoomSlug, turn: &mut Turn) {
    if state.rooms.contains_key(&slug) || state.rooms.len() >= state.limits.rooms_per_socket {
        return;
    }
    let mut room = RoomState::new(slug.clone());
    if turn.online {
        join(&mut room, turn);
    }
    state.rooms.insert(slug, Shared::new(room));
}

/// Asks for what came after the newest message known. A reader far above it does not want that shown: there it is the
/// head that is asked from.
pub(super) fn join(room: &mut RoomState, turn: &mut Turn) {
    room.phase = Phase::Joining;
    let after = if room.detached { room.head } else { room.timeline.last() };
    let request = JoinRoom { room: room.info.slug.clone(), after: room.loaded.then_some(after) };
    turn.effects.push(Effect::Join { epoch: turn.epoch, request });
}

pub(super) fn answered(room: &mut RoomState, request: &JoinRoom, result: Result<JoinReply, Failure>, turn: &mut Turn) {
    match result {
        Ok(reply) => joined(room, request, reply, turn),
        Err(Failure::Refused(error)) if !may_pass(error.code) => room.phase = Phase::Refused(error),
        Err(failure) => room.join_retry.failed(turn.now, failure.retry_after_ms()),
    }
}

/// Whether the same request may be answered otherwise later.
const fn may_pass(code: ErrorCode) -> bool {
    code.is_retryable() || matches!(code, ErrorCode::NotJoined)
}

fn joined(room: &mut RoomState, request: &JoinRoom, reply: JoinReply, turn: &mut Turn) {
    room.join_retry.reset();
    if !reply.reset && request.after.is_some_and(|after| reply.head < after) {
        // The room is shorter than what we have of it: another history, and a server that did not notice.
        room.loaded = false;
        room.detached = false;
        return join(room, turn);
    }
    room.phase = Phase::Joined;
    room.info = reply.room;
    room.people.make_mut().replace(reply.people, reply.people_count);
    if reply.reset || request.after.is_none() {
        room.loaded = true;
        receive::start_from(room, reply.head, reply.messages, reply.has_more, turn);
    } else {
        room.head = room.head.max(reply.head);
        for message in reply.messages {
            receive::take(room, Arc::new(message), turn);
        }
    }
    receive::settle(room, turn);
    sending::flush(room, turn);
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if room.join_retry.wake(turn.now) {
        join(room, turn);
    }
}
