//! The rules of the chat: who one is, what one may read and write, who is here. Knows neither HTTP, SQL nor Socket.IO;
//! it speaks the types of the wire contract, and its errors are the contract's.
//!
//! [`Chat`] has one method for each request, in a file for each subject. What is allowed is decided by `rules`, in
//! the store's transaction; what is kept here is only what may be lost with the process: who is here, and how much of
//! each rate is used up.

mod access;
mod catchup;
mod entropy;
mod following;
mod history;
mod members;
mod mentions;
mod messages;
mod presence;
mod rates;
mod refusal;
mod rooms;
mod rules;
mod service;
mod session;
mod slug;
mod token;
mod vouching;

use std::net::IpAddr;
use std::sync::Arc;

use sociable_protocol::{Epoch, Error, Limits, Timestamp, UserId};
use time::OffsetDateTime;
use tokio::time::Instant;

use crate::store::{PageSize, SharedStore};
pub use access::{Access, Actor};
pub use messages::Sending;
pub use presence::{ConnectionId, Crowd, Departure, Expired, Presence, Roster, StatusChange};
use rates::Limiter;
pub use rates::RateKind;
pub(crate) use rates::subscriber;
use refusal::unavailable;
pub use service::{Introduction, Manage, Who};
pub use session::Entered;
pub(crate) use slug::is_direct;
pub use token::{TokenKey, TokenKeyError};
pub use vouching::{Doors, Renewed};

/// The chat as one connection sees it: every operation a client can ask for.
#[derive(Debug)]
pub struct Chat {
    store: SharedStore,
    key: TokenKey,
    limits: Limits,
    limiter: Limiter,
    doors: Doors,
    /// Shared with the tasks that store a new name, which outlive whoever waits for them.
    presence: Arc<Presence>,
}

impl Chat {
    /// A chat on this store, whose session tokens are signed with `key`, for guests.
    #[must_use]
    pub fn new(store: SharedStore, key: TokenKey, limits: Limits) -> Self {
        let limiter = Limiter::new(limits.rates);
        Self { store, key, limits, limiter, doors: Doors::default(), presence: Arc::default() }
    }

    /// The same, with others who may come in than guests.
    #[must_use]
    pub fn with_doors(self, doors: Doors) -> Self {
        Self { doors, ..self }
    }

    /// Who is in which room.
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.presence
    }

    /// The limits in force.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Lets this person do one more thing of this kind, or not now. Everybody behind `address` together may do
    /// [`ADDRESS_FACTOR`](sociable_protocol::limits::ADDRESS_FACTOR) times as much as one person.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`](sociable_protocol::ErrorCode::RateLimited) with the time to wait.
    pub fn allow(&self, kind: RateKind, user: UserId, address: Option<IpAddr>) -> Result<(), Error> {
        self.limiter.take(kind, user, address, Instant::now())
    }

    /// Lets somebody at this address try a key once more, or not now.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`](sociable_protocol::ErrorCode::RateLimited) with the time to wait.
    pub fn allow_guess(&self, address: Option<IpAddr>) -> Result<(), Error> {
        self.limiter.connect(address, Instant::now())
    }

    /// How much of what is committed has been published; see [`Log::published`](crate::store::Log::published).
    #[must_use]
    pub fn published(&self) -> u64 {
        self.store.published()
    }

    /// Which history positions and numbers of changes belong to.
    #[must_use]
    pub fn epoch(&self) -> &Epoch {
        self.store.epoch()
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.store.ping().await.map_err(|error| unavailable(&error))
    }

    const fn page(&self, messages: u32) -> PageSize {
        PageSize { messages, bytes: self.limits.page_bytes, reads: 0 }
    }

    /// A page for one who comes in, and is told how far the others have read where they are not too many for that.
    const fn page_with_reads(&self, messages: u32) -> PageSize {
        PageSize { reads: self.limits.receipt_people as u64, ..self.page(messages) }
    }
}

/// The present.
pub(crate) fn now() -> Timestamp {
    OffsetDateTime::now_utc().into()
}

#[cfg(test)]
mod tests;
