//! Frontends that were written for other chat servers, and work here unmodified.
//!
//! A [`Dialect`] is pure translation between one such server's events and what can be done and can happen here: it does
//! no I/O and knows neither sockets nor rooms. [`run`] carries out what it makes of an event, with the same calls, rates
//! and limits as the contract's own events have; [`voice`] is what each such socket is and hears. A socket that has not
//! said who it is, is a *visitor*: it is nobody, hears what is public, and speaks no dialect yet ([`undecided`]), until
//! something that it says belongs to one dialect alone.
//!
//! Trade-off: what is told is translated once for each dialect that hears it and not for each socket ([`Told`]), so a
//! translation may not depend on who hears it, but for the room's name as they spell it; only what an author hears of
//! their own is made for them.

mod acts;
mod chat_platform;
mod chatcord;
mod dave_gray;
mod devdactic;
mod example_chat;
mod extras;
#[cfg(test)]
mod fixtures;
mod freecodecamp;
mod getting_started;
mod heard;
mod inhabited;
mod join;
mod jsm;
mod mapped;
mod mead2;
mod mead3;
mod net_ninja;
mod news;
mod novu;
mod pedrotech;
mod places;
mod private;
mod private_messaging;
mod registry;
mod run;
mod told;
mod tutorial;
mod undecided;
mod voice;
mod web_dev_simplified;
mod words;

use std::sync::Arc;

use serde_json::Value as Json;
use sociable_protocol::{Error, Message, UserId};

use acts::{Act, Emit, Naming, Place};
use chat_platform::Found;
pub(super) use extras::Extras;
use heard::Heard;
pub(super) use inhabited::Inhabited;
pub use mapped::MapError;
pub(super) use registry::{Choice, Chosen, Wanted};
pub use registry::{DialectError, Dialects};
pub(super) use run::{begin, hear, overloaded};
pub(super) use told::{Told, What};
pub(super) use voice::Voice;

/// How one other chat server speaks.
trait Dialect: Send + Sync {
    /// What it is called in the configuration and in `?dialect=`.
    fn name(&self) -> &str;

    /// Whether only pages of this dialect put this into the handshake's `auth`.
    fn claims_auth(&self, _auth: &Json) -> bool {
        false
    }

    /// Who comes in with this `auth`.
    fn admission(&self, _auth: &Json) -> Admission {
        Admission::Visitor
    }

    /// Whether its pages show what one person says to another: then they are in their person's direct rooms, each of which
    /// they call by the id of the other one.
    fn talks_in_private(&self) -> bool {
        false
    }

    /// Whether only pages of this dialect begin with this event.
    fn claims(&self, heard: &Heard) -> bool;

    /// Whether its pages show what is said before they say anything themselves: there is nothing to join.
    fn listens(&self) -> bool {
        false
    }

    /// Which dialects it may turn out to be, where it stands for several.
    fn guesses(&self) -> &[Arc<dyn Dialect>] {
        &[]
    }

    /// What is done when one of its pages is there.
    fn greet(&self, _auth: &Json, _me: &Me<'_>) -> Vec<Act> {
        Vec::new()
    }

    /// What an event asks for. An ack that is asked for and not among it is answered with nothing in it.
    ///
    /// # Errors
    /// Where there is something wrong with the event; then [`refused`](Self::refused) answers it.
    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error>;

    /// The ack of an event that was not carried out, or not to the end. `None` for none, where the page then sends it again.
    fn refused(&self, _heard: &Heard, _error: &Error) -> Option<Vec<Json>> {
        Some(Vec::new())
    }

    /// Whether a page of it can show why something was refused. Where it cannot, what comes too often waits instead.
    fn explains(&self, _heard: &Heard) -> bool {
        false
    }

    /// The ack of a question.
    fn found(&self, _found: Found, _heard: &Heard, _me: &Me<'_>) -> Vec<Json> {
        Vec::new()
    }

    /// The ack of an event that said something, where it tells of the message. It is on the disk.
    fn sent(&self, _message: &Message) -> Option<Vec<Json>> {
        None
    }

    /// What its pages hear of something that happens in one of their rooms.
    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit>;

    /// What a page hears that has come into a room; `history` is what was said there before, in its own words.
    fn arrived(&self, history: Vec<Emit>, _to: &Hearer<'_>) -> Vec<Emit> {
        history
    }

    /// What its pages hear, wherever they are, when the rooms that pages are in are others than before.
    fn inhabited(&self, _rooms: &[String]) -> Vec<Emit> {
        Vec::new()
    }

    /// What its pages that are in no room hear when there is a new one, because somebody of theirs went there.
    fn made(&self, _room: &str) -> Vec<Emit> {
        Vec::new()
    }

    /// What a page hears of the people its person can talk to in private.
    fn met(&self, _people: Vec<Met>, _to: &Hearer<'_>) -> Vec<Emit> {
        Vec::new()
    }
}

/// Who comes in.
enum Admission {
    /// Nobody yet.
    Visitor,
    /// Somebody who was here before, or somebody new of this name.
    Person {
        token: Option<String>,
        name: Option<String>,
        /// What the page is told where it can be neither.
        refusal: &'static str,
    },
}

/// Somebody to talk to in private.
struct Met {
    someone: Someone,
    /// Whether they are here.
    connected: bool,
    /// What was said between them.
    messages: Vec<Message>,
}

/// The socket that an event came from.
struct Me<'a> {
    id: UserId,
    /// With what it can come back as who it is.
    token: Option<&'a str>,
    /// The id of its Socket.IO session, which its page knows.
    sid: &'a str,
    /// The name that it gave, as it gave it.
    name: Option<&'a str>,
    /// The room that it came into last, as it spells it.
    room: Option<&'a str>,
}

/// Who hears something.
struct Hearer<'a> {
    id: UserId,
    /// Whether this very socket said it.
    sent: bool,
    /// Whether it is about themselves: their own message.
    own: bool,
    /// The name that they gave, as they gave it; only where it is their own.
    name: Option<&'a str>,
    /// The room it is in, as they spell it.
    room: &'a str,
    /// What else its author's page sent along with a message, for pages of the same dialect.
    extra: Option<&'a Json>,
    /// Who is in the room.
    here: &'a dyn Here,
}

/// Who is in a room.
trait Here {
    /// The first of them, in the order in which they came to the server.
    fn people(&self) -> Vec<Someone>;

    /// How many.
    fn count(&self) -> usize;

    /// The rooms that pages are in, as they call them.
    fn rooms(&self) -> Vec<String>;

    /// Whether somebody speaks one of these dialects.
    fn speaks(&self, user: UserId, dialects: &[&str]) -> bool;
}

/// Somebody who is in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Someone {
    id: UserId,
    name: String,
}

impl Hearer<'_> {
    /// The author's name: towards themselves as they gave it.
    fn author<'a>(&'a self, message: &'a Message) -> &'a str {
        match self.name {
            Some(name) if self.own => name,
            _ => message.user.name.as_str(),
        }
    }
}
