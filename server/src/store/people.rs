//! Keeping people.

use async_trait::async_trait;
use sociable_protocol::{Timestamp, User, UserId};

use super::{Outcome, StoreError};

/// A person and what is kept about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub user: User,
    /// Only tokens of this generation are valid.
    pub token_generation: u32,
    /// When they were last connected; `None` where never.
    pub last_seen: Option<Timestamp>,
}

/// People.
#[async_trait]
pub trait People: Send + Sync {
    /// Keeps a new person.
    async fn create_user(&self, user: &User, now: Timestamp) -> Result<(), StoreError>;

    /// The person with this id.
    async fn account(&self, id: UserId) -> Result<Option<Account>, StoreError>;

    /// Changes the name a person shows; messages they have sent keep the old one. Publishes
    /// [`super::Committed::UserUpdated`] where it is another. [`super::Refused::UserNotFound`].
    async fn rename_user(&self, user: &User) -> Outcome<()>;

    /// Makes all tokens of a person void, and tells the generation of those that are valid from now on. Publishes
    /// [`super::Committed::TokensRevoked`]. [`super::Refused::UserNotFound`].
    async fn revoke_tokens(&self, id: UserId) -> Outcome<u32>;

    /// Notes when people were last connected. Never sets it back.
    async fn seen(&self, users: &[UserId], at: Timestamp) -> Result<(), StoreError>;
}
