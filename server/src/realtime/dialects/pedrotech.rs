//! `pedrotech`: PedroTech's chat (machadop1407/react-socketio-chat-app) and what was made after it. A page says who one is only
//! with what one says, may be in several rooms, draws its own messages, and gets those of others as their pages made them.

use serde_json::{Map, Value as Json, json};
use sociable_protocol::{Error, Message};

use super::heard::as_text;
use super::words::{hms, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct PedroTech;

const SAY: &str = "send_message";
/// What copies of it call the room.
const ROOM: [&str; 2] = ["room", "roomId"];

impl Dialect for PedroTech {
    fn name(&self) -> &'static str {
        "pedrotech"
    }

    fn claims(&self, heard: &Heard) -> bool {
        let joins = heard.is("join_room") && as_text(heard.first()).is_some();
        // A page does not join again that was cut off, and went on so with its own server, too.
        joins || heard.is(SAY) && heard.has("author") && heard.has("message") && room(heard).is_some()
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        Ok(match heard.event.as_str() {
            "join_room" => vec![Act::EnterNameless, Act::Join(Place::Named(heard.text(0)?))],
            SAY => {
                let place = room(heard).map_or(Place::Current, Place::Named);
                let enter = heard.field("author").ok().map(|author| Act::Enter(author, Naming::Lenient));
                let join = me.room.is_none().then(|| Act::Join(place.clone()));
                let say =
                    Act::Say { place, text: heard.field("message")?, key: None, extra: Some(heard.first().clone()) };
                enter.into_iter().chain(join).chain([say]).collect()
            }
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let What::Said(message) = what else { return Vec::new() };
        if to.own {
            return Vec::new();
        }
        relayed(message, to).map(|object| Emit::one("receive_message", object)).into_iter().collect()
    }

    /// A page begins empty.
    fn arrived(&self, _history: Vec<Emit>, _to: &Hearer<'_>) -> Vec<Emit> {
        Vec::new()
    }
}

/// The room that something is said in.
fn room(heard: &Heard) -> Option<String> {
    ROOM.iter().find_map(|key| heard.field(key).ok())
}

/// The object that its author's page made, but for who it is from; or one like it.
fn relayed(message: &Message, to: &Hearer<'_>) -> Option<Json> {
    let (text, author) = (text(message)?, message.user.name.as_str());
    let (hour, minute, _) = hms(message.created_at);
    let mut object: Map<String, Json> = match to.extra {
        Some(Json::Object(extra)) if extra.contains_key("message") => extra.clone(),
        _ => Map::from_iter([
            ("room".to_owned(), to.room.into()),
            ("time".to_owned(), format!("{hour}:{minute}").into()),
        ]),
    };
    object.insert("author".to_owned(), json!(author));
    object.insert("message".to_owned(), json!(text));
    Some(Json::Object(object))
}
