//! The whole of a chat.

use sociable_protocol::{Error, Handshake, Limits, RoomSlug, Status, Timestamp, User};

use super::muting::Muting;
use super::retry::Retry;
use super::{Commands, Directory, Found, Notice, RoomState, Shared, Site};
use crate::sorted::{SortedMap, SortedSet};

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
    /// The rooms one is in, was in while this page was open, or is invited to.
    pub rooms: SortedMap<RoomSlug, Shared<RoomState>>,
    /// Whether the server has said which rooms those are. Until then there are only those that an earlier page left.
    pub listed: bool,
    /// The room that is looked at.
    pub current: Option<RoomSlug>,
    /// The public rooms, once they are asked for.
    pub directory: Shared<Directory>,
    /// What is searched for.
    pub found: Shared<Found>,
    /// What has become of commands.
    pub commands: Shared<Commands>,
    /// What came to nothing and has not been read, at most [`NOTICES`](super::limits::NOTICES).
    pub notices: Shared<Vec<Notice>>,
    /// What one says of oneself.
    pub status: Status,
    /// The server said that it stops, and is not back before then.
    pub restarting: Option<Timestamp>,
    /// Whether one comes in with tokens of the site that one is signed in at.
    pub site: Site,
    pub(super) epoch: u32,
    pub(super) reconnect: Retry,
    /// While the server is asked which rooms one is in.
    pub(super) listing: Option<Listing>,
    pub(super) list_retry: Retry,
    /// Which rooms are to make no noise, as far as the server has not taken it yet.
    pub(super) muting: Shared<Muting>,
    /// How many notices there were.
    pub(super) noticed: u32,
}

/// The server is being asked which rooms one is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// The page that is awaited is the one after this room.
    pub(super) after: Option<RoomSlug>,
    /// How many rooms have been listed.
    pub(super) rooms: usize,
    /// The rooms that one was taken out of meanwhile: the list may be of before that.
    pub(super) removed: SortedSet<RoomSlug>,
    /// Which rooms make no noise, of those that have been listed, and as the server has said meanwhile: the list may be of
    /// before that, too.
    pub(super) muted: SortedMap<RoomSlug, bool>,
}

impl Default for ChatState {
    fn default() -> Self {
        Self {
            connection: Connection::SignedOut { error: None },
            me: None,
            handshake: Handshake::default(),
            limits: Limits::default(),
            rooms: SortedMap::new(),
            listed: false,
            current: None,
            directory: Shared::default(),
            found: Shared::default(),
            commands: Shared::default(),
            notices: Shared::default(),
            status: Status::Online,
            restarting: None,
            site: Site::default(),
            epoch: 0,
            reconnect: Retry::default(),
            listing: None,
            list_retry: Retry::default(),
            muting: Shared::default(),
            noticed: 0,
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
        let list = self.list_retry.due().filter(|_| self.is_online());
        let mute = self.muting.retry.due().filter(|_| self.is_online());
        let site = self.site.asked.map(|asked| asked.until);
        rooms.chain(self.reconnect.due()).chain(list).chain(mute).chain(site).min()
    }

    /// The room, made where there is none yet; `None` where there are as many as there may be.
    pub(super) fn admit(&mut self, slug: &RoomSlug) -> Option<&mut RoomState> {
        if !self.rooms.contains_key(slug) {
            self.make_place();
            if self.rooms.len() >= self.limits.rooms_per_socket {
                return None;
            }
            let mut room = RoomState::new(slug.clone());
            room.muted = self.muting.of(slug).unwrap_or_default();
            self.rooms.insert(slug.clone(), Shared::new(room));
        }
        self.rooms.get_mut(slug).map(Shared::make_mut)
    }

    /// Where there are as many rooms as there may be, forgets one that one is in no longer.
    fn make_place(&mut self) {
        if self.rooms.len() < self.limits.rooms_per_socket {
            return;
        }
        let spare = |(slug, room): &(&RoomSlug, &Shared<RoomState>)| {
            room.is_removed() && room.outbox.is_empty() && self.current.as_ref() != Some(slug)
        };
        let found = self.rooms.iter().find(spare).map(|(slug, _)| slug.clone());
        if let Some(slug) = found {
            self.rooms.remove(&slug);
        }
    }
}
