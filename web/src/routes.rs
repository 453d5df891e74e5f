//! The addresses of the program: what is looked at is in the address, so that it can be kept, sent and gone back to.

use sociable_protocol::{RoomSlug, Seq};

use crate::embedded::is_embedded;
use crate::place;

/// Below this are the pages for frames.
pub(crate) const EMBEDDED: &str = "/embed";

/// A place in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// The rooms; where there is space for more, the last one beside them.
    Home,
    /// A room.
    Room {
        /// Its slug, not yet checked.
        room: String,
    },
    /// A message of a room.
    Message {
        /// Its room's slug, not yet checked.
        room: String,
        /// Its position.
        seq: u64,
    },
    /// Anything else.
    NotFound,
}

impl Route {
    /// The place that a path within the program names.
    pub(crate) fn recognize(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (None, ..) => Self::Home,
            (Some("r"), Some(room), None, _) => Self::Room { room: room.to_owned() },
            (Some("r"), Some(room), Some(seq), None) => {
                seq.parse().map_or(Self::NotFound, |seq| Self::Message { room: room.to_owned(), seq })
            }
            _ => Self::NotFound,
        }
    }

    /// The path within the program that names this place.
    fn to_path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Room { room } => format!("/r/{room}"),
            Self::Message { room, seq } => format!("/r/{room}/{seq}"),
            Self::NotFound => "/404".to_owned(),
        }
    }

    /// The same as the browser has it, which in a frame is that of the page for frames.
    pub(crate) fn location(&self) -> String {
        let pages = if is_embedded() { EMBEDDED } else { "" };
        place::below(&[pages, &self.to_path()].concat())
    }

    /// The same for everybody, wherever one is oneself; the program may be below a path.
    pub(crate) fn address(&self) -> String {
        place::below(&self.to_path())
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_path_and_every_path_its_place() {
        let room = || "lobby".to_owned();
        let places = [
            (Route::Home, "/"),
            (Route::Room { room: room() }, "/r/lobby"),
            (Route::Message { room: room(), seq: 7 }, "/r/lobby/7"),
            (Route::NotFound, "/404"),
        ];
        for (route, path) in places {
            assert_eq!(route.to_path(), path);
            assert_eq!(Route::recognize(path), route);
        }
        assert_eq!(Route::recognize("/r/lobby/"), Route::Room { room: room() });
    }

    #[test]
    fn a_path_that_names_no_place_is_not_found() {
        for path in ["/r", "/x", "/r/lobby/seven", "/r/lobby/-1", "/r/lobby/7/8"] {
            assert_eq!(Route::recognize(path), Route::NotFound, "{path}");
        }
    }

    #[test]
    fn what_cannot_be_a_room_leads_to_none() {
        assert_eq!(Route::recognize("/r/%2e%2e").slug(), None);
        assert_eq!(Route::recognize("/r/lobby").slug(), Some(RoomSlug::lobby()));
    }
}
