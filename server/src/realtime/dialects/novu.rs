//! `novu`: Novu's "Open Chat". One room. A page shows what is said as soon as it is loaded, and knows its own messages by the
//! name in them; it keeps the object that it sent, and so does everybody else.
//!
//! A page that takes two messages before it has drawn the first loses one, so what was said before is not told to it.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, Message};

use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct Novu;

const NAME: &str = "novu";
/// How its pages say who is writing.
const IS_TYPING: &str = " is typing";

impl Dialect for Novu {
    fn name(&self) -> &'static str {
        NAME
    }

    fn claims(&self, heard: &Heard) -> bool {
        match heard.event.as_str() {
            "newUser" => heard.has("userName"),
            // A page that is loaded again does not sign in again.
            "message" => ["text", "name", "id"].iter().all(|field| heard.has(field)),
            "typing" => heard.first().as_str().is_some_and(|line| line.ends_with(IS_TYPING)),
            _ => false,
        }
    }

    fn listens(&self) -> bool {
        true
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let enter = |name: String| [Act::Enter(name, Naming::Lenient), Act::Join(Place::Home)];
        Ok(match heard.event.as_str() {
            "newUser" => enter(heard.field("userName").unwrap_or_default()).into(),
            "message" => {
                let (text, key) = (heard.field("text")?, heard.field("id").ok());
                let say = Act::Say { place: Place::Home, text, key, extra: Some(json!({ NAME: heard.first() })) };
                enter(heard.field("name")?).into_iter().chain([say]).collect()
            }
            "typing" => {
                let line = heard.text(0)?;
                let name = line.strip_suffix(IS_TYPING).unwrap_or(&line);
                // With every key: it would count as coming in.
                let enter = (me.room.is_none() || me.name != Some(name)).then(|| enter(name.to_owned()));
                enter.into_iter().flatten().chain([Act::Type(Place::Home, true)]).collect()
            }
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let emit = match what {
            What::Said(message) => said(message, to),
            What::Typing(typing) if typing.typing => {
                Some(Emit::one("typingResponse", format!("{}{IS_TYPING}", typing.user.name)))
            }
            What::Typing(_) => Some(Emit::one("typingResponse", "")),
            What::Came(..) | What::Left(..) | What::People(_) => Some(users(to)),
        };
        emit.into_iter().collect()
    }

    fn arrived(&self, _history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        vec![users(to)]
    }
}

fn said(message: &Message, to: &Hearer<'_>) -> Option<Emit> {
    let (text, name) = (text(message)?, to.author(message));
    let object = match to.extra.and_then(|extra| extra.get(NAME)) {
        Some(Json::Object(fields)) => {
            let mut fields = fields.clone();
            fields.insert("text".to_owned(), text.into());
            fields.insert("name".to_owned(), name.into());
            Json::Object(fields)
        }
        _ => json!({ "text": text, "name": name, "id": message.id, "socketID": message.user.id }),
    };
    Some(Emit::one("messageResponse", object))
}

fn users(to: &Hearer<'_>) -> Emit {
    let users: Vec<_> =
        to.here.people().into_iter().map(|person| json!({ "userName": person.name, "socketID": person.id })).collect();
    Emit::one("newUserResponse", users)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Room, arrives, asks, heard, said, tells};
    use super::*;

    #[test]
    fn a_page_that_was_loaded_again_is_known_by_what_it_says() {
        for event in [
            json!(["newUser", { "userName": "Ada", "socketID": "x" }]),
            json!(["message", { "text": "hi", "name": "Ada", "id": "x0.1" }]),
            json!(["typing", "Ada is typing"]),
        ] {
            assert!(Novu.claims(&heard(event.clone())), "{event}");
            assert!(asks(&Novu, event).starts_with(&[Act::Enter("Ada".to_owned(), Naming::Lenient)]));
        }
        assert!(!Novu.claims(&heard(json!(["typing", "Ada"]))));
        assert!(!Novu.claims(&heard(json!(["message", { "text": "hi", "name": "Ada" }]))));
    }

    #[test]
    fn a_message_is_the_object_of_its_page_but_for_who_it_is_from() {
        let sent = json!({ NAME: { "text": "hi", "name": "Eve", "id": "x0.1" } });
        let heard = tells(&Novu, &said("Bob", "hi"), &Room(&[]), Some(&sent));
        assert_eq!(heard, [json!(["messageResponse", { "text": "hi", "name": "Bob", "id": "x0.1" }])]);
    }

    #[test]
    fn who_comes_hears_who_is_here_and_nothing_of_before() {
        let heard = arrives(&Novu, &Room(&["Ada"]));
        assert_eq!(heard.len(), 1);
        assert_eq!((&heard[0][0], &heard[0][1][0]["userName"]), (&json!("newUserResponse"), &json!("Ada")));
    }
}
