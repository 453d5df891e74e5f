//! What is unread. Counted in memory wherever that reaches back to what has been read; elsewhere the server's number is
//! carried on with what comes and goes, which is exact until a message is deleted that is not in memory.

use sociable_protocol::{Message, Seq};

use super::Turn;
use crate::chat::RoomState;

/// Messages, and how many of them mention one.
pub(super) type Numbers = (u32, u32);

/// Counts, if everything that may be unread is in memory.
pub(super) fn recount(room: &mut RoomState, turn: &Turn) {
    if is_complete(room) {
        let (read, last) = (room.read(), room.timeline.last());
        set(room, count_after(room, read, turn), turn);
        room.counted = room.counted.max(last);
    }
}

fn is_complete(room: &RoomState) -> bool {
    let to_the_end = room.loaded && !room.detached && room.timeline.last() >= room.head;
    to_the_end && reaches(room, room.read())
}

/// Whether there is nothing between `seq` and what is in memory.
pub(super) fn reaches(room: &RoomState, seq: Seq) -> bool {
    let from_the_start = !room.has_more && !room.timeline.is_empty();
    from_the_start || room.timeline.before_first() <= seq
}

/// A message has come.
pub(super) fn arrived(room: &mut RoomState, message: &Message, turn: &Turn) {
    if message.seq <= room.counted {
        return;
    }
    room.counted = message.seq;
    if message.seq > room.read() {
        let (unread, mentions) = weight(message, turn);
        set(room, (room.unread + unread, room.mentions + mentions), turn);
    }
}

/// A message that is in memory is another now.
pub(super) fn changed(room: &mut RoomState, before: &Message, after: &Message, turn: &Turn) {
    if before.seq > room.read() && before.seq <= room.counted {
        let ((unread, mentions), (less, fewer)) = (weight(after, turn), weight(before, turn));
        let unread = (room.unread + unread).saturating_sub(less);
        let mentions = (room.mentions + mentions).saturating_sub(fewer);
        set(room, (remaining(room, unread, turn), mentions), turn);
    }
}

/// One has read on, from `before`.
pub(super) fn read_on(room: &mut RoomState, before: Seq, turn: &Turn) {
    let read = room.read();
    let between = room.timeline.rows().filter(|message| message.seq > before && message.seq <= read);
    let (unread, mentions) = sum(between.map(|message| &**message), turn);
    let left = room.unread.saturating_sub(unread);
    set(room, (remaining(room, left, turn), room.mentions.saturating_sub(mentions)), turn);
    recount(room, turn);
}

/// The server says what is unread after `read`, up to its message `at`.
pub(super) fn told(room: &mut RoomState, at: Seq, read: Seq, (unread, mentions): Numbers, turn: &Turn) {
    // What came since and is left out of memory can only be counted as it came.
    if room.counted <= at || !room.detached {
        let (more, further) = count_after(room, at.max(read), turn);
        let told = (unread.saturating_add(more), mentions.saturating_add(further));
        // Of who has read on since, the server knows no more than this.
        let known = if read < room.read() { (room.unread, room.mentions) } else { (u32::MAX, u32::MAX) };
        room.counted = room.counted.max(at);
        set(room, (told.0.min(known.0), told.1.min(known.1)), turn);
    }
    recount(room, turn);
}

/// The messages are there anew.
pub(super) fn started(room: &mut RoomState, turn: &Turn) {
    let (unread, mentions) = count_after(room, room.read(), turn);
    set(room, (room.unread.max(unread), room.mentions.max(mentions)), turn);
    room.counted = room.timeline.last();
    recount(room, turn);
}

fn count_after(room: &RoomState, seq: Seq, turn: &Turn) -> Numbers {
    let after = room.timeline.rows().rev().take_while(|message| message.seq > seq);
    sum(after.map(|message| &**message), turn)
}

fn sum<'a>(messages: impl Iterator<Item = &'a Message>, turn: &Turn) -> Numbers {
    messages.map(|message| weight(message, turn)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// What a message adds to what is unread.
fn weight(message: &Message, turn: &Turn) -> Numbers {
    let counts = turn.me != Some(message.user.id) && message.deleted_at.is_none();
    let mentions = counts && message.mentions.iter().any(|user| turn.me == Some(user.id));
    (u32::from(counts), u32::from(mentions))
}

/// How many are unread where some have gone, and there may be so many `left`. Where counting had ended there were more than
/// are known of, and nobody but the server knows how many still are.
const fn remaining(room: &RoomState, left: u32, turn: &Turn) -> u32 {
    if room.unread < turn.limits.unread_counted { left } else { room.unread }
}

/// There is never more unread than there are messages after what has been read.
fn set(room: &mut RoomState, (unread, mentions): Numbers, turn: &Turn) {
    let after = room.head.max(room.counted).0.saturating_sub(room.read().0);
    let most = turn.limits.unread_counted.min(u32::try_from(after).unwrap_or(u32::MAX));
    room.unread = unread.min(most);
    room.mentions = mentions.min(room.unread);
}
