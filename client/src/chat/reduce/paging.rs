//! Pages of history: reading on in either direction, filling gaps, and being somewhere else.

use std::sync::Arc;

use sociable_protocol::{ErrorCode, History, HistoryReply, Seq};

use super::{Turn, counting, joining, receive, showing};
use crate::chat::limits::{AROUND, ROWS_READING};
use crate::chat::{Effect, Failure, Phase, Purpose, RoomState};

pub(super) fn load_older(room: &mut RoomState, turn: &mut Turn) {
    if !room.loaded || !room.has_more || room.loading_older || !may_fetch(room, turn) {
        return;
    }
    room.loading_older = true;
    let before = room.timeline.before_first().next();
    fetch(room, Purpose::Older, (Some(before), None), turn.limits.history_page, turn);
}

pub(super) fn load_newer(room: &mut RoomState, turn: &mut Turn) {
    if room.detached {
        fetch_newer(room, turn);
    }
}

pub(super) fn jump_to_latest(room: &mut RoomState, turn: &mut Turn) {
    room.following = true;
    showing::give_up(room);
    if room.detached && room.phase == Phase::Joined {
        room.loading_newer = true;
        fetch(room, Purpose::Latest, (None, None), turn.limits.history_page, turn);
    } else {
        receive::bound(room);
    }
}

pub(super) fn fetch_newer(room: &mut RoomState, turn: &mut Turn) {
    if !room.loading_newer && may_fetch(room, turn) {
        room.loading_newer = true;
        let after = room.timeline.last();
        fetch(room, Purpose::Newer, (None, Some(after)), turn.limits.history_page, turn);
    }
}

/// Asks for the page with `seq` in its middle; says whether it could.
pub(super) fn fetch_around(room: &mut RoomState, seq: Seq, turn: &mut Turn) -> bool {
    let may = may_fetch(room, turn);
    if may {
        let before = Seq(seq.0.saturating_add(u64::from(AROUND)).saturating_add(1));
        fetch(room, Purpose::Around(seq), (Some(before), None), 2 * AROUND + 1, turn);
    }
    may
}

fn may_fetch(room: &RoomState, turn: &Turn) -> bool {
    turn.online && room.phase == Phase::Joined && room.fetch_retry.may_try()
}

fn fetch(
    room: &mut RoomState,
    purpose: Purpose,
    (before, after): (Option<Seq>, Option<Seq>),
    limit: u32,
    turn: &mut Turn,
) {
    let limit = Some(limit.min(turn.limits.history_page));
    let request = History { room: room.info.slug.clone(), before, after, limit };
    match purpose {
        Purpose::Older | Purpose::Newer => room.progress.ask(),
        Purpose::Latest | Purpose::Around(_) => room.progress.ask_other(),
    }
    turn.effects.push(Effect::Fetch { epoch: turn.epoch, purpose, request });
}

pub(super) fn fetched(room: &mut RoomState, purpose: Purpose, result: Result<HistoryReply, Failure>, turn: &mut Turn) {
    match purpose {
        Purpose::Older => room.loading_older = false,
        Purpose::Newer | Purpose::Latest => room.loading_newer = false,
        Purpose::Around(_) => {}
    }
    let passed = match purpose {
        Purpose::Older | Purpose::Newer => room.progress.answered(),
        Purpose::Latest | Purpose::Around(_) => room.progress.answered_other(),
    };
    match result {
        // It was asked for before everything was forgotten.
        Ok(_) if !room.loaded => {}
        Ok(page) => {
            room.fetch_retry.reset();
            if !page.messages.is_empty() {
                room.progress.go_back(passed);
            }
            place(room, purpose, page, turn);
            receive::settle(room, turn);
        }
        Err(failure) => {
            if let (Purpose::Around(seq), Some(jump)) = (purpose, room.jump.as_mut()) {
                jump.asked &= jump.seq != seq;
            }
            match failure {
                Failure::Refused(error) if error.code == ErrorCode::NotJoined => joining::join(room),
                failure => room.fetch_retry.failed(turn.now, failure.retry_after_ms()),
            }
        }
    }
}

fn place(room: &mut RoomState, purpose: Purpose, page: HistoryReply, turn: &mut Turn) {
    match purpose {
        Purpose::Older if page.messages.is_empty() => room.has_more = false,
        Purpose::Older => {
            if room.timeline.make_mut().prepend(page.messages) {
                room.has_more = page.has_more;
                room.requote_all();
            } else {
                // An answer that brings us no nearer must not be asked for in a circle.
                room.fetch_retry.failed(turn.now, None);
            }
        }
        Purpose::Latest => {
            let last = page.messages.last().map(|message| message.seq);
            let head = last.unwrap_or(room.head).max(room.head);
            page.messages.iter().for_each(|message| counting::arrived(room, message, turn));
            receive::start_from(room, head, page.messages, page.has_more, turn);
        }
        Purpose::Around(seq) => showing::around(room, seq, page, turn),
        Purpose::Newer => {
            let before = room.timeline.last();
            for message in page.messages {
                // Past `take`, which would hold it back from a reader far above: here it is what was asked for.
                if message.seq == room.timeline.last().next() {
                    receive::confirm(room, &message, turn);
                    receive::append(room, Arc::new(message), turn);
                } else {
                    receive::take(room, message, turn);
                }
            }
            if room.detached {
                room.has_more |= room.timeline.make_mut().keep_newest(ROWS_READING);
            }
            if room.timeline.last() == before && room.timeline.last() < room.head {
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
    receive::settle(room, turn);
}
