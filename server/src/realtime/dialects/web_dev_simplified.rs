//! `web-dev-simplified`: Web Dev Simplified's Realtime-Simple-Chat-App, and its sequel with rooms, where each event begins
//! with the room. A page draws what it sends itself, so nothing comes back to it.

use serde_json::json;
use sociable_protocol::Error;

use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct WebDevSimplified;

const SAY: &str = "send-chat-message";

impl Dialect for WebDevSimplified {
    fn name(&self) -> &'static str {
        "web-dev-simplified"
    }

    fn claims(&self, heard: &Heard) -> bool {
        // A page does not say again who it is that was cut off, and went on without a name with its own server, too.
        heard.is("new-user") || heard.is(SAY)
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let (place, rest) = match heard.arguments.len() {
            0 | 1 => (Place::Home, 0),
            _ => (Place::Named(heard.text(0)?), 1),
        };
        Ok(match heard.event.as_str() {
            "new-user" => {
                let name = heard.text(rest).unwrap_or_default();
                vec![Act::Enter(name, Naming::Lenient), Act::Join(place.clone()), Act::LeaveAllBut(place)]
            }
            SAY => {
                let join = me.room.is_none().then(|| [Act::EnterNameless, Act::Join(place.clone())]);
                let say = Act::Say { place, text: heard.text(rest)?, key: None, extra: None };
                join.into_iter().flatten().chain([say]).collect()
            }
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

    /// Its page of rooms adds it to the list; the page of a room has no place for that, and fails.
    fn made(&self, room: &str) -> Vec<Emit> {
        vec![Emit::one("room-created", room)]
    }

    /// The page has no place for what was said before: it says `You joined` itself, and what comes is what is said now.
    fn arrived(&self, _history: Vec<Emit>, _to: &Hearer<'_>) -> Vec<Emit> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Room, arrives, asks, said, tells};
    use super::*;

    #[test]
    fn events_with_a_room_are_of_the_sequel() {
        // Of a page that was cut off: one that has not said who it is.
        let hello = |place: Place| {
            let say = Act::Say { place: place.clone(), text: "hello".to_owned(), key: None, extra: None };
            [Act::EnterNameless, Act::Join(place), say]
        };
        assert_eq!(asks(&WebDevSimplified, json!([SAY, "hello"])), hello(Place::Home));
        let tea = Place::Named("Tea".to_owned());
        assert_eq!(asks(&WebDevSimplified, json!([SAY, "Tea", "hello"])), hello(tea.clone()));
        let enter = Act::Enter("Ada".to_owned(), Naming::Lenient);
        let into_tea = [enter, Act::Join(tea.clone()), Act::LeaveAllBut(tea)];
        assert_eq!(asks(&WebDevSimplified, json!(["new-user", "Tea", "Ada"])), into_tea);
    }

    #[test]
    fn who_comes_hears_nothing_of_before() {
        assert!(arrives(&WebDevSimplified, &Room(&["Ada", "Bob"])).is_empty());
        let heard = tells(&WebDevSimplified, &said("Bob", "<b>"), &Room(&[]), None);
        assert_eq!(heard, [json!(["chat-message", { "message": "<b>", "name": "Bob" }])]);
    }
}
