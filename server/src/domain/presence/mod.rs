//! Who is here: counted per person, not per socket, so that two tabs are one person.
//!
//! A person whose last socket closes stays for a while, so that a reload or a lost connection says nothing to others:
//! the caller waits and then gives the [`Departure`] to [`Presence::expire`], which compares epochs, so that an old
//! departure cannot end a newer stay. Names are in use for as long ([`names`]).
//!
//! It lives in memory only: after a restart everybody comes back by themselves, and a table of the last run would be
//! wrong. One lock guards it all, held for one step and never across an await: people, rooms and names change together,
//! and a coming and going that waits a microsecond is cheaper than two locks in the wrong order. Bounded by the number
//! of sockets, now and within the time of grace, times the rooms that each may join; empty rooms and people who are
//! gone take no memory.

mod crowd;
mod names;
mod person;
mod state;

use parking_lot::Mutex;
use sociable_protocol::{Person, RoomSlug, Status, User, UserId};

pub use crowd::Crowd;
pub(super) use names::ClaimRefused;
use state::State;

/// Names a connection within this process; never used a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConnectionId(u64);

/// Everybody who is here.
#[derive(Debug, Default)]
pub struct Presence {
    state: Mutex<State>,
}

/// A person's status is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    /// Who.
    pub user: User,
    /// What it is now.
    pub status: Status,
    /// The rooms they are in, where it is to be told.
    pub rooms: Vec<RoomSlug>,
}

/// What the departure of a socket means for its person.
#[derive(Debug, Default)]
pub struct Departure {
    /// Their status, where the sockets that are left have another one: the busy tab was closed.
    pub change: Option<StatusChange>,
    /// Whether it was their last socket, at all or in a room: then [`Presence::expire`] is to be asked after the grace
    /// period.
    pub is_last: bool,
    user: Option<UserId>,
    /// Where it was their last socket at all.
    epoch: Option<u64>,
    /// The rooms that it was their last socket in.
    rooms: Vec<(RoomSlug, u64)>,
}

/// What is true after the grace period.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Who, where they left something.
    pub user: Option<User>,
    /// The rooms they left for good.
    pub rooms: Vec<RoomSlug>,
    /// Whether they have no connection left: their name is free, and they were last seen now.
    pub gone: bool,
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
    /// A socket came into the room. The person's status where they were not there before: others are to be told.
    /// Nothing happens where it is in the room already, or disconnected.
    pub fn arrive(&self, room: &RoomSlug, connection: ConnectionId) -> Option<Status> {
        self.state.lock().arrive(room, connection)
    }

    /// A socket left the room on purpose: there is no time of grace. True where the person left by it.
    pub fn leave(&self, room: &RoomSlug, connection: ConnectionId) -> bool {
        self.state.lock().leave(room, connection)
    }

    /// Takes a person out of the room at once, on all their sockets. Who they are, where they were there.
    pub fn remove(&self, room: &RoomSlug, user: UserId) -> Option<User> {
        self.state.lock().remove(room, user)
    }

    /// Notes what a socket has to say of its person. Of several, one that is busy makes them busy; else one that is
    /// online makes them online; else they are away, also where all say offline. The person's new status where it is
    /// another now.
    pub fn set_status(&self, connection: ConnectionId, status: Status) -> Option<StatusChange> {
        let mut state = self.state.lock();
        let person = state.person_of(connection)?;
        person.sockets.get_mut(&connection)?.status = status;
        person.refresh()
    }

    /// A socket is closed. May be called again, and then does nothing.
    pub fn disconnect(&self, connection: ConnectionId) -> Departure {
        self.state.lock().disconnect(connection)
    }

    /// Takes a person out of the rooms, and away altogether, where they have had no socket since `departure`. Call it
    /// after the grace period.
    pub fn expire(&self, departure: &Departure) -> Expired {
        self.state.lock().expire(departure)
    }

    /// The person on a connection, with the name they show at present; `None` where it is disconnected.
    #[must_use]
    pub fn user(&self, connection: ConnectionId) -> Option<User> {
        self.state.lock().person_of(connection).map(|person| person.user.clone())
    }

    /// Everybody who is here, by name, cut at `limit`, and how many there are in all.
    #[must_use]
    pub fn everybody(&self, limit: usize) -> (Vec<Person>, usize) {
        self.state.lock().everybody(limit)
    }

    /// Whether a person is here, and what they are.
    #[must_use]
    pub fn status(&self, user: UserId) -> Status {
        self.state.lock().people.get(&user).map_or(Status::Offline, |person| person.status)
    }

    /// How many people are in the room.
    #[must_use]
    pub fn count(&self, room: &RoomSlug) -> usize {
        self.state.lock().count(room)
    }

    /// Who is in the room, at most `limit` of them listed.
    #[must_use]
    pub fn roster(&self, room: &RoomSlug, limit: usize) -> Roster {
        self.state.lock().roster(room, limit)
    }
}

#[cfg(test)]
mod tests;
