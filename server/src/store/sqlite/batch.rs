//! Committing several writes in one transaction, and what becomes of them when that fails.
//!
//! Transactions are begun and ended by plain statements rather than by sqlx: after some faults (a full disk) SQLite has
//! rolled back on its own, and sqlx would go on to count a transaction that is not there.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::outbox::Filling;
use super::writer::Job;
use crate::store::{Committed, StoreError};

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Committed,
    RolledBack,
}

/// Why a transaction was not committed.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// Another process holds the database, or it cannot be opened. No write is to blame.
    #[error("the transaction could not begin: {0}")]
    Begin(sqlx::Error),
    #[error("{0}")]
    Write(#[from] StoreError),
    #[error("a write panicked")]
    Panic,
    #[error("the transaction could not end: {0}")]
    Commit(sqlx::Error),
}

/// The connection that writes. It is replaced where its state is not known.
#[derive(Debug)]
pub(super) struct Batches {
    options: SqliteConnectOptions,
    connection: Option<SqliteConnection>,
    /// Where somebody outside is to be told.
    outbox: Option<Filling>,
}

impl Batches {
    pub(super) const fn new(
        options: SqliteConnectOptions,
        connection: SqliteConnection,
        outbox: Option<Filling>,
    ) -> Self {
        Self { options, connection: Some(connection), outbox }
    }

    /// Commits the writes; where that fails, each alone, so that one that the database cannot take fails by itself and
    /// does not take its neighbours with it. Tells the fate of each, and what others must learn, in order.
    pub(super) async fn commit_or_isolate(&mut self, jobs: &mut [Box<dyn Job>]) -> (Vec<Fate>, Vec<Committed>) {
        let mut news = Vec::new();
        match self.commit(jobs, &mut news).await {
            Ok(()) => return (vec![Fate::Committed; jobs.len()], news),
            Err(error) => {
                tracing::error!(%error, writes = jobs.len(), "a commit failed and was rolled back");
                if jobs.len() == 1 || matches!(error, Fault::Begin(_)) {
                    return (vec![Fate::RolledBack; jobs.len()], Vec::new());
                }
            }
        }
        let mut fates = vec![Fate::RolledBack; jobs.len()];
        for (job, fate) in jobs.iter_mut().zip(&mut fates) {
            match self.commit(std::slice::from_mut(job), &mut news).await {
                Ok(()) => *fate = Fate::Committed,
                Err(error) => {
                    tracing::error!(%error, "a write failed and was rolled back");
                    if matches!(error, Fault::Begin(_)) {
                        // The others would each wait for the same.
                        break;
                    }
                }
            }
        }
        (fates, news)
    }

    /// Commits the writes in one transaction, or none of them; then `news` is as before.
    async fn commit(&mut self, jobs: &mut [Box<dyn Job>], news: &mut Vec<Committed>) -> Result<(), Fault> {
        let before = news.len();
        let outbox = self.outbox.clone();
        let connection = self.connection().await.map_err(Fault::Begin)?;
        if let Err(error) = sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await {
            self.connection = None;
            return Err(Fault::Begin(error));
        }
        let written = match AssertUnwindSafe(write(connection, jobs, news, outbox.as_ref())).catch_unwind().await {
            Ok(result) => result.map_err(Fault::Write),
            Err(_) => Err(Fault::Panic),
        };
        let result = match written {
            Ok(noted) => sqlx::query("COMMIT").execute(&mut *connection).await.map(|_| noted).map_err(Fault::Commit),
            Err(fault) => Err(fault),
        };
        if let (Ok(true), Some(outbox)) = (&result, &outbox) {
            outbox.filled.notify_one();
        }
        if result.is_err() {
            news.truncate(before);
            if sqlx::query("ROLLBACK").execute(&mut *connection).await.is_err() {
                // SQLite has done it already, or the connection is broken: a new one is in no transaction for certain.
                self.connection = None;
            }
        }
        result.map(|_| ())
    }

    /// The connection, opened again where it was given up.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Brings everything from the write-ahead log into the database, and closes it.
    pub(super) async fn close(mut self) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await?;
        if let Some(connection) = self.connection {
            connection.close().await?;
        }
        Ok(())
    }
}

/// Does what the jobs say, and notes what is to be told of it. Says whether that is anything.
async fn write(
    connection: &mut SqliteConnection,
    jobs: &mut [Box<dyn Job>],
    news: &mut Vec<Committed>,
    outbox: Option<&Filling>,
) -> Result<bool, StoreError> {
    let before = news.len();
    for job in jobs {
        job.apply(connection, news).await?;
    }
    match outbox {
        Some(outbox) => outbox.note(connection, news.get(before..).unwrap_or_default()).await,
        None => Ok(false),
    }
}
