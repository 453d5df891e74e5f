//! Removing old messages for good.

use async_trait::async_trait;
use sociable_protocol::Timestamp;
use sqlx::SqliteConnection;

use super::SqliteStore;
use super::attempt::{Attempt, unrefused};
use super::rows::Columns;
use super::statements::statements;
use super::writer::Mutation;
use crate::store::{Committed, StoreError};

/// Messages removed in one write: others wait for it.
const BATCH: i64 = 500;

statements! {
    NEXT_ROOM = "SELECT id FROM rooms WHERE id > ?1 ORDER BY id LIMIT 1";
    /// The position that would be the first one, were the oldest messages removed: all that are before the instant, or a
    /// batch of them. Only a room's beginning is removed, so that what is left has no holes.
    OLDEST =
        "SELECT seq, created_at < ?2 FROM messages WHERE room_id = ?1 ORDER BY seq LIMIT ?3";
    REMOVE =
        "DELETE FROM messages WHERE room_id = ?1 AND seq <= ?2; UPDATE rooms SET first = ?2 + 1 WHERE id = ?1";
}

struct TrimRoom {
    room_id: i64,
    before: Timestamp,
}

#[async_trait]
impl Mutation for TrimRoom {
    /// How many were removed; a full batch may not have been all.
    type Reply = i64;

    async fn apply(&self, connection: &mut SqliteConnection, _: &mut Vec<Committed>) -> Attempt<i64> {
        let rows = sqlx::query(OLDEST)
            .bind(self.room_id)
            .bind(self.before.as_millis())
            .bind(BATCH)
            .fetch_all(&mut *connection)
            .await?;
        let mut old = None;
        let mut removed = 0;
        for row in &rows {
            let mut columns = Columns::of(row);
            let seq: i64 = columns.take()?;
            if !columns.take::<bool>()? {
                break;
            }
            old = Some(seq);
            removed += 1;
        }
        if let Some(last) = old {
            sqlx::query(REMOVE).bind(self.room_id).bind(last).execute(connection).await?;
        }
        Ok(removed)
    }
}

impl SqliteStore {
    /// Removes messages from before an instant, room by room, in writes of a bounded size.
    pub(super) async fn trim_rooms(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut total = 0;
        let mut room_id = 0;
        while let Some(next) = self.next_room(room_id).await? {
            room_id = next;
            loop {
                let removed = unrefused(self.writer.write(TrimRoom { room_id, before }).await)?;
                total += removed.unsigned_abs();
                if removed < BATCH {
                    break;
                }
            }
        }
        Ok(total)
    }

    async fn next_room(&self, after: i64) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(NEXT_ROOM).bind(after).fetch_optional(&mut *self.reader().await?).await?;
        row.map(|row| Columns::of(&row).take()).transpose()
    }
}
