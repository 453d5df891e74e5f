//! The whole of a chat.

use std::collections::BTreeMap;

use sociable_protocol::{Error, Handshake, Limits, RoomSlug, Status, Timestamp, User};

use super::retry::Retry;
use super::{RoomState, Shared};

/// Whether one is in touch with the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// Nobody has come in, or the server did not let them: a name is needed.
    SignedOut {
        /// What was wrong with the last try.
        error: Option<Error>,
    },
    /// The first connection is being made.
    Connecting,
    /// Connected, and known to the server.
    Online,
    /// Not connected; trying.
    Reconnecting {
        /// Since when.
        since: Timestamp,
        /// The number of the coming try, from 1.
        attempt: u32,
        /// Why the server did not take the last one, where it said so.
        error: Option<Error>,
    },
}

/// The state of a chat: a snapshot is a clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatState {
    /// Whether one is in touch with the server.
    pub connection: Connection,
    /// Who one is, from the first session on.
    pub me: Option<User>,
    /// What one came in with, or would come in with again.
    pub handshake: Handshake,
    /// The limits in force.
    pub limits: Limits,
    /// The open rooms.
    pub rooms: BTreeMap<RoomSlug, Shared<RoomState>>,
    /// What one says of oneself.
    pub status: Status,
    /// The server said that it stops, and is not back before then.
    pub restarting: Option<Timestamp>,
    pub(super) epoch: u32,
    pub(super) reconnect: Retry,
}

impl Default for ChatState {
    fn default() -> Self {
        Self {
            connection: Connection::SignedOut { error: None },
            me: None,
            handshake: Handshake::default(),
            limits: Limits::default(),
            rooms: BTreeMap::new(),
            status: Status::Online,
            restarting: None,
            epoch: 0,
            reconnect: Retry::default(),
        }
    }
}

impl ChatState {
    /// The room of this slug, if it is open.
    #[must_use]
    pub fn room(&self, slug: &RoomSlug) -> Option<&Shared<RoomState>> {
        self.rooms.get(slug)
    }

    /// Whether one is connected and known to the server.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.connection == Connection::Online
    }

    /// When [`Action::Tick`](super::Action::Tick) is due next; `None` while nothing waits for a time.
    ///
    /// Ask again after every action.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let rooms = self.rooms.values().filter_map(|room| room.next_deadline(self.is_online()));
        rooms.chain(self.reconnect.due()).min()
    }
}
