//! Changes of messages: into memory, each once and never back; and noticing those that were missed.

use sociable_protocol::Rev;

use super::{Turn, joining, receive};
use crate::chat::RoomState;
use crate::chat::change::{Change, Quote};

/// A change that the server tells of.
pub(super) fn change(room: &mut RoomState, change: &Change, turn: &mut Turn) {
    let absent = apply(room, change);
    room.progress.take(change.rev(), absent);
    receive::settle(room, turn);
}

/// There have been changes up to `rev`.
pub(super) fn head(room: &mut RoomState, rev: Rev, turn: &mut Turn) {
    room.progress.hear(rev);
    joining::catch_up(room, turn);
}

/// Changes the message, and the quotes of it; says whether it is not in memory.
pub(super) fn apply(room: &mut RoomState, change: &Change) -> bool {
    let next = room.progress.is_next(change.rev());
    if let Some(known) = room.known(change.id(), change.seq()) {
        if let Some(changed) = change.applied_to(known, next) {
            let quote = change.quote().map(|_| Quote::of(&changed));
            room.renew(changed);
            if let Some(quote) = quote {
                room.requote(change.id(), &quote);
            }
        }
        return false;
    }
    // One that is not news may be older than what is quoted.
    if change.rev() > room.progress.rev()
        && let Some(quote) = change.quote()
    {
        room.requote(change.id(), &quote);
    }
    true
}
