//! The messages of a room that are in memory, shown or held, and how they quote each other.
//!
//! A quote of a message that is in memory is always made from that message, wherever the quote came from and however
//! old it is. So nothing has to be known of how the server and the network order quotes.

use std::sync::Arc;

use sociable_protocol::{Message, MessageId, ReplyTo, Seq};

use super::change::Quote;
use super::{RoomState, Shared};

impl RoomState {
    /// The message, if it is in memory.
    pub(super) fn known(&self, id: MessageId, seq: Seq) -> Option<&Arc<Message>> {
        self.timeline.get(seq).or_else(|| self.held.get(&seq)).filter(|message| message.id == id)
    }

    /// Puts a newer state in the place of a message that is in memory.
    pub(super) fn renew(&mut self, message: Message) {
        let message = self.with_quote(Arc::new(message));
        if self.timeline.get(message.seq).is_some() {
            self.timeline.make_mut().set(message);
        } else {
            self.held.insert(message.seq, message);
        }
    }

    /// The message, quoting what it answers as that is in memory.
    pub(super) fn with_quote(&self, mut message: Arc<Message>) -> Arc<Message> {
        if let Some(reply_to) = self.newer_quote(&message) {
            Arc::make_mut(&mut message).reply_to = Some(reply_to);
        }
        message
    }

    fn newer_quote(&self, message: &Message) -> Option<ReplyTo> {
        let reply_to = message.reply_to.as_ref()?;
        let quoted = self.known(reply_to.id, reply_to.seq)?;
        Quote::of(quoted).differing_from(reply_to)
    }

    /// The message `id` is quoted like this from now on.
    pub(super) fn requote(&mut self, id: MessageId, quote: &Quote) {
        let quoting = |message: &Message| {
            let reply_to = message.reply_to.as_ref().filter(|reply_to| reply_to.id == id)?;
            quote.differing_from(reply_to)
        };
        self.change_quotes(|_, message| quoting(message));
    }

    /// Messages came into memory that others may quote.
    pub(super) fn requote_all(&mut self) {
        self.change_quotes(Self::newer_quote);
    }

    fn change_quotes(&mut self, newer: impl Fn(&Self, &Message) -> Option<ReplyTo>) {
        let messages = self.timeline.rows().chain(self.held.values());
        let changed: Vec<Message> = messages
            .filter_map(|message| {
                let reply_to = newer(self, message)?;
                Some(Message { reply_to: Some(reply_to), ..(**message).clone() })
            })
            .collect();
        for message in changed {
            self.renew(message);
        }
    }

    /// Forgets all messages, as if the room had never been loaded.
    pub(super) fn forget_messages(&mut self) {
        if !self.timeline.is_empty() {
            self.timeline = Shared::default();
        }
        self.held.clear();
        self.progress.forget();
        self.head = Seq::ZERO;
        self.has_more = false;
        self.detached = false;
        self.loaded = false;
    }
}
