//! Where the database is and how it is opened.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::checkpoint::WAL_FRAMES_MAX;

/// How long a connection waits for another process (a backup, `sqlite3`) that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes in a page; SQLite's own default.
pub(super) const PAGE_BYTES: u64 = 4_096;

/// Memory for the writer's pages, in KiB: the upper parts of the indexes it inserts into, and one batch.
const WRITER_CACHE_KIB: u32 = 16 * 1_024;

/// What an acknowledged write outlives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Also that the power fails: every commit waits for the disk.
    #[default]
    Full,
    /// That the process is killed. When the power fails, the last seconds may be lost; the database stays sound.
    Normal,
}

/// Where the database is and how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteOptions {
    /// The file. SQLite keeps two more beside it, `-wal` and `-shm`.
    pub path: PathBuf,
    /// What an acknowledged write outlives.
    pub durability: Durability,
    /// Most bytes the file may grow to, without `-wal`; what would exceed it is rolled back. `None`: as many as the disk
    /// has.
    pub max_bytes: Option<u64>,
}

impl SqliteOptions {
    /// The safest settings for the database at `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), durability: Durability::default(), max_bytes: None }
    }

    /// For the writer and the checkpoints.
    pub(super) fn to_write(&self) -> SqliteConnectOptions {
        let options = self
            .to_connect()
            .create_if_missing(true)
            // Checkpoints are made beside the writer, see `checkpoint`.
            .pragma("wal_autocheckpoint", "0")
            .pragma("journal_size_limit", (u64::from(WAL_FRAMES_MAX) * PAGE_BYTES).to_string())
            .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"));
        match self.max_bytes {
            Some(bytes) => options.pragma("max_page_count", (bytes / PAGE_BYTES).max(1).to_string()),
            None => options,
        }
    }

    /// For readers.
    pub(super) fn to_read(&self) -> SqliteConnectOptions {
        self.to_connect().read_only(true)
    }

    fn to_connect(&self) -> SqliteConnectOptions {
        let synchronous = match self.durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        };
        quiet(SqliteConnectOptions::new().filename(&self.path))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
    }
}

/// What every connection has. sqlx would log statements and how long they took.
pub(super) fn quiet(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.busy_timeout(BUSY_TIMEOUT).disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[tokio::test]
    async fn the_writer_waits_for_the_disk_as_it_is_told() {
        for (durability, level) in [(Durability::Full, 2), (Durability::Normal, 1)] {
            let dir = TempDir::new().unwrap();
            let options = SqliteOptions { durability, ..SqliteOptions::new(dir.path().join("test.db")) };
            let mut writer = options.to_write().connect().await.unwrap();
            let pragma = |name| sqlx::query_scalar::<_, i64>(name);
            assert_eq!(pragma("PRAGMA synchronous").fetch_one(&mut writer).await.unwrap(), level);
            assert_eq!(pragma("PRAGMA foreign_keys").fetch_one(&mut writer).await.unwrap(), 1);
            assert_eq!(pragma("PRAGMA wal_autocheckpoint").fetch_one(&mut writer).await.unwrap(), 0);
            let mode = sqlx::query_scalar::<_, String>("PRAGMA journal_mode").fetch_one(&mut writer).await.unwrap();
            assert_eq!(mode, "wal");
        }
        assert_eq!(Durability::default(), Durability::Full);
    }
}
