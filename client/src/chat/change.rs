//! What happens to a message after it was sent, and what that does to the messages that quote it.

use sociable_protocol::limits::QUOTE_CHARS;
use sociable_protocol::{
    Message, MessageDeleted, MessageId, MessageText, MessageUpdated, ReactionChanged, ReplyTo, Rev, RoomSlug, Seq, User,
};

/// A change of a message, in whichever form the server sent it.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// The whole message as it is now.
    State(Box<Message>),
    /// What it said is taken back.
    Deleted(MessageDeleted),
    /// Its reactions are others, and nothing else.
    Reactions(ReactionChanged),
}

impl From<Message> for Change {
    fn from(message: Message) -> Self {
        Self::State(Box::new(message))
    }
}

impl From<MessageUpdated> for Change {
    fn from(updated: MessageUpdated) -> Self {
        updated.message.into()
    }
}

impl From<MessageDeleted> for Change {
    fn from(deleted: MessageDeleted) -> Self {
        Self::Deleted(deleted)
    }
}

impl From<ReactionChanged> for Change {
    fn from(changed: ReactionChanged) -> Self {
        Self::Reactions(changed)
    }
}

impl Change {
    /// The room.
    pub(super) fn room(&self) -> &RoomSlug {
        match self {
            Self::State(message) => &message.room,
            Self::Deleted(deleted) => &deleted.room,
            Self::Reactions(changed) => &changed.room,
        }
    }

    /// Which message.
    pub(super) fn id(&self) -> MessageId {
        match self {
            Self::State(message) => message.id,
            Self::Deleted(deleted) => deleted.id,
            Self::Reactions(changed) => changed.id,
        }
    }

    /// The message's position.
    pub(super) fn seq(&self) -> Seq {
        match self {
            Self::State(message) => message.seq,
            Self::Deleted(deleted) => deleted.seq,
            Self::Reactions(changed) => changed.seq,
        }
    }

    /// The change's number.
    pub(super) fn rev(&self) -> Rev {
        match self {
            Self::State(message) => message.rev,
            Self::Deleted(deleted) => deleted.rev,
            Self::Reactions(changed) => changed.rev,
        }
    }

    /// The message with this change, if that is another than `message`. `next` says that no change between the two was
    /// missed.
    pub(super) fn applied_to(&self, message: &Message, next: bool) -> Option<Message> {
        if self.rev() <= message.rev {
            return None;
        }
        match self {
            Self::State(state) => Some((**state).clone()),
            Self::Deleted(deleted) => {
                let mut message = message.clone();
                message.delete(deleted.deleted_at);
                message.rev = deleted.rev;
                Some(message)
            }
            // Nothing but the first state of a message may bring it back.
            Self::Reactions(_) if message.deleted_at.is_some() => None,
            Self::Reactions(changed) => {
                let mut message = message.clone();
                message.reactions.clone_from(&changed.reactions);
                if next {
                    message.rev = changed.rev;
                }
                // Else an edit before it may be missing, and must not lose against this number when it comes.
                Some(message)
            }
        }
    }

    /// How the message is quoted from now on; `None` where that is not touched.
    pub(super) fn quote(&self) -> Option<Quote> {
        match self {
            Self::State(message) => Some(Quote::of(message)),
            Self::Deleted(_) => Some(Quote::default()),
            Self::Reactions(_) => None,
        }
    }
}

/// What a quote shows of the message it names; nothing of one that is deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quote {
    user: Option<User>,
    text: Option<MessageText>,
}

impl Quote {
    /// How `message` is quoted.
    pub(super) fn of(message: &Message) -> Self {
        let user = message.text.as_ref().map(|_| message.user.clone());
        Self { user, text: message.text.as_ref().and_then(beginning) }
    }

    /// `reply` with this quote, if that is another.
    pub(super) fn differing_from(&self, reply: &ReplyTo) -> Option<ReplyTo> {
        let same = reply.user == self.user && reply.text == self.text;
        (!same).then(|| ReplyTo { id: reply.id, seq: reply.seq, user: self.user.clone(), text: self.text.clone() })
    }
}

/// How a text begins. `None` where that is white space alone, and so no text.
fn beginning(text: &MessageText) -> Option<MessageText> {
    let beginning: String = text.as_str().chars().take(QUOTE_CHARS).collect();
    MessageText::new(&beginning).ok()
}
