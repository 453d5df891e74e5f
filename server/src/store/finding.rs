//! Full-text search.

use async_trait::async_trait;
use sociable_protocol::{Message, RoomSlug, UserId};

use super::{PageSize, StoreError};

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub messages: Vec<Message>,
    /// What to continue with, where there are more.
    pub next: Option<u64>,
}

/// Full-text search.
#[async_trait]
pub trait Finding: Send + Sync {
    /// Messages that have all the words of `query`, the last perhaps as a beginning, in the rooms that the person is a
    /// member of and that are not archived; or in those of them that are among `rooms`. Deleted messages are not found. A query without any
    /// word finds nothing. A page may have fewer messages than asked for, even none, and still a [`Found::next`]: the
    /// work for one page is bounded.
    async fn search(
        &self,
        user: UserId,
        query: &str,
        rooms: Option<&[RoomSlug]>,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Found, StoreError>;
}
