//! What stands behind the lock: people, their sockets, and an index of each by the other.

use std::collections::{HashMap, HashSet};

use sociable_protocol::{Person, RoomSlug, Status, User, UserId};

use super::crowd::Hall;
use super::person::{Present, Socket};
use super::{ConnectionId, Departure, Expired, Roster, StatusChange};

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) people: HashMap<UserId, Present>,
    pub(super) connections: HashMap<ConnectionId, UserId>,
    pub(super) rooms: HashMap<RoomSlug, Hall>,
    /// Names in use, folded; see [`names`](super::names).
    pub(super) names: HashMap<String, UserId>,
    /// Names, folded, of people whom a site vouches for, and how many have each. They are not in `names`.
    pub(super) vouched: HashMap<String, usize>,
    /// Rooms whose crowd is to be looked at; see [`crowd`](super::crowd).
    pub(super) crowds: HashSet<RoomSlug>,
    /// The last connection or epoch given out.
    last: u64,
}

impl State {
    /// A number that was never given before.
    const fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn person_of(&mut self, connection: ConnectionId) -> Option<&mut Present> {
        let user = self.connections.get(&connection)?;
        self.people.get_mut(user)
    }

    /// Adds a socket to a person, who comes to be where they are not here yet. A new socket says online, which may
    /// change what all of them say together.
    pub(super) fn connect(&mut self, user: &User) -> (ConnectionId, Option<StatusChange>) {
        let connection = ConnectionId(self.number());
        self.connections.insert(connection, user.id);
        let person = self.people.entry(user.id).or_insert_with(|| Present::new(user.clone()));
        person.sockets.insert(connection, Socket { status: Status::Online, rooms: HashSet::new() });
        (connection, person.refresh())
    }

    pub(super) fn arrive(&mut self, room: &RoomSlug, connection: ConnectionId) -> Option<Status> {
        let user = *self.connections.get(&connection)?;
        let person = self.people.get_mut(&user)?;
        if !person.sockets.get_mut(&connection)?.rooms.insert(room.clone()) {
            return None;
        }
        let known = person.stays.contains_key(room);
        person.stays.entry(room.clone()).or_default().sockets += 1;
        if known {
            return None;
        }
        self.rooms.entry(room.clone()).or_default().people.insert(user);
        Some(person.status)
    }

    pub(super) fn leave(&mut self, room: &RoomSlug, connection: ConnectionId) -> bool {
        let Some(person) = self.person_of(connection) else { return false };
        if !person.sockets.get_mut(&connection).is_some_and(|socket| socket.rooms.remove(room)) {
            return false;
        }
        let user = person.user.id;
        let Some(stay) = person.stays.get_mut(room) else { return false };
        stay.sockets = stay.sockets.saturating_sub(1);
        let last = stay.sockets == 0;
        if last {
            self.end_stay(room, user);
        }
        last
    }

    pub(super) fn remove(&mut self, room: &RoomSlug, user: UserId) -> Option<User> {
        let person = self.people.get_mut(&user)?;
        for socket in person.sockets.values_mut() {
            socket.rooms.remove(room);
        }
        let shown = person.user.clone();
        self.end_stay(room, user).then_some(shown)
    }

    pub(super) fn disconnect(&mut self, connection: ConnectionId) -> Departure {
        let epoch = self.number();
        let Some(user) = self.connections.remove(&connection) else { return Departure::default() };
        let Some(person) = self.people.get_mut(&user) else { return Departure::default() };
        let mut rooms = Vec::new();
        for room in person.sockets.remove(&connection).map(|socket| socket.rooms).unwrap_or_default() {
            let Some(stay) = person.stays.get_mut(&room) else { continue };
            stay.sockets = stay.sockets.saturating_sub(1);
            if stay.sockets == 0 {
                stay.epoch = epoch;
                rooms.push((room, epoch));
            }
        }
        let gone = person.sockets.is_empty();
        if gone {
            person.epoch = epoch;
        }
        Departure {
            change: person.refresh(),
            is_last: gone || !rooms.is_empty(),
            user: Some(user),
            epoch: gone.then_some(epoch),
            rooms,
        }
    }

    pub(super) fn expire(&mut self, departure: &Departure) -> Expired {
        let Some(person) = departure.user.and_then(|id| self.people.get(&id)) else { return Expired::default() };
        let user = person.user.clone();
        let gone = person.sockets.is_empty() && departure.epoch == Some(person.epoch);
        let rooms: Vec<RoomSlug> = if gone {
            // Also rooms whose own time is not up: nobody could come back to them as the same.
            person.stays.keys().cloned().collect()
        } else {
            let is_over = |(room, epoch): &&(RoomSlug, u64)| {
                person.stays.get(room).is_some_and(|stay| stay.sockets == 0 && stay.epoch == *epoch)
            };
            departure.rooms.iter().filter(is_over).map(|(room, _)| room.clone()).collect()
        };
        for room in &rooms {
            self.end_stay(room, user.id);
        }
        if gone {
            self.forget(user.id);
        }
        Expired { user: (gone || !rooms.is_empty()).then_some(user), rooms, gone }
    }

    /// Takes a person out of a room; whether they were in it. Their sockets must be out of it already.
    fn end_stay(&mut self, room: &RoomSlug, user: UserId) -> bool {
        let ended = self.people.get_mut(&user).is_some_and(|person| person.stays.remove(room).is_some());
        if let Some(hall) = self.rooms.get_mut(room) {
            hall.people.remove(&user);
            if hall.people.is_empty() {
                self.rooms.remove(room);
                self.crowds.remove(room);
            }
        }
        ended
    }

    pub(super) fn count(&self, room: &RoomSlug) -> usize {
        self.rooms.get(room).map_or(0, |hall| hall.people.len())
    }

    pub(super) fn roster(&self, room: &RoomSlug, limit: usize) -> Roster {
        let here = self.rooms.get(room).into_iter().flat_map(|hall| &hall.people);
        let (people, count) = listed(here.filter_map(|user| self.people.get(user)).collect(), limit);
        Roster { people, count }
    }

    pub(super) fn everybody(&self, limit: usize) -> (Vec<Person>, usize) {
        listed(self.people.values().collect(), limit)
    }
}

/// The first of these people by name, and how many there are.
fn listed(mut people: Vec<&Present>, limit: usize) -> (Vec<Person>, usize) {
    let count = people.len();
    let order = |a: &&Present, b: &&Present| (&a.user.name, a.user.id).cmp(&(&b.user.name, b.user.id));
    // Only those who are listed are sorted and cloned: a large room is asked for by everybody who comes in.
    if (1..count).contains(&limit) {
        people.select_nth_unstable_by(limit - 1, order);
    }
    people.truncate(limit);
    people.sort_unstable_by(order);
    (people.into_iter().map(|p| Person { user: p.user.clone(), status: p.status }).collect(), count)
}
