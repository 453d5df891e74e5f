//! What the server says of a room as a whole: its name, its state, one's role, and that one is in it no longer.

use sociable_protocol::{Error, ErrorCode, RemovedReason, RoleChanged, Room, RoomState as Snapshot};

use super::{Turn, joining, listing, lists, reading, receive, sending};
use crate::chat::{Phase, RoomState};

/// The room shows another name, topic or state.
pub(super) fn updated(room: &mut RoomState, info: Room) {
    room.info = info;
    room.info_is_newer = room.joining;
}

/// The server has brought this connection up to date, or says that it cannot.
pub(super) fn state(room: &mut RoomState, snapshot: Snapshot, turn: &mut Turn) {
    updated(room, snapshot.room);
    room.role = snapshot.role.or(room.role);
    room.people.make_mut().replace(snapshot.people, snapshot.people_count);
    reading::others(room, snapshot.reads);
    let joined = room.phase == Phase::Joined;
    if joined && room.progress.epoch() != Some(&snapshot.epoch) {
        return joining::anew(room);
    }
    if !joined || snapshot.reset {
        // The answer that is on its way says where one is; it may be of before this.
        room.head = room.head.max(snapshot.head);
        room.progress.hear(snapshot.rev);
        if joined {
            joining::join(room);
        }
        return;
    }
    room.head = room.head.max(snapshot.head);
    room.progress.sent(snapshot.rev);
    receive::settle(room, turn);
}

pub(super) fn role_changed(room: &mut RoomState, change: &RoleChanged, turn: &Turn) {
    if turn.me == Some(change.user.id) {
        room.role = Some(change.role);
    }
    lists::set_role(room, change.user.id, change.role);
}

/// One is no longer in the room: nothing of it stays in memory but its name, and what one wrote and could not send.
pub(super) fn removed(room: &mut RoomState, reason: RemovedReason, turn: &mut Turn) {
    sending::fail(room, &refusal(reason), turn);
    let (role, muted) = (room.role, room.known_muted);
    listing::forget(room);
    if reason == RemovedReason::Archived {
        // It stays a room of one's own: an owner can open it again.
        room.role = role;
        (room.known_muted, room.muted) = (muted, muted);
        room.info.archived = true;
    }
    room.phase = Phase::Removed(reason);
}

/// Why nothing can be sent to a room that one is no longer in.
pub(super) fn refusal(reason: RemovedReason) -> Error {
    match reason {
        RemovedReason::Left => Error::new(ErrorCode::NotJoined, "you have left this room"),
        RemovedReason::Removed => Error::new(ErrorCode::Forbidden, "a moderator has removed you from this room"),
        RemovedReason::Banned => Error::new(ErrorCode::Banned, "a moderator has banned you from this room"),
        RemovedReason::Archived => Error::new(ErrorCode::RoomArchived, "this room has been archived"),
    }
}
