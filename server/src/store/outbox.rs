//! Keeping what somebody outside is to be told, until they have taken it.

use async_trait::async_trait;
use sociable_protocol::Timestamp;

use super::{Committed, StoreError};

/// Something to tell, as it is when it is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is in one lane is told one after the other.
    pub lane: String,
    /// What to tell.
    pub payload: String,
    /// When.
    pub created_at: Timestamp,
}

/// Makes of what is committed what is to be told of it; it runs in the transaction.
pub type Compose = fn(&Committed) -> Option<Entry>;

/// Something that waits to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in the order of commits.
    pub id: u64,
    /// Its name, the same however often it is told.
    pub name: String,
    /// What it is.
    pub entry: Entry,
}

/// What waits to be told.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Lanes in which something waits, but for these: at most `limit`, by name, those that come after another.
    async fn lanes(&self, after: &str, except: &[String], limit: usize) -> Result<Vec<String>, StoreError>;

    /// The oldest of what waits in a lane, at most `limit`.
    async fn outgoing(&self, lane: &str, limit: usize) -> Result<Vec<Outgoing>, StoreError>;

    /// Forgets what was taken.
    async fn taken(&self, ids: &[u64]) -> Result<(), StoreError>;

    /// Forgets what waits since before an instant, and what is beyond the newest `most`. Says how many that were.
    async fn forget_outgoing(&self, before: Timestamp, most: u64) -> Result<u64, StoreError>;

    /// Waits until something is there that was not when this was last asked.
    async fn outbox_filled(&self);
}
