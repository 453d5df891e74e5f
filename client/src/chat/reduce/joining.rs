//! Being in rooms, a few at a time, and catching up on what was missed there.

use sociable_protocol::{Error, ErrorCode, JoinReply, JoinRoom, RoomSlug};

use super::{Turn, changing, counting, lists, reading, receive, sending, wishing};
use crate::chat::limits::JOINS;
use crate::chat::{ChatState, Effect, Failure, Phase, RoomState, Shared};

/// Be in a room, because somebody asked for it by name.
pub(super) fn open(state: &mut ChatState, slug: &RoomSlug) {
    let Some(room) = state.admit(slug) else { return };
    if room.phase == Phase::Joined {
        return;
    }
    if room.phase != Phase::Joining {
        room.join_retry.reset();
    }
    room.opened = true;
    join(room);
}

/// Be in the room, and continue from where one is; as soon as it is this room's turn.
pub(super) fn join(room: &mut RoomState) {
    room.phase = Phase::Joining;
    room.awaits_list = false;
}

/// Lets those rooms ask to be joined whose turn it is: the one looked at, then those with something to send, those asked
/// for by name, and the one with the newest message.
pub(super) fn schedule(state: &mut ChatState, turn: &mut Turn) {
    if !state.is_online() {
        return;
    }
    let on_their_way = state.rooms.values().filter(|room| room.joining).count();
    for _ in on_their_way..JOINS {
        let urgency = |(slug, room): &(&RoomSlug, &Shared<RoomState>)| {
            let newest = room.last_message.as_ref().map(|message| message.created_at);
            (state.current.as_ref() == Some(*slug), room.outbox.is_waiting(), room.opened, newest)
        };
        let next = state.rooms.iter().filter(|(_, room)| room.may_join()).max_by_key(urgency);
        let Some(slug) = next.map(|(slug, _)| slug.clone()) else { return };
        if let Some(room) = state.rooms.get_mut(&slug) {
            ask(room.make_mut(), turn);
        }
    }
}

/// Asks for the changes that were missed, without leaving the room for it. One answer brings all there are.
pub(super) fn catch_up(room: &mut RoomState, turn: &mut Turn) {
    if room.loaded && room.phase == Phase::Joined && room.progress.is_behind() && room.join_retry.may_try() {
        ask(room, turn);
    }
}

fn ask(room: &mut RoomState, turn: &mut Turn) {
    if room.joining {
        return;
    }
    room.joining = true;
    room.info_is_newer = false;
    room.progress.ask();
    if room.progress.epoch().is_none() && !room.timeline.is_empty() {
        // These came before the answer to an earlier try did, and nobody could say which of their changes are missing.
        room.forget_messages();
    }
    let slug = room.info.slug.clone();
    let request = match room.cursor() {
        Some(cursor) => JoinRoom { room: slug, after: Some(cursor.seq), rev: cursor.rev, epoch: cursor.epoch },
        None => JoinRoom::anew(slug),
    };
    turn.effects.push(Effect::Join { epoch: turn.epoch, request });
}

pub(super) fn answered(room: &mut RoomState, request: &JoinRoom, result: Result<JoinReply, Failure>, turn: &mut Turn) {
    if !std::mem::take(&mut room.joining) {
        return;
    }
    let passed = room.progress.answered();
    match result {
        Ok(reply) if is_other_history(request, &reply) => anew(room),
        // What it continues from has been forgotten meanwhile.
        Ok(reply) if request.after.is_some() && !room.loaded && !reply.reset => join(room),
        Ok(reply) if reply.reset && is_read_above(room, &reply) => stay(room, &reply),
        Ok(reply) => joined(room, request, reply, passed.is_some(), turn),
        Err(Failure::Refused(error)) if !may_pass(error.code) => refused(room, error, turn),
        Err(failure) => room.join_retry.failed(turn.now, failure.retry_after_ms()),
    }
}

/// Forgets the room's messages and starts from what the server has.
pub(super) fn anew(room: &mut RoomState) {
    room.forget_messages();
    start_reading(room);
    join(room);
}

/// Whoever was at the newest message has not seen what came while they were away: that is where they go on.
fn start_reading(room: &mut RoomState) {
    room.starting |= !room.aside && room.jump.is_none();
}

/// Whether somebody reads above what was missed, which is more than one answer brings. Where one is detached already, it
/// is the changes that were too many.
fn is_read_above(room: &RoomState, reply: &JoinReply) -> bool {
    let here = room.loaded && !room.aside && !room.following && !room.detached && !room.timeline.is_empty();
    here && room.progress.epoch() == Some(&reply.epoch) && room.timeline.last() < reply.head
}

/// Leaves the reader where they are: what was missed is beyond, and only what has changed is asked for.
fn stay(room: &mut RoomState, reply: &JoinReply) {
    room.detached = true;
    room.head = room.head.max(reply.head);
    room.held.clear();
    join(room);
}

/// Whether the same request may be answered otherwise later.
const fn may_pass(code: ErrorCode) -> bool {
    code.is_retryable() || matches!(code, ErrorCode::NotJoined)
}

fn refused(room: &mut RoomState, error: Error, turn: &mut Turn) {
    sending::fail(room, &error, turn);
    wishing::fail(room, &error, turn);
    room.opened = false;
    room.phase = Phase::Refused(error);
}

/// Whether what we have is not of the history that the answer is of, and the server did not say so: of another epoch, or
/// further than the room has come.
fn is_other_history(request: &JoinRoom, reply: &JoinReply) -> bool {
    let other_epoch = request.epoch.as_ref().is_some_and(|epoch| *epoch != reply.epoch);
    let further =
        request.after.is_some_and(|after| reply.head < after) || request.rev.is_some_and(|rev| reply.rev < rev);
    !reply.reset && request.after.is_some() && (other_epoch || further)
}

fn joined(room: &mut RoomState, request: &JoinRoom, reply: JoinReply, passed: bool, turn: &mut Turn) {
    room.join_retry.reset();
    room.phase = Phase::Joined;
    room.opened = false;
    if !room.info_is_newer {
        room.info = reply.room;
    }
    room.role = Some(reply.role);
    room.people.make_mut().replace(reply.people, reply.people_count);
    if reply.reset || request.after.is_none() {
        room.loaded = true;
        if reply.reset {
            start_reading(room);
        }
        if !room.outbox.is_empty() {
            turn.outbox_changed |= room.outbox.make_mut().doubt_stored();
        }
        receive::start_from(room, reply.head, reply.messages, reply.has_more, turn);
        let is_same_history = request.after.is_some() && room.progress.epoch() == Some(&reply.epoch);
        room.progress.start(reply.rev, reply.epoch);
        if is_same_history {
            room.reading.known(reply.read);
        } else {
            room.reading.start(reply.read);
        }
        counting::started(room, turn);
        // What was said on an earlier connection may be of another history.
        reading::others(room, Some(reply.reads.unwrap_or_default()));
        lists::reload_pins(room, turn);
    } else {
        room.progress.adopt(reply.epoch);
        room.head = room.head.max(reply.head);
        let brings = !reply.messages.is_empty();
        for message in reply.changed {
            let (rev, absent) = (message.rev, changing::apply(room, &message.into(), turn));
            room.progress.take(rev, absent);
        }
        for message in reply.messages {
            receive::take(room, message, turn);
        }
        room.progress.caught_up(request.rev.unwrap_or_default(), reply.rev);
        reading::known(room, reply.read, turn);
        reading::others(room, reply.reads);
        if passed && brings {
            // Some of them may be from before a change that has come already.
            room.progress.go_back(Some(reply.rev));
        } else if room.progress.is_behind() && request.rev.is_some_and(|rev| reply.rev <= rev) {
            // An answer that brings us no nearer must not be asked for in a circle.
            room.join_retry.failed(turn.now, None);
        }
    }
    lists::ask_what_waits(room, turn);
    receive::settle(room, turn);
    reading::tell(room, turn);
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if room.join_retry.wake(turn.now) {
        catch_up(room, turn);
    }
}
