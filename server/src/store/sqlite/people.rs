//! People: who there is, under which name, with which tokens, and when they were last here.

use async_trait::async_trait;
use sociable_protocol::{AvatarUrl, Timestamp, User, UserId};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::SqliteStore;
use super::attempt::{Attempt, unrefused};
use super::rows::{Columns, json_ids, role};
use super::statements::statements;
use super::writer::Mutation;
use crate::store::{Account, Committed, Outcome, People, Refused, StoreError, Vouched};

macro_rules! account_columns {
    () => {
        "id, name, avatar, subject IS NOT NULL, token_generation, last_seen_at, role, revoked_at, \
         subject"
    };
}

statements! {
    CREATE = "INSERT INTO users (id, name, folded, created_at) VALUES (?1, ?2, ?3, ?4)";
    FIND = concat!("SELECT ", account_columns!(), " FROM users WHERE id = ?1");
    FIND_SUBJECT = concat!("SELECT ", account_columns!(), " FROM users WHERE subject = ?1");
    CREATE_VOUCHED =
        "INSERT INTO users (id, name, folded, created_at, subject, avatar, role) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    VOUCH =
        "UPDATE users SET name = ?2, folded = ?3, avatar = ?4, role = ?5 WHERE id = ?1; \
         UPDATE members SET folded = ?3 WHERE user_id = ?1 AND folded <> ?3";
    RENAME =
        "UPDATE users SET name = ?2, folded = ?3 WHERE id = ?1; UPDATE members SET folded = ?3 WHERE user_id = ?1";
    REVOKE =
        "UPDATE users SET token_generation = token_generation + 1, revoked_at = ?2 WHERE id = ?1 \
         RETURNING token_generation";
    SEEN =
        "UPDATE users SET last_seen_at = max(coalesce(last_seen_at, 0), ?2) \
         WHERE id IN (SELECT unhex(value, '-') FROM json_each(?1))";
}

/// The person with this id, as far as the connection sees.
pub(super) async fn find(connection: &mut SqliteConnection, id: UserId) -> Result<Option<Account>, StoreError> {
    let row = sqlx::query(FIND).bind(id.as_bytes().as_slice()).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

async fn find_subject(connection: &mut SqliteConnection, subject: &str) -> Result<Option<Account>, StoreError> {
    let row = sqlx::query(FIND_SUBJECT).bind(subject).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> Result<Account, StoreError> {
    let mut columns = Columns::of(row);
    Ok(Account {
        user: columns.user()?,
        token_generation: columns.small("generation of tokens")?,
        last_seen: columns.optional_time()?,
        granted: columns.optional_role()?,
        revoked_at: columns.optional_time()?,
        subject: columns.take()?,
    })
}

struct Vouch {
    vouched: Vouched,
    now: Timestamp,
}

#[async_trait]
impl Mutation for Vouch {
    type Reply = Account;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Account> {
        let Vouched { subject, user, granted } = &self.vouched;
        let user = User { verified: true, ..user.clone() };
        let granted_role = granted.map(role);
        let Some(known) = find_subject(connection, subject).await? else {
            sqlx::query(CREATE_VOUCHED)
                .bind(user.id.as_bytes().as_slice())
                .bind(user.name.as_str())
                .bind(user.name.folded())
                .bind(self.now.as_millis())
                .bind(&**subject)
                .bind(user.avatar.as_ref().map(AvatarUrl::as_str))
                .bind(granted_role)
                .execute(connection)
                .await?;
            let (granted, subject) = (*granted, Some(subject.clone()));
            return Ok(Account { user, token_generation: 0, last_seen: None, granted, revoked_at: None, subject });
        };
        let account = Account { user: User { id: known.user.id, ..user }, granted: *granted, ..known.clone() };
        if account != known {
            sqlx::query(VOUCH)
                .bind(account.user.id.as_bytes().as_slice())
                .bind(account.user.name.as_str())
                .bind(account.user.name.folded())
                .bind(account.user.avatar.as_ref().map(AvatarUrl::as_str))
                .bind(granted_role)
                .execute(connection)
                .await?;
        }
        if account.user != known.user {
            committed.push(Committed::UserUpdated(account.user.clone()));
        }
        Ok(account)
    }
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

struct Revoke {
    user: UserId,
    now: Timestamp,
}

#[async_trait]
impl Mutation for Revoke {
    type Reply = u32;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<u32> {
        let row = sqlx::query(REVOKE)
            .bind(self.user.as_bytes().as_slice())
            .bind(self.now.as_millis())
            .fetch_optional(connection)
            .await?
            .ok_or(Refused::UserNotFound)?;
        let generation = Columns::of(&row).small("generation of tokens")?;
        committed.push(Committed::TokensRevoked { user: self.user, generation });
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

    async fn subject(&self, subject: &str) -> Result<Option<Account>, StoreError> {
        find_subject(&mut *self.reader().await?, subject).await
    }

    async fn vouch(&self, vouched: &Vouched, now: Timestamp) -> Result<Account, StoreError> {
        unrefused(self.writer.write(Vouch { vouched: vouched.clone(), now }).await)
    }

    async fn rename_user(&self, user: &User) -> Outcome<()> {
        self.writer.write(Rename(user.clone())).await
    }

    async fn revoke_tokens(&self, id: UserId, now: Timestamp) -> Outcome<u32> {
        self.writer.write(Revoke { user: id, now }).await
    }

    async fn seen(&self, users: &[UserId], at: Timestamp) -> Result<(), StoreError> {
        unrefused(self.writer.write(Seen { users: json_ids(users), at }).await)
    }
}
