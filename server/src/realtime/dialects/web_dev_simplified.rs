//! `web-dev-simplified`: Web Dev Simplified's Realtime-Simple-Chat-App, and its sequel with rooms, where each event begins
//! with the room. A page draws what it sends itself, so nothing comes back to it.

use serde_json::json;
use sociable_protocol::Error;

use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct WebDevSimplified;

impl Dialect for WebDevSimplified {
    fn name(&self) -> &'static str {
        "web-dev-simplified"
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is("new-user")
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let (place, rest) = match heard.arguments.len() {
            0 | 1 => (Place::Home, 0),
            _ => (Place::Named(heard.text(0)?), 1),
        };
        Ok(match heard.event.as_str() {
            "new-user" => {
                let name = heard.text(rest).unwrap_or_default();
                vec![Act::Enter(name, Naming::Lenient), Act::LeaveAllBut(place.clone()), Act::Join(place)]
            }
            "send-chat-message" => vec![Act::Say { place, text: heard.text(rest)?, key: None, extra: None }],
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let emit = match what {
            What::Said(message) => text(message)
                .filter(|_| !to.own)
                .map(|text| Emit::one("chat-message", json!({ "message": text, "name": message.user.name.as_str() }))),
            What::Came(_, user) => Some(Emit::one("user-connected", user.name.as_str())),
            What::Left(_, user) => Some(Emit::one("user-disconnected", user.name.as_str())),
            What::People(_) | What::Typing(_) => None,
        };
        emit.into_iter().collect()
    }

    /// The page has no place for what was said before: it says `You joined` itself, and what comes is what is said now.
    fn arrived(&self, _history: Vec<Emit>, _to: &Hearer<'_>) -> Vec<Emit> {
        Vec::new()
    }
}
