//! For the tests of dialects: events as pages send them, messages, and a room with people in it.

use serde_json::{Value as Json, json};
use sociable_protocol::{Message, UserId};

use super::{Dialect, Emit, Heard, Hearer, Here, Me, Someone, What};

/// Somebody's id, as all have in a room of the tests.
const ID: &str = "019a0000-0000-7000-8000-000000000000";

fn id() -> UserId {
    ID.parse().unwrap()
}

/// The people of a room, by name.
pub(super) struct Room(pub(super) &'static [&'static str]);

impl Here for Room {
    fn people(&self) -> Vec<Someone> {
        let id = id();
        self.0.iter().map(|name| Someone { id, name: (*name).to_owned() }).collect()
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn rooms(&self) -> Vec<String> {
        vec!["Tea".to_owned()]
    }

    fn speaks(&self, _user: UserId, _dialects: &[&str]) -> bool {
        false
    }
}

/// `["event", …]`
pub(super) fn heard(event: Json) -> Heard {
    let Json::Array(mut arguments) = event else { panic!("an event is an array") };
    let Json::String(event) = arguments.remove(0) else { panic!("it begins with its name") };
    Heard { event, arguments, wants_ack: false }
}

/// What an event of somebody who is nowhere yet asks for.
pub(super) fn asks(dialect: &dyn Dialect, event: Json) -> Vec<super::Act> {
    dialect.hear(&heard(event), &Me { id: id(), token: None, sid: "a", name: None, room: None }).unwrap()
}

/// Somebody says something, at noon.
pub(super) fn said(name: &str, text: &str) -> What {
    let at = "2026-11-27T12:05:07.000Z";
    let message = json!({
        "id": ID, "room": "tea", "seq": 1, "user": { "id": ID, "name": name }, "text": text, "createdAt": at,
    });
    What::Said(serde_json::from_value::<Message>(message).unwrap())
}

/// Hears as somebody else in the room `Tea` who said something, with what its page sent along.
pub(super) fn tells(dialect: &dyn Dialect, what: &What, room: &Room, extra: Option<&Json>) -> Vec<Json> {
    let to = Hearer { id: id(), sent: false, own: false, name: None, room: "Tea", extra, here: room };
    dialect.tell(what, &to).into_iter().map(as_json).collect()
}

/// What Ada hears who comes into the room `Tea`, where one message was said.
pub(super) fn arrives(dialect: &dyn Dialect, room: &Room) -> Vec<Json> {
    let before = Hearer { id: id(), sent: false, own: false, name: None, room: "Tea", extra: None, here: room };
    let history = dialect.tell(&said("Bob", "before"), &before);
    let to = Hearer { id: id(), sent: false, own: true, name: Some("Ada"), room: "Tea", extra: None, here: room };
    dialect.arrived(history, &to).into_iter().map(as_json).collect()
}

fn as_json(Emit { event, arguments }: Emit) -> Json {
    std::iter::once(Json::String(event)).chain(arguments).collect()
}
