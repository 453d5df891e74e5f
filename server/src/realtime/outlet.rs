//! One socket as the rest of the server sees it: whose it is, which rooms it is in, and the way to it.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use sociable_protocol::{Error, ErrorCode, RoomSlug, User, UserId};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::dialects::Voice;
use super::outbox::{Encoded, NotTaken, Outbox};
use crate::domain::{Access, ConnectionId};

/// Stands for a socket that is about to get a new token: it is not closed with the old one.
const RENEWING: u32 = u32::MAX;

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Its token is void.
    Revoked,
    /// Its token is too old.
    Expired,
}

impl Over {
    /// What is answered to whatever is asked after it.
    pub(super) fn refusal(self) -> Error {
        match self {
            Self::Revoked => Error::new(ErrorCode::InvalidToken, "the session was revoked"),
            Self::Expired => {
                Error::new(ErrorCode::TokenExpired, "the token is expired; connect again with a fresh one")
            }
        }
    }
}

/// A socket.
pub(super) struct Outlet {
    pub(super) connection: ConnectionId,
    /// The address it comes from, where that counts.
    pub(super) address: Option<IpAddr>,
    pub(super) outbox: Outbox,
    /// How it hears and is heard, where that is not in the contract's own words.
    pub(super) voice: Option<Arc<Voice>>,
    /// Told when the socket has fallen behind in a room.
    pub(super) behind: Notify,
    /// Cancelled when the connection is gone.
    pub(super) gone: CancellationToken,
    user: Mutex<User>,
    user_id: UserId,
    /// What it may touch.
    access: Mutex<Access>,
    generation: AtomicU32,
    over: OnceLock<Over>,
    rooms: Mutex<HashSet<RoomSlug>>,
}

impl Outlet {
    pub(super) fn new(
        (user, access): (User, Access),
        generation: u32,
        connection: ConnectionId,
        address: Option<IpAddr>,
        outbox: Outbox,
        voice: Option<Arc<Voice>>,
        gone: CancellationToken,
    ) -> Self {
        Self {
            connection,
            address,
            outbox,
            voice,
            behind: Notify::new(),
            gone,
            user_id: user.id,
            user: Mutex::new(user),
            access: Mutex::new(access),
            generation: AtomicU32::new(generation),
            over: OnceLock::new(),
            rooms: Mutex::default(),
        }
    }

    /// Queues an event, in the words that this socket understands.
    pub(super) fn push(&self, event: &Encoded) -> Result<(), NotTaken> {
        match &self.voice {
            None => self.outbox.push(event),
            Some(voice) => voice.push(self, event),
        }
    }

    /// Queues an event as soon as there is room.
    pub(super) async fn send(&self, event: &Encoded) -> Result<(), NotTaken> {
        self.outbox.until_taken(|| self.push(event)).await
    }

    /// Whether it is a page that has not said who it is: it hears what is public, and is nobody yet.
    pub(super) fn is_visitor(&self) -> bool {
        self.voice.as_ref().is_some_and(|voice| voice.is_visitor())
    }

    /// Whose it is, with the name they show now.
    pub(super) fn user(&self) -> User {
        self.user.lock().clone()
    }

    /// What it may touch now.
    pub(super) fn access(&self) -> Access {
        self.access.lock().clone()
    }

    /// Whether a room exists for it.
    pub(super) fn allows(&self, room: &RoomSlug) -> bool {
        self.access.lock().allows(room)
    }

    /// From now on it may touch this.
    pub(super) fn limit(&self, access: Access) {
        *self.access.lock() = access;
    }

    pub(super) const fn user_id(&self) -> UserId {
        self.user_id
    }

    pub(super) fn rename(&self, user: &User) {
        self.user.lock().clone_from(user);
    }

    /// Whether the other is this very socket.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.connection == other.connection
    }

    /// Whether the connection is gone: then there is nobody to do anything for.
    pub(super) fn is_gone(&self) -> bool {
        self.gone.is_cancelled()
    }

    /// Its session is over: nothing it asks for is done any more. The first reason stays.
    pub(super) fn end(&self, why: Over) {
        let _first = self.over.set(why);
    }

    /// Why its session is over, if it is.
    pub(super) fn over(&self) -> Option<Over> {
        self.over.get().copied()
    }

    pub(super) fn rooms(&self) -> Vec<RoomSlug> {
        self.rooms.lock().iter().cloned().collect()
    }

    pub(super) fn is_in(&self, room: &RoomSlug) -> bool {
        self.rooms.lock().contains(room)
    }

    /// Notes that it is in a room; false where it is in `limit` others already.
    pub(super) fn enter(&self, room: &RoomSlug, limit: usize) -> bool {
        let mut rooms = self.rooms.lock();
        rooms.contains(room) || (rooms.len() < limit && rooms.insert(room.clone()))
    }

    pub(super) fn exit(&self, room: &RoomSlug) {
        self.rooms.lock().remove(room);
    }

    /// Whether its token is void once `generation` is the valid one.
    pub(super) fn is_outdated(&self, generation: u32) -> bool {
        self.generation.load(Ordering::Relaxed) < generation
    }

    /// It is about to get a new token; until [`renewed`](Self::renewed) no other makes it outdated.
    pub(super) fn renewing(&self) {
        self.generation.store(RENEWING, Ordering::Relaxed);
    }

    pub(super) fn renewed(&self, generation: u32) {
        self.generation.store(generation, Ordering::Relaxed);
    }

    pub(super) fn generation(&self) -> u32 {
        self.generation.load(Ordering::Relaxed)
    }
}
