//! `mead-3`: the chat of Andrew Mead's third Node course. Names and rooms in lower case, errors in the ack.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, Message, Timestamp};

use super::words::{location, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Place, What, jsm};
use crate::domain::now;

pub(super) struct Mead3;

const MAPS: &str = "https://google.com/maps?q=";
const REQUIRED: &str = "Username and room are required!";
const TAKEN: &str = "Username is in use!";
const BOT: &str = "Admin";

impl Dialect for Mead3 {
    fn name(&self) -> &'static str {
        "mead-3"
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is("join") && heard.has("username")
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let say = |text| vec![Act::Say { place: Place::Current, text, key: None, extra: None }];
        Ok(match heard.event.as_str() {
            "join" => jsm::joining(heard, "username")?,
            "sendMessage" => say(heard.text(0)?),
            "sendLocation" => say(format!("{MAPS}{}", location::of(heard)?)),
            _ => Vec::new(),
        })
    }

    fn explains(&self, _heard: &Heard) -> bool {
        true
    }

    fn refused(&self, heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        Some(match heard.event.as_str() {
            "join" => vec![jsm::why(error, REQUIRED, TAKEN).into()],
            "sendMessage" => vec![error.message.as_str().into()],
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(message) => said(message).into_iter().collect(),
            What::Came(_, user) => vec![shown(BOT, &format!("{} has joined!", user.name), now()), people(to)],
            What::Left(_, user) => vec![shown(BOT, &format!("{} has left!", user.name), now()), people(to)],
            What::People(_) => vec![people(to)],
            What::Typing(_) => Vec::new(),
        }
    }

    fn arrived(&self, mut history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        history.extend([shown(BOT, "Welcome!", now()), people(to)]);
        history
    }
}

fn said(message: &Message) -> Option<Emit> {
    let (text, username, at) = (text(message)?, message.user.name.as_str(), message.created_at);
    Some(match location::in_text(text) {
        Some(place) => {
            let shown = json!({ "username": username, "url": format!("{MAPS}{place}"), "createdAt": at.as_millis() });
            Emit::one("locationMessage", shown)
        }
        None => shown(username, text, at),
    })
}

fn shown(username: &str, text: &str, at: Timestamp) -> Emit {
    Emit::one("message", json!({ "username": username, "text": text, "createdAt": at.as_millis() }))
}

fn people(to: &Hearer<'_>) -> Emit {
    let user = |id, name| json!({ "id": id, "username": name, "room": to.room });
    let users: Vec<_> = to.here.people().into_iter().map(|person| user(person.id, person.name)).collect();
    Emit::one("roomData", json!({ "room": to.room, "users": users }))
}
