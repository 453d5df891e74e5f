//! What can go wrong with a store.

use std::path::PathBuf;

/// The store could not do what it was asked; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite reported a fault: disk full, no permission, a damaged file.
    #[error("the database failed: {0}{remedy}", remedy = remedy(.0))]
    Database(#[from] sqlx::Error),
    /// The file could not be brought to this version's schema.
    #[error("the database could not be migrated: {0}{remedy}", remedy = migration_remedy(.0))]
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

/// What helps against a fault of SQLite's, where that can be said: by the primary code, which is the lower byte of what it
/// reports (<https://www.sqlite.org/rescode.html>).
fn remedy(error: &sqlx::Error) -> &'static str {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    match code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
        // CORRUPT and NOTADB.
        Some(11 | 26) => "; the file is damaged or no database: put a backup in its place",
        // FULL.
        Some(13) => "; make room on its disk",
        // PERM, READONLY and CANTOPEN.
        Some(3 | 8 | 14) => "; the file and its directory have to be there, and writable for the server's user",
        _ => "",
    }
}

fn migration_remedy(error: &sqlx::migrate::MigrateError) -> &'static str {
    use sqlx::migrate::MigrateError;
    match error {
        MigrateError::VersionMissing(_) => {
            "; a newer version of this program has used it: start that one, or restore a backup of before"
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => remedy(error),
        _ => "",
    }
}
