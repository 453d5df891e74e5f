//! `jsm`: JavaScript Mastery's chat application (adrianhajdin/project_chat_application). Names and rooms are in lower case,
//! because its page looks for its own name so; and it clears its input when the server calls back.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, ErrorCode, User};

use super::heard::invalid;
use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct Jsm;

pub(super) const NAME: &str = "jsm";

/// The dialects of its own people.
const OWN: [&str; 2] = [NAME, super::join::NAME];
const REQUIRED: &str = "Username and room are required.";
const TAKEN: &str = "Username is taken.";

impl Dialect for Jsm {
    fn name(&self) -> &'static str {
        NAME
    }

    /// Its pages begin as those of `mead-2` do; see `join`.
    fn claims(&self, _heard: &Heard) -> bool {
        false
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        Ok(match heard.event.as_str() {
            "join" => joining(heard, "name")?,
            "sendMessage" => {
                let say = Act::Say { place: Place::Current, text: heard.text(0)?, key: None, extra: None };
                // It is known only now that the name is to be in lower case.
                let rename = me.name.map(|name| Act::Enter(lower(name), Naming::Lenient));
                rename.into_iter().chain([say]).collect()
            }
            _ => Vec::new(),
        })
    }

    fn refused(&self, heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        Some(match heard.event.as_str() {
            "join" => vec![why(error, REQUIRED, TAKEN).into()],
            // Only its being called counts.
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(message) => {
                let user = if to.own { to.author(message).to_lowercase() } else { shown(&message.user, to) };
                text(message).map(|text| said(&user, text)).into_iter().collect()
            }
            What::Came(_, user) => vec![said("admin", &format!("{} has joined!", shown(user, to))), people(to)],
            What::Left(_, user) => vec![said("Admin", &format!("{} has left.", shown(user, to))), people(to)],
            // Who comes to be known as one of these goes by lower case from then on, as they did here before.
            What::People(anew) if anew.renamed.is_some_and(|user| to.here.speaks(user, &OWN)) => Vec::new(),
            What::People(_) => vec![people(to)],
            What::Typing(_) => Vec::new(),
        }
    }

    fn arrived(&self, mut history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        let (name, room) = (lower(to.name.unwrap_or_default()), lower(to.room));
        history.extend([said("admin", &format!("{name}, welcome to room {room}.")), people(to)]);
        history
    }
}

/// What coming into a room by these fields is, in a dialect whose server refuses what lacks one.
pub(super) fn joining(heard: &Heard, name: &str) -> Result<Vec<Act>, Error> {
    let (name, room) = (lower(&heard.field(name)?), lower(&heard.field("room")?));
    entering(name, room)
}

/// As [`joining`], by this name and into this room.
pub(super) fn entering(name: String, room: String) -> Result<Vec<Act>, Error> {
    if name.is_empty() || room.is_empty() {
        return Err(invalid("a name and a room are required"));
    }
    let room = Place::Named(room);
    Ok(vec![Act::Enter(name, Naming::StrictIn(room.clone())), Act::Join(room.clone()), Act::LeaveAllBut(room)])
}

/// Why one could not come in, in the server's own words where it has some.
pub(super) fn why(error: &Error, required: &str, taken: &str) -> String {
    match error.code {
        ErrorCode::NameTaken => taken.to_owned(),
        ErrorCode::InvalidPayload => required.to_owned(),
        _ => error.message.clone(),
    }
}

pub(super) fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Names of its own people are in lower case, also of those who have said nothing yet.
fn shown(user: &User, to: &Hearer<'_>) -> String {
    let name = user.name.as_str();
    if to.here.speaks(user.id, &OWN) { lower(name) } else { name.to_owned() }
}

fn said(user: &str, text: &str) -> Emit {
    Emit::one("message", json!({ "user": user, "text": text }))
}

fn people(to: &Hearer<'_>) -> Emit {
    let room = lower(to.room);
    let person = |id, name: String| json!({ "id": id, "name": name, "room": room });
    let users: Vec<_> = to
        .here
        .people()
        .into_iter()
        .map(|one| {
            let own = to.here.speaks(one.id, &OWN);
            person(one.id, if own { lower(&one.name) } else { one.name })
        })
        .collect();
    Emit::one("roomData", json!({ "room": room, "users": users }))
}
