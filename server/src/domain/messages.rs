//! Messages: sending them, and what happens to them afterwards.

use sociable_protocol::{
    ChangeReply, DeleteMessage, EditMessage, Error, ErrorCode, MessageId, PinMessage, React, RoomSlug, SendMessage,
    SendReply, User,
};

use super::refusal::{answer, forbidden, limit_reached, refused, unavailable};
use super::{Actor, Chat, entropy, mentions, now, rules};
use crate::store::{Change, MessageRule, NewMessage, PendingAppend, Refused, StandingRule};

impl Chat {
    /// Queues a message; the order of calls is the order in the room. [`Sending::committed`] tells how it ended.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] where the server is stopping.
    pub async fn send<'a>(&self, actor: impl Into<Actor<'a>>, send: SendMessage) -> Result<Sending, Error> {
        let Actor { user, access } = actor.into();
        access.check(&send.room)?;
        self.queue(user, send, rules::write).await
    }

    /// Queues a message where `allow` lets them write.
    pub(super) async fn queue(&self, user: &User, send: SendMessage, allow: StandingRule) -> Result<Sending, Error> {
        let now = now();
        let id = match send.id {
            Some(id) => id,
            None => MessageId::new(now, entropy::random()?),
        };
        let message = NewMessage {
            id,
            room: send.room,
            user: user.clone(),
            mentions: self.mentions(send.text.as_str()),
            text: send.text,
            reply_to: send.reply_to,
            created_at: now,
        };
        self.store.append(message, allow).await.map(Sending).map_err(|error| unavailable(&error))
    }

    /// Changes the text of one's own message.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for another's; [`ErrorCode::MessageNotFound`]; [`ErrorCode::NotJoined`] and the like
    /// for who is not a member; [`ErrorCode::Unavailable`].
    pub async fn edit_message<'a>(&self, actor: impl Into<Actor<'a>>, edit: EditMessage) -> Result<ChangeReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&edit.room)?;
        let change = Change::Edit { mentions: self.mentions(edit.text.as_str()), text: edit.text };
        self.change_message(user, &edit.room, edit.id, change, rules::edit, |why| match why {
            Refused::Forbidden => forbidden("only who wrote a message may edit it"),
            why => refused(why),
        })
        .await
    }

    /// Takes back what a message says: one's own, or, as a moderator, anybody's.
    ///
    /// # Errors
    /// As [`edit_message`](Self::edit_message).
    pub async fn delete_message<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        delete: DeleteMessage,
    ) -> Result<ChangeReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&delete.room)?;
        self.change_message(user, &delete.room, delete.id, Change::Delete, rules::delete, |why| match why {
            Refused::Forbidden => forbidden("only who wrote a message and moderators may delete it"),
            why => refused(why),
        })
        .await
    }

    /// Reacts to a message, or no longer.
    ///
    /// # Errors
    /// [`ErrorCode::LimitReached`] for one kind of reaction too many; else as [`edit_message`](Self::edit_message).
    pub async fn react<'a>(&self, actor: impl Into<Actor<'a>>, react: React) -> Result<ChangeReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&react.room)?;
        let kinds = self.limits.reactions_per_message;
        let change = Change::React { user: user.clone(), reaction: react.reaction, on: react.on, kinds };
        self.change_message(user, &react.room, react.id, change, rules::react, |why| match why {
            Refused::LimitReached => {
                limit_reached(format!("a message has at most {kinds} kinds of reaction; use one of them"))
                    .at("reaction")
            }
            why => refused(why),
        })
        .await
    }

    /// Lets a message stand out, or no longer.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] but for moderators; [`ErrorCode::LimitReached`] for one pin too many; else as
    /// [`edit_message`](Self::edit_message).
    pub async fn pin_message<'a>(&self, actor: impl Into<Actor<'a>>, pin: PinMessage) -> Result<ChangeReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&pin.room)?;
        let most = self.limits.pins_per_room;
        let change = Change::Pin { pinned: pin.pinned, most };
        self.change_message(user, &pin.room, pin.id, change, rules::pin, |why| match why {
            Refused::Forbidden => forbidden("only moderators may pin messages; ask one of them"),
            Refused::LimitReached => {
                limit_reached(format!("a room has at most {most} pinned messages; unpin one first")).at("pinned")
            }
            why => refused(why),
        })
        .await
    }

    async fn change_message(
        &self,
        user: &User,
        room: &RoomSlug,
        id: MessageId,
        change: Change,
        allow: MessageRule,
        refused: impl FnOnce(Refused) -> Error,
    ) -> Result<ChangeReply, Error> {
        let changed = self.store.change(room, id, user.id, change, now(), allow).await;
        Ok(ChangeReply { message: answer(changed, refused)? })
    }

    fn mentions(&self, text: &str) -> Vec<Vec<String>> {
        mentions::candidates(text, self.limits.mentions_per_message)
    }
}

/// A message on its way to the disk.
#[derive(Debug)]
pub struct Sending(PendingAppend);

impl Sending {
    /// Waits until the message is committed to disk. Dropped instead, the message is committed all the same.
    ///
    /// # Errors
    /// [`ErrorCode::NotJoined`], [`ErrorCode::Banned`], [`ErrorCode::RoomArchived`] and [`ErrorCode::RoomNotFound`] for
    /// who may not write there; [`ErrorCode::IdConflict`]; [`ErrorCode::MessageNotFound`] where it answers none;
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn committed(self) -> Result<SendReply, Error> {
        let message = answer(self.0.committed().await, |why| match why {
            Refused::MessageNotFound => {
                let message = "the room has no such message to answer, or it is deleted; send it without replyTo";
                Error::new(ErrorCode::MessageNotFound, message).at("replyTo")
            }
            why => refused(why),
        })?;
        Ok(SendReply { message })
    }
}
