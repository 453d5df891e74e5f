//! `freecodecamp`: the chat of freeCodeCamp's tutorial with HarperDB. Rooms by name, a bot that says who comes and goes, and
//! what was said before as one JSON text. A message is an object of the page's making, which everybody gets back.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, Message};

use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};
use crate::domain::now;

pub(super) struct FreeCodeCamp;

const NAME: &str = "freecodecamp";
const BOT: &str = "ChatBot";
const SAY: &str = "send_message";
const MESSAGE: &str = "receive_message";

impl Dialect for FreeCodeCamp {
    fn name(&self) -> &'static str {
        NAME
    }

    fn claims(&self, heard: &Heard) -> bool {
        // A page does not join again that was cut off, and went on so with its own server, too.
        let says = || heard.is(SAY) && heard.has("message") && heard.has("room");
        heard.has("username") && (heard.is("join_room") || says())
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let room = || Place::Named(heard.field("room").unwrap_or_default());
        let entering = || {
            let enter = Act::Enter(heard.field("username").unwrap_or_default(), Naming::Lenient);
            vec![enter, Act::Join(room()), Act::LeaveAllBut(room())]
        };
        Ok(match heard.event.as_str() {
            // `joinRoom` in some copies, which say so in the address: it is ChatCord's, too.
            "join_room" | "joinRoom" => entering(),
            SAY => {
                let text = heard.field("message")?;
                let say = Act::Say { place: room(), text, key: None, extra: Some(json!({ NAME: heard.first() })) };
                let entering = me.name.is_none().then(entering);
                entering.into_iter().flatten().chain([say]).collect()
            }
            "leave_room" => vec![Act::Leave(room())],
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(message) => said(message, to).into_iter().collect(),
            What::Came(_, user) => vec![bot(&format!("{} has joined the chat room", user.name)), users(to)],
            What::Left(_, user) => vec![users(to), bot(&format!("{} has left the chat", user.name))],
            What::People(_) => vec![users(to)],
            What::Typing(_) => Vec::new(),
        }
    }

    fn arrived(&self, history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        let rows: Vec<Json> = history.into_iter().filter_map(|emit| emit.arguments.into_iter().next()).collect();
        let welcome = bot(&format!("Welcome {}", to.name.unwrap_or_default()));
        vec![welcome, users(to), Emit::one("last_100_messages", Json::from(rows).to_string())]
    }
}

fn said(message: &Message, to: &Hearer<'_>) -> Option<Emit> {
    let mut row = match to.extra.and_then(|extra| extra.get(NAME)) {
        Some(Json::Object(fields)) => fields.clone(),
        _ => serde_json::Map::from_iter([("__createdtime__".to_owned(), message.created_at.as_millis().into())]),
    };
    row.insert("message".to_owned(), text(message)?.into());
    row.insert("username".to_owned(), to.author(message).into());
    row.insert("room".to_owned(), to.room.into());
    Some(Emit::one(MESSAGE, row))
}

fn bot(text: &str) -> Emit {
    Emit::one(MESSAGE, json!({ "message": text, "username": BOT, "__createdtime__": now().as_millis() }))
}

fn users(to: &Hearer<'_>) -> Emit {
    let user = |id, name| json!({ "id": id, "username": name, "room": to.room });
    let users: Vec<_> = to.here.people().into_iter().map(|person| user(person.id, person.name)).collect();
    Emit::one("chatroom_users", users)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Room, arrives, said, tells};
    use super::*;

    #[test]
    fn a_message_is_the_object_of_its_page_but_for_who_it_is_from() {
        let sent =
            json!({ NAME: { "message": "hi", "username": "Eve", "room": "tea", "__createdtime__": 7, "more": 1 } });
        let row = json!({ "message": "hi", "username": "Bob", "room": "Tea", "__createdtime__": 7, "more": 1 });
        let bob = said("Bob", "hi");
        assert_eq!(tells(&FreeCodeCamp, &bob, &Room(&[]), Some(&sent)), [json!([MESSAGE, row])]);
        // Of another page than its own there is nothing but what was said, and when.
        let other = json!({ "pedrotech": { "message": "hi" } });
        let row =
            json!({ "message": "hi", "username": "Bob", "room": "Tea", "__createdtime__": 1_795_781_107_000_i64 });
        assert_eq!(tells(&FreeCodeCamp, &bob, &Room(&[]), Some(&other)), [json!([MESSAGE, row])]);
    }

    #[test]
    fn what_was_said_before_is_one_text_and_comes_last() {
        let heard = arrives(&FreeCodeCamp, &Room(&["Bob", "Ada"]));
        let events: Vec<_> = heard.iter().map(|event| event[0].as_str().unwrap()).collect();
        assert_eq!(events, [MESSAGE, "chatroom_users", "last_100_messages"]);
        assert_eq!(heard[0][1]["message"], "Welcome Ada");
        let rows: Json = serde_json::from_str(heard[2][1].as_str().unwrap()).unwrap();
        assert_eq!(rows[0]["message"], "before");
    }
}
