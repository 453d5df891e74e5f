//! `mead-2`: the chat of Andrew Mead's second Node course, and its many copies. Rooms by name; who is here as a list of names.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, Message, Timestamp};

use super::words::{location, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Place, What, jsm};
use crate::domain::now;

pub(super) struct Mead2;

pub(super) const NAME: &str = "mead-2";

const MAPS: &str = "https://www.google.com/maps?q=";
const REQUIRED: &str = "Name and room name are required.";
const TAKEN: &str = "Username is taken.";
const BOT: &str = "Admin";

impl Dialect for Mead2 {
    fn name(&self) -> &'static str {
        NAME
    }

    /// Its pages begin as those of `jsm` do; see `join`.
    fn claims(&self, heard: &Heard) -> bool {
        (heard.is("createMessage") || heard.is("createLocationMessage")) && heard.first().is_object()
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let say = |text| vec![Act::Say { place: Place::Current, text, key: None, extra: None }];
        Ok(match heard.event.as_str() {
            "join" => {
                let name = heard.field("name").or_else(|_| heard.field("username"))?;
                jsm::entering(name.trim().to_owned(), heard.field("room")?.trim().to_owned())?
            }
            "createMessage" => say(heard.field("text")?),
            "createLocationMessage" => say(format!("{MAPS}{}", location::of(heard)?)),
            _ => Vec::new(),
        })
    }

    fn refused(&self, heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        Some(if heard.is("join") { vec![jsm::why(error, REQUIRED, TAKEN).into()] } else { Vec::new() })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(message) => said(message, to).into_iter().collect(),
            What::Came(_, user) => vec![people(to), shown(BOT, &format!("{} has joined.", user.name), now())],
            What::Left(_, user) => vec![people(to), shown(BOT, &format!("{} has left", user.name), now())],
            What::People(_) => vec![people(to)],
            What::Typing(_) => Vec::new(),
        }
    }

    fn arrived(&self, mut history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        history.extend([people(to), shown(BOT, "Welcome to the chat app", now())]);
        history
    }
}

fn said(message: &Message, to: &Hearer<'_>) -> Option<Emit> {
    let (text, from, at) = (text(message)?, to.author(message), message.created_at);
    Some(match location::in_text(text) {
        Some(place) => {
            let shown = json!({ "from": from, "url": format!("{MAPS}{place}"), "createdAt": at.as_millis() });
            Emit::one("newLocationMessage", shown)
        }
        None => shown(from, text, at),
    })
}

fn shown(from: &str, text: &str, at: Timestamp) -> Emit {
    Emit::one("newMessage", json!({ "from": from, "text": text, "createdAt": at.as_millis() }))
}

fn people(to: &Hearer<'_>) -> Emit {
    let names: Vec<Json> = to.here.people().into_iter().map(|person| person.name.into()).collect();
    Emit::one("updateUserList", names)
}
