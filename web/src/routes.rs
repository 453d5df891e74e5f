//! The addresses of the program: what is looked at is in the address, so that it can be kept, sent and gone back to.

use sociable_protocol::{RoomSlug, Seq};
use yew_router::prelude::*;

/// A place in the program.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
pub(crate) enum Route {
    /// The rooms; where there is space for more, the last one beside them.
    #[at("/")]
    Home,
    /// A room.
    #[at("/r/:room")]
    Room {
        /// Its slug, not yet checked.
        room: String,
    },
    /// A message of a room.
    #[at("/r/:room/:seq")]
    Message {
        /// Its room's slug, not yet checked.
        room: String,
        /// Its position.
        seq: u64,
    },
    /// Anything else.
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// The address of a room.
    pub(crate) fn room(room: &RoomSlug) -> Self {
        Self::Room { room: room.to_string() }
    }

    /// The address of a message.
    pub(crate) fn message(room: &RoomSlug, seq: Seq) -> Self {
        Self::Message { room: room.to_string(), seq: seq.0 }
    }

    /// The room that is looked at; `None` where none is, or where it cannot be one.
    pub(crate) fn slug(&self) -> Option<RoomSlug> {
        match self {
            Self::Room { room } | Self::Message { room, .. } => room.parse().ok(),
            Self::Home | Self::NotFound => None,
        }
    }

    /// The message that is looked at.
    pub(crate) fn seq(&self) -> Option<Seq> {
        match self {
            Self::Message { seq, .. } => Some(Seq(*seq)),
            Self::Home | Self::Room { .. } | Self::NotFound => None,
        }
    }
}
