//! What a page can do, and what it can be told: the vocabulary that all dialects are translated to and from.

use serde_json::Value as Json;
use sociable_protocol::Seq;

use super::chat_platform::Question;

/// Something that is to be done for a page. They are done in order; where one is refused, the rest is not done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    /// Speak this dialect from now on: what was said before could have been of several.
    Speak(&'static str),
    /// Be somebody of this name, or go by it from now on.
    Enter(String, Naming),
    /// Be somebody, whoever: the dialect has no names. Nothing where one is somebody already.
    EnterNameless,
    /// Hear what is public there without being there. With a position, what was missed since.
    Listen(Option<Seq>),
    /// Be in a room, made where there is none; nothing where one is.
    Join(Place),
    /// Be in no room but this one. After joining it: who is not let in stays where they were.
    LeaveAllBut(Place),
    /// Be in a room no more.
    Leave(Place),
    /// Say something. Acts behind it but one that answers are done before it is on the disk.
    Say {
        place: Place,
        text: String,
        /// What names this message to its author's page; the same again is the same message.
        key: Option<String>,
        /// What else is passed on to pages of the same dialect.
        extra: Option<Json>,
    },
    /// Be where all are and in one's direct rooms, and hear whom one can talk to.
    Meet,
    /// Say something to one person alone, named by their id.
    SayTo(String, String),
    /// Be answered what this brings.
    Ask(Question),
    /// Be seen writing, or no longer.
    Type(Place, bool),
    /// Hear this.
    Hear(Emit),
    /// Be answered with these arguments.
    Answer(Vec<Json>),
}

/// Which room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The one that those are in who name none.
    Home,
    /// The one that the page came into last; where there is none, nothing is done there.
    Current,
    /// The one that the page calls so.
    Named(String),
    /// The one of this address.
    At(String),
}

/// What to do about a name that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Naming {
    /// Refuse it: the page says why.
    Strict,
    /// Refuse it, unless it is only taken by somebody who is not in this room: then as [`Lenient`](Self::Lenient).
    StrictIn(Place),
    /// Make one of it that can be had: "Ada 2", the beginning of one that is too long, any in place of none.
    Lenient,
}

/// An event for a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Emit {
    pub(super) event: String,
    pub(super) arguments: Vec<Json>,
}

impl Emit {
    /// An event with one argument.
    pub(super) fn one(event: impl Into<String>, argument: impl Into<Json>) -> Self {
        Self { event: event.into(), arguments: vec![argument.into()] }
    }

    /// An event with any number of arguments.
    pub(super) fn new(event: impl Into<String>, arguments: Vec<Json>) -> Self {
        Self { event: event.into(), arguments }
    }
}

/// How many characters an id must have to be taken for one that nobody else chooses: no fewer have the id of a session, which
/// pages put before a number, and those made by chance.
const UNIQUE: usize = 16;

/// What names a message that its page calls `id`. A long id is its message's alone, also where it is sent again over another
/// connection; of short ones two pages may choose the same, so that they count for the session `sid`.
pub(super) fn key(id: &str, sid: &str) -> String {
    if id.chars().count() < UNIQUE { format!("{sid} {id}") } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_long_id_is_of_one_message_over_all_sessions_and_a_short_one_within_its_own() {
        let (before, now) = ("AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB");
        for long in [&format!("{before}-7"), "8bd4d03a-3b0e-4503-b607-2146e9b119fc"] {
            assert_eq!(key(long, before), key(long, now));
        }
        assert_eq!(key("7", before), key("7", before));
        assert_ne!(key("7", before), key("7", now));
    }
}
