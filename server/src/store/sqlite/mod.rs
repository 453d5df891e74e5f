//! The store on SQLite, in WAL mode: one connection writes, a pool reads, and neither waits for the other.
//!
//! Trade-off: a single writer bounds the write rate to what one thread commits, but group commit ([`writer`]) makes
//! that thousands of messages per second, and in return positions need no locks and no retries.

mod append;
mod attempt;
mod backup;
mod batch;
mod changes;
mod check;
mod checkpoint;
mod finding;
mod log;
mod members;
mod membership;
mod mentions;
mod message;
mod options;
mod outbox;
mod people;
mod place;
#[cfg(test)]
mod plans;
mod reactions;
mod reads;
mod rooms;
mod rows;
mod statements;
mod summaries;
mod trim;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sociable_protocol::{Epoch, Timestamp};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use sqlx::{ConnectOptions, Row, Sqlite, SqliteTransaction};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::backup::backup;
use self::batch::Batches;
pub use self::check::check_file;
pub use self::options::{Durability, SqliteOptions};
use self::outbox::Filling;
use self::writer::Writer;
use super::{Committed, Compose, Report, StoreError, Upkeep};

/// Connections that read. SQLite reads are CPU-bound and short, so more than a few only add memory.
const READERS: u32 = 4;

/// Searches at a time: they are the longest reads, and must leave readers for the others.
const SEARCHES: usize = 2;

/// How long a read waits for its turn. Reads take milliseconds, so that thousands may wait.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A handle to the database. Cloning shares it.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    path: Arc<Path>,
    readers: SqlitePool,
    searches: Arc<Semaphore>,
    writer: Writer,
    epoch: Epoch,
    checkpoints: Checkpoints,
    outbox_filled: Arc<Notify>,
}

/// The task that makes checkpoints.
#[derive(Debug, Clone)]
struct Checkpoints {
    stop: CancellationToken,
    task: TaskTracker,
}

impl SqliteStore {
    /// Opens the database, makes it where it is missing, and brings it to this version's schema.
    ///
    /// What is committed goes to `committed`, a batch for each commit, in order; when that channel is full the writer
    /// waits, so a slow consumer slows writing down instead of growing a queue.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the file cannot be opened or is not a database, [`StoreError::Migration`] where
    /// it was made by a newer version.
    pub async fn open(options: &SqliteOptions, committed: mpsc::Sender<Vec<Committed>>) -> Result<Self, StoreError> {
        Self::open_with(options, committed, None).await
    }

    /// As [`open`](Self::open), with an [`Outbox`](super::Outbox) that is filled with what `compose` makes of what is
    /// committed.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(
        options: &SqliteOptions,
        committed: mpsc::Sender<Vec<Committed>>,
        compose: Option<Compose>,
    ) -> Result<Self, StoreError> {
        let mut connection = options.to_write().connect().await?;
        MIGRATIONS.run(&mut connection).await?;
        let epoch: String = sqlx::query("SELECT epoch FROM meta").fetch_one(&mut connection).await?.try_get(0)?;
        let epoch = Epoch::try_from(epoch).map_err(|_| StoreError::Corrupt("epoch"))?;

        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(READ_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            // A connection to a file does not break by itself.
            .test_before_acquire(false)
            .connect_lazy_with(options.to_read());

        let after_commit = Arc::new(Notify::new());
        let checkpoints = Checkpoints { stop: CancellationToken::new(), task: TaskTracker::new() };
        let looking = checkpoint::run(options.to_write(), Arc::clone(&after_commit), checkpoints.stop.clone());
        checkpoints.task.spawn(looking);
        let outbox_filled = Arc::new(Notify::new());
        let filling = compose.map(|compose| Filling { compose, filled: Arc::clone(&outbox_filled) });
        let batches = Batches::new(options.to_write(), connection, filling);
        let writer = Writer::start(batches, committed, after_commit);
        let searches = Arc::new(Semaphore::new(SEARCHES));
        Ok(Self {
            path: Arc::from(options.path.as_path()),
            readers,
            searches,
            writer,
            epoch,
            checkpoints,
            outbox_filled,
        })
    }

    /// A connection for one query.
    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.readers.acquire().await.map_err(read_error)
    }

    /// A connection for several queries that must see the same instant.
    async fn snapshot(&self) -> Result<SqliteTransaction<'static>, StoreError> {
        self.readers.begin().await.map_err(read_error)
    }
}

fn read_error(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::PoolClosed => StoreError::Closed,
        other => StoreError::Database(other),
    }
}

#[async_trait]
impl Upkeep for SqliteStore {
    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&mut *self.reader().await?).await?;
        Ok(())
    }

    async fn trim(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.trim_rooms(before).await
    }

    async fn check(&self) -> Result<Report, StoreError> {
        if self.readers.is_closed() {
            return Err(StoreError::Closed);
        }
        // It takes long, so that it must not take a reader from the others. And the full-text index takes what it
        // remembers of itself from an earlier check on the same connection for what it is now: a false alarm.
        check_file(&self.path).await
    }

    async fn close(&self) -> Result<(), StoreError> {
        // The writer closes last and tidies up, so that no other connection may be left by then.
        self.readers.close().await;
        self.checkpoints.stop.cancel();
        self.checkpoints.task.close();
        self.checkpoints.task.wait().await;
        self.writer.close().await
    }
}
