//! Putting the parts together, starting them in order and stopping them in the opposite one.

use std::fs::{File, TryLockError};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::Limits;
use tokio::sync::mpsc;

use crate::config::StoreConfig;
use crate::domain::{Chat, TokenKey, TokenKeyError};
use crate::http::{self, Listeners, Readiness};
use crate::realtime::Realtime;
use crate::store::{Store, StoreError};

/// Committed batches that may wait to be sent to rooms; when it is full, the writer waits.
const COMMITTED_BATCHES: usize = 64;

/// How long connections have to close when the server stops.
const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// The server, with its data open and nothing served yet.
pub struct App {
    chat: Arc<Chat>,
    store: Store,
    committed: mpsc::Receiver<Vec<sociable_protocol::Message>>,
    /// Held as long as the data is used; the operating system gives it back also when the process is killed.
    lock: File,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory is not usable.
    #[error("cannot use {path} as data directory: {source}; choose another with --data or make it writable")]
    DataDir {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process uses the data: two would not know of each other's messages.
    #[error("another Sociable uses the data in {0}; stop it, or choose another directory with --data")]
    InUse(PathBuf),
    /// The database is not usable.
    #[error("cannot open the database {path}: {source}")]
    Store {
        /// The file.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The session key is not usable.
    #[error(transparent)]
    Key(#[from] TokenKeyError),
}

/// Why the server stopped otherwise than it was told to.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// What was queued could not be committed, or the file not closed.
    #[error("the store did not close cleanly: {0}")]
    Store(#[from] StoreError),
}

impl App {
    /// Opens the data directory; the first time, makes it, with an empty database and a new session key.
    ///
    /// # Errors
    /// [`StartError`] where something in it cannot be read or made.
    pub async fn start(config: &StoreConfig, limits: Limits) -> Result<Self, StartError> {
        let dir = &config.data;
        make_private_dir(dir).map_err(|source| StartError::DataDir { path: dir.clone(), source })?;
        let lock = lock(dir)?;
        let key = TokenKey::load_or_create(&dir.join("session.key"))?;
        let path = dir.join("sociable.db");
        let (committing, committed) = mpsc::channel(COMMITTED_BATCHES);
        let store = Store::open(&path, committing).await.map_err(|source| StartError::Store { path, source })?;
        let chat = Arc::new(Chat::new(store.clone(), key, limits));
        Ok(Self { chat, store, committed, lock })
    }

    /// Serves until `stop` completes, then stops in order: no new connections, no new handshakes, close every
    /// connection, commit what is queued, close the database.
    ///
    /// # Errors
    /// [`RunError`] where the database could not be closed cleanly. Every acknowledged message is safe even then.
    pub async fn run(self, listeners: Listeners, stop: impl Future<Output = ()> + Send) -> Result<(), RunError> {
        let (realtime, layer) = Realtime::start(Arc::clone(&self.chat), self.committed);
        let readiness = Readiness::default();
        let router = http::router(self.chat, &layer, &readiness);
        let server = http::Server::start(listeners, &router);

        stop.await;
        tracing::info!("stopping");
        readiness.stop();
        server.stop_accepting();
        realtime.close(CLOSE_LIMIT).await;
        server.finish(CLOSE_LIMIT).await;
        self.store.close().await?;
        drop(self.lock);
        tracing::info!("stopped");
        Ok(())
    }
}

/// Makes the directory, for its owner only: it holds everybody's messages.
fn make_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Takes the data for this process alone.
fn lock(dir: &Path) -> Result<File, StartError> {
    let failed = |source| StartError::DataDir { path: dir.to_owned(), source };
    let file = File::create(dir.join("lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
