//! `private-messaging`: the private messaging guide and example of Socket.IO. Everybody sees who is here and writes to one of
//! them; a page keeps the id of its session, a token here, and comes back with it.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, User, UserId};

use super::words::text;
use super::{Act, Admission, Dialect, Emit, Heard, Hearer, Me, Met, What};

pub(super) struct PrivateMessaging;

const MESSAGE: &str = "private message";

impl Dialect for PrivateMessaging {
    fn name(&self) -> &'static str {
        "private-messaging"
    }

    fn claims_auth(&self, auth: &Json) -> bool {
        auth.get("sessionID").or_else(|| auth.get("username")).is_some()
    }

    fn admission(&self, auth: &Json) -> Admission {
        let field = |name: &str| auth.get(name).and_then(Json::as_str).map(str::to_owned);
        Admission::Person {
            token: field("sessionID"),
            name: field("username").filter(|name| !name.trim().is_empty()),
            // For this its page shows the form again, and for nothing else.
            refusal: "invalid username",
        }
    }

    fn talks_in_private(&self) -> bool {
        true
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is(MESSAGE)
    }

    fn greet(&self, _auth: &Json, me: &Me<'_>) -> Vec<Act> {
        vec![Act::Hear(Emit::one("session", json!({ "sessionID": me.token, "userID": me.id }))), Act::Meet]
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        if !heard.is(MESSAGE) {
            return Ok(Vec::new());
        }
        Ok(vec![Act::SayTo(heard.field("to")?, heard.field("content")?)])
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let partner: Option<UserId> = to.room.parse().ok();
        let emit = match (what, partner) {
            // The page draws what it sends itself; its person's other tabs do not know of it.
            (What::Said(message), Some(partner)) if !to.sent => text(message).map(|text| {
                let other = if to.own { partner } else { to.id };
                Emit::one(MESSAGE, said(text, message.user.id, other))
            }),
            (What::Came(_, user), None) => {
                Some(Emit::one("user connected", shown(user.id, user.name.as_str(), true, &[])))
            }
            (What::Left(_, User { id, .. }), None) => Some(Emit::one("user disconnected", json!(id))),
            _ => None,
        };
        emit.into_iter().collect()
    }

    fn met(&self, people: Vec<Met>, to: &Hearer<'_>) -> Vec<Emit> {
        let user = |Met { someone, connected, messages }: Met| {
            let item = |message: &sociable_protocol::Message| {
                let from = message.user.id;
                Some(said(text(message)?, from, if from == to.id { someone.id } else { to.id }))
            };
            let messages: Vec<Json> = messages.iter().filter_map(item).collect();
            shown(someone.id, &someone.name, connected, &messages)
        };
        vec![Emit::one("users", people.into_iter().map(user).collect::<Vec<Json>>())]
    }

    /// What is said where all are is not for its pages.
    fn arrived(&self, _history: Vec<Emit>, _to: &Hearer<'_>) -> Vec<Emit> {
        Vec::new()
    }
}

fn said(text: &str, from: UserId, to: UserId) -> Json {
    json!({ "content": text, "from": from, "to": to })
}

fn shown(id: UserId, name: &str, connected: bool, messages: &[Json]) -> Json {
    json!({ "userID": id, "username": name, "connected": connected, "messages": messages })
}
