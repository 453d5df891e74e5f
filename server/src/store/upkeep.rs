//! Keeping the store well.

use async_trait::async_trait;
use sociable_protocol::Timestamp;

use super::StoreError;

/// What [`Upkeep::check`] found. Nothing is wrong where `faults` is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rooms looked at.
    pub rooms: u64,
    /// Messages looked at.
    pub messages: u64,
    /// What is wrong, a sentence each; at most 100.
    pub faults: Vec<String>,
}

/// Keeping the store well.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Removes messages from before an instant for good. The positions of the others stay.
    async fn trim(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Looks for damage: the file's integrity, gaps in positions and numbers of changes, rows that point nowhere.
    async fn check(&self) -> Result<Report, StoreError>;

    /// Commits what is queued, then refuses everything and closes the database.
    async fn close(&self) -> Result<(), StoreError>;
}
