//! `join`: a page of `jsm` or of `mead-2`, which begin with the same words. It hears both, since pages ignore events that they
//! do not know, until what it says shows which one it is.

use serde_json::Value as Json;
use sociable_protocol::Error;

use super::jsm::{self, Jsm};
use super::mead2::{self, Mead2};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, What};

pub(super) struct Join;

pub(super) const NAME: &str = "join";

impl Dialect for Join {
    fn name(&self) -> &'static str {
        NAME
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is("join") && heard.has("name") && !heard.has("username")
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let decided = |name, dialect: &dyn Dialect| {
            let mut acts = vec![Act::Speak(name)];
            acts.extend(dialect.hear(heard, me)?);
            Ok(acts)
        };
        match heard.event.as_str() {
            "join" => Mead2.hear(heard, me),
            "sendMessage" => decided(jsm::NAME, &Jsm),
            "createMessage" | "createLocationMessage" => decided(mead2::NAME, &Mead2),
            _ => Ok(Vec::new()),
        }
    }

    fn refused(&self, heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        // One of them is told so of a missing name, the other of a missing room.
        let nameless = heard.field("name").is_ok_and(|name| name.is_empty());
        if nameless { Mead2.refused(heard, error) } else { Jsm.refused(heard, error) }
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        [Jsm.tell(what, to), Mead2.tell(what, to)].concat()
    }

    fn arrived(&self, history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        [history, Jsm.arrived(Vec::new(), to), Mead2.arrived(Vec::new(), to)].concat()
    }
}
