//! Messages into the timeline: in order, without holes, once each.

use std::sync::Arc;

use sociable_protocol::{Message, Seq};

use super::{Turn, changing, counting, joining, paging, reading, sending, showing, wishing};
use crate::chat::limits::{HELD, ROWS_ASIDE, ROWS_FOLLOWING, ROWS_READING};
use crate::chat::{Delivery, RoomState};

pub(super) fn message(room: &mut RoomState, message: Message, turn: &mut Turn) {
    take(room, message, turn);
    settle(room, turn);
    // Not left to whoever shows it: until they had said so it would count as unread, and be seen to.
    if room.watched && !room.detached {
        reading::read(room, room.timeline.last(), turn);
    }
}

pub(super) fn head(room: &mut RoomState, seq: Seq, turn: &mut Turn) {
    room.head = room.head.max(seq);
    settle(room, turn);
}

/// Takes one message, wherever it comes from: the next is added, a later one is held, and of one that is known the newer
/// state stays.
pub(super) fn take(room: &mut RoomState, message: Message, turn: &mut Turn) {
    room.head = room.head.max(message.seq);
    if room.typing.contains(message.user.id) {
        room.typing.make_mut().stop(message.user.id);
    }
    confirm(room, &message, turn);
    if room.known(message.id, message.seq).is_some() {
        changing::apply(room, &message.into(), turn);
        return;
    }
    let (last, message) = (room.timeline.last(), Arc::new(message));
    if room.loaded && message.seq == last.next() {
        append(room, message, turn);
    } else if message.seq > last && !room.detached {
        room.note_last(&message);
        room.held.insert(message.seq, message);
        if room.held.len() > HELD {
            room.held.pop_last();
        }
    } else if message.seq > last {
        room.note_last(&message);
        counting::arrived(room, &message, turn);
    }
}

pub(super) fn append(room: &mut RoomState, message: Arc<Message>, turn: &Turn) {
    let message = room.with_quote(message);
    room.note_last(&message);
    counting::arrived(room, &message, turn);
    room.timeline.make_mut().append(message);
}

/// Notes that an own message is stored, if that is what `message` is.
pub(super) fn confirm(room: &mut RoomState, message: &Message, turn: &mut Turn) {
    if turn.me != Some(message.user.id) || room.outbox.get(message.id).is_none() {
        return;
    }
    if let Some(outgoing) = room.outbox.make_mut().get_mut(message.id) {
        outgoing.delivery = Delivery::Stored(message.seq);
    }
    room.send_retry.reset();
    turn.outbox_changed = true;
}

/// Brings the room to rest after any change: adds what was held and now follows, lets go of own messages that the
/// timeline shows, keeps memory bounded, asks for what is missing, and sends what may go out now.
pub(super) fn settle(room: &mut RoomState, turn: &mut Turn) {
    if !room.loaded {
        return;
    }
    while let Some((_, message)) = room.held.pop_first() {
        if message.seq > room.timeline.last().next() {
            room.held.insert(message.seq, message);
            break;
        }
        if message.seq == room.timeline.last().next() {
            append(room, message, turn);
        } else if room.known(message.id, message.seq).is_some() {
            changing::apply(room, &Arc::unwrap_or_clone(message).into(), turn);
        }
    }
    let last = room.timeline.last();
    if room.outbox.has_stored_up_to(last) {
        room.outbox.make_mut().remove_stored_up_to(last);
        room.outbox_refused = false;
    }
    if last >= room.head {
        room.detached = false;
    }
    bound(room);
    if !room.detached && room.timeline.last() < room.head {
        paging::fetch_newer(room, turn);
    }
    counting::recount(room, turn);
    showing::pursue(room, turn);
    joining::catch_up(room, turn);
    // That an own message is stored may be heard here first, and then it is the next one's turn.
    sending::flush(room, turn);
    wishing::flush(room, turn);
}

/// The room anew: `messages` up to `head`.
pub(super) fn start_from(room: &mut RoomState, head: Seq, messages: Vec<Message>, has_more: bool, turn: &mut Turn) {
    for message in &messages {
        confirm(room, message, turn);
    }
    let end = messages.last().map_or(head, |message| message.seq);
    room.head = room.held.last_key_value().map_or(head, |(newest, _)| head.max(*newest));
    room.has_more = has_more;
    room.detached = false;
    room.timeline.make_mut().replace(messages, end);
    room.requote_all();
    room.last_message = room.timeline.rows().next_back().cloned();
}

pub(super) fn follow(room: &mut RoomState, following: bool) {
    room.following = following;
    bound(room);
}

/// At the newest message the oldest rows go; reading above it, the newest do.
pub(super) fn bound(room: &mut RoomState) {
    let rows = if room.aside { ROWS_ASIDE } else { ROWS_FOLLOWING };
    if room.following && !room.detached && room.timeline.len() > rows {
        room.has_more |= room.timeline.make_mut().keep_newest(rows);
    } else if room.timeline.len() > ROWS_READING {
        room.detached |= room.timeline.make_mut().keep_oldest(ROWS_READING);
        room.held.clear();
    }
}
