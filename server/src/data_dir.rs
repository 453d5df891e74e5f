//! The directory that holds everything a server keeps: taken by one process at a time, and watched while it is used.
//!
//! A database that is removed or replaced under a running server is written to all the same, and nobody sees it until
//! the next start finds the messages gone. So the server looks now and then whether its files are still those that it
//! opened, as PostgreSQL does with its `postmaster.pid`, and stops where they are not.

use std::fs::{File, Metadata, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::StartError;

/// How often the files are looked at. What is acknowledged meanwhile is lost with them.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How much later it is looked whether they are still gone.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A data directory that is this process's own for as long as this value lives.
pub(crate) struct DataDir {
    path: PathBuf,
    /// The operating system gives it back also when the process is killed.
    lock: tokio::fs::File,
    watched: Option<Watched>,
}

/// The files that are looked at, as they were when the database had been opened.
struct Watched {
    lock: (PathBuf, Found),
    database: (PathBuf, Found),
}

impl DataDir {
    /// Takes the directory, which is made if missing.
    pub(crate) fn take(path: &Path) -> Result<Self, StartError> {
        let failed = |source| StartError::DataDir { path: path.to_owned(), source };
        make_private(path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock: lock.into(), watched: None }),
            Err(TryLockError::WouldBlock) => Err(StartError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// To be called when `database`, which is in it, has been opened: that is the file that has to stay.
    pub(crate) async fn watch(&mut self, database: PathBuf) {
        let lock = self.path.join("lock");
        let (lock_then, database_then) = (found(&lock).await, found(&database).await);
        self.watched = Some(Watched { lock: (lock, lock_then), database: (database, database_then) });
    }

    /// Completes when the directory is not the one that was taken any more, or the database not the one that was opened.
    pub(crate) async fn lost(&self) {
        let Some(watched) = &self.watched else { return std::future::pending().await };
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if self.is_lost(watched).await {
                // Some file systems are away for a moment.
                tokio::time::sleep(LOOK_AGAIN).await;
                if self.is_lost(watched).await {
                    return;
                }
            }
        }
    }

    async fn is_lost(&self, Watched { lock, database }: &Watched) -> bool {
        let (lock_now, database_now) = (found(&lock.0).await, found(&database.0).await);
        // On file systems that number files anew now and then, the one that is open has the new number, too, and no number
        // says anything of the other.
        let renumbered = lock_now != lock.1;
        lock_now.differs(self.lock.metadata().await.map_or(Found::Unknown, Found::from))
            || database_now == Found::Nothing
            || !renumbered && database_now.differs(database.1)
    }
}

/// What there is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    File(Identity),
    Nothing,
    /// That cannot be said now.
    Unknown,
}

impl Found {
    fn differs(self, other: Self) -> bool {
        self != other && ![self, other].contains(&Self::Unknown)
    }
}

impl From<Metadata> for Found {
    fn from(file: Metadata) -> Self {
        Self::File(identity(&file))
    }
}

async fn found(path: &Path) -> Found {
    match tokio::fs::metadata(path).await {
        Ok(file) => file.into(),
        Err(error) if error.kind() == ErrorKind::NotFound => Found::Nothing,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "cannot look whether the data is still there");
            Found::Unknown
        }
    }
}

/// The number of a file, which no other has while it is open.
#[cfg(unix)]
type Identity = (u64, u64);
/// Elsewhere a file that is open cannot be removed nor replaced.
#[cfg(not(unix))]
type Identity = ();

#[cfg(unix)]
fn identity(file: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {}

/// Makes the directory, for its owner only: it holds everybody's messages.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn where_files_are_numbered_anew_none_is_taken_for_lost() {
        let place = tempfile::tempdir().unwrap();
        let mut dir = DataDir::take(place.path()).unwrap();
        let database = place.path().join("sociable.db");
        std::fs::write(&database, "").unwrap();
        dir.watch(database.clone()).await;
        let mut watched = dir.watched.take().unwrap();
        assert!(!dir.is_lost(&watched).await);
        let other = Found::File((0, 0));
        watched.database.1 = other;
        assert!(dir.is_lost(&watched).await, "another file is there");
        watched.lock.1 = other;
        assert!(!dir.is_lost(&watched).await, "or all have other numbers");
        std::fs::remove_file(&database).unwrap();
        assert!(dir.is_lost(&watched).await);
    }
}
