//! People: who there is, under which name, with which tokens, and when they were last here.

use async_trait::async_trait;
use sociable_protocol::{Timestamp, User, UserId};
use sqlx::SqliteConnection;

use super::SqliteStore;
use super::attempt::{Attempt, unrefused};
use super::rows::{Columns, json_ids};
use super::statements::statements;
use super::writer::Mutation;
use crate::store::{Account, Committed, Outcome, People, Refused, StoreError};

statements! {
    CREATE = "INSERT INTO users (id, name, folded, created_at) VALUES (?1, ?2, ?3, ?4)";
    FIND = "SELECT id, name, token_generation, last_seen_at FROM users WHERE id = ?1";
    RENAME =
        "UPDATE users SET name = ?2, folded = ?3 WHERE id = ?1; UPDATE members SET folded = ?3 WHERE user_id = ?1";
    REVOKE = "UPDATE users SET token_generation = token_generation + 1 WHERE id = ?1 RETURNING token_generation";
    SEEN =
        "UPDATE users SET last_seen_at = max(coalesce(last_seen_at, 0), ?2) \
         WHERE id IN (SELECT unhex(value, '-') FROM json_each(?1))";
}

/// The person with this id, as far as the connection sees.
pub(super) async fn find(connection: &mut SqliteConnection, id: UserId) -> Result<Option<Account>, StoreError> {
    let row = sqlx::query(FIND).bind(id.as_bytes().as_slice()).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(None) };
    let mut columns = Columns::of(&row);
    Ok(Some(Account {
        user: columns.user()?,
        token_generation: columns.small("generation of tokens")?,
        last_seen: columns.optional_time()?,
    }))
}

struct Create {
    user: User,
    now: Timestamp,
}

#[async_trait]
impl Mutation for Create {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, _: &mut Vec<Committed>) -> Attempt<()> {
        sqlx::query(CREATE)
            .bind(self.user.id.as_bytes().as_slice())
            .bind(self.user.name.as_str())
            .bind(self.user.name.folded())
            .bind(self.now.as_millis())
            .execute(connection)
            .await?;
        Ok(())
    }
}

struct Rename(User);

#[async_trait]
impl Mutation for Rename {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<()> {
        let known = find(connection, self.0.id).await?.ok_or(Refused::UserNotFound)?;
        if known.user.name != self.0.name {
            sqlx::query(RENAME)
                .bind(self.0.id.as_bytes().as_slice())
                .bind(self.0.name.as_str())
                .bind(self.0.name.folded())
                .execute(connection)
                .await?;
            committed.push(Committed::UserUpdated(self.0.clone()));
        }
        Ok(())
    }
}

struct Revoke(UserId);

#[async_trait]
impl Mutation for Revoke {
    type Reply = u32;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<u32> {
        let row = sqlx::query(REVOKE)
            .bind(self.0.as_bytes().as_slice())
            .fetch_optional(connection)
            .await?
            .ok_or(Refused::UserNotFound)?;
        let generation = Columns::of(&row).small("generation of tokens")?;
        committed.push(Committed::TokensRevoked { user: self.0, generation });
        Ok(generation)
    }
}

struct Seen {
    users: String,
    at: Timestamp,
}

#[async_trait]
impl Mutation for Seen {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, _: &mut Vec<Committed>) -> Attempt<()> {
        sqlx::query(SEEN).bind(&*self.users).bind(self.at.as_millis()).execute(connection).await?;
        Ok(())
    }
}

#[async_trait]
impl People for SqliteStore {
    async fn create_user(&self, user: &User, now: Timestamp) -> Result<(), StoreError> {
        unrefused(self.writer.write(Create { user: user.clone(), now }).await)
    }

    async fn account(&self, id: UserId) -> Result<Option<Account>, StoreError> {
        find(&mut *self.reader().await?, id).await
    }

    async fn rename_user(&self, user: &User) -> Outcome<()> {
        self.writer.write(Rename(user.clone())).await
    }

    async fn revoke_tokens(&self, id: UserId) -> Outcome<u32> {
        self.writer.write(Revoke(id)).await
    }

    async fn seen(&self, users: &[UserId], at: Timestamp) -> Result<(), StoreError> {
        unrefused(self.writer.write(Seen { users: json_ids(users), at }).await)
    }
}
