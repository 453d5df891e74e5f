//! Bringing the write-ahead log back into the database, beside the writer.
//!
//! SQLite would do it within a commit, and whoever waits for that commit would wait for the disk twice. Here a second
//! connection does it (`PASSIVE`: it waits for nobody, and nobody for it). Trade-off: under writes without a pause it
//! never gets to the very end, and the log can only start over from there; so when the log is long, the writer does the
//! short rest itself between two batches.

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::batch::Batches;

/// Pages in the write-ahead log that are worth a checkpoint; SQLite's own default.
const CHECKPOINT_FRAMES: i64 = 1_000;

/// Pages in the write-ahead log at which the writer helps: 16 MiB. Beyond that and what is written until it looks again,
/// the log only grows as long as some reader needs its old pages.
pub(super) const WAL_FRAMES_MAX: u32 = 4_096;

/// Commits after which the writer looks whether it must help.
pub(super) const WRITER_LOOKS: u32 = 32;

/// Time between two looks at the log beside the writer.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs until `stop`; looks after something was `committed`.
pub(super) async fn run(options: SqliteConnectOptions, committed: Arc<Notify>, stop: CancellationToken) {
    let mut connection = None;
    while stop.run_until_cancelled(committed.notified()).await.is_some() {
        if let Err(error) = look(&options, &mut connection).await {
            tracing::warn!(%error, "a checkpoint failed; the next one makes up for it");
            connection = None;
        }
        if stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_none() {
            break;
        }
    }
    if let Some(connection) = connection
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the connection for checkpoints was not closed cleanly");
    }
}

async fn look(options: &SqliteConnectOptions, connection: &mut Option<SqliteConnection>) -> Result<(), sqlx::Error> {
    let opened = match connection.take() {
        Some(opened) => opened,
        None => options.connect().await?,
    };
    let connection = connection.insert(opened);
    let (frames, moved) = frames(connection, "PRAGMA wal_checkpoint(NOOP)").await?;
    if frames - moved >= CHECKPOINT_FRAMES {
        self::frames(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(())
}

/// Where the log is too long, does the rest, at a moment when nothing is added to it, so that the next commit can start
/// it over.
pub(super) async fn by_the_writer(batches: &mut Batches) {
    if let Err(error) = help(batches).await {
        tracing::warn!(%error, "a checkpoint failed; the next one makes up for it");
    }
}

async fn help(batches: &mut Batches) -> Result<(), sqlx::Error> {
    let connection = batches.connection().await?;
    let (frames, _) = frames(connection, "PRAGMA wal_checkpoint(NOOP)").await?;
    if frames > i64::from(WAL_FRAMES_MAX) {
        self::frames(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(())
}

/// How many pages the log has, and how many of them the database has, too.
async fn frames(connection: &mut SqliteConnection, checkpoint: &'static str) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query(checkpoint).fetch_one(connection).await?;
    Ok((row.try_get(1)?, row.try_get(2)?))
}
