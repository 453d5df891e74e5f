//! Who is in a room.

use sociable_protocol::{Person, Status, Timestamp, User, UserId};

use super::limits::LEFT_LISTED;
use crate::sorted::SortedMap;

/// A person of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub user: User,
    /// Whether they can be reached.
    pub status: Status,
    /// Where they are not here: when they last were.
    pub last_seen: Option<Timestamp>,
}

impl Presence {
    /// Whether they are here, in whatever mood.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.status != Status::Offline
    }
}

/// The people of a room, one entry each, however many devices they have.
#[derive(Debug, Clone, Default)]
pub struct People {
    known: SortedMap<UserId, Presence>,
    here: usize,
}

impl People {
    /// How many are here, also where the list is cut.
    #[must_use]
    pub const fn here_count(&self) -> usize {
        self.here
    }

    /// Those who are here, by name.
    #[must_use]
    pub fn here(&self) -> Vec<&Presence> {
        let mut people: Vec<_> = self.known.values().filter(|person| person.is_here()).collect();
        people.sort_by_cached_key(|person| (person.user.name.as_str().to_lowercase(), person.user.id));
        people
    }

    /// Those who left while one was here, the last one first.
    #[must_use]
    pub fn left(&self) -> Vec<&Presence> {
        let mut people: Vec<_> = self.known.values().filter(|person| !person.is_here()).collect();
        people.sort_by_key(|person| (std::cmp::Reverse(person.last_seen), person.user.id));
        people
    }

    /// Starts from what the server says. Who left stays so, unless the list is cut and they may be among the others.
    pub(super) fn replace(&mut self, people: Vec<Person>, count: usize) {
        let complete = people.len() >= count;
        self.known.retain(|_, person| complete && !person.is_here());
        let listed = people.into_iter().map(|Person { user, status }| Presence { user, status, last_seen: None });
        self.known.extend(listed.map(|person| (person.user.id, person)));
        self.here = count;
    }

    /// The room is too large to say who: this many are here.
    pub(super) fn recount(&mut self, count: usize) {
        self.here = count;
    }

    /// Somebody came, went or has another status. `listed` is how many the server lists at most, and so how many are
    /// kept here.
    pub(super) fn change(&mut self, now: Presence, listed: usize) {
        let before = self.known.get(&now.user.id).map(Presence::is_here);
        match (before, now.is_here()) {
            (Some(true), true) | (Some(false), false) => {}
            (_, true) => self.here += 1,
            (_, false) => self.here = self.here.saturating_sub(1),
        }
        if before.is_some() || self.known.len() < listed + LEFT_LISTED {
            self.known.insert(now.user.id, now);
        }
        self.forget_left();
    }

    pub(super) fn contains(&self, user: UserId) -> bool {
        self.known.contains_key(&user)
    }

    /// Somebody shows another name.
    pub(super) fn rename(&mut self, user: &User) {
        if let Some(person) = self.known.get_mut(&user.id) {
            person.user.clone_from(user);
        }
    }

    fn forget_left(&mut self) {
        let excess: Vec<UserId> = self.left().iter().skip(LEFT_LISTED).map(|person| person.user.id).collect();
        for id in excess {
            self.known.remove(&id);
        }
    }
}
