//! Messages into the timeline: in order, without holes, once each; and pages of history.

use std::sync::Arc;

use sociable_protocol::{ErrorCode, History, HistoryReply, Message, Seq};

use super::{Turn, joining};
use crate::chat::limits::{HELD, ROWS_FOLLOWING, ROWS_READING};
use crate::chat::{Delivery, Effect, Failure, Phase, Purpose, RoomState};

pub(super) fn message(room: &mut RoomState, message: Message, turn: &mut Turn) {
    take(room, Arc::new(message), turn);
    settle(room, turn);
}

pub(super) fn head(room: &mut RoomState, seq: Seq, turn: &mut Turn) {
    room.head = room.head.max(seq);
    settle(room, turn);
}

/// Takes one message, wherever it comes from: the next is added, one that is known is not, a later one is held.
pub(super) fn take(room: &mut RoomState, message: Arc<Message>, turn: &mut Turn) {
    room.head = room.head.max(message.seq);
    if room.typing.contains(message.user.id) {
        room.typing.make_mut().stop(message.user.id);
    }
    confirm(room, &message, turn);
    let last = room.timeline.last();
    if room.loaded && message.seq == last.next() {
        room.timeline.make_mut().append(&message);
    } else if message.seq > last && !room.detached {
        room.held.insert(message.seq, message);
        if room.held.len() > HELD {
            room.held.pop_last();
        }
    }
}

/// Notes that an own message is stored, if that is what `message` is.
fn confirm(room: &mut RoomState, message: &Message, turn: &mut Turn) {
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
/// timeline shows, keeps memory bounded, and asks for what is missing.
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
            room.timeline.make_mut().append(&message);
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
        fetch_newer(room, turn);
    }
}

/// The room anew: `messages` up to `head`.
pub(super) fn start_from(room: &mut RoomState, head: Seq, messages: Vec<Message>, has_more: bool, turn: &mut Turn) {
    for message in &messages {
        confirm(room, message, turn);
    }
    room.head = room.held.last_key_value().map_or(head, |(newest, _)| head.max(*newest));
    room.has_more = has_more;
    room.detached = false;
    room.timeline.make_mut().replace(messages);
}

pub(super) fn follow(room: &mut RoomState, following: bool) {
    room.following = following;
    bound(room);
}

/// At the newest message the oldest rows go; reading above it, the newest do.
fn bound(room: &mut RoomState) {
    if room.following && !room.detached && room.timeline.len() > ROWS_FOLLOWING {
        room.has_more |= room.timeline.make_mut().keep_newest(ROWS_FOLLOWING);
    } else if room.timeline.len() > ROWS_READING {
        room.detached |= room.timeline.make_mut().keep_oldest(ROWS_READING);
        room.held.clear();
    }
}

pub(super) fn load_older(room: &mut RoomState, turn: &mut Turn) {
    let Some(first) = room.timeline.first().filter(|_| room.has_more) else { return };
    if room.loading_older || room.phase != Phase::Joined || !room.fetch_retry.may_try() {
        return;
    }
    room.loading_older = true;
    fetch(room, Purpose::Older, Some(first), None, turn);
}

pub(super) fn load_newer(room: &mut RoomState, turn: &mut Turn) {
    if room.detached {
        fetch_newer(room, turn);
    }
}

pub(super) fn jump_to_latest(room: &mut RoomState, turn: &mut Turn) {
    room.following = true;
    if room.detached && room.phase == Phase::Joined {
        room.loading_newer = true;
        fetch(room, Purpose::Latest, None, None, turn);
    } else {
        bound(room);
    }
}

fn fetch_newer(room: &mut RoomState, turn: &mut Turn) {
    if !room.loading_newer && room.phase == Phase::Joined && room.fetch_retry.may_try() {
        room.loading_newer = true;
        fetch(room, Purpose::Newer, None, Some(room.timeline.last()), turn);
    }
}

fn fetch(room: &RoomState, purpose: Purpose, before: Option<Seq>, after: Option<Seq>, turn: &mut Turn) {
    let limit = Some(turn.limits.history_page);
    let request = History { room: room.info.slug.clone(), before, after, limit };
    turn.effects.push(Effect::Fetch { epoch: turn.epoch, purpose, request });
}

pub(super) fn fetched(room: &mut RoomState, purpose: Purpose, result: Result<HistoryReply, Failure>, turn: &mut Turn) {
    match purpose {
        Purpose::Older => room.loading_older = false,
        Purpose::Newer | Purpose::Latest => room.loading_newer = false,
    }
    match result {
        Ok(page) => {
            room.fetch_retry.reset();
            place(room, purpose, page, turn);
            settle(room, turn);
        }
        Err(Failure::Refused(error)) if error.code == ErrorCode::NotJoined => joining::join(room, turn),
        Err(failure) => room.fetch_retry.failed(turn.now, failure.retry_after_ms()),
    }
}

fn place(room: &mut RoomState, purpose: Purpose, page: HistoryReply, turn: &mut Turn) {
    let newest = page.messages.last().map(|message| message.seq);
    match purpose {
        Purpose::Older if page.messages.is_empty() => room.has_more = false,
        Purpose::Older => {
            if room.timeline.make_mut().prepend(page.messages) {
                room.has_more = page.has_more;
            }
        }
        Purpose::Latest => {
            let head = newest.unwrap_or(room.head).max(room.head);
            start_from(room, head, page.messages, page.has_more, turn);
        }
        Purpose::Newer => {
            let before = room.timeline.last();
            for message in page.messages {
                let message = Arc::new(message);
                // Past `take`, which would hold it back from a reader far above: here it is what was asked for.
                room.timeline.make_mut().append(&message);
                take(room, message, turn);
            }
            if room.detached {
                room.has_more |= room.timeline.make_mut().keep_newest(ROWS_READING);
            }
            if room.timeline.last() == before && room.timeline.last() < room.head {
                // An answer that brings us no nearer must not be asked for in a circle.
                room.fetch_retry.failed(turn.now, None);
            }
        }
    }
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if !room.fetch_retry.wake(turn.now) {
        return;
    }
    if room.detached && room.following {
        jump_to_latest(room, turn);
    }
    settle(room, turn);
}
