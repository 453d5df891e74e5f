//! Something that a person asked for once, followed until it is done or has failed.

use sociable_client::chat::{Command, Failure, Outcome};
use sociable_protocol::RoomSlug;
use yew::prelude::*;

use super::use_effect_with;
use crate::provider::{Chat, Dispatch};
use crate::strings;

/// The last command that a component gave.
#[derive(Clone)]
pub(crate) struct Order {
    ticket: UseStateSetter<Option<u32>>,
    outcome: Option<Outcome>,
    dispatch: Option<Dispatch>,
}

impl Order {
    /// Gives a command; what became of the one before is forgotten.
    pub(crate) fn give(&self, command: Command) {
        if let Some(dispatch) = &self.dispatch {
            self.ticket.set(Some(dispatch.command(command)));
        }
    }

    /// Whether it is on its way.
    pub(crate) fn is_running(&self) -> bool {
        self.outcome == Some(Outcome::Running)
    }

    /// Why it came to nothing.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        match &self.outcome {
            Some(Outcome::Failed(failure)) => Some(failure),
            _ => None,
        }
    }

    /// Why it came to nothing, as a sentence.
    pub(crate) fn error(&self) -> Option<String> {
        self.failure().map(strings::failure)
    }
}

/// An [`Order`]; `on_done` is called once for each that is done, with the room that it made or opened.
#[hook]
pub(crate) fn use_order(on_done: Callback<Option<RoomSlug>>) -> Order {
    let chat = use_context::<Chat>();
    let ticket = use_state_eq(|| None::<u32>);
    let commands = chat.as_ref().map(|chat| &chat.state.commands);
    let outcome = ticket.and_then(|ticket| commands?.get(ticket)).cloned();
    // With the number: of two commands in a row, both may be done within one frame.
    use_effect_with((*ticket, outcome.clone()), move |(_, outcome)| {
        if let Some(Outcome::Done(room)) = outcome {
            on_done.emit(room.clone());
        }
    });
    Order { ticket: ticket.setter(), outcome, dispatch: chat.map(|chat| chat.dispatch) }
}
