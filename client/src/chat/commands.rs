//! What has become of things that were to be done once.

use sociable_protocol::{MessageId, RoomSlug};

use super::limits::COMMANDS;
use super::{Failure, Wish};
use crate::sorted::SortedMap;

/// How far a [`Command`](super::Command) has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is on its way.
    Running,
    /// It is done; the room it made or opened, where it did.
    Done(Option<RoomSlug>),
    /// It came to nothing.
    Failed(Failure),
}

/// The commands that were given last, by the number that whoever gave them chose.
#[derive(Debug, Clone, Default)]
pub struct Commands {
    outcomes: SortedMap<u32, Outcome>,
}

impl Commands {
    /// What has become of the command of this number; `None` where it was never given, or so long ago that it is forgotten.
    #[must_use]
    pub fn get(&self, ticket: u32) -> Option<&Outcome> {
        self.outcomes.get(&ticket)
    }

    /// Whether this one is on its way.
    pub(super) fn is_running(&self, ticket: u32) -> bool {
        self.get(ticket) == Some(&Outcome::Running)
    }

    /// Whether any is on its way.
    pub(super) fn is_any_running(&self) -> bool {
        self.outcomes.values().any(|outcome| *outcome == Outcome::Running)
    }

    pub(super) fn set(&mut self, ticket: u32, outcome: Outcome) {
        self.outcomes.insert(ticket, outcome);
        if self.outcomes.len() > COMMANDS {
            self.outcomes.pop_first();
        }
    }

    /// None of those on their way will be answered any more.
    pub(super) fn interrupt(&mut self) {
        for outcome in self.outcomes.values_mut().filter(|outcome| **outcome == Outcome::Running) {
            *outcome = Outcome::Failed(Failure::NoAnswer);
        }
    }
}

/// What somebody tried, and saw as done before it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// To change this message.
    Change(MessageId, Wish),
    /// To let a room make no noise, or noise again.
    Mute(bool),
    /// To see a message that is not there: where the reader is now is the nearest place.
    Jump,
}

/// Something that a person did and that came to nothing, to be said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number; later ones have higher numbers.
    pub id: u32,
    /// The room.
    pub room: RoomSlug,
    /// What was wanted.
    pub attempt: Attempt,
    /// Why it came to nothing.
    pub failure: Failure,
}
