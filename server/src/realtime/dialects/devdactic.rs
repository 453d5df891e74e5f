//! `devdactic-3` and `devdactic-4`: Devdactic's chats for Ionic 3 and 4, which differ in their words alone. One room; everybody
//! hears who comes and goes, also of themselves.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, Message};

use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

/// One of the two.
pub(super) struct Devdactic {
    name: &'static str,
    enter: &'static str,
    say: &'static str,
    /// A message: what, who, when.
    fields: [&'static str; 3],
}

pub(super) const IONIC_3: Devdactic =
    Devdactic { name: "devdactic-3", enter: "set-nickname", say: "add-message", fields: ["text", "from", "created"] };

pub(super) const IONIC_4: Devdactic =
    Devdactic { name: "devdactic-4", enter: "set-name", say: "send-message", fields: ["msg", "user", "createdAt"] };

impl Dialect for Devdactic {
    fn name(&self) -> &str {
        self.name
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is(self.enter)
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        Ok(match heard.event.as_str() {
            event if event == self.enter => {
                vec![Act::Enter(heard.text(0).unwrap_or_default(), Naming::Lenient), Act::Join(Place::Home)]
            }
            event if event == self.say => {
                vec![Act::Say { place: Place::Home, text: heard.field("text")?, key: None, extra: None }]
            }
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let emit = match what {
            What::Said(message) => self.said(message, to),
            What::Came(_, user) => Some(changed(user.name.as_str(), "joined")),
            What::Left(_, user) => Some(changed(user.name.as_str(), "left")),
            What::People(_) | What::Typing(_) => None,
        };
        emit.into_iter().collect()
    }

    fn arrived(&self, mut history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        history.extend(to.name.map(|name| changed(name, "joined")));
        history
    }
}

impl Devdactic {
    fn said(&self, message: &Message, to: &Hearer<'_>) -> Option<Emit> {
        let values = [Json::from(text(message)?), Json::from(to.author(message)), json!(message.created_at)];
        let message: serde_json::Map<_, _> = self.fields.iter().map(ToString::to_string).zip(values).collect();
        Some(Emit::one("message", message))
    }
}

fn changed(user: &str, event: &str) -> Emit {
    Emit::one("users-changed", json!({ "user": user, "event": event }))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Room, arrives, heard};
    use super::*;

    #[test]
    fn each_has_its_own_words() {
        let at = "2026-11-27T12:05:07.000Z";
        for (dialect, enter, message) in [
            (IONIC_3, "set-nickname", json!({ "text": "before", "from": "Bob", "created": at })),
            (IONIC_4, "set-name", json!({ "msg": "before", "user": "Bob", "createdAt": at })),
        ] {
            assert!(dialect.claims(&heard(json!([enter, "Ada"]))));
            let came = json!(["users-changed", { "user": "Ada", "event": "joined" }]);
            assert_eq!(arrives(&dialect, &Room(&[])), [json!(["message", message]), came]);
        }
    }
}
