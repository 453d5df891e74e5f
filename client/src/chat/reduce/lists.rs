//! What is asked for when somebody wants to see it. Of two questions for the same list only the later counts.

use std::cmp::Reverse;
use std::sync::Arc;

use sociable_protocol::{
    ListMembers, ListMembersReply, ListPins, ListPinsReply, ListRooms, ListRoomsReply, Member, Message, Role, Room,
    RoomScope, RoomSlug, Search, SearchReply, User, UserId,
};

use super::Turn;
use crate::chat::change::Change;
use crate::chat::limits::{DIRECTORY, FOUND, MEMBERS};
use crate::chat::lists::Loading;
use crate::chat::{ChatState, Effect, Failure, Found, Phase, Query, RoomState, Shared};

/// Asks, where there is somebody to ask.
fn ask(query: Query, turn: &mut Turn) -> Loading {
    if !turn.online {
        return Loading::Failed(Failure::NoAnswer);
    }
    turn.effects.push(Effect::Ask { epoch: turn.epoch, query });
    Loading::Running
}

/// Asks for the public rooms, from the start or, where there are more, for these.
pub(super) fn browse(state: &mut ChatState, more: bool, turn: &mut Turn) {
    let directory = &state.directory;
    if more && (!directory.has_more || directory.loading.is_running()) {
        return;
    }
    let after = directory.rooms.last().filter(|_| more).map(|summary| summary.room.slug.clone());
    let request = ListRooms { scope: RoomScope::Public, after };
    let directory = state.directory.make_mut();
    directory.loading = ask(Query::Rooms(request.clone()), turn);
    directory.asked = Some(request);
}

pub(super) fn browsed(state: &mut ChatState, request: &ListRooms, result: Result<ListRoomsReply, Failure>) {
    if !state.directory.loading.is_running() || state.directory.asked.as_ref() != Some(request) {
        return;
    }
    let directory = state.directory.make_mut();
    match result {
        Ok(reply) => {
            directory.loading = Loading::Idle;
            if request.after.is_none() {
                directory.rooms.clear();
            }
            directory.rooms.extend(reply.rooms);
            directory.rooms.truncate(DIRECTORY);
            directory.has_more = reply.has_more && directory.rooms.len() < DIRECTORY;
        }
        Err(failure) => directory.loading = Loading::Failed(failure),
    }
}

/// Asks for a room's members, from the start or, where there are more, for these.
pub(super) fn load_members(room: &mut RoomState, more: bool, turn: &mut Turn) {
    let membership = &room.membership;
    if more && (!membership.has_more || membership.loading.is_running()) {
        return;
    }
    let after = membership.members.last().filter(|_| more).map(|member| member.user.id);
    let request = ListMembers { room: room.info.slug.clone(), after };
    let membership = room.membership.make_mut();
    membership.loading = ask(Query::Members(request.clone()), turn);
    membership.asked = Some(request);
}

pub(super) fn members(room: &mut RoomState, request: &ListMembers, result: Result<ListMembersReply, Failure>) {
    if !room.membership.loading.is_running() || room.membership.asked.as_ref() != Some(request) {
        return;
    }
    let membership = room.membership.make_mut();
    match result {
        Ok(reply) => {
            membership.loading = Loading::Idle;
            if request.after.is_none() {
                membership.members.clear();
            }
            membership.members.extend(reply.members);
            membership.members.truncate(MEMBERS);
            membership.has_more = reply.has_more && membership.members.len() < MEMBERS;
        }
        Err(failure) => membership.loading = Loading::Failed(failure),
    }
}

/// Changes one of the members that are known.
fn with_member(room: &mut RoomState, user: UserId, change: impl FnOnce(&mut Member)) {
    if let Some(index) = room.membership.members.iter().position(|member| member.user.id == user)
        && let Some(member) = room.membership.make_mut().members.get_mut(index)
    {
        change(member);
    }
}

pub(super) fn set_role(room: &mut RoomState, user: UserId, role: Role) {
    with_member(room, user, |member| member.role = Some(role));
}

/// Somebody shows another name.
pub(super) fn rename(room: &mut RoomState, user: &User) {
    with_member(room, user.id, |member| member.user.clone_from(user));
}

pub(super) fn remove_member(room: &mut RoomState, user: UserId) {
    if room.membership.members.iter().any(|member| member.user.id == user) {
        room.membership.make_mut().members.retain(|member| member.user.id != user);
    }
}

/// Asks for the pinned messages; where one is not in the room yet, as soon as one is.
pub(super) fn load_pins(room: &mut RoomState, turn: &mut Turn) {
    if room.pins.loading.is_running() {
        return;
    }
    let waits = turn.online && room.phase == Phase::Joining;
    let request = ListPins { room: room.info.slug.clone() };
    let pins = room.pins.make_mut();
    pins.asked = !waits;
    pins.outdated = false;
    pins.loading = if waits { Loading::Running } else { ask(Query::Pins(request), turn) };
}

/// One is in the room now.
pub(super) fn ask_what_waits(room: &mut RoomState, turn: &mut Turn) {
    if room.pins.loading.is_running() && !room.pins.asked {
        room.pins.make_mut().loading = Loading::Idle;
        load_pins(room, turn);
    }
}

/// What was pinned and what not any more has been missed.
pub(super) fn reload_pins(room: &mut RoomState, turn: &mut Turn) {
    if room.pins.loaded {
        load_pins(room, turn);
    }
}

pub(super) fn pins(room: &mut RoomState, result: Result<ListPinsReply, Failure>, turn: &mut Turn) {
    if !room.pins.loading.is_running() || !room.pins.asked {
        return;
    }
    let pins = room.pins.make_mut();
    match result {
        Ok(reply) => {
            pins.loading = Loading::Idle;
            pins.loaded = true;
            pins.messages = reply.messages.into_iter().take(turn.limits.pins_per_room).map(Arc::new).collect();
            if pins.outdated {
                load_pins(room, turn);
            }
        }
        Err(failure) => pins.loading = Loading::Failed(failure),
    }
}

/// Lets the pinned messages follow a change that is news.
pub(super) fn pin(room: &mut RoomState, change: &Change, next: bool) {
    if room.pins.loading.is_running() && !room.pins.outdated {
        room.pins.make_mut().outdated = true;
    }
    if !room.pins.loaded {
        return;
    }
    let known = room.pins.messages.iter().position(|message| message.id == change.id());
    let before = known.and_then(|index| room.pins.messages.get(index));
    let after = match (before, change) {
        (Some(before), change) => match change.applied_to(before, next) {
            Some(after) => Some(after),
            None => return,
        },
        (None, Change::State(state)) => Some((**state).clone()),
        (None, Change::Deleted(_) | Change::Reactions(_)) => None,
    };
    let after = after.filter(|message| message.pinned.is_some());
    if known.is_none() && after.is_none() {
        return;
    }
    let pins = &mut room.pins.make_mut().messages;
    if let Some(index) = known {
        pins.remove(index);
    }
    if let Some(after) = after {
        let at = |message: &Message| Reverse(message.pinned.as_ref().map(|pin| pin.at));
        let index = pins.iter().position(|other| at(other) >= at(&after)).unwrap_or(pins.len());
        pins.insert(index, Arc::new(after));
    }
}

/// Searches for `query`, or ends the search where it is empty.
pub(super) fn search(state: &mut ChatState, query: String, room: Option<RoomSlug>, turn: &mut Turn) {
    if query.trim().is_empty() {
        if !state.found.query.is_empty() {
            state.found = Shared::default();
        }
        return;
    }
    let request = Search { query: query.clone(), room: room.clone(), next: None };
    let loading = ask(Query::Search(request.clone()), turn);
    state.found = Shared::new(Found { query, room, loading, asked: Some(request), ..Found::default() });
}

pub(super) fn search_more(state: &mut ChatState, turn: &mut Turn) {
    let Found { query, room, next: Some(next), loading, .. } = &*state.found else { return };
    if loading.is_running() {
        return;
    }
    let request = Search { query: query.clone(), room: room.clone(), next: Some(next.clone()) };
    let found = state.found.make_mut();
    found.loading = ask(Query::Search(request.clone()), turn);
    found.asked = Some(request);
}

pub(super) fn found(state: &mut ChatState, request: &Search, result: Result<SearchReply, Failure>) {
    if !state.found.loading.is_running() || state.found.asked.as_ref() != Some(request) {
        return;
    }
    let found = state.found.make_mut();
    match result {
        Ok(reply) => {
            found.loading = Loading::Idle;
            found.messages.extend(reply.messages.into_iter().map(Arc::new));
            found.messages.truncate(FOUND);
            found.next = reply.next.filter(|_| found.messages.len() < FOUND);
        }
        Err(failure) => found.loading = Loading::Failed(failure),
    }
}

/// Lets what was found follow a change; one that is deleted says nothing that could have been found.
pub(super) fn follow(state: &mut ChatState, change: &Change) {
    let Some(index) = state.found.messages.iter().position(|message| message.id == change.id()) else { return };
    let Some(before) = state.found.messages.get(index) else { return };
    let Some(after) = change.applied_to(before, false) else { return };
    let messages = &mut state.found.make_mut().messages;
    if after.deleted_at.is_some() {
        messages.remove(index);
    } else if let Some(message) = messages.get_mut(index) {
        *message = Arc::new(after);
    }
}

/// The same for messages as they are now.
pub(super) fn follow_all(state: &mut ChatState, changed: &[Message]) {
    if state.found.messages.is_empty() {
        return;
    }
    for message in changed.iter().cloned() {
        follow(state, &message.into());
    }
}

/// A room shows another name, topic or state.
pub(super) fn updated(state: &mut ChatState, room: &Room) {
    if let Some(index) = state.directory.rooms.iter().position(|summary| summary.room.slug == room.slug)
        && let Some(summary) = state.directory.make_mut().rooms.get_mut(index)
    {
        summary.room.clone_from(room);
    }
}

/// The connection is gone, and with it all answers.
pub(super) fn interrupt(state: &mut ChatState) {
    let failed = || Loading::Failed(Failure::NoAnswer);
    if state.directory.loading.is_running() {
        state.directory.make_mut().loading = failed();
    }
    if state.found.loading.is_running() {
        state.found.make_mut().loading = failed();
    }
    for room in state.rooms.values_mut() {
        if room.membership.loading.is_running() {
            room.make_mut().membership.make_mut().loading = failed();
        }
        if room.pins.loading.is_running() {
            room.make_mut().pins.make_mut().loading = failed();
        }
    }
}
