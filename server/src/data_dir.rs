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

/// A data directory that is this process's own for as long as this value lives.
pub(crate) struct DataDir {
    path: PathBuf,
    /// The operating system gives it back also when the process is killed.
    lock: File,
}

impl DataDir {
    /// Takes the directory, which is made if missing.
    pub(crate) fn take(path: &Path) -> Result<Self, StartError> {
        let failed = |source| StartError::DataDir { path: path.to_owned(), source };
        make_private(path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(StartError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Completes when the directory is not the one that was taken any more, or `file`, which has been opened in it, not
    /// that file.
    pub(crate) async fn lost(&self, file: &Path) {
        let watched =
            [(self.path.join("lock"), self.lock.metadata()), (file.to_owned(), tokio::fs::metadata(file).await)];
        loop {
            for (path, opened) in &watched {
                if let Ok(opened) = opened
                    && !is_still(path, opened).await
                {
                    return;
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// Whether the file at `path` is the one that has been opened. Where that cannot be said now, it is taken for it.
async fn is_still(path: &Path, opened: &Metadata) -> bool {
    match tokio::fs::metadata(path).await {
        Ok(found) => identity(&found) == identity(opened),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "cannot look whether the data is still there");
            true
        }
    }
}

/// No other file has it while this one is open.
#[cfg(unix)]
fn identity(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (file.dev(), file.ino())
}

/// Elsewhere a file that is open cannot be removed nor replaced.
#[cfg(not(unix))]
fn identity(_: &Metadata) {}

/// Makes the directory, for its owner only: it holds everybody's messages.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
