//! Messages into the timeline: in order, without holes, once each; and pages of history.

use std::sync::Arc;

use sociable_protocol::{ErrorCode, History, HistoryReply, Message, Seq};

use super::{Turn, changing, joining, sending};
use crate::chat::limits::{HELD, ROWS_FOLLOWING, ROWS_READING};
use crate::chat::{Delivery, Effect, Failure, Phase, Purpose, RoomState};

pub(super) fn message(room: &mut RoomState, message: Message, turn: &mut Turn) {
    take(room, message, turn);
    settle(room, turn);
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
        changing::apply(room, &message.into());
        return;
    }
    let last = room.timeline.last();
    if room.loaded && message.seq == last.next() {
        append(room, Arc::new(message));
    } else if message.seq > last && !room.detached {
        room.held.insert(message.seq, Arc::new(message));
        if room.held.len() > HELD {
            room.held.pop_last();
        }
    }
}

fn append(room: &mut RoomState, message: Arc<Message>) {
    let message = room.with_quote(message);
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
            append(room, message);
        } else if room.known(message.id, message.seq).is_some() {
            changing::apply(room, &Arc::unwrap_or_clone(message).into());
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
    joining::catch_up(room, turn);
    // That an own message is stored may be heard here first, and then it is the next one's turn.
    sending::flush(room, turn);
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
    room.requote_all();
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

fn fetch(room: &mut RoomState, purpose: Purpose, before: Option<Seq>, after: Option<Seq>, turn: &mut Turn) {
    let limit = Some(turn.limits.history_page);
    let request = History { room: room.info.slug.clone(), before, after, limit };
    room.progress.ask();
    turn.effects.push(Effect::Fetch { epoch: turn.epoch, purpose, request });
}

pub(super) fn fetched(room: &mut RoomState, purpose: Purpose, result: Result<HistoryReply, Failure>, turn: &mut Turn) {
    match purpose {
        Purpose::Older => room.loading_older = false,
        Purpose::Newer | Purpose::Latest => room.loading_newer = false,
    }
    let passed = room.progress.answered();
    match result {
        // It was asked for before everything was forgotten.
        Ok(_) if !room.loaded => {}
        Ok(page) => {
            room.fetch_retry.reset();
            if !page.messages.is_empty() {
                room.progress.go_back(passed);
            }
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
                room.requote_all();
            }
        }
        Purpose::Latest => {
            let head = newest.unwrap_or(room.head).max(room.head);
            start_from(room, head, page.messages, page.has_more, turn);
        }
        Purpose::Newer => {
            let before = room.timeline.last();
            for message in page.messages {
                // Past `take`, which would hold it back from a reader far above: here it is what was asked for.
                if message.seq == room.timeline.last().next() {
                    confirm(room, &message, turn);
                    append(room, Arc::new(message));
                } else {
                    take(room, message, turn);
                }
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
