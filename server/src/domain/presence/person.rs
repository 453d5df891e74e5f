//! One person: their sockets, and the rooms these are in.

use std::collections::{HashMap, HashSet};

use sociable_protocol::{RoomSlug, Status, User};

use super::{ConnectionId, StatusChange};

/// Somebody who is here, or was a moment ago.
#[derive(Debug)]
pub(super) struct Present {
    /// Who they are, with the name they show.
    pub(super) user: User,
    /// What their sockets say together; without sockets, what the last one said.
    pub(super) status: Status,
    pub(super) sockets: HashMap<ConnectionId, Socket>,
    pub(super) stays: HashMap<RoomSlug, Stay>,
    /// Another one whenever the last socket goes.
    pub(super) epoch: u64,
    /// The folded name that is in use for them as well, while it is being stored.
    pub(super) renaming: Option<String>,
}

/// One of their sockets.
#[derive(Debug)]
pub(super) struct Socket {
    /// What it says of the person.
    pub(super) status: Status,
    pub(super) rooms: HashSet<RoomSlug>,
}

/// Their being in one room.
#[derive(Debug, Default)]
pub(super) struct Stay {
    /// How many of their sockets are in it; 0 within the time of grace.
    pub(super) sockets: usize,
    /// Another one whenever the last socket goes.
    pub(super) epoch: u64,
}

impl Present {
    pub(super) fn new(user: User) -> Self {
        Self { user, status: Status::Online, sockets: HashMap::new(), stays: HashMap::new(), epoch: 0, renaming: None }
    }

    /// Brings the status up to what the sockets say, and tells it where it is another.
    pub(super) fn refresh(&mut self) -> Option<StatusChange> {
        let says = |status| self.sockets.values().any(|socket| socket.status == status);
        let status = match () {
            () if self.sockets.is_empty() => self.status,
            () if says(Status::Busy) => Status::Busy,
            () if says(Status::Online) => Status::Online,
            () => Status::Away,
        };
        if status == self.status {
            return None;
        }
        self.status = status;
        Some(StatusChange { user: self.user.clone(), status, rooms: self.stays.keys().cloned().collect() })
    }
}
