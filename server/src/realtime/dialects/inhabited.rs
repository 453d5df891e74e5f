//! The rooms that pages are in, under the names they have for them: what some of them list. Bounded by how many connections
//! there may be, and in how many rooms each.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use sociable_protocol::RoomSlug;

/// Most rooms that are listed, the first by address: a list goes to many pages, and is told anew with every change.
const LISTED: usize = 200;

#[derive(Default)]
pub(in crate::realtime) struct Inhabited(Mutex<Rooms>);

#[derive(Default)]
struct Rooms {
    all: BTreeMap<RoomSlug, Room>,
    /// Whether they are others than when that was asked last.
    changed: bool,
}

struct Room {
    /// As the first page that came spells it.
    name: Arc<str>,
    pages: usize,
}

impl Inhabited {
    pub(super) fn came(&self, room: &RoomSlug, spelled: &Arc<str>) {
        let Rooms { all, changed } = &mut *self.0.lock();
        let first = || {
            *changed = true;
            Room { name: Arc::clone(spelled), pages: 0 }
        };
        all.entry(room.clone()).or_insert_with(first).pages += 1;
    }

    pub(super) fn left(&self, room: &RoomSlug) {
        let Rooms { all, changed } = &mut *self.0.lock();
        if let Some(known) = all.get_mut(room) {
            known.pages -= 1;
            if known.pages == 0 {
                all.remove(room);
                *changed = true;
            }
        }
    }

    /// Their names, in the order of their addresses.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.lock().names()
    }

    /// Their names, where they are others than when this was called last.
    pub(super) fn news(&self) -> Option<Vec<String>> {
        let mut rooms = self.0.lock();
        std::mem::take(&mut rooms.changed).then(|| rooms.names())
    }
}

impl Rooms {
    fn names(&self) -> Vec<String> {
        self.all.values().take(LISTED).map(|room| room.name.to_string()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_there_until_the_last_page_has_left() {
        let rooms = Inhabited::default();
        let tea: RoomSlug = "tea".parse().unwrap();
        rooms.came(&tea, &"Tea".into());
        rooms.came(&tea, &"TEA".into());
        rooms.left(&tea);
        assert_eq!(rooms.names(), ["Tea"]);
        rooms.left(&tea);
        assert!(rooms.names().is_empty());
    }

    #[test]
    fn only_the_first_to_come_and_the_last_to_leave_make_news() {
        let rooms = Inhabited::default();
        let tea: RoomSlug = "tea".parse().unwrap();
        assert_eq!(rooms.news(), None);
        rooms.came(&tea, &"Tea".into());
        assert_eq!(rooms.news(), Some(vec!["Tea".to_owned()]));
        rooms.came(&tea, &"Tea".into());
        rooms.left(&tea);
        assert_eq!(rooms.news(), None);
        rooms.left(&tea);
        assert_eq!(rooms.news(), Some(Vec::new()));
    }
}
