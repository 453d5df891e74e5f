//! Adding a message to a room's log: the path that must be fast. Two statements for a plain message.

use async_trait::async_trait;
use sociable_protocol::{Message, MessageId, ReplyTo, Rev, Seq};
use sqlx::SqliteConnection;

use super::attempt::Attempt;
use super::mentions;
use super::message::{load, quote};
use super::rows::{Columns, limit, to_i64};
use super::statements::statements;
use super::writer::Mutation;
use crate::store::{Committed, NewMessage, Refused, Standing, StandingRule, StoreError};

statements! {
    /// The room, what the sender is in it, and whether the id is known.
    LOOK =
        "SELECT r.id, r.head, r.kind, r.archived, m.role, \
         EXISTS (SELECT 1 FROM invitations i WHERE i.room_id = r.id AND i.user_id = ?2), \
         EXISTS (SELECT 1 FROM bans n WHERE n.room_id = r.id AND n.user_id = ?2), \
         (SELECT k.rowid FROM messages k WHERE k.id = ?3) \
         FROM rooms r LEFT JOIN members m ON m.room_id = r.id AND m.user_id = ?2 WHERE r.slug = ?1";
    ANSWERED =
        "SELECT q.id, q.seq, q.user_id, q.user_name, w.avatar, w.subject IS NOT NULL, substr(q.text, 1, 200) \
         FROM messages q JOIN users w ON w.id = q.user_id WHERE q.id = ?1 AND q.room_id = ?2 AND q.deleted_at IS NULL";
    ADD =
        "UPDATE rooms SET head = ?2, active_at = max(active_at, ?6) WHERE id = ?1; \
         INSERT INTO messages (room_id, seq, id, user_id, user_name, created_at, reply_id, reply_seq, mentioned, text) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
}

/// A message on its way into the log.
pub(super) struct Append {
    pub(super) new: NewMessage,
    pub(super) allow: StandingRule,
}

struct Look {
    room_id: i64,
    head: Seq,
    standing: Standing,
    known: Option<i64>,
}

impl Append {
    async fn look(&self, connection: &mut SqliteConnection) -> Result<Option<Look>, StoreError> {
        let row = sqlx::query(LOOK)
            .bind(self.new.room.as_str())
            .bind(self.new.user.id.as_bytes().as_slice())
            .bind(self.new.id.as_bytes().as_slice())
            .fetch_optional(connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut columns = Columns::of(&row);
        Ok(Some(Look {
            room_id: columns.take()?,
            head: columns.seq()?,
            standing: Standing {
                kind: columns.kind()?,
                archived: columns.take()?,
                role: columns.optional_role()?,
                invited: columns.take()?,
                banned: columns.take()?,
            },
            known: columns.take()?,
        }))
    }
}

async fn answered(connection: &mut SqliteConnection, room_id: i64, id: MessageId) -> Attempt<ReplyTo> {
    let row = sqlx::query(ANSWERED)
        .bind(id.as_bytes().as_slice())
        .bind(room_id)
        .fetch_optional(connection)
        .await?
        .ok_or(Refused::MessageNotFound)?;
    let mut columns = Columns::of(&row);
    let (id, seq, user) = (columns.message_id()?, columns.seq()?, columns.user()?);
    let text = columns.take::<&str>()?;
    Ok(ReplyTo { id, seq, user: Some(user), text: quote(text) })
}

#[async_trait]
impl Mutation for Append {
    type Reply = Message;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Message> {
        let new = &self.new;
        let Look { room_id, head, standing, known } = self.look(connection).await?.ok_or(Refused::RoomNotFound)?;
        (self.allow)(&standing)?;
        if let Some(rowid) = known {
            let stored = load(connection, rowid).await?;
            let same = stored.room == new.room && stored.user.id == new.user.id;
            return if same { Ok(stored) } else { Err(Refused::IdConflict.into()) };
        }
        let reply_to = match new.reply_to {
            Some(id) => Some(answered(connection, room_id, id).await?),
            None => None,
        };
        let mentions = mentions::resolve(connection, room_id, &new.mentions).await?;
        let seq = head.next();
        let added = sqlx::query(ADD)
            .bind(room_id)
            .bind(to_i64(seq.0))
            .bind(new.id.as_bytes().as_slice())
            .bind(new.user.id.as_bytes().as_slice())
            .bind(new.user.name.as_str())
            .bind(new.created_at.as_millis())
            .bind(reply_to.as_ref().map(|reply| reply.id.as_bytes().as_slice()))
            .bind(reply_to.as_ref().map(|reply| to_i64(reply.seq.0)))
            .bind(limit(mentions.len()))
            .bind(new.text.as_str())
            .execute(&mut *connection)
            .await?;
        mentions::add(connection, added.last_insert_rowid(), (room_id, seq.0), &mentions).await?;

        let message = Message {
            id: new.id,
            room: new.room.clone(),
            seq,
            rev: Rev::ZERO,
            user: new.user.clone(),
            text: Some(new.text.clone()),
            reply_to,
            mentions,
            reactions: Vec::new(),
            created_at: new.created_at,
            edited_at: None,
            deleted_at: None,
            pinned: None,
        };
        committed.push(Committed::Message(message.clone()));
        Ok(message)
    }
}
