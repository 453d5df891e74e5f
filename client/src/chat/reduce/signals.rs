//! Typing and presence: what is true for a moment and is never caught up on.

use sociable_protocol::{PresenceChanged, SetTyping, Status, TypingChanged};

use super::Turn;
use crate::chat::retry::later;
use crate::chat::{Effect, Phase, Presence, RoomState};

pub(super) fn typed(room: &mut RoomState, turn: &mut Turn) {
    if turn.online && room.phase == Phase::Joined && room.signal.key(turn.now, turn.limits.typing_ttl_ms) {
        tell(room, true, turn);
    }
}

pub(super) fn stopped_typing(room: &mut RoomState, turn: &mut Turn) {
    if room.signal.stop() {
        tell(room, false, turn);
    }
}

pub(super) fn typing_changed(room: &mut RoomState, change: TypingChanged, turn: &Turn) {
    if turn.me == Some(change.user.id) {
        return;
    }
    if change.typing {
        room.typing.make_mut().start(change.user, later(turn.now, turn.limits.typing_ttl_ms));
    } else if room.typing.contains(change.user.id) {
        room.typing.make_mut().stop(change.user.id);
    }
}

pub(super) fn presence_changed(room: &mut RoomState, change: PresenceChanged, turn: &Turn) {
    if change.status == Status::Offline && room.typing.contains(change.user.id) {
        room.typing.make_mut().stop(change.user.id);
    }
    let now = Presence { user: change.user, status: change.status, last_seen: change.last_seen };
    room.people.make_mut().change(now, turn.limits.people_listed);
}

pub(super) fn tick(room: &mut RoomState, turn: &mut Turn) {
    if room.typing.has_expired(turn.now) {
        room.typing.make_mut().expire(turn.now);
    }
    if room.signal.idle_at().is_some_and(|idle_at| idle_at <= turn.now) {
        stopped_typing(room, turn);
    }
}

fn tell(room: &RoomState, typing: bool, turn: &mut Turn) {
    turn.effects.push(Effect::SetTyping(SetTyping { room: room.info.slug.clone(), typing }));
}
