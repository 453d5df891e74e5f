//! The single writer: one task, one connection, group commit.
//!
//! It takes every write that waits at that moment and commits them in one transaction, so one flush of the disk serves
//! them all and the cost per message falls as load rises. After the commit it publishes the new messages in order, then
//! answers the senders: nobody learns of a message that could still be lost.

use sociable_protocol::{Message, Timestamp, User};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row, SqliteTransaction};
use tokio::sync::{mpsc, oneshot};

use super::rows::{message_from_row, seq, to_i64};
use crate::store::{AppendRefused, NewMessage, StoreError};

/// Writes that may wait. When it is full, whoever wants to write waits, in order.
const QUEUE: usize = 1_024;

/// Writes in one transaction: bounds how long the first of them waits for the last.
const BATCH: usize = 256;

type AppendResult = Result<Result<Message, AppendRefused>, StoreError>;

enum Write {
    Append { message: NewMessage, done: oneshot::Sender<AppendResult> },
    CreateUser { user: User, now: Timestamp, done: oneshot::Sender<Result<(), StoreError>> },
    Close { done: oneshot::Sender<()> },
}

/// A handle to the writer's queue.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Write>,
}

/// An append that is queued; [`committed`](Self::committed) tells how it ended.
#[derive(Debug)]
pub struct PendingAppend(oneshot::Receiver<AppendResult>);

impl PendingAppend {
    /// Waits until the message is committed to disk, and returns it as it is stored: for an id that was sent before,
    /// the message of that time.
    ///
    /// # Errors
    /// The outer error is the store's fault and worth a retry, the inner one is a refusal.
    pub async fn committed(self) -> AppendResult {
        self.0.await.unwrap_or(Err(StoreError::Closed))
    }
}

impl Writer {
    pub(super) fn start(connection: SqliteConnection, committed: mpsc::Sender<Vec<Message>>) -> Self {
        let (queue, writes) = mpsc::channel(QUEUE);
        tokio::spawn(run(connection, writes, committed));
        Self { queue }
    }

    pub(super) async fn append(&self, message: NewMessage) -> Result<PendingAppend, StoreError> {
        let (done, pending) = oneshot::channel();
        self.queue.send(Write::Append { message, done }).await.map_err(|_| StoreError::Closed)?;
        Ok(PendingAppend(pending))
    }

    pub(super) async fn create_user(&self, user: User, now: Timestamp) -> Result<(), StoreError> {
        let (done, created) = oneshot::channel();
        self.queue.send(Write::CreateUser { user, now, done }).await.map_err(|_| StoreError::Closed)?;
        created.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(super) async fn close(&self) -> Result<(), StoreError> {
        let (done, closed) = oneshot::channel();
        self.queue.send(Write::Close { done }).await.map_err(|_| StoreError::Closed)?;
        closed.await.map_err(|_| StoreError::Closed)
    }
}

async fn run(
    mut connection: SqliteConnection,
    mut writes: mpsc::Receiver<Write>,
    committed: mpsc::Sender<Vec<Message>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut closing = None;
    while writes.recv_many(&mut batch, BATCH).await > 0 {
        let outcomes = commit_or_isolate(&mut connection, &batch).await;
        publish(&outcomes, &committed).await;
        for (write, outcome) in batch.drain(..).zip(outcomes) {
            answer(write, outcome, &mut closing);
        }
        if closing.is_some() {
            // What is queued already is still written; what comes now is refused.
            writes.close();
        }
    }
    if let Err(error) = connection.close().await {
        tracing::error!(%error, "the database was not closed cleanly; the next start recovers it");
    }
    if let Some(done) = closing {
        // The one who asked may have stopped waiting.
        let _gone = oneshot::Sender::send(done, ());
    }
}

/// What became of each write of a batch, in the batch's order.
enum Outcome {
    Appended { message: Message, new: bool },
    Refused(AppendRefused),
    Done,
}

/// Commits the batch; where that fails, each write alone, so that a write the database cannot take fails by itself and
/// does not take its neighbours with it. `None` stands for a write that was rolled back.
async fn commit_or_isolate(connection: &mut SqliteConnection, batch: &[Write]) -> Vec<Option<Outcome>> {
    match commit(connection, batch).await {
        Ok(outcomes) => return outcomes.into_iter().map(Some).collect(),
        Err(error) => tracing::error!(%error, writes = batch.len(), "a commit failed and was rolled back"),
    }
    if batch.len() == 1 {
        return vec![None];
    }
    let mut outcomes = Vec::with_capacity(batch.len());
    for write in batch {
        outcomes.push(match commit(connection, std::slice::from_ref(write)).await {
            Ok(mut alone) => alone.pop(),
            Err(error) => {
                tracing::error!(%error, "a write failed and was rolled back");
                None
            }
        });
    }
    outcomes
}

async fn commit(connection: &mut SqliteConnection, batch: &[Write]) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for write in batch {
        outcomes.push(match write {
            Write::Append { message, .. } => append(&mut transaction, message).await?,
            Write::CreateUser { user, now, .. } => create_user(&mut transaction, user, *now).await?,
            Write::Close { .. } => Outcome::Done,
        });
    }
    transaction.commit().await?;
    Ok(outcomes)
}

async fn append(transaction: &mut SqliteTransaction<'_>, new: &NewMessage) -> Result<Outcome, sqlx::Error> {
    let known = sqlx::query(
        "SELECT m.seq, m.id, m.user_id, m.user_name, m.text, m.created_at, r.slug \
         FROM messages m JOIN rooms r ON r.id = m.room_id WHERE m.id = ?",
    )
    .bind(new.id.as_bytes().as_slice())
    .fetch_optional(&mut **transaction)
    .await?;
    if let Some(row) = known {
        let same_room = row.try_get::<&str, _>(6)? == new.room.as_str();
        let message = message_from_row(&row, new.room.clone()).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
        return Ok(if same_room && message.user.id == new.user.id {
            Outcome::Appended { message, new: false }
        } else {
            Outcome::Refused(AppendRefused::IdConflict)
        });
    }

    let Some(row) = sqlx::query("UPDATE rooms SET head = head + 1 WHERE slug = ? RETURNING id, head")
        .bind(new.room.as_str())
        .fetch_optional(&mut **transaction)
        .await?
    else {
        return Ok(Outcome::Refused(AppendRefused::RoomNotFound));
    };
    let seq = seq(row.try_get(1)?).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
    sqlx::query(
        "INSERT INTO messages (room_id, seq, id, user_id, user_name, text, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.try_get::<i64, _>(0)?)
    .bind(to_i64(seq.0))
    .bind(new.id.as_bytes().as_slice())
    .bind(new.user.id.as_bytes().as_slice())
    .bind(new.user.name.as_str())
    .bind(new.text.as_str())
    .bind(new.created_at.as_millis())
    .execute(&mut **transaction)
    .await?;
    let NewMessage { id, room, user, text, created_at } = new.clone();
    Ok(Outcome::Appended { message: Message { id, room, seq, user, text, created_at }, new: true })
}

async fn create_user(
    transaction: &mut SqliteTransaction<'_>,
    user: &User,
    now: Timestamp,
) -> Result<Outcome, sqlx::Error> {
    sqlx::query("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)")
        .bind(user.id.as_bytes().as_slice())
        .bind(user.name.as_str())
        .bind(now.as_millis())
        .execute(&mut **transaction)
        .await?;
    Ok(Outcome::Done)
}

/// Hands new messages on, in the order of their positions.
async fn publish(outcomes: &[Option<Outcome>], committed: &mpsc::Sender<Vec<Message>>) {
    let new: Vec<Message> = outcomes
        .iter()
        .flatten()
        .filter_map(|outcome| match outcome {
            Outcome::Appended { message, new: true } => Some(message.clone()),
            Outcome::Appended { .. } | Outcome::Refused(_) | Outcome::Done => None,
        })
        .collect();
    if !new.is_empty() && committed.send(new).await.is_err() {
        tracing::debug!("nobody takes committed messages any more; they are read from the log at the next join");
    }
}

/// Tells whoever asked. They may be gone by now: the message stays, and the same id sent again is answered from the log.
fn answer(write: Write, outcome: Option<Outcome>, closing: &mut Option<oneshot::Sender<()>>) {
    match write {
        Write::Append { done, .. } => {
            let _gone = done.send(match outcome {
                Some(Outcome::Appended { message, .. }) => Ok(Ok(message)),
                Some(Outcome::Refused(refused)) => Ok(Err(refused)),
                Some(Outcome::Done) | None => Err(StoreError::RolledBack),
            });
        }
        Write::CreateUser { done, .. } => {
            let _gone = done.send(outcome.map(|_| ()).ok_or(StoreError::RolledBack));
        }
        Write::Close { done } => *closing = Some(done),
    }
}
