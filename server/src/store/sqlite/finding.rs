//! Full-text search.
//!
//! The index knows words, not rooms: it gives candidates, the newest first, and those in other rooms are passed over. So
//! that a frequent word elsewhere does not make a search endless, one page looks at a bounded number of candidates and
//! then says where to continue.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use sociable_protocol::{RoomSlug, UserId};

use super::SqliteStore;
use super::message::{Collected, Draft, message_columns, message_joins, one_more};
use super::rows::{Columns, json_slugs, to_i64};
use super::statements::statements;
use crate::store::{Finding, Found, PageSize, StoreError};

/// Messages with the words that one page looks at.
const CANDIDATES: i64 = 10_000;

/// Words of a query that are looked at.
const WORDS: usize = 32;

/// Characters a last word needs to stand for all words that begin with it, unless it is not ASCII: very many words begin
/// with one Latin letter, but where words are written without spaces, one character is a word.
const PREFIX_CHARS: usize = 2;

statements! {
    /// The candidate to continue with: where the page stops looking.
    BOUND = "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT 1 OFFSET ?3";
    FIND = concat!(
        "SELECT ", message_columns!(), " FROM words w CROSS JOIN messages m ON m.rowid = w.rowid ", message_joins!(),
        " JOIN members b ON b.room_id = m.room_id AND b.user_id = ?4 \
         WHERE w.words MATCH ?1 AND w.rowid < ?2 AND w.rowid >= ?3 AND r.archived = 0 AND (?5 IS NULL OR r.slug IN (SELECT value FROM json_each(?5))) \
         ORDER BY w.rowid DESC LIMIT ?6"
    );
}

#[async_trait]
impl Finding for SqliteStore {
    async fn search(
        &self,
        user: UserId,
        query: &str,
        rooms: Option<&[RoomSlug]>,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Found, StoreError> {
        let Some(expression) = expression(query) else {
            return Ok(Found { messages: Vec::new(), next: None });
        };
        let _turn = self.searches.acquire().await.map_err(|_| StoreError::Closed)?;
        let before = before.map_or(i64::MAX, to_i64);
        let mut snapshot = self.snapshot().await?;
        let bound =
            sqlx::query(BOUND).bind(&*expression).bind(before).bind(CANDIDATES).fetch_optional(&mut *snapshot).await?;
        let bound: Option<i64> = bound.map(|row| Columns::of(&row).take()).transpose()?;

        let mut collected = Collected::new(size);
        let mut rows = sqlx::query(FIND)
            .bind(&*expression)
            .bind(before)
            .bind(bound.map_or(i64::MIN, |bound| bound.saturating_add(1)))
            .bind(user.as_bytes().as_slice())
            .bind(rooms.map(json_slugs))
            .bind(one_more(size))
            .fetch(&mut *snapshot);
        while let Some(row) = rows.try_next().await? {
            if !collected.push(Draft::read(&row)?) {
                break;
            }
        }
        drop(rows);
        let next = if collected.more {
            collected.last().map(|draft| draft.rowid)
        } else {
            bound.map(|bound| bound.saturating_add(1))
        };
        let messages = collected.assemble(&mut snapshot).await?;
        snapshot.commit().await?;
        Ok(Found { messages, next: next.and_then(|rowid| u64::try_from(rowid).ok()) })
    }
}

/// The query in FTS5's language: each word in quotes, so that nothing of it means anything there; `None` where there is
/// no word.
fn expression(query: &str) -> Option<String> {
    let query = query.replace('\0', " ");
    let words: Vec<&str> =
        query.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).take(WORDS).collect();
    let last = words.last()?;
    let prefix = !last.is_ascii() || last.chars().filter(|c| c.is_alphanumeric()).count() >= PREFIX_CHARS;
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    Some(quoted.join(" ") + if prefix { " *" } else { "" })
}
