//! `example-chat`: `examples/chat` of the Socket.IO repository, and its Android and iOS editions. One room; a page draws what
//! it sends itself, so nothing comes back to it.

use serde_json::json;
use sociable_protocol::{Error, User};

use super::words::text;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Naming, Place, What};

pub(super) struct ExampleChat;

impl Dialect for ExampleChat {
    fn name(&self) -> &'static str {
        "example-chat"
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is("add user")
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let here = me.room.is_some();
        Ok(match heard.event.as_str() {
            "add user" if me.name.is_none() => {
                let name = unescaped(&heard.text(0)?);
                vec![Act::Enter(name, Naming::Lenient), Act::Join(Place::Home)]
            }
            "new message" if here => {
                let text = unescaped(&heard.text(0)?);
                vec![Act::Say { place: Place::Home, text, key: None, extra: None }]
            }
            "typing" if here => vec![Act::Type(Place::Home, true)],
            "stop typing" if here => vec![Act::Type(Place::Home, false)],
            _ => Vec::new(),
        })
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let counted = |event: &str, user: &User| {
            Emit::one(event, json!({ "username": user.name.as_str(), "numUsers": to.here.count() }))
        };
        let emit = match what {
            What::Said(message) => text(message).filter(|_| !to.own).map(|text| {
                Emit::one("new message", json!({ "username": message.user.name.as_str(), "message": text }))
            }),
            What::Came(_, user) => Some(counted("user joined", user)),
            What::Left(_, user) => Some(counted("user left", user)),
            What::Typing(typing) => {
                let event = if typing.typing { "typing" } else { "stop typing" };
                Some(Emit::one(event, json!({ "username": typing.user.name.as_str() })))
            }
            What::People(_) => None,
        };
        emit.into_iter().collect()
    }

    /// The page has no place for what was said before.
    fn arrived(&self, _history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        vec![Emit::one("login", json!({ "numUsers": to.here.count() }))]
    }
}

/// Takes back what the page does to what it sends, though it shows what it receives as text: `$('<div/>').text(x).html()`.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_escapes_is_what_was_written() {
        assert_eq!(unescaped("1 &lt; 2 &amp;&amp; &amp;lt; \""), "1 < 2 && &lt; \"");
    }
}
