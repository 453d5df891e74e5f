//! The messages of a room that are in memory, shown or held, and how they quote each other.
//!
//! A quote of a message that is in memory is always made from that message, wherever the quote came from and however
//! old it is. So nothing has to be known of how the server and the network order quotes.

use std::sync::Arc;

use sociable_protocol::{Message, MessageId, ReplyTo, Seq};

use super::change::Quote;
use super::{RoomState, Shared, Timeline};

impl RoomState {
    /// The message, if it is in memory.
    pub(super) fn known(&self, id: MessageId, seq: Seq) -> Option<&Arc<Message>> {
        self.timeline.get(seq).or_else(|| self.held.get(&seq)).filter(|message| message.id == id)
    }

    /// The message of this id, if it is anywhere in memory.
    pub(super) fn message(&self, id: MessageId) -> Option<&Arc<Message>> {
        let shown = self.timeline.rows().rev().chain(&self.last_message).chain(&self.pins.messages);
        shown.chain(self.held.values()).find(|message| message.id == id)
    }

    /// Puts a newer state in the place of a message that is in memory.
    pub(super) fn renew(&mut self, message: Message) {
        let message = self.with_quote(Arc::new(message));
        if self.last_message.as_ref().is_some_and(|last| last.id == message.id) {
            self.last_message = Some(Arc::clone(&message));
        }
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

    /// Messages came into memory that others may quote, and one of which may be the newest of the room.
    pub(super) fn requote_all(&mut self) {
        let same = self.last_message.as_ref().and_then(|last| self.timeline.get(last.seq));
        let newest = same.into_iter().chain(self.timeline.rows().next_back()).cloned().collect::<Vec<_>>();
        newest.iter().for_each(|message| self.note_last(message));
        self.change_quotes(Self::newer_quote);
    }

    fn change_quotes(&mut self, newer: impl Fn(&Self, &Message) -> Option<ReplyTo>) {
        // What is shown may be newer than what was held of the same message until now.
        let held = self.held.values().filter(|message| self.timeline.get(message.seq).is_none());
        let messages = self.timeline.rows().chain(held);
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

    /// Takes note of a message that may be the newest of the room, or a newer state of that one.
    pub(super) fn note_last(&mut self, message: &Arc<Message>) {
        let newer = self.last_message.as_ref().is_none_or(|last| (last.seq, last.rev) <= (message.seq, message.rev));
        if newer {
            self.last_message = Some(Arc::clone(message));
        }
    }

    /// Leaves nothing in memory but where the room stands: what comes after its newest message is added, and what is
    /// before it can be fetched. Everything up to `head` must be of the same history.
    pub(super) fn start_behind(&mut self, head: Seq) {
        self.timeline = Shared::new(Timeline::behind(head));
        self.held.clear();
        self.head = head;
        self.has_more = head > Seq::ZERO;
        self.detached = false;
        self.loaded = true;
    }

    /// Forgets all messages, as if the room had never been loaded.
    pub(super) fn forget_messages(&mut self) {
        if !self.timeline.is_empty() || self.timeline.last() > Seq::ZERO {
            self.timeline = Shared::default();
        }
        self.held.clear();
        self.counted = Seq::ZERO;
        self.progress.forget();
        self.head = Seq::ZERO;
        self.has_more = false;
        self.detached = false;
        self.loaded = false;
    }
}
