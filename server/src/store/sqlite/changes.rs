//! Changing a message: its text, reactions, pin, or all of it away.

use async_trait::async_trait;
use sociable_protocol::{Message, MessageId, MessageText, Rev, RoomSlug, Timestamp, UserId};
use sqlx::SqliteConnection;

use super::attempt::Attempt;
use super::message::{Draft, load, message_columns, message_joins};
use super::place::Place;
use super::rows::{Columns, limit, to_i64};
use super::statements::statements;
use super::writer::Mutation;
use super::{mentions, reactions};
use crate::store::{Change, ChangeKind, Committed, MessageFacts, MessageRule, Refused, StoreError};

statements! {
    FIND = concat!(
        "SELECT ", message_columns!(), " FROM messages m ", message_joins!(), " WHERE m.id = ?1 AND m.room_id = ?2"
    );
    /// Numbers the change.
    TOUCH = "UPDATE messages SET rev = ?2 WHERE rowid = ?1; UPDATE rooms SET rev = ?2 WHERE id = ?3";
    EDIT =
        "UPDATE messages SET text = ?2, edited_at = ?3, mentioned = ?4 WHERE rowid = ?1; \
         DELETE FROM mentions WHERE message = ?1";
    DELETE =
        "UPDATE messages SET text = NULL, deleted_at = ?2, edited_at = NULL, pinned_at = NULL, pinned_by = NULL, \
         reply_id = NULL, reply_seq = NULL, mentioned = 0, reacted = 0 WHERE rowid = ?1; \
         DELETE FROM mentions WHERE message = ?1; \
         DELETE FROM reaction_kinds WHERE message = ?1";
    PIN = "UPDATE messages SET pinned_at = ?2, pinned_by = ?3 WHERE rowid = ?1";
    COUNT_PINS = "SELECT count(*) FROM messages WHERE room_id = ?1 AND pinned_at IS NOT NULL";
}

/// A change on its way.
pub(super) struct ChangeMessage {
    pub(super) room: RoomSlug,
    pub(super) id: MessageId,
    pub(super) by: UserId,
    pub(super) change: Change,
    pub(super) now: Timestamp,
    pub(super) allow: MessageRule,
}

#[async_trait]
impl Mutation for ChangeMessage {
    type Reply = Message;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Message> {
        let place = Place::find(connection, &self.room, self.by).await?.ok_or(Refused::RoomNotFound)?;
        let Some(draft) = find(connection, self.id, place.id).await? else {
            // What is refused even of one's own message is refused for what one is in the room; only who may be there
            // learns that the message is not.
            (self.allow)(&MessageFacts { actor: place.standing, own: true })?;
            return Err(Refused::MessageNotFound.into());
        };
        let own = draft.message.user.id == self.by;
        (self.allow)(&MessageFacts { actor: place.standing, own })?;
        if draft.message.deleted_at.is_some() && !matches!(self.change, Change::Delete) {
            return Err(Refused::MessageNotFound.into());
        }
        let rowid = draft.rowid;
        let Some(kind) = self.carry_out(connection, &place, draft).await? else {
            return Ok(load(connection, rowid).await?);
        };
        touch(connection, rowid, &place).await?;
        let message = load(connection, rowid).await?;
        committed.push(Committed::Changed(kind, message.clone()));
        Ok(message)
    }
}

impl ChangeMessage {
    /// What happened to the message; `None` where it was so already.
    async fn carry_out(
        &self,
        connection: &mut SqliteConnection,
        place: &Place,
        draft: Draft,
    ) -> Attempt<Option<ChangeKind>> {
        let rowid = draft.rowid;
        match &self.change {
            Change::Edit { text, .. } if draft.message.text.as_ref() == Some(text) => Ok(None),
            Change::Edit { text, mentions } => {
                self.edit(connection, place, &draft, (text, mentions)).await?;
                Ok(Some(ChangeKind::Edited))
            }
            Change::Delete if draft.message.deleted_at.is_some() => Ok(None),
            Change::Delete => {
                sqlx::query(DELETE).bind(rowid).bind(self.now.as_millis()).execute(connection).await?;
                Ok(Some(ChangeKind::Deleted))
            }
            Change::React { user, reaction, on, kinds } => {
                let changed = if *on {
                    reactions::add(connection, &draft, (user.id, reaction), *kinds).await?
                } else {
                    reactions::remove(connection, &draft, (user.id, reaction)).await?
                };
                Ok(changed.then_some(ChangeKind::Reacted))
            }
            Change::Pin { pinned, .. } if *pinned == draft.message.pinned.is_some() => Ok(None),
            Change::Pin { pinned, most } => {
                if *pinned && count_pins(connection, place.id).await? >= limit(*most) {
                    return Err(Refused::LimitReached.into());
                }
                sqlx::query(PIN)
                    .bind(rowid)
                    .bind(pinned.then_some(self.now.as_millis()))
                    .bind(pinned.then_some(self.by.as_bytes().as_slice()))
                    .execute(connection)
                    .await?;
                Ok(Some(ChangeKind::Pinned))
            }
        }
    }

    async fn edit(
        &self,
        connection: &mut SqliteConnection,
        place: &Place,
        draft: &Draft,
        (text, names): (&MessageText, &[Vec<String>]),
    ) -> Result<(), StoreError> {
        let mentioned = mentions::resolve(connection, place.id, names).await?;
        sqlx::query(EDIT)
            .bind(draft.rowid)
            .bind(text.as_str())
            .bind(self.now.as_millis())
            .bind(limit(mentioned.len()))
            .execute(&mut *connection)
            .await?;
        mentions::add(connection, draft.rowid, (place.id, draft.message.seq.0), &mentioned).await
    }
}

async fn find(connection: &mut SqliteConnection, id: MessageId, room_id: i64) -> Result<Option<Draft>, StoreError> {
    let row = sqlx::query(FIND).bind(id.as_bytes().as_slice()).bind(room_id).fetch_optional(connection).await?;
    row.map(|row| Draft::read(&row)).transpose()
}

async fn touch(connection: &mut SqliteConnection, rowid: i64, place: &Place) -> Result<(), StoreError> {
    let Rev(rev) = place.rev.next();
    sqlx::query(TOUCH).bind(rowid).bind(to_i64(rev)).bind(place.id).execute(connection).await?;
    Ok(())
}

async fn count_pins(connection: &mut SqliteConnection, room_id: i64) -> Result<i64, StoreError> {
    let row = sqlx::query(COUNT_PINS).bind(room_id).fetch_one(connection).await?;
    Columns::of(&row).take()
}
