//! The outbox: own messages on their way, in order, one at a time, under one id however often they are tried.

use sociable_protocol::{Error, ErrorCode, MessageId, MessageText, SendMessage, SendReply};

use super::{Turn, joining, paging, receive, rooms};
use crate::chat::{ChatState, Delivery, Effect, Failure, Outgoing, Phase, RoomState, SavedMessage, Shared};

pub(super) fn save(state: &ChatState) -> Vec<SavedMessage> {
    state.rooms.iter().flat_map(|(slug, room)| room.outbox.save(slug).collect::<Vec<_>>()).collect()
}

/// Opens the rooms that saved messages are for, so that they go out with the next connection.
pub(super) fn restore(state: &mut ChatState, messages: Vec<SavedMessage>, turn: &mut Turn) {
    for SavedMessage { room, id, text, reply_to, written_at, error } in messages {
        joining::open(state, &room);
        let Some(room) = state.rooms.get_mut(&room).map(Shared::make_mut) else { continue };
        let delivery = error.map_or(Delivery::Pending, Delivery::Failed);
        let outgoing = Outgoing { id, text, reply_to, written_at, delivery };
        room.outbox.make_mut().push(outgoing);
        flush(room, turn);
    }
}

pub(super) fn send(
    room: &mut RoomState,
    id: MessageId,
    text: MessageText,
    reply_to: Option<MessageId>,
    turn: &mut Turn,
) {
    let delivery = match room.phase {
        Phase::Removed(reason) => Delivery::Failed(rooms::refusal(reason)),
        Phase::Joining | Phase::Joined | Phase::Refused(_) | Phase::Invited(_) => Delivery::Pending,
    };
    let outgoing = Outgoing { id, text, reply_to, written_at: turn.now, delivery };
    room.outbox_refused = room.outbox.is_full();
    if room.outbox.is_full() || !room.outbox.make_mut().push(outgoing) {
        return;
    }
    turn.outbox_changed = true;
    // The server takes a message as the end of typing; nobody needs telling twice.
    room.signal.stop();
    paging::jump_to_latest(room, turn);
    flush(room, turn);
}

/// Sends the next message, if it is time for one.
pub(super) fn flush(room: &mut RoomState, turn: &mut Turn) {
    if !turn.online || room.phase != Phase::Joined || !room.send_retry.may_try() {
        return;
    }
    let Some(id) = room.outbox.next_to_send() else { return };
    let Some(outgoing) = room.outbox.make_mut().get_mut(id) else { return };
    outgoing.delivery = Delivery::Sending;
    let (text, reply_to) = (outgoing.text.clone(), outgoing.reply_to);
    let request = SendMessage { room: room.info.slug.clone(), id: Some(id), text, reply_to };
    room.progress.ask();
    turn.effects.push(Effect::Send { epoch: turn.epoch, request });
}

pub(super) fn answered(
    room: &mut RoomState,
    id: MessageId,
    epoch: u32,
    result: Result<SendReply, Failure>,
    turn: &mut Turn,
) {
    let current = turn.online && epoch == turn.epoch;
    let passed = if current { room.progress.answered() } else { None };
    match result {
        Ok(_) if room.is_removed() => {
            room.outbox.make_mut().remove(id);
            turn.outbox_changed = true;
        }
        Ok(reply) if current => {
            room.progress.go_back(passed);
            receive::take(room, reply.message, turn);
            receive::settle(room, turn);
        }
        // That it is stored is true whichever connection says so; what has become of it since, only the present one.
        Ok(reply) => receive::confirm(room, &reply.message, turn),
        // It is pending again since that connection was lost, or already stored.
        Err(_) if !current || room.outbox.get(id).is_none_or(|sent| sent.delivery != Delivery::Sending) => {}
        Err(Failure::Refused(error)) if error.code == ErrorCode::NotJoined => {
            deliver(room, id, Delivery::Pending);
            room.send_retry.failed(turn.now, None);
            joining::join(room);
        }
        Err(Failure::Refused(error)) if !error.code.is_retryable() => {
            deliver(room, id, Delivery::Failed(error));
            turn.outbox_changed = true;
        }
        Err(failure) => {
            deliver(room, id, Delivery::Pending);
            room.send_retry.failed(turn.now, failure.retry_after_ms());
        }
    }
    flush(room, turn);
}

pub(super) fn retry(room: &mut RoomState, id: MessageId, turn: &mut Turn) {
    let failed = room.outbox.get(id).is_some_and(|message| matches!(message.delivery, Delivery::Failed(_)));
    if failed && !room.is_removed() {
        deliver(room, id, Delivery::Pending);
        turn.outbox_changed = true;
        flush(room, turn);
    }
}

/// One on its way cannot be called back: it is given up only when it has failed or not gone out yet.
pub(super) fn discard(room: &mut RoomState, id: MessageId, turn: &mut Turn) {
    let Some(message) = room.outbox.get(id) else { return };
    if matches!(message.delivery, Delivery::Failed(_) | Delivery::Pending) {
        room.outbox.make_mut().remove(id);
        room.outbox_refused = false;
        turn.outbox_changed = true;
    }
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if room.send_retry.wake(turn.now) {
        flush(room, turn);
    }
}

/// Nothing can be sent to this room: the person decides what becomes of what was to be.
pub(super) fn fail(room: &mut RoomState, error: &Error, turn: &mut Turn) {
    if room.outbox.is_waiting() {
        turn.outbox_changed |= room.outbox.make_mut().fail(error);
    }
}

fn deliver(room: &mut RoomState, id: MessageId, delivery: Delivery) {
    if let Some(message) = room.outbox.make_mut().get_mut(id) {
        message.delivery = delivery;
    }
}
