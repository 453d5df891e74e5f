//! Keeping people.

use async_trait::async_trait;
use sociable_protocol::{Role, Timestamp, User, UserId};

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
    /// What they are, at the least, in every room that they are a member of; a site grants it.
    pub granted: Option<Role>,
    /// When their tokens were last made void.
    pub revoked_at: Option<Timestamp>,
    /// What a site calls them; `None` for guests.
    pub subject: Option<String>,
}

/// What a site says of one of its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// What they are called there: permanent, at most 300 characters.
    pub subject: String,
    /// Who they are to be. The id is the one to have where they are not known yet.
    pub user: User,
    /// What they are in every room that they are a member of, where that is more than a member.
    pub granted: Option<Role>,
}

/// People.
#[async_trait]
pub trait People: Send + Sync {
    /// Keeps a new person.
    async fn create_user(&self, user: &User, now: Timestamp) -> Result<(), StoreError>;

    /// The person with this id.
    async fn account(&self, id: UserId) -> Result<Option<Account>, StoreError>;

    /// The person that a site has under this subject.
    async fn subject(&self, subject: &str) -> Result<Option<Account>, StoreError>;

    /// Keeps what a site says of one of its people, whom it makes the first time. A subject is one person, however often and
    /// at whatever time this comes. Publishes [`super::Committed::UserUpdated`] where their name or avatar is another.
    async fn vouch(&self, vouched: &Vouched, now: Timestamp) -> Result<Account, StoreError>;

    /// Changes the name a person shows; messages they have sent keep the old one. Publishes
    /// [`super::Committed::UserUpdated`] where it is another. [`super::Refused::UserNotFound`].
    async fn rename_user(&self, user: &User) -> Outcome<()>;

    /// Makes all tokens of a person void as of `now`, and tells the generation of those that are valid from now on. Publishes
    /// [`super::Committed::TokensRevoked`]. [`super::Refused::UserNotFound`].
    async fn revoke_tokens(&self, id: UserId, now: Timestamp) -> Outcome<u32>;

    /// Notes when people were last connected. Never sets it back.
    async fn seen(&self, users: &[UserId], at: Timestamp) -> Result<(), StoreError>;
}
