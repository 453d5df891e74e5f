//! What an earlier page left of rooms, and what is left of a person who leaves.

use std::sync::Arc;

use sociable_protocol::RoomSlug;

use super::{Turn, listing, muting};
use crate::chat::progress::Progress;
use crate::chat::{ChatState, Effect, Phase, RoomState, SavedRoom, Shared};

/// Rooms can be read at once, and wait for the server to say that one is still in them.
pub(super) fn rooms(state: &mut ChatState, saved: Vec<SavedRoom>) {
    for saved in saved {
        let opened = state.rooms.contains_key(&saved.room.slug);
        let Some(room) = state.admit(&saved.room.slug).filter(|room| !room.loaded) else { continue };
        room.awaits_list = !opened;
        room.aside = !opened;
        let slug = saved.room.slug.clone();
        restore(room, saved);
        muting::show(state, &slug);
    }
}

fn restore(room: &mut RoomState, saved: SavedRoom) {
    let head = saved.cursor.seq;
    room.start_behind(head);
    // A room whose messages do not end where it was known to would be continued with a hole.
    if saved.messages.last().is_some_and(|message| message.seq == head) {
        room.timeline.make_mut().replace(saved.messages, head);
        room.has_more = saved.has_more;
    }
    room.last_message = room.timeline.rows().next_back().map(Arc::clone);
    room.info = saved.room;
    room.role = saved.role;
    room.progress = Progress::resume(&saved.cursor);
    room.reading.start(saved.read);
    room.counted = head;
    (room.unread, room.mentions) = (saved.unread, saved.mentions);
    room.known_muted = saved.muted;
}

/// Whoever sits here now is not who the rooms are of.
pub(super) fn forget(state: &mut ChatState, turn: &mut Turn) {
    let ChatState { rooms, listed, current, directory, found, commands, notices, listing, muting, .. } =
        ChatState::default();
    turn.outbox_changed = true;
    turn.effects.push(Effect::ForgetRooms);
    (state.rooms, state.listed, state.current, state.directory, state.found) =
        (rooms, listed, current, directory, found);
    (state.commands, state.notices, state.listing, state.muting) = (commands, notices, listing, muting);
    state.list_retry.reset();
}

/// Nobody is known yet: what there is to read is of somebody who has gone. What they could not send is kept, as it is for
/// who was refused under one name and comes under another.
pub(super) fn forget_read(state: &mut ChatState, turn: &mut Turn) {
    let read = state.rooms.iter().filter(|(_, room)| room.loaded).map(|(slug, _)| slug.clone());
    let read: Vec<RoomSlug> = read.collect();
    if read.is_empty() {
        return;
    }
    turn.effects.push(Effect::ForgetRooms);
    state.muting = Shared::default();
    for slug in read {
        let Some(room) = state.rooms.get_mut(&slug) else { continue };
        if room.outbox.is_empty() && !room.opened {
            state.rooms.remove(&slug);
            continue;
        }
        let (room, info) = (room.make_mut(), RoomState::new(slug).info);
        let opened = room.opened;
        listing::forget(room);
        (room.info, room.phase, room.opened) = (info, Phase::Joining, opened);
    }
}
