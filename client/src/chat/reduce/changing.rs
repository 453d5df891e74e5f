//! Changes of messages: into memory, each once and never back; and noticing those that were missed.

use std::sync::Arc;

use sociable_protocol::Rev;

use super::{Turn, counting, joining, lists, receive};
use crate::chat::RoomState;
use crate::chat::change::{Change, Quote};

/// A change that the server tells of.
pub(super) fn change(room: &mut RoomState, change: &Change, turn: &mut Turn) {
    let absent = apply(room, change, turn);
    room.progress.take(change.rev(), absent);
    receive::settle(room, turn);
}

/// There have been changes up to `rev`.
pub(super) fn head(room: &mut RoomState, rev: Rev, turn: &mut Turn) {
    room.progress.hear(rev);
    joining::catch_up(room, turn);
}

/// Changes the message wherever it is, and the quotes of it; says whether it is not in memory.
pub(super) fn apply(room: &mut RoomState, change: &Change, turn: &Turn) -> bool {
    let next = room.progress.is_next(change.rev());
    if let Some(known) = room.known(change.id(), change.seq()).cloned() {
        if let Some(changed) = change.applied_to(&known, next) {
            counting::changed(room, &known, &changed, turn);
            lists::pin(room, change, next);
            let quote = change.quote().map(|_| Quote::of(&changed));
            room.renew(changed);
            if let Some(quote) = quote {
                room.requote(change.id(), &quote);
            }
        }
        return false;
    }
    if let Some(last) = room.last_message.as_ref().filter(|last| last.id == change.id())
        && let Some(changed) = change.applied_to(last, next)
    {
        room.last_message = Some(Arc::new(changed));
    }
    // One that is not news may be older than what is quoted.
    if change.rev() > room.progress.rev() {
        lists::pin(room, change, next);
        if let Some(quote) = change.quote() {
            room.requote(change.id(), &quote);
        }
    }
    true
}
