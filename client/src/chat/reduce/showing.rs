//! Which room is looked at, and where in it the reader is to be.

use sociable_protocol::{Error, ErrorCode, HistoryReply, RemovedReason, RoomSlug, Seq};

use super::{Turn, counting, joining, paging, receive, signals};
use crate::chat::limits::ROWS_ASIDE;
use crate::chat::room::Jump;
use crate::chat::{Attempt, ChatState, Failure, Phase, RoomState, Shared, Target};

/// Looks at another room, or at none.
pub(super) fn show(state: &mut ChatState, slug: Option<RoomSlug>, turn: &mut Turn) {
    let other = state.current != slug;
    if other && let Some(before) = std::mem::replace(&mut state.current, slug.clone()) {
        leave(state, &before, turn);
    }
    let Some(slug) = slug else { return };
    // An invitation is accepted, and a closed door knocked at, only where that is asked for by name.
    if state.rooms.get(&slug).is_none_or(|room| room.awaits_list && room.phase == Phase::Joining) {
        joining::open(state, &slug);
    }
    if other && let Some(room) = state.rooms.get_mut(&slug).map(Shared::make_mut) {
        room.aside = false;
        room.starting = true;
        pursue(room, turn);
    }
}

/// Of a room that is not looked at any more only the latest messages stay; of one that one is not in, nothing.
fn leave(state: &mut ChatState, slug: &RoomSlug, turn: &mut Turn) {
    let Some(room) = state.rooms.get_mut(slug) else { return };
    let gone = match &room.phase {
        Phase::Removed(reason) => *reason == RemovedReason::Left,
        Phase::Refused(_) => room.role.is_none(),
        Phase::Joining | Phase::Joined | Phase::Invited(_) => false,
    };
    if gone && room.outbox.is_empty() {
        state.rooms.remove(slug);
        return;
    }
    let room = room.make_mut();
    signals::stopped_typing(room, turn);
    room.aside = true;
    room.watched = false;
    room.following = true;
    room.starting = false;
    room.jump = None;
    room.target = None;
    if room.detached {
        // What is in memory is far above, and what follows it is not here. Nobody is reading there any more.
        room.start_behind(room.head);
    }
    receive::settle(room, turn);
}

/// The reader wants to see the message at `seq`, or the nearest that there is.
pub(super) fn jump_to(room: &mut RoomState, seq: Seq, turn: &mut Turn) {
    room.starting = false;
    room.jump = Some(Jump { seq, target: true, exact: true, asked: false, placed: false });
    pursue(room, turn);
}

/// The reader wants to be somewhere else now.
pub(super) fn give_up(room: &mut RoomState) {
    room.starting = false;
    room.jump = None;
    room.target = None;
}

/// Brings the reader nearer to where they are to be, if it is time for that.
pub(super) fn pursue(room: &mut RoomState, turn: &mut Turn) {
    if !room.loaded {
        return;
    }
    start(room, turn);
    if let Some(jump) = room.jump {
        go_on(room, jump, turn);
    }
}

/// Reading starts at the first unread message, or at the newest where there is none.
fn start(room: &mut RoomState, turn: &mut Turn) {
    let joined = room.phase == Phase::Joined;
    if joined && std::mem::take(&mut room.starting) {
        let read = room.read();
        if room.unread > 0 && !counting::reaches(room, read) {
            room.jump = Some(Jump { seq: read.next(), target: false, exact: true, asked: false, placed: false });
        } else if room.timeline.len() < ROWS_ASIDE {
            paging::load_older(room, turn);
        }
    }
    // That may have failed, and who sees no message cannot scroll to ask for more.
    if !room.aside && room.timeline.is_empty() && room.jump.is_none() {
        paging::load_older(room, turn);
    }
}

fn go_on(room: &mut RoomState, jump: Jump, turn: &mut Turn) {
    let joined = room.phase == Phase::Joined;
    // How far the room goes is certain only where one is in it.
    let seq = if joined { jump.seq.min(room.head).max(Seq(1)) } else { jump.seq };
    let jump = Jump { seq, exact: jump.exact && seq == jump.seq, ..jump };
    let above = room.timeline.first().is_none_or(|first| first > seq) && room.has_more;
    if room.timeline.get(seq).is_some() || (joined && room.head == Seq::ZERO) {
        arrive(room, jump, turn);
    } else if jump.placed && above {
        paging::load_older(room, turn);
    } else if jump.placed {
        let nearest = room.timeline.first().map_or(seq, |first| first.max(seq));
        arrive(room, Jump { seq: nearest, exact: jump.exact && nearest == seq, ..jump }, turn);
    } else if !jump.asked && paging::fetch_around(room, seq, turn) {
        room.jump = Some(Jump { asked: true, ..jump });
    }
}

/// The reader is where they are to be; where that is not where they wanted to be, they are told.
fn arrive(room: &mut RoomState, Jump { seq, target, exact, .. }: Jump, turn: &mut Turn) {
    room.jump = None;
    if !target {
        return;
    }
    if !exact {
        let error = Error::new(ErrorCode::MessageNotFound, "there is no message at this position");
        turn.notices.push((room.info.slug.clone(), Attempt::Jump, Failure::Refused(error)));
    }
    // Who is brought to the newest message for want of another is there as if they had come by themselves.
    room.following &= !exact && seq == room.head;
    room.targets += 1;
    room.target = Some(Target { seq, number: room.targets, exact });
}

/// The page around `seq` is there: it takes the place of what was in memory, or comes before it where it reaches it.
pub(super) fn around(room: &mut RoomState, seq: Seq, mut page: HistoryReply, turn: &mut Turn) {
    let Some(jump) = room.jump.as_mut().filter(|jump| jump.asked && jump.seq == seq) else { return };
    jump.placed = true;
    let Some(last) = page.messages.last().map(|message| message.seq) else {
        // Nothing is left of the room up to there: what is nearest is found by reading on upwards.
        return;
    };
    let first = room.timeline.before_first().next();
    if page.messages.first().is_some_and(|message| message.seq < first) && last.next() >= first {
        page.messages.retain(|message| message.seq < first);
        if room.timeline.make_mut().prepend(page.messages) {
            room.has_more = page.has_more;
        }
    } else {
        for message in &page.messages {
            receive::confirm(room, message, turn);
            counting::arrived(room, message, turn);
        }
        room.head = room.head.max(last);
        room.timeline.make_mut().replace(page.messages, last);
        room.has_more = page.has_more;
        room.detached = last < room.head;
        room.following &= !room.detached;
        room.held.clear();
    }
    room.requote_all();
}
