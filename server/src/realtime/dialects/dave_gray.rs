//! `dave-gray`: Dave Gray's chat with rooms. Entering a room leaves the one before; a bot says who comes and goes. Its page
//! writes the names and texts of messages into itself as HTML, so those are escaped; everything else it takes for text.

use serde_json::json;
use sociable_protocol::{Error, Message, Timestamp};

use super::words::{clock_with_seconds, html, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};
use crate::domain::now;

pub(super) struct DaveGray;

const BOT: &str = "Admin";

impl Dialect for DaveGray {
    fn name(&self) -> &'static str {
        "dave-gray"
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is("enterRoom") && heard.has("name")
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        Ok(match heard.event.as_str() {
            "enterRoom" => {
                let room = Place::Named(heard.field("room").unwrap_or_default());
                let enter = Act::Enter(heard.field("name").unwrap_or_default(), Naming::Lenient);
                // Its server says so as soon as there is a connection, when nobody knows yet whose page it is.
                let welcome = me.room.is_none().then(|| Act::Hear(bot("Welcome to Chat App!")));
                welcome.into_iter().chain([enter, Act::Join(room.clone()), Act::LeaveAllBut(room)]).collect()
            }
            "message" => vec![Act::Say { place: Place::Current, text: heard.field("text")?, key: None, extra: None }],
            "activity" => vec![Act::Type(Place::Current, true)],
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(message) => said(message, to).into_iter().collect(),
            What::Came(_, user) => vec![bot(&format!("{} has joined the room", user.name)), users(to)],
            What::Left(_, user) => vec![bot(&format!("{} has left the room", user.name)), users(to)],
            What::People(_) => vec![users(to)],
            // Its page forgets by itself who was writing, after 3 s.
            What::Typing(typing) if !typing.typing => Vec::new(),
            What::Typing(typing) => vec![Emit::one("activity", typing.user.name.as_str())],
        }
    }

    fn arrived(&self, mut history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        history.extend([
            bot(&format!("You have joined the {} chat room", to.room)),
            users(to),
            rooms(&to.here.rooms()),
        ]);
        history
    }

    fn inhabited(&self, names: &[String]) -> Vec<Emit> {
        vec![rooms(names)]
    }
}

fn said(message: &Message, to: &Hearer<'_>) -> Option<Emit> {
    Some(shown(to.author(message), text(message)?, message.created_at))
}

fn bot(text: &str) -> Emit {
    shown(BOT, text, now())
}

fn shown(name: &str, text: &str, at: Timestamp) -> Emit {
    Emit::one("message", json!({ "name": html(name), "text": html(text), "time": clock_with_seconds(at) }))
}

fn users(to: &Hearer<'_>) -> Emit {
    let user = |id, name| json!({ "id": id, "name": name, "room": to.room });
    let users: Vec<_> = to.here.people().into_iter().map(|person| user(person.id, person.name)).collect();
    Emit::one("userList", json!({ "users": users }))
}

fn rooms(names: &[String]) -> Emit {
    Emit::one("roomList", json!({ "rooms": names }))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Room, arrives, asks, said, tells};
    use super::*;

    #[test]
    fn messages_are_html_and_lists_are_text() {
        let heard = tells(&DaveGray, &said("<Bob>", "1 < 2"), &Room(&[]), None);
        let message = json!({ "name": "&lt;Bob&gt;", "text": "1 &lt; 2", "time": "12:05:07 PM" });
        assert_eq!(heard, [json!(["message", message])]);
        let heard = arrives(&DaveGray, &Room(&["<Bob>"]));
        let events: Vec<_> = heard.iter().map(|event| event[0].as_str().unwrap()).collect();
        assert_eq!(events, ["message", "message", "userList", "roomList"]);
        assert_eq!(heard[2][1]["users"][0]["name"], "<Bob>");
    }

    #[test]
    fn who_enters_is_welcome_once_and_leaves_the_room_before() {
        let first = asks(&DaveGray, json!(["enterRoom", { "name": "Ada", "room": "Tea" }]));
        let tea = Place::Named("Tea".to_owned());
        let into_tea = [Act::Enter("Ada".to_owned(), Naming::Lenient), Act::Join(tea.clone()), Act::LeaveAllBut(tea)];
        assert!(matches!(first[0], Act::Hear(_)));
        assert_eq!(first[1..], into_tea);
    }
}
