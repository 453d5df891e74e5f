//! Who is in which room: counted per person, not per socket, so that two tabs are one person.
//!
//! A person whose last socket closes stays for a while ([`Departure::Last`] carries the epoch to check afterwards), so
//! that a reload or a lost connection says nothing to others. It lives in memory only: after a restart everybody comes
//! back by themselves, and a table of the last run would be wrong.
//!
//! Everybody in a room tells everybody, so the cost grows with the square of the people: beyond a limit only their number
//! is told, now and then ([`Presence::take_crowds`]).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;
use sociable_protocol::{Person, RoomSlug, Status, User, UserId};

/// The people of all rooms. Bounded by the number of sockets times the rooms each may join.
#[derive(Debug, Default)]
pub struct Presence {
    rooms: Mutex<HashMap<RoomSlug, HashMap<UserId, Presentee>>>,
    /// Rooms beyond the limit whose number has changed since it was last told.
    crowds: Mutex<HashSet<RoomSlug>>,
}

#[derive(Debug)]
struct Presentee {
    user: User,
    /// Sockets of this person in this room.
    sockets: u32,
    /// Raised whenever `sockets` falls to 0, so that an old departure cannot end a newer stay.
    epoch: u64,
}

/// What the departure of a socket means for its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// Other sockets of the person are still in the room.
    Others,
    /// It was the last one. The person is gone if [`Presence::expire`] with this epoch says so after the grace period.
    Last(u64),
}

/// Who is in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// By name, cut at the number asked for.
    pub people: Vec<Person>,
    /// How many there are in all.
    pub count: usize,
}

impl Presence {
    /// A socket of `user` came into the room. True where the person was not there before.
    pub fn arrive(&self, room: &RoomSlug, user: &User) -> bool {
        let mut rooms = self.rooms.lock();
        match rooms.entry(room.clone()).or_default().entry(user.id) {
            Entry::Occupied(mut known) => {
                known.get_mut().sockets += 1;
                false
            }
            Entry::Vacant(new) => {
                new.insert(Presentee { user: user.clone(), sockets: 1, epoch: 0 });
                true
            }
        }
    }

    /// A socket of `user` left the room.
    pub fn depart(&self, room: &RoomSlug, user: UserId) -> Departure {
        let mut rooms = self.rooms.lock();
        let Some(person) = rooms.get_mut(room).and_then(|people| people.get_mut(&user)) else {
            return Departure::Others;
        };
        person.sockets = person.sockets.saturating_sub(1);
        if person.sockets > 0 {
            return Departure::Others;
        }
        person.epoch += 1;
        Departure::Last(person.epoch)
    }

    /// Takes a person out of the room who has had no socket there since [`Departure::Last`] gave `epoch`. True where
    /// that made them leave.
    pub fn expire(&self, room: &RoomSlug, user: UserId, epoch: u64) -> bool {
        let mut rooms = self.rooms.lock();
        let Some(people) = rooms.get_mut(room) else { return false };
        let gone = people.get(&user).is_some_and(|person| person.sockets == 0 && person.epoch == epoch);
        if gone {
            people.remove(&user);
            if people.is_empty() {
                rooms.remove(room);
            }
        }
        gone
    }

    /// Whether others in the room are to be told that somebody has just come or gone: in a room of at most `limit`
    /// people. In a larger one the number is told later.
    pub fn is_told(&self, room: &RoomSlug, status: Status, limit: usize) -> bool {
        let here = self.count(room);
        let most = if status == Status::Offline { here + 1 } else { here };
        if most > limit {
            self.crowds.lock().insert(room.clone());
        }
        most <= limit
    }

    /// The large rooms whose number has changed since the last call, and that number.
    pub fn take_crowds(&self) -> Vec<(RoomSlug, usize)> {
        let crowds = std::mem::take(&mut *self.crowds.lock());
        crowds
            .into_iter()
            .map(|room| {
                let count = self.count(&room);
                (room, count)
            })
            .collect()
    }

    fn count(&self, room: &RoomSlug) -> usize {
        self.rooms.lock().get(room).map_or(0, HashMap::len)
    }

    /// Who is in the room, at most `limit` of them listed.
    #[must_use]
    pub fn roster(&self, room: &RoomSlug, limit: usize) -> Roster {
        let mut people: Vec<Person> = {
            let rooms = self.rooms.lock();
            let Some(people) = rooms.get(room) else { return Roster { people: Vec::new(), count: 0 } };
            people.values().map(|p| Person { user: p.user.clone(), status: Status::Online }).collect()
        };
        let count = people.len();
        people.sort_unstable_by(|a, b| (&a.user.name, a.user.id).cmp(&(&b.user.name, b.user.id)));
        people.truncate(limit);
        Roster { people, count }
    }
}

#[cfg(test)]
mod tests {
    use sociable_protocol::{DisplayName, Timestamp};

    use super::*;

    fn user(n: u8) -> User {
        let name = DisplayName::new(&format!("user {n}")).unwrap();
        User { id: UserId::new(Timestamp::from_millis(0), [n; 10]), name }
    }

    #[test]
    fn two_tabs_are_one_person() {
        let (presence, room, ada) = (Presence::default(), RoomSlug::lobby(), user(1));
        assert!(presence.arrive(&room, &ada));
        assert!(!presence.arrive(&room, &ada));
        assert_eq!(presence.roster(&room, 10).count, 1);
        assert_eq!(presence.depart(&room, ada.id), Departure::Others);
        assert!(matches!(presence.depart(&room, ada.id), Departure::Last(_)));
    }

    #[test]
    fn a_person_who_comes_back_within_the_grace_period_was_never_away() {
        let (presence, room, ada) = (Presence::default(), RoomSlug::lobby(), user(1));
        presence.arrive(&room, &ada);
        let Departure::Last(first) = presence.depart(&room, ada.id) else { panic!("it was the last socket") };
        assert!(!presence.arrive(&room, &ada), "still there");
        assert!(!presence.expire(&room, ada.id, first), "back again");
        let Departure::Last(second) = presence.depart(&room, ada.id) else { panic!("it was the last socket") };
        assert!(!presence.expire(&room, ada.id, first), "the old departure does not count");
        assert!(presence.expire(&room, ada.id, second));
        assert!(!presence.expire(&room, ada.id, second), "only once");
        assert!(presence.arrive(&room, &ada));
    }

    #[test]
    fn an_empty_room_takes_no_memory() {
        let (presence, room, ada) = (Presence::default(), RoomSlug::lobby(), user(1));
        presence.arrive(&room, &ada);
        let Departure::Last(epoch) = presence.depart(&room, ada.id) else { panic!("it was the last socket") };
        presence.expire(&room, ada.id, epoch);
        assert!(presence.rooms.lock().is_empty());
    }

    #[test]
    fn in_a_large_room_only_the_number_is_told() {
        let (presence, room) = (Presence::default(), RoomSlug::lobby());
        for n in 1..=3 {
            presence.arrive(&room, &user(n));
            assert_eq!(presence.is_told(&room, Status::Online, 2), n <= 2);
        }
        assert_eq!(presence.take_crowds(), [(room.clone(), 3)]);
        assert_eq!(presence.take_crowds(), [], "only when it has changed");
        let Departure::Last(epoch) = presence.depart(&room, user(1).id) else { panic!("it was the last socket") };
        presence.expire(&room, user(1).id, epoch);
        assert!(!presence.is_told(&room, Status::Offline, 2), "it was large until now");
        assert_eq!(presence.take_crowds(), [(room, 2)]);
    }

    #[test]
    fn a_roster_is_cut_but_its_count_is_not() {
        let (presence, room) = (Presence::default(), RoomSlug::lobby());
        for n in 0..5 {
            presence.arrive(&room, &user(n));
        }
        let roster = presence.roster(&room, 2);
        let names: Vec<&str> = roster.people.iter().map(|person| person.user.name.as_str()).collect();
        assert_eq!((names, roster.count), (vec!["user 0", "user 1"], 5));
    }
}
