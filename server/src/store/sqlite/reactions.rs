//! Reacting to a message, and no longer.

use sociable_protocol::{ReactionKey, UserId};
use sqlx::SqliteConnection;

use super::attempt::Attempt;
use super::message::Draft;
use super::rows::{Columns, limit};
use super::statements::statements;
use crate::store::{Refused, StoreError};

statements! {
    FIND = "SELECT id, people FROM reaction_kinds WHERE message = ?1 AND reaction = ?2";
    KNOWN = "SELECT 1 FROM reactions WHERE kind = ?1 AND user_id = ?2";
    ADD_KIND =
        "UPDATE messages SET reacted = reacted + 1 WHERE rowid = ?1; \
         INSERT INTO reaction_kinds (message, reaction, people) VALUES (?1, ?2, 1) RETURNING id";
    COUNT_UP = "UPDATE reaction_kinds SET people = people + 1 WHERE id = ?1";
    ADD = "INSERT INTO reactions (kind, user_id) VALUES (?1, ?2)";
    REMOVE =
        "DELETE FROM reactions WHERE kind = ?1 AND user_id = ?2; \
         UPDATE reaction_kinds SET people = people - 1 WHERE id = ?1";
    /// The last person's reaction goes with the kind.
    REMOVE_KIND =
        "DELETE FROM reaction_kinds WHERE id = ?1; UPDATE messages SET reacted = reacted - 1 WHERE rowid = ?2";
}

struct Kind {
    id: i64,
    people: i64,
    /// Whether the person is among them.
    known: bool,
}

async fn find(
    connection: &mut SqliteConnection,
    message: i64,
    (user, reaction): (UserId, &ReactionKey),
) -> Result<Option<Kind>, StoreError> {
    let kind = sqlx::query(FIND).bind(message).bind(reaction.as_str()).fetch_optional(&mut *connection).await?;
    let Some(kind) = kind else { return Ok(None) };
    let mut columns = Columns::of(&kind);
    let (id, people) = (columns.take()?, columns.take()?);
    let known =
        sqlx::query(KNOWN).bind(id).bind(user.as_bytes().as_slice()).fetch_optional(connection).await?.is_some();
    Ok(Some(Kind { id, people, known }))
}

/// Whether the person did not react so before.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    message: &Draft,
    (user, reaction): (UserId, &ReactionKey),
    most_kinds: usize,
) -> Attempt<bool> {
    let id: i64 = match find(connection, message.rowid, (user, reaction)).await? {
        Some(Kind { known: true, .. }) => return Ok(false),
        Some(Kind { id, .. }) => {
            sqlx::query(COUNT_UP).bind(id).execute(&mut *connection).await?;
            id
        }
        None if message.reacted >= limit(most_kinds) => return Err(Refused::LimitReached.into()),
        None => {
            let row =
                sqlx::query(ADD_KIND).bind(message.rowid).bind(reaction.as_str()).fetch_one(&mut *connection).await?;
            Columns::of(&row).take()?
        }
    };
    sqlx::query(ADD).bind(id).bind(user.as_bytes().as_slice()).execute(connection).await?;
    Ok(true)
}

/// Whether the person reacted so before.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    message: &Draft,
    (user, reaction): (UserId, &ReactionKey),
) -> Result<bool, StoreError> {
    match find(connection, message.rowid, (user, reaction)).await? {
        Some(Kind { known: true, people: 1, id }) => {
            sqlx::query(REMOVE_KIND).bind(id).bind(message.rowid).execute(connection).await?;
            Ok(true)
        }
        Some(Kind { known: true, id, .. }) => {
            sqlx::query(REMOVE).bind(id).bind(user.as_bytes().as_slice()).execute(connection).await?;
            Ok(true)
        }
        Some(Kind { known: false, .. }) | None => Ok(false),
    }
}
