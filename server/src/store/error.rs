//! What can go wrong with a store.

use std::path::PathBuf;

/// The store could not do what it was asked; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite reported a fault: disk full, no permission, a damaged file.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The file could not be brought to this version's schema.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not hold what the schema promises.
    #[error("the database holds an invalid {0}; restore a backup or report this as a bug")]
    Corrupt(&'static str),
    /// The commit that this write was part of failed; the reason is in the log.
    #[error("the write was rolled back")]
    RolledBack,
    /// The server is stopping.
    #[error("the store is closed")]
    Closed,
    /// A backup never overwrites.
    #[error("{} exists already; name a file that does not", .0.display())]
    TargetExists(PathBuf),
    /// A file could not be read or written.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
}
