//! Which rooms have changed since they were kept last.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use sociable_client::chat::{ChatState, Phase, RoomState, Shared, Timeline};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{Cursor, Room, RoomSlug, Seq};

use super::{Change, Keeper};

/// Changes are kept together, this long after the first of them, in milliseconds.
const LATER_MS: u32 = 1_000;

/// What of a room is kept: where this is the same, nothing has to be written.
#[derive(Debug, PartialEq, Eq)]
struct Mark {
    info: Room,
    timeline: Shared<Timeline>,
    cursor: Option<Cursor>,
    read: Seq,
    unread: u32,
    muted: bool,
    member: bool,
}

impl Mark {
    fn of(room: &RoomState) -> Self {
        Self {
            info: room.info.clone(),
            timeline: room.timeline.clone(),
            cursor: room.cursor(),
            read: room.read(),
            unread: room.unread,
            muted: room.muted,
            member: is_member(room),
        }
    }
}

fn is_member(room: &RoomState) -> bool {
    matches!(room.phase, Phase::Joining | Phase::Joined)
}

/// The rooms as they were noted last, and those that have to be kept anew.
#[derive(Debug, Default)]
pub(super) struct KeptRooms {
    known: SortedMap<RoomSlug, Mark>,
    changed: SortedMap<RoomSlug, Option<Shared<RoomState>>>,
    timer: Option<Timeout>,
}

impl KeptRooms {
    /// Notes what is different; says whether there is something to keep and nobody has been asked to keep it yet.
    pub(super) fn follow(&mut self, state: &ChatState) -> bool {
        for (slug, room) in state.rooms.iter() {
            let mark = Mark::of(room);
            if self.known.get(slug) != Some(&mark) {
                self.known.insert(slug.clone(), mark);
                self.changed.insert(slug.clone(), Some(room.clone()));
            }
        }
        let gone: Vec<RoomSlug> = self.known.keys().filter(|slug| !state.rooms.contains_key(*slug)).cloned().collect();
        for slug in gone {
            self.known.remove(&slug);
            self.changed.insert(slug, None);
        }
        !self.changed.is_empty() && self.timer.is_none()
    }

    /// The changes to make now.
    pub(super) fn take(&mut self) -> Vec<Change> {
        self.timer = None;
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().filter_map(|(slug, room)| change(&slug, room.as_deref())).collect()
    }
}

/// What is to be kept of a room. One that cannot be continued from, as while it is read far above its end, stays kept as it
/// was; one that one is no longer in goes.
fn change(slug: &RoomSlug, room: Option<&RoomState>) -> Option<Change> {
    let Some(room) = room.filter(|room| is_member(room)) else { return Some(Change::Delete(slug.to_string())) };
    let text = serde_json::to_string(&room.saved()?).ok()?;
    Some(Change::Put(slug.to_string(), text))
}

pub(super) fn keep_later(keeper: &Rc<Keeper>) {
    let later = Rc::downgrade(keeper);
    let timer = Timeout::new(LATER_MS, move || {
        if let Some(keeper) = later.upgrade() {
            keeper.keep_rooms();
        }
    });
    keeper.rooms.borrow_mut().timer = Some(timer);
}
