//! `chatcord`: bradtraversy/chatcord and its many copies. Rooms by name, and a bot that says who comes and goes.

use serde_json::json;
use sociable_protocol::{Error, Message, Timestamp};

use super::words::{clock, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};
use crate::domain::now;

pub(super) struct ChatCord;

const BOT: &str = "ChatCord Bot";

impl Dialect for ChatCord {
    fn name(&self) -> &'static str {
        "chatcord"
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is("joinRoom") && heard.has("username")
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        Ok(match heard.event.as_str() {
            "joinRoom" => {
                let room = Place::Named(heard.field("room").unwrap_or_default());
                let enter = Act::Enter(heard.field("username").unwrap_or_default(), Naming::Lenient);
                vec![enter, Act::Join(room.clone()), Act::LeaveAllBut(room)]
            }
            "chatMessage" => vec![Act::Say { place: Place::Current, text: heard.text(0)?, key: None, extra: None }],
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(message) => said(message, to).into_iter().collect(),
            What::Came(_, user) => vec![bot(&format!("{} has joined the chat", user.name)), users(to)],
            What::Left(_, user) => vec![bot(&format!("{} has left the chat", user.name)), users(to)],
            What::People(_) => vec![users(to)],
            What::Typing(_) => Vec::new(),
        }
    }

    fn arrived(&self, mut history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        history.extend([bot("Welcome to ChatCord!"), users(to)]);
        history
    }
}

fn said(message: &Message, to: &Hearer<'_>) -> Option<Emit> {
    Some(shown(to.author(message), text(message)?, message.created_at))
}

fn bot(text: &str) -> Emit {
    shown(BOT, text, now())
}

fn shown(username: &str, text: &str, at: Timestamp) -> Emit {
    Emit::one("message", json!({ "username": username, "text": text, "time": clock(at) }))
}

fn users(to: &Hearer<'_>) -> Emit {
    let user = |id, name| json!({ "id": id, "username": name, "room": to.room });
    let users: Vec<_> = to.here.people().into_iter().map(|person| user(person.id, person.name)).collect();
    Emit::one("roomUsers", json!({ "room": to.room, "users": users }))
}
