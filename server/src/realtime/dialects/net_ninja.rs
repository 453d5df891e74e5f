//! `net-ninja`: the Net Ninja's chat (iamshaunjp/websockets-playlist). One room that nobody joins; who one is comes with what
//! one says. Its page writes all that it hears into itself as HTML, so all of it is escaped.

use serde_json::json;
use sociable_protocol::Error;

use super::words::{html, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct NetNinja;

impl Dialect for NetNinja {
    fn name(&self) -> &'static str {
        "net-ninja"
    }

    fn claims(&self, heard: &Heard) -> bool {
        (heard.is("chat") && heard.has("handle")) || (heard.is("typing") && heard.first().is_string())
    }

    fn listens(&self) -> bool {
        true
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let (handle, then) = match heard.event.as_str() {
            "chat" => {
                let text = heard.field("message")?;
                (heard.field("handle")?, Act::Say { place: Place::Home, text, key: None, extra: None })
            }
            "typing" => (heard.text(0)?, Act::Type(Place::Home, true)),
            _ => return Ok(Vec::new()),
        };
        if me.room.is_some() && me.name == Some(handle.as_str()) {
            // With every key: it would count as coming in.
            return Ok(vec![then]);
        }
        // The field for it may still be empty.
        let enter = if handle.trim().is_empty() { Act::EnterNameless } else { Act::Enter(handle, Naming::Lenient) };
        Ok(vec![enter, Act::Join(Place::Home), then])
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let emit = match what {
            What::Said(message) => text(message)
                .map(|text| Emit::one("chat", json!({ "message": html(text), "handle": html(to.author(message)) }))),
            // It has no word for that somebody stopped; its page forgets it with the next message.
            What::Typing(typing) if typing.typing => Some(Emit::one("typing", html(typing.user.name.as_str()))),
            _ => None,
        };
        emit.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Room, asks, said, tells};
    use super::*;

    #[test]
    fn all_that_its_page_hears_is_html() {
        let heard = tells(&NetNinja, &said("<Bob>", "1 < 2"), &Room(&[]), None);
        assert_eq!(heard, [json!(["chat", { "message": "1 &lt; 2", "handle": "&lt;Bob&gt;" }])]);
    }

    #[test]
    fn who_has_no_handle_yet_is_somebody_all_the_same() {
        let typing = |handle: &str| asks(&NetNinja, json!(["typing", handle])).swap_remove(0);
        assert_eq!(typing(" "), Act::EnterNameless);
        assert_eq!(typing("Ada"), Act::Enter("Ada".to_owned(), Naming::Lenient));
    }
}
