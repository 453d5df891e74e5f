//! What one connection may touch of what its person may: a token of a site can name the only rooms it is good for.
//!
//! It is asked before the store is, and not in its transaction: it says nothing of what anybody is in a room, and does not
//! change while something is done. A room that is not named does not exist for the connection.

use std::collections::BTreeSet;
use std::sync::Arc;

use sociable_protocol::{Error, RoomSlug, User};

use super::refusal::refused;
use crate::store::Refused;

/// The rooms that a connection may touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// `None` where nothing limits them.
    rooms: Option<Arc<BTreeSet<RoomSlug>>>,
}

/// Somebody who asks for something, and what their connection may touch.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Who.
    pub user: &'a User,
    /// What they may touch.
    pub access: &'a Access,
}

/// One whom nothing limits but the rules of each room.
impl<'a> From<&'a User> for Actor<'a> {
    fn from(user: &'a User) -> Self {
        Self { user, access: &Access::ALL }
    }
}

impl Access {
    /// Whatever the person may.
    pub const ALL: Self = Self { rooms: None };

    /// These rooms alone.
    pub(super) fn to(rooms: Vec<RoomSlug>) -> Self {
        Self { rooms: Some(Arc::new(rooms.into_iter().collect())) }
    }

    /// Whether a room exists for it.
    #[must_use]
    pub fn allows(&self, room: &RoomSlug) -> bool {
        self.rooms.as_ref().is_none_or(|rooms| rooms.contains(room))
    }

    /// Whether it names this room: then it is good for coming in, as an invitation is.
    pub(super) fn names(&self, room: &RoomSlug) -> bool {
        self.rooms.as_ref().is_some_and(|rooms| rooms.contains(room))
    }

    /// The rooms, where they are limited.
    pub(super) fn rooms(&self) -> Option<Vec<RoomSlug>> {
        self.rooms.as_ref().map(|rooms| rooms.iter().cloned().collect())
    }

    /// Answers for a room that it does not allow as for one that does not exist.
    pub(super) fn check(&self, room: &RoomSlug) -> Result<(), Error> {
        if self.allows(room) { Ok(()) } else { Err(refused(Refused::RoomNotFound)) }
    }
}
