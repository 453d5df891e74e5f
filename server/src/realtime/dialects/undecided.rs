//! A page that has not said anything which only one dialect's pages say. It hears everything that pages show which listen
//! before they speak, in all of their words at once: clients ignore events that they do not know.

use std::sync::Arc;

use sociable_protocol::{Error, ErrorCode};

use super::{Act, Dialect, Emit, Heard, Hearer, Me, What};

pub(super) struct Undecided(pub(super) Vec<Arc<dyn Dialect>>);

impl Dialect for Undecided {
    fn name(&self) -> &'static str {
        "auto"
    }

    fn claims(&self, _heard: &Heard) -> bool {
        false
    }

    fn listens(&self) -> bool {
        true
    }

    fn hear(&self, _heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let message =
            "say who you are first: put a name, or the token of an earlier session, into the handshake's auth";
        Err(Error::new(ErrorCode::NameRequired, message))
    }

    fn guesses(&self) -> &[Arc<dyn Dialect>] {
        &self.0
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        // An event that one has with a text and another with an object makes the other fail.
        if matches!(what, What::Typing(_)) {
            return Vec::new();
        }
        self.0.iter().flat_map(|dialect| dialect.tell(what, to)).collect()
    }
}
