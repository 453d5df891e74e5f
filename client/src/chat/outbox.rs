//! One's own messages on their way to the server.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use sociable_protocol::{Error, MessageId, MessageText, RoomSlug, Seq, Timestamp};

use super::limits::OUTBOX;

/// How far an own message has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Waits for its turn or for the connection.
    Pending,
    /// Is sent and not yet answered.
    Sending,
    /// Is stored at this position, and the timeline has not come that far yet.
    Stored(Seq),
    /// Was refused for good; the person decides whether to try again or discard it.
    Failed(Error),
}

/// An own message that the timeline does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its identifier, the same on every try.
    pub id: MessageId,
    /// What to say.
    pub text: MessageText,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// When it was written, by the clock of this device.
    pub written_at: Timestamp,
    /// How far it has come.
    pub delivery: Delivery,
}

/// An [`Outgoing`] message as it is kept over a reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedMessage {
    /// The room.
    pub room: RoomSlug,
    /// See [`Outgoing::id`].
    pub id: MessageId,
    /// See [`Outgoing::text`].
    pub text: MessageText,
    /// See [`Outgoing::reply_to`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// See [`Outgoing::written_at`].
    pub written_at: Timestamp,
    /// Why it was refused, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

/// The own messages of one room that the timeline does not hold yet, in the order written.
///
/// At most one is [`Delivery::Sending`]: the next goes out when it is answered, so they are stored in this order
/// whatever is lost on the way. That costs a round trip per message, which nobody types faster than.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    messages: VecDeque<Outgoing>,
}

impl Outbox {
    /// The messages, in the order written.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Outgoing> + ExactSizeIterator {
        self.messages.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Whether there are [`OUTBOX`] messages, so that no further one is taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.messages.len() >= OUTBOX
    }

    /// The message of this id.
    #[must_use]
    pub fn get(&self, id: MessageId) -> Option<&Outgoing> {
        self.messages.iter().find(|message| message.id == id)
    }

    pub(super) fn get_mut(&mut self, id: MessageId) -> Option<&mut Outgoing> {
        self.messages.iter_mut().find(|message| message.id == id)
    }

    /// Takes a message unless it is full or already has it.
    pub(super) fn push(&mut self, message: Outgoing) -> bool {
        let takes = !self.is_full() && self.get(message.id).is_none();
        if takes {
            self.messages.push_back(message);
        }
        takes
    }

    pub(super) fn remove(&mut self, id: MessageId) {
        self.messages.retain(|message| message.id != id);
    }

    /// Whether the timeline, now at `last`, holds a message that is still here as stored.
    pub(super) fn has_stored_up_to(&self, last: Seq) -> bool {
        self.messages.iter().any(|message| message.is_stored_up_to(last))
    }

    pub(super) fn remove_stored_up_to(&mut self, last: Seq) {
        self.messages.retain(|message| !message.is_stored_up_to(last));
    }

    /// The message to send now: the first pending one, if none is on its way.
    pub(super) fn next_to_send(&self) -> Option<MessageId> {
        let sending = self.messages.iter().any(|message| message.delivery == Delivery::Sending);
        let mut pending = self.messages.iter().filter(|message| message.delivery == Delivery::Pending);
        if sending { None } else { pending.next().map(|message| message.id) }
    }

    /// The connection is gone: what was on its way may or may not have arrived, and goes out again under the same id.
    pub(super) fn interrupt(&mut self) {
        for message in &mut self.messages {
            if message.delivery == Delivery::Sending {
                message.delivery = Delivery::Pending;
            }
        }
    }

    /// What was stored may be gone from the history that the server has now, and goes out again under the same id. Says
    /// whether there is any.
    pub(super) fn doubt_stored(&mut self) -> bool {
        let stored = self.messages.iter_mut().filter(|message| matches!(message.delivery, Delivery::Stored(_)));
        stored.map(|message| message.delivery = Delivery::Pending).count() > 0
    }

    /// Nothing of it can be sent, for this reason; says whether there was something that could have been.
    pub(super) fn fail(&mut self, error: &Error) -> bool {
        let waits = |message: &&mut Outgoing| matches!(message.delivery, Delivery::Pending | Delivery::Sending);
        let waiting = self.messages.iter_mut().filter(waits);
        waiting.map(|message| message.delivery = Delivery::Failed(error.clone())).count() > 0
    }

    /// Whether something waits for its turn, or for its answer.
    pub(super) fn is_waiting(&self) -> bool {
        self.messages.iter().any(|message| matches!(message.delivery, Delivery::Pending | Delivery::Sending))
    }

    pub(super) fn has_sending(&self) -> bool {
        self.messages.iter().any(|message| message.delivery == Delivery::Sending)
    }

    /// What is to be kept over a reload.
    pub(super) fn save(&self, room: &RoomSlug) -> impl Iterator<Item = SavedMessage> {
        self.messages.iter().filter_map(|message| {
            let error = match &message.delivery {
                Delivery::Stored(_) => return None,
                Delivery::Pending | Delivery::Sending => None,
                Delivery::Failed(error) => Some(error.clone()),
            };
            let Outgoing { id, reply_to, written_at, .. } = *message;
            Some(SavedMessage { room: room.clone(), id, text: message.text.clone(), reply_to, written_at, error })
        })
    }
}

impl Outgoing {
    fn is_stored_up_to(&self, last: Seq) -> bool {
        matches!(self.delivery, Delivery::Stored(seq) if seq <= last)
    }
}
