//! Who is in a room.

use std::collections::BTreeMap;

use sociable_protocol::{Person, Status, Timestamp, User, UserId};

use super::limits::LEFT_LISTED;

/// A person of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub user: User,
    /// Whether they are here.
    pub status: Status,
    /// Where they are not: when they last were.
    pub last_seen: Option<Timestamp>,
}

/// The people of a room, one entry each, however many devices they have.
#[derive(Debug, Clone, Default)]
pub struct People {
    known: BTreeMap<UserId, Presence>,
    online: usize,
}

impl People {
    /// How many are here, also where the list is cut.
    #[must_use]
    pub const fn online_count(&self) -> usize {
        self.online
    }

    /// Those who are here, by name.
    #[must_use]
    pub fn online(&self) -> Vec<&Presence> {
        let mut people: Vec<_> = self.known.values().filter(|person| person.status == Status::Online).collect();
        people.sort_by_cached_key(|person| (person.user.name.as_str().to_lowercase(), person.user.id));
        people
    }

    /// Those who left while one was here, the last one first.
    #[must_use]
    pub fn left(&self) -> Vec<&Presence> {
        let mut people: Vec<_> = self.known.values().filter(|person| person.status == Status::Offline).collect();
        people.sort_by_key(|person| (std::cmp::Reverse(person.last_seen), person.user.id));
        people
    }

    /// Starts from what the server says.
    pub(super) fn replace(&mut self, people: Vec<Person>, count: usize) {
        self.known = people
            .into_iter()
            .map(|Person { user, status }| (user.id, Presence { user, status, last_seen: None }))
            .collect();
        self.online = count;
    }

    /// The room is too large to say who: this many are here.
    pub(super) fn recount(&mut self, count: usize) {
        self.online = count;
    }

    /// Somebody came or went. `listed` is how many the server lists at most, and so how many are kept here.
    pub(super) fn change(&mut self, now: Presence, listed: usize) {
        let before = self.known.get(&now.user.id).map(|person| person.status);
        match (before, now.status) {
            (Some(Status::Online), Status::Online) => {}
            (_, Status::Online) => self.online += 1,
            (Some(Status::Offline), Status::Offline) => {}
            (_, Status::Offline) => self.online = self.online.saturating_sub(1),
        }
        if before.is_some() || self.known.len() < listed + LEFT_LISTED {
            self.known.insert(now.user.id, now);
        }
        self.forget_left();
    }

    fn forget_left(&mut self) {
        let excess: Vec<UserId> = self.left().iter().skip(LEFT_LISTED).map(|person| person.user.id).collect();
        for id in excess {
            self.known.remove(&id);
        }
    }
}
