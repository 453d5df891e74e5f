//! The single writer: one task, one connection, group commit.
//!
//! It takes every write that waits at that moment and commits them in one transaction, so one flush of the disk serves
//! them all and the cost per message falls as load rises. After the commit it publishes what others must learn, in
//! order, then answers whoever asked: nobody learns of anything that could still be lost.
//!
//! It knows no kind of write: each is a [`Mutation`] of its own, beside its SQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use sqlx::SqliteConnection;
use tokio::sync::{Notify, mpsc, oneshot};

use super::attempt::{Attempt, Stop};
use super::batch::{Batches, Fate};
use super::checkpoint;
use crate::store::{Committed, Outcome, Refused, StoreError};

/// Writes that may wait. When it is full, whoever wants to write waits, in order.
const QUEUE: usize = 1_024;

/// Writes in one transaction: bounds how long the first of them waits for the last.
const BATCH: usize = 256;

/// One kind of write.
#[async_trait]
pub(super) trait Mutation: Send + Sync + 'static {
    /// What the one who asked for it gets.
    type Reply: Send + 'static;

    /// Does it, within a transaction that others share: whatever can be refused must be refused before the first change.
    /// What others must learn goes to `committed`. It may be called a second time, after a roll-back.
    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Self::Reply>;
}

/// A mutation and who waits for it, whatever its reply.
#[async_trait]
pub(super) trait Job: Send {
    /// Applies the mutation and keeps its reply. An error makes the transaction void.
    async fn apply(
        &mut self,
        connection: &mut SqliteConnection,
        committed: &mut Vec<Committed>,
    ) -> Result<(), StoreError>;

    /// Gives the reply, now that it is true, or tells that it is not.
    fn answer(self: Box<Self>, fate: Fate);
}

struct Pending<M: Mutation> {
    mutation: M,
    reply: Option<Result<M::Reply, Refused>>,
    done: oneshot::Sender<Outcome<M::Reply>>,
}

#[async_trait]
impl<M: Mutation> Job for Pending<M> {
    async fn apply(
        &mut self,
        connection: &mut SqliteConnection,
        committed: &mut Vec<Committed>,
    ) -> Result<(), StoreError> {
        self.reply = Some(match self.mutation.apply(connection, committed).await {
            Ok(reply) => Ok(reply),
            Err(Stop::Refused(refused)) => Err(refused),
            Err(Stop::Failed(error)) => return Err(error),
        });
        Ok(())
    }

    fn answer(self: Box<Self>, fate: Fate) {
        let outcome = match (fate, self.reply) {
            (Fate::Committed, Some(reply)) => Ok(reply),
            (Fate::RolledBack, _) | (Fate::Committed, None) => Err(StoreError::RolledBack),
        };
        // Whoever asked may be gone by now: what is committed stays.
        let _gone = self.done.send(outcome);
    }
}

enum Request {
    Write(Box<dyn Job>),
    Close { done: oneshot::Sender<Result<(), StoreError>> },
}

/// A handle to the writer's queue.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Request>,
    published: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the task. It publishes to `committed`, and wakes who waits for a commit through `after_commit`.
    pub(super) fn start(batches: Batches, committed: mpsc::Sender<Vec<Committed>>, after_commit: Arc<Notify>) -> Self {
        let (queue, requests) = mpsc::channel(QUEUE);
        let published = Arc::new(AtomicU64::new(0));
        let publisher = Publisher { committed, published: Arc::clone(&published) };
        tokio::spawn(run(batches, requests, publisher, after_commit));
        Self { queue, published }
    }

    /// How many batches were published.
    pub(super) fn published(&self) -> u64 {
        self.published.load(Ordering::Acquire)
    }

    /// Queues a write, in the order of calls, and waits only for room in the queue.
    pub(super) async fn queue<M: Mutation>(
        &self,
        mutation: M,
    ) -> Result<oneshot::Receiver<Outcome<M::Reply>>, StoreError> {
        let (done, pending) = oneshot::channel();
        let job = Box::new(Pending { mutation, reply: None, done });
        self.queue.send(Request::Write(job)).await.map_err(|_| StoreError::Closed)?;
        Ok(pending)
    }

    /// Queues a write and waits until it is committed or is not.
    pub(super) async fn write<M: Mutation>(&self, mutation: M) -> Outcome<M::Reply> {
        self.queue(mutation).await?.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Commits what is queued, refuses what comes after, and closes the database.
    pub(super) async fn close(&self) -> Result<(), StoreError> {
        let (done, closed) = oneshot::channel();
        self.queue.send(Request::Close { done }).await.map_err(|_| StoreError::Closed)?;
        closed.await.unwrap_or(Err(StoreError::Closed))
    }
}

/// Where what is committed goes.
struct Publisher {
    committed: mpsc::Sender<Vec<Committed>>,
    published: Arc<AtomicU64>,
}

impl Publisher {
    async fn publish(&self, news: Vec<Committed>) {
        if news.is_empty() {
            return;
        }
        if self.committed.send(news).await.is_err() {
            tracing::debug!("nobody takes what is committed any more; it is read from the log at the next join");
        }
        self.published.fetch_add(1, Ordering::Release);
    }
}

async fn run(
    mut batches: Batches,
    mut requests: mpsc::Receiver<Request>,
    publisher: Publisher,
    after_commit: Arc<Notify>,
) {
    let mut taken = Vec::with_capacity(BATCH);
    let mut closing = None;
    let mut commits = 0_u32;
    while requests.recv_many(&mut taken, BATCH).await > 0 {
        let mut jobs = Vec::with_capacity(taken.len());
        for request in taken.drain(..) {
            match request {
                Request::Write(job) => jobs.push(job),
                Request::Close { done } => {
                    // What is queued already is still written; what comes now is refused.
                    requests.close();
                    closing = Some(done);
                }
            }
        }
        if jobs.is_empty() {
            continue;
        }
        let (fates, news) = batches.commit_or_isolate(&mut jobs).await;
        publisher.publish(news).await;
        for (job, fate) in jobs.into_iter().zip(fates) {
            job.answer(fate);
        }
        after_commit.notify_one();
        commits = commits.wrapping_add(1);
        if commits.is_multiple_of(checkpoint::WRITER_LOOKS) {
            checkpoint::by_the_writer(&mut batches).await;
        }
    }
    let closed = batches.close().await;
    if let Err(error) = &closed {
        tracing::error!(%error, "the database was not closed cleanly; the next start recovers it");
    }
    if let Some(done) = closing {
        // The one who asked may have stopped waiting.
        let _gone = done.send(closed);
    }
}
