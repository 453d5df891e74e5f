//! The rooms that pages are in, under the names they have for them: what some of them list. Bounded by how many connections
//! there may be, and in how many rooms each.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use sociable_protocol::RoomSlug;

#[derive(Default)]
pub(in crate::realtime) struct Inhabited(Mutex<BTreeMap<RoomSlug, Room>>);

struct Room {
    /// As the first page that came spells it.
    name: Arc<str>,
    pages: usize,
}

impl Inhabited {
    pub(super) fn came(&self, room: &RoomSlug, spelled: &Arc<str>) {
        let mut rooms = self.0.lock();
        rooms.entry(room.clone()).or_insert_with(|| Room { name: Arc::clone(spelled), pages: 0 }).pages += 1;
    }

    pub(super) fn left(&self, room: &RoomSlug) {
        let mut rooms = self.0.lock();
        if let Some(known) = rooms.get_mut(room) {
            known.pages -= 1;
            if known.pages == 0 {
                rooms.remove(room);
            }
        }
    }

    /// Their names, in the order of their addresses.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.lock().values().map(|room| room.name.to_string()).collect()
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
}
