//! What the composer is used for: something new, an answer, or another text for a message.
//!
//! The list of messages says so, the composer goes by it. Rows are given the [`Compose`] that never changes and not what
//! is being written, so that choosing a message to answer draws no row again.

use std::sync::Arc;

use sociable_protocol::{Message, RoomSlug};
use yew::prelude::*;

use crate::dom;

/// What is being written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Composing {
    /// A message of its own.
    New,
    /// An answer to this message.
    Reply(Arc<Message>),
    /// Another text for this message, which is one's own.
    Edit(Arc<Message>),
}

/// The way to change what is being written; the same for as long as the room's view lives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compose {
    set: UseStateSetter<Composing>,
    input: NodeRef,
}

impl Compose {
    /// The next message answers `message`. The composer takes the focus.
    pub(crate) fn reply(&self, message: Arc<Message>) {
        self.set.set(Composing::Reply(message));
        dom::focus(&self.input);
    }

    /// The composer's text is for `message`. It takes the focus.
    pub(crate) fn edit(&self, message: Arc<Message>) {
        self.set.set(Composing::Edit(message));
        dom::focus(&self.input);
    }

    /// It is for a new message again. The focus stays where it is.
    pub(crate) fn cancel(&self) {
        self.set.set(Composing::New);
    }

    /// The composer takes the focus.
    pub(crate) fn focus(&self) {
        dom::focus(&self.input);
    }
}

/// What is being written in the room that is looked at, and the way to change it; a context.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Composition {
    /// What is being written.
    pub(crate) now: Composing,
    /// The way to change it.
    pub(crate) compose: Compose,
}

/// What is being written in `room`, with the field `input`. What was chosen in another room does not count.
#[hook]
pub(crate) fn use_composition(room: &RoomSlug, input: &NodeRef) -> Composition {
    let state = use_state_eq(|| Composing::New);
    let now = match &*state {
        Composing::Reply(message) | Composing::Edit(message) if message.room != *room => Composing::New,
        now => now.clone(),
    };
    Composition { now, compose: Compose { set: state.setter(), input: input.clone() } }
}
