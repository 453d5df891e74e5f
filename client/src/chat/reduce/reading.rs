//! How far oneself and the others have read. The server is told one position at a time, and the newest wins.

use sociable_protocol::{ErrorCode, ReadChanged, ReadPosition, Seq, SetRead, SetReadReply};

use super::{Turn, counting, joining};
use crate::chat::{Effect, Failure, Phase, RoomState};

pub(super) fn read(room: &mut RoomState, seq: Seq, turn: &mut Turn) {
    let before = room.read();
    if room.loaded && room.reading.advance(seq.min(room.head)) {
        counting::read_on(room, before, turn);
        tell(room, turn);
    }
}

/// Tells the server, if there is something to tell.
pub(super) fn tell(room: &mut RoomState, turn: &mut Turn) {
    if !turn.online || room.phase != Phase::Joined || !room.read_retry.may_try() {
        return;
    }
    if let Some(seq) = room.reading.tell(room.counted) {
        let request = SetRead { room: room.info.slug.clone(), seq };
        turn.effects.push(Effect::SetRead { epoch: turn.epoch, request });
    }
}

pub(super) fn answered(room: &mut RoomState, result: Result<SetReadReply, Failure>, turn: &mut Turn) {
    match &result {
        Ok(_) => room.reading.taken(),
        Err(_) => room.reading.failed(),
    }
    match result {
        Ok(reply) => {
            room.read_retry.reset();
            known(room, reply.read, turn);
            if reply.read == room.read() && room.reading.is_still(room.counted) {
                counting::told(room, room.counted, reply.read, (reply.unread, reply.mentions), turn);
            }
        }
        Err(Failure::Refused(error)) if error.code == ErrorCode::NotJoined => return joining::join(room),
        Err(Failure::Refused(error)) if !error.code.is_retryable() => room.reading.give_up(),
        Err(failure) => room.read_retry.failed(turn.now, failure.retry_after_ms()),
    }
    tell(room, turn);
}

/// The server says that one has read up to `seq`.
pub(super) fn known(room: &mut RoomState, seq: Seq, turn: &Turn) {
    let before = room.read();
    room.reading.known(seq);
    if room.read() > before {
        counting::read_on(room, before, turn);
    }
}

pub(super) fn changed(room: &mut RoomState, change: &ReadChanged, turn: &Turn) {
    if turn.me == Some(change.user) {
        known(room, change.seq, turn);
    } else if room.receipts.is_news(change.user, change.seq) {
        room.receipts.make_mut().hear(change.user, change.seq);
    }
}

/// The server says how far all the others have read, as it does where they are not too many.
pub(super) fn others(room: &mut RoomState, reads: Option<Vec<ReadPosition>>) {
    if let Some(reads) = reads {
        room.receipts.make_mut().start(reads);
    }
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if room.read_retry.wake(turn.now) {
        tell(room, turn);
    }
}
