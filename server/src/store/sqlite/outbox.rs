//! What waits to be told to somebody outside.

use std::sync::Arc;

use async_trait::async_trait;
use sociable_protocol::Timestamp;
use sqlx::SqliteConnection;
use tokio::sync::Notify;

use super::SqliteStore;
use super::attempt::{Attempt, unrefused};
use super::rows::{Columns, json_array, to_i64};
use super::statements::statements;
use super::writer::Mutation;
use crate::store::outbox::{Compose, Entry, Outbox, Outgoing};
use crate::store::{Committed, StoreError};

statements! {
    ADD = "INSERT INTO outbox (lane, payload, created_at) VALUES (?1, ?2, ?3)";
    /// From one lane to the next by the index, so that it does not matter how much waits in each.
    LANES =
        "WITH RECURSIVE lanes (lane) AS ( \
             SELECT min(lane) FROM outbox WHERE lane > ?1 \
             UNION ALL \
             SELECT (SELECT min(o.lane) FROM outbox o WHERE o.lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL) \
         SELECT lane FROM lanes WHERE lane IS NOT NULL AND lane NOT IN (SELECT value FROM json_each(?2)) LIMIT ?3";
    OLDEST = "SELECT id, name, lane, payload, created_at FROM outbox WHERE lane = ?1 ORDER BY id LIMIT ?2";
    REMOVE = "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?1))";
    /// Ids grow with time, so that what is too old is at the beginning.
    FORGET =
        "DELETE FROM outbox WHERE id <= max( \
             (SELECT coalesce(max(id), 0) FROM outbox) - ?2, \
             coalesce((SELECT id - 1 FROM outbox WHERE id > 0 AND created_at >= ?1 ORDER BY id LIMIT 1), \
                      (SELECT coalesce(max(id), 0) FROM outbox)))";
}

/// How the writer fills the outbox, where somebody is to be told at all.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    pub(super) compose: Compose,
    pub(super) filled: Arc<Notify>,
}

impl Filling {
    /// Notes what is to be told of what has been done in this transaction. Says whether that is anything.
    pub(super) async fn note(
        &self,
        connection: &mut SqliteConnection,
        committed: &[Committed],
    ) -> Result<bool, StoreError> {
        let mut noted = false;
        for Entry { lane, payload, created_at } in committed.iter().filter_map(self.compose) {
            let add = sqlx::query(ADD).bind(lane).bind(payload).bind(created_at.as_millis());
            add.execute(&mut *connection).await?;
            noted = true;
        }
        Ok(noted)
    }
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

struct Taken(String);

#[async_trait]
impl Mutation for Taken {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, _: &mut Vec<Committed>) -> Attempt<()> {
        sqlx::query(REMOVE).bind(&*self.0).execute(connection).await?;
        Ok(())
    }
}

struct Forget {
    before: Timestamp,
    most: u64,
}

#[async_trait]
impl Mutation for Forget {
    type Reply = u64;

    async fn apply(&self, connection: &mut SqliteConnection, _: &mut Vec<Committed>) -> Attempt<u64> {
        let forget = sqlx::query(FORGET).bind(self.before.as_millis()).bind(to_i64(self.most));
        Ok(forget.execute(connection).await?.rows_affected())
    }
}

#[async_trait]
impl Outbox for SqliteStore {
    async fn lanes(&self, after: &str, except: &[String], limit: usize) -> Result<Vec<String>, StoreError> {
        let except = serde_json::to_string(except).map_err(|_| StoreError::Corrupt("lane"))?;
        let mut reader = self.reader().await?;
        let lanes = sqlx::query_scalar(LANES).bind(after).bind(except).bind(count(limit));
        Ok(lanes.fetch_all(&mut *reader).await?)
    }

    async fn outgoing(&self, lane: &str, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query(OLDEST).bind(lane).bind(count(limit)).fetch_all(&mut *reader).await?;
        let read = |row| {
            let mut columns = Columns::of(row);
            let (id, name) = (columns.count("place in the outbox")?, columns.take()?);
            let entry = Entry { lane: columns.take()?, payload: columns.take()?, created_at: columns.time()? };
            Ok(Outgoing { id, name, entry })
        };
        rows.iter().map(read).collect()
    }

    async fn taken(&self, ids: &[u64]) -> Result<(), StoreError> {
        unrefused(self.writer.write(Taken(json_array(ids))).await)
    }

    async fn forget_outgoing(&self, before: Timestamp, most: u64) -> Result<u64, StoreError> {
        unrefused(self.writer.write(Forget { before, most }).await)
    }

    async fn outbox_filled(&self) {
        self.outbox_filled.notified().await;
    }
}
