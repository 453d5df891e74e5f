//! Copies of a database in use.

use std::io;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tempfile::{Builder, TempPath};

use super::options::quiet;
use crate::store::StoreError;

/// Gives the copy a history of its own: whoever knows positions of the original must not take them for the copy's.
const NEW_EPOCH: &str = "UPDATE meta SET epoch = lower(hex(randomblob(16)))";

/// Copies a database into a file that does not exist yet, also while a server uses it: the copy is of one instant. It is
/// on the disk, whole, before it has its name; only its owner may read it.
///
/// # Errors
/// [`StoreError::TargetExists`]; [`StoreError::Database`] where the database cannot be read or the disk is full; and
/// [`StoreError::Io`]. Then nothing is left of the copy.
pub async fn backup(database: &Path, target: &Path) -> Result<(), StoreError> {
    let target = target.to_owned();
    let beside = target.clone();
    let copy = blocking(move || prepare(&beside)).await?;

    let options = quiet(SqliteConnectOptions::new().filename(database).read_only(true));
    let mut original = options.connect().await?;
    let name = copy.to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?.to_owned();
    sqlx::query("VACUUM INTO ?1").bind(name).execute(&mut original).await?;
    original.close().await?;

    let options = quiet(SqliteConnectOptions::new().filename(&copy))
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Full);
    let mut opened = options.connect().await?;
    sqlx::query(NEW_EPOCH).execute(&mut opened).await?;
    opened.close().await?;

    blocking(move || publish(copy, &target)).await
}

/// An empty file beside the target, where the rename will not leave the file system; removed unless it is renamed.
fn prepare(target: &Path) -> Result<TempPath, StoreError> {
    if target.try_exists()? {
        return Err(StoreError::TargetExists(target.to_owned()));
    }
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(Builder::new().prefix(".sociable-backup-").tempfile_in(directory)?.into_temp_path())
}

fn publish(copy: TempPath, target: &Path) -> Result<(), StoreError> {
    std::fs::File::open(&copy)?.sync_all()?;
    copy.persist_noclobber(target).map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::TargetExists(target.to_owned()),
        _ => failed.error.into(),
    })?;
    // The name, too, must outlive a power failure. Windows cannot open directories, and need not.
    #[cfg(unix)]
    std::fs::File::open(target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
        .sync_all()?;
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|failed| StoreError::Io(io::Error::other(failed)))?
}
