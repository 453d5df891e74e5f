//! The rooms that one is in: listed by the server on every connection, and as they come and go meanwhile.
//!
//! Only the room looked at, rooms asked for by name and rooms with something to send are joined at once. All others wait
//! for the list, because joining a public room makes one a member, and one may have left it on another device.

use std::sync::Arc;

use sociable_protocol::{ListRooms, ListRoomsReply, RemovedReason, Room, RoomScope, RoomSlug, RoomSummary, Seq, User};

use super::{Turn, counting, muting, rooms};
use crate::chat::state::Listing;
use crate::chat::{ChatState, Effect, Failure, Phase, Query, RoomState};

/// Asks which rooms one is in, from the start.
pub(super) fn ask(state: &mut ChatState, turn: &mut Turn) {
    state.listing = Some(Listing::default());
    ask_page(None, turn);
}

fn ask_page(after: Option<RoomSlug>, turn: &mut Turn) {
    let query = Query::Rooms(ListRooms { scope: RoomScope::Joined, after });
    turn.effects.push(Effect::Ask { epoch: turn.epoch, query });
}

pub(super) fn tick(state: &mut ChatState, turn: &mut Turn) {
    if state.list_retry.wake(turn.now)
        && let Some(listing) = &state.listing
    {
        ask_page(listing.after.clone(), turn);
    }
}

pub(super) fn answered(
    state: &mut ChatState,
    request: &ListRooms,
    result: Result<ListRoomsReply, Failure>,
    turn: &mut Turn,
) {
    let most = state.limits.rooms_per_socket;
    let Some(listing) = state.listing.as_mut().filter(|listing| listing.after == request.after) else { return };
    let reply = match result {
        Ok(reply) => reply,
        Err(failure) => return state.list_retry.failed(turn.now, failure.retry_after_ms()),
    };
    listing.rooms += reply.rooms.len();
    // More than there may be are not asked for, whatever the server says.
    let more = reply.has_more && listing.rooms < most;
    let next = reply.rooms.last().filter(|_| more).map(|summary| summary.room.slug.clone());
    listing.after.clone_from(&next);
    let (removed, muted) = (listing.removed.clone(), listing.muted.clone());
    state.list_retry.reset();
    for mut summary in reply.rooms.into_iter().filter(|summary| !removed.contains(&summary.room.slug)) {
        summary.muted = muted.get(&summary.room.slug).copied().unwrap_or(summary.muted);
        if let Some(listing) = &mut state.listing {
            listing.muted.insert(summary.room.slug.clone(), summary.muted);
        }
        take_over(state, summary, turn);
    }
    match next {
        Some(_) => ask_page(next, turn),
        None => complete(state, turn),
    }
}

/// The server has said all: rooms that it did not name are no longer one's own.
fn complete(state: &mut ChatState, turn: &mut Turn) {
    let said = state.listing.take().map(|listing| listing.muted).unwrap_or_default();
    state.listed = true;
    // Of a room that one is coming into anew, what an earlier page kept is over.
    for slug in state.rooms.keys().filter(|slug| !said.contains_key(slug)).cloned().collect::<Vec<_>>() {
        muting::known(state, &slug, false);
    }
    let waiting = state.rooms.iter().filter(|(_, room)| room.awaits_list);
    for slug in waiting.map(|(slug, _)| slug.clone()).collect::<Vec<_>>() {
        let current = state.current.as_ref() == Some(&slug);
        let Some(room) = state.rooms.get_mut(&slug) else { continue };
        if !current && room.outbox.is_empty() {
            state.rooms.remove(&slug);
            continue;
        }
        let room = room.make_mut();
        room.awaits_list = false;
        if !matches!(room.phase, Phase::Refused(_)) {
            rooms::removed(room, RemovedReason::Left, turn);
        }
    }
    muting::forget(state, turn);
}

/// `room:created`: made on another device, offered, or a direct room somebody opened.
pub(super) fn created(state: &mut ChatState, summary: RoomSummary, turn: &mut Turn) {
    let slug = &summary.room.slug;
    if let Some(listing) = &mut state.listing {
        listing.removed.remove(slug);
    }
    if let Some(room) = state.rooms.get_mut(slug) {
        rooms::updated(room.make_mut(), summary.room.clone());
    }
    take_over(state, summary, turn);
}

fn take_over(state: &mut ChatState, summary: RoomSummary, turn: &mut Turn) {
    let (slug, muted) = (summary.room.slug.clone(), summary.muted);
    let current = state.current.as_ref() == Some(&summary.room.slug);
    let known = state.rooms.contains_key(&summary.room.slug);
    let Some(room) = state.admit(&summary.room.slug) else { return };
    room.awaits_list = false;
    room.aside |= !known;
    // What is being asked for already is answered by the server for itself.
    let asked = room.phase == Phase::Joined || room.joining || (room.opened && room.phase == Phase::Joining);
    match summary.role {
        None if asked => {}
        None => invited(room, summary.room, summary.invited_by, summary.members),
        // The refusal is on its way; what it does not say is that one may open the room again.
        Some(role) if summary.room.archived && asked => {
            if room.phase != Phase::Joined {
                room.role = Some(role);
            }
        }
        Some(_) if summary.room.archived => archived(room, summary, turn),
        Some(_) => member(room, summary, current || asked, turn),
    }
    muting::known(state, &slug, muted);
}

/// One is in the room. Where nothing of it is in memory and nobody looks at it, it is followed from its newest message on,
/// which costs the server next to nothing; what is before that is fetched when somebody does.
fn member(room: &mut RoomState, summary: RoomSummary, wanted: bool, turn: &Turn) {
    if room.phase != Phase::Joined {
        room.phase = Phase::Joining;
        if !room.joining || !room.info_is_newer {
            room.info = summary.room;
        }
        room.role = summary.role;
        let known = if room.loaded || room.joining { room.head } else { Seq::ZERO };
        room.head = known.max(summary.head);
    }
    room.members = summary.members;
    if !room.loaded && !wanted {
        room.start_behind(summary.head);
    }
    let last = summary.last_message.map(Arc::new);
    if room.phase != Phase::Joined && !room.joining {
        room.last_message = last;
    } else if let Some(last) = last.filter(|last| room.timeline.get(last.seq).is_none()) {
        // What has come since one asked to be let in may be newer than the list.
        room.note_last(&last);
    }
    room.reading.known(summary.read);
    counting::told(room, summary.head, summary.read, (summary.unread, summary.mentions), turn);
}

fn invited(room: &mut RoomState, info: Room, by: Option<User>, members: u64) {
    forget(room);
    room.info = info;
    room.members = members;
    room.phase = Phase::Invited(by);
}

/// It is one's own and stays in the list, but nobody reads or writes in it.
fn archived(room: &mut RoomState, summary: RoomSummary, turn: &mut Turn) {
    rooms::removed(room, RemovedReason::Archived, turn);
    room.info = summary.room;
    room.role = summary.role;
    room.members = summary.members;
    room.reading.start(summary.read);
    room.last_message = summary.last_message.map(Arc::new);
}

/// Leaves nothing but what one wrote oneself.
pub(super) fn forget(room: &mut RoomState) {
    let fresh = RoomState::new(room.info.slug.clone());
    *room = RoomState {
        info: room.info.clone(),
        outbox: room.outbox.clone(),
        outbox_refused: room.outbox_refused,
        aside: room.aside,
        targets: room.targets,
        ..fresh
    };
}

/// One is in the room no longer, or not invited any more.
pub(super) fn removed(state: &mut ChatState, slug: &RoomSlug, reason: RemovedReason, turn: &mut Turn) {
    let most = state.limits.rooms_per_socket;
    if let Some(listing) = state.listing.as_mut().filter(|listing| listing.removed.len() < most) {
        listing.removed.insert(slug.clone());
    }
    if state.found.messages.iter().any(|message| message.room == *slug) {
        state.found.make_mut().messages.retain(|message| message.room != *slug);
    }
    let current = state.current.as_ref() == Some(slug);
    let Some(room) = state.rooms.get_mut(slug) else { return };
    let gone = reason == RemovedReason::Left || matches!(room.phase, Phase::Invited(_));
    if gone && !current && room.outbox.is_empty() {
        state.rooms.remove(slug);
    } else if !room.is_removed() {
        rooms::removed(room.make_mut(), reason, turn);
    }
    muting::forget(state, turn);
}
