//! The store on SQLite, in WAL mode: one connection writes, a pool reads, and neither waits for the other.
//!
//! Trade-off: a single writer bounds the write rate to what one thread commits, but group commit ([`writer`]) makes
//! that thousands of messages per second, and in return positions need no locks and no retries.

mod rows;
mod writer;

use std::path::Path;
use std::time::Duration;

use sociable_protocol::{Message, RoomSlug, Timestamp, User, UserId};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Row, SqliteConnection};
use tokio::sync::mpsc;

use super::{Excerpt, NewMessage, Page, StoreError};
use rows::{message_from_row, room_from_row, to_i64};
pub use writer::PendingAppend;
use writer::Writer;

/// Connections that read. SQLite reads are CPU-bound and short, so more than a few only add memory.
const READERS: u32 = 4;

/// How long a connection waits for another process (a backup, `sqlite3`) that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A handle to the database. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Store {
    readers: SqlitePool,
    writer: Writer,
}

impl Store {
    /// Opens the database at `path`, makes it where it is missing, and brings it to this version's schema.
    ///
    /// Batches of newly committed messages go to `committed`, in order; when that channel is full the writer waits, so
    /// a slow consumer slows sending down instead of growing a queue.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the file cannot be opened or is not a database, [`StoreError::Migration`] where
    /// it was made by a newer version.
    pub async fn open(path: &Path, committed: mpsc::Sender<Vec<Message>>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: a commit is on the disk before it is acknowledged, also when the power fails.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();

        let mut connection: SqliteConnection = options.connect().await?;
        MIGRATIONS.run(&mut connection).await?;

        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY_TIMEOUT)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self { readers, writer: Writer::start(connection, committed) })
    }

    /// Queues a message for the log, in the order of calls, and waits only for room in the queue. The returned
    /// future tells when it is committed.
    ///
    /// # Errors
    /// [`StoreError::Closed`] after [`close`](Self::close).
    pub async fn append(&self, message: NewMessage) -> Result<PendingAppend, StoreError> {
        self.writer.append(message).await
    }

    /// Keeps a person.
    ///
    /// # Errors
    /// Any [`StoreError`]; then the person is not kept.
    pub async fn create_user(&self, user: &User, now: Timestamp) -> Result<(), StoreError> {
        self.writer.create_user(user.clone(), now).await
    }

    /// The person with this id.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the database cannot be read.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let row = sqlx::query("SELECT id, name FROM users WHERE id = ?")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| rows::user(row.try_get(0)?, row.try_get(1)?)).transpose()
    }

    /// Reads at most `limit` messages of a room; `None` where there is no such room.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the database cannot be read.
    pub async fn excerpt(&self, room: &RoomSlug, page: Page, limit: u32) -> Result<Option<Excerpt>, StoreError> {
        // One transaction, so that `head` and the messages are of the same instant.
        let mut snapshot = self.readers.begin().await?;
        let Some(row) = sqlx::query("SELECT id, slug, name, head FROM rooms WHERE slug = ?")
            .bind(room.as_str())
            .fetch_optional(&mut *snapshot)
            .await?
        else {
            return Ok(None);
        };
        let (room_id, room, head) = room_from_row(&row)?;

        let (sql, bound) = match page {
            Page::Latest => (BEFORE, i64::MAX),
            Page::Before(seq) => (BEFORE, to_i64(seq.0)),
            Page::After(seq) => (AFTER, to_i64(seq.0)),
        };
        // One more than asked for tells whether there are more.
        let rows =
            sqlx::query(sql).bind(room_id).bind(bound).bind(i64::from(limit) + 1).fetch_all(&mut *snapshot).await?;
        snapshot.commit().await?;

        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > wanted;
        let mut messages = rows
            .iter()
            .take(wanted)
            .map(|row| message_from_row(row, room.slug.clone()))
            .collect::<Result<Vec<_>, _>>()?;
        if !matches!(page, Page::After(_)) {
            messages.reverse();
        }
        Ok(Some(Excerpt { room, head, messages, has_more }))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] where it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }

    /// Commits what is queued, then refuses everything and closes the file.
    ///
    /// # Errors
    /// [`StoreError::Closed`] where it was closed before.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.readers.close().await;
        self.writer.close().await
    }
}

const BEFORE: &str = "SELECT seq, id, user_id, user_name, text, created_at FROM messages \
                      WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?";
const AFTER: &str = "SELECT seq, id, user_id, user_name, text, created_at FROM messages \
                     WHERE room_id = ? AND seq > ? ORDER BY seq ASC LIMIT ?";
