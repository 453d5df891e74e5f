//! `chat-platform`: Socket.IO's chat platform. Rooms that one is a member of, people and rooms to find, history in pages, how
//! far one has read: much like the contract itself, with other names. Every event is answered `{status, data?, hasMore?,
//! errors?}`, and nothing comes back to the page that sent it.
//!
//! A channel's id is its room's address, and a message's its position; its page takes both for what they are to it, a text,
//! and a number as one. Its person comes from the cookie that `http/accounts.rs` gives.

mod asked;

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, ErrorCode, Message, RoomKind, RoomSlug, RoomSummary, UserId};

pub(super) use asked::{Found, Question, ask};

use super::heard::{as_text, invalid};
use super::words::text;
use super::{Act, Admission, Dialect, Emit, Heard, Hearer, Me, Place, What};

pub(super) struct ChatPlatform;

/// What a page gets that does not say how many.
const SIZE: u64 = 10;
const MOST: u64 = 100;
/// Begins the tokens of guests: the cookie's name is not its own.
const TOKEN: &str = "v2.";

impl Dialect for ChatPlatform {
    fn name(&self) -> &'static str {
        "chat-platform"
    }

    fn claims_auth(&self, auth: &Json) -> bool {
        auth.get("sid").and_then(Json::as_str).is_some_and(|sid| sid.starts_with(TOKEN))
    }

    fn admission(&self, auth: &Json) -> Admission {
        let token = auth.get("sid").and_then(Json::as_str).map(str::to_owned);
        Admission::Person { token, name: None, refusal: "log in first" }
    }

    fn talks_in_private(&self) -> bool {
        true
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.event.starts_with("channel:")
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        if me.token.is_none() {
            return Err(Error::new(ErrorCode::NameRequired, "log in first"));
        }
        let size = || match heard.first().get("size").map(Json::as_u64) {
            None => Ok(SIZE),
            Some(Some(size @ 1..=MOST)) => Ok(size),
            Some(_) => Err(invalid("at least 1 and at most 100").at("size")),
        };
        let channel = || heard.field("channelId");
        let position = |field: &str| match heard.first().get(field).and_then(as_text) {
            None => Ok(None),
            Some(id) => id.parse().map(Some).map_err(|_| invalid("there is no such message").at(field)),
        };
        let q = || heard.field("q").unwrap_or_default();
        let count = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
        let question = match heard.event.as_str() {
            "channel:list" => Question::Rooms,
            "channel:search" => Question::Search(q(), count(size()?)),
            "channel:join" => Question::Join(channel()?),
            "channel:create" => Question::Create(heard.field("name")?),
            "user:reach" => {
                let to = heard.first().pointer("/userIds/0").and_then(as_text);
                Question::Direct(to.ok_or_else(|| invalid("the id of one person").at("userIds"))?)
            }
            "user:get" => Question::Person(heard.field("userId")?),
            "user:search" => Question::People(q(), count(size()?)),
            "message:list" => {
                let newest_first = heard.field("orderBy").is_ok_and(|order| order == "id:desc");
                let (room, from) = (channel()?, position("after")?);
                let (before, after) = if newest_first { (from, None) } else { (None, Some(from.unwrap_or(0))) };
                Question::Page { room, before, after, size: u32::try_from(size()?).unwrap_or(u32::MAX) }
            }
            "message:ack" => {
                let seq = position("messageId")?.ok_or_else(|| invalid("the id of a message").at("messageId"))?;
                Question::Read(channel()?, seq)
            }
            "message:send" => {
                let (place, text) = (Place::At(channel()?), heard.field("content")?);
                return Ok(vec![Act::Say { place, text, key: None, extra: None }]);
            }
            "message:typing" => {
                let typing = heard.first().get("isTyping").and_then(Json::as_bool).unwrap_or_default();
                return Ok(vec![Act::Type(Place::At(channel()?), typing)]);
            }
            _ => return Err(invalid("there is no event of this name")),
        };
        Ok(vec![Act::Ask(question)])
    }

    fn refused(&self, _heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        let errors = [json!({ "message": error.message, "instancePath": error.field })];
        Some(vec![json!({ "status": "ERROR", "errors": errors })])
    }

    fn explains(&self, _heard: &Heard) -> bool {
        true
    }

    fn found(&self, found: Found, heard: &Heard, me: &Me<'_>) -> Vec<Json> {
        let ok = |data: Json| json!({ "status": "OK", "data": data });
        vec![match found {
            Found::Rooms(rooms) => {
                let channels = rooms.iter().map(|summary| channel(summary, me.id)).collect();
                json!({ "status": "OK", "data": Json::Array(channels), "hasMore": false })
            }
            Found::Room(summary) => ok(channel(&summary, me.id)),
            Found::Person(user, is_here) => ok(json!({ "id": user.id, "username": user.name, "isOnline": is_here })),
            Found::People(people) => {
                ok(people.into_iter().map(|user| json!({ "id": user.id, "username": user.name })).collect())
            }
            Found::Page(mut messages, has_more) => {
                if heard.field("orderBy").is_ok_and(|order| order == "id:desc") {
                    messages.reverse();
                }
                let messages = messages.iter().map(said).collect();
                json!({ "status": "OK", "data": Json::Array(messages), "hasMore": has_more })
            }
            Found::Done => json!({ "status": "OK" }),
        }]
    }

    fn sent(&self, message: &Message) -> Option<Vec<Json>> {
        Some(vec![json!({ "status": "OK", "data": { "id": message.seq.0.to_string() } })])
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        match what {
            What::Said(_) if to.sent => Vec::new(),
            What::Said(message) => {
                // A room of two begins with what the other one says first; the page knows nothing of it yet.
                let partner: Option<UserId> = to.room.parse().ok().filter(|_| message.seq.0 == 1);
                let begun = partner.map(|partner| {
                    let room = json!({
                        "id": message.room, "name": null, "type": "private", "users": [partner],
                        "userCount": 2, "unreadCount": 0,
                    });
                    Emit::one("channel:created", room)
                });
                // Its page shows who is writing until it is told otherwise.
                let written = typing(message.user.id, &message.room, false);
                begun.into_iter().chain([Emit::one("message:sent", said(message)), written]).collect()
            }
            What::Came(_, user) => vec![Emit::one("user:connected", json!(user.id))],
            What::Left(_, user) => vec![Emit::one("user:disconnected", json!(user.id))],
            What::Typing(change) => vec![typing(change.user.id, &change.room, change.typing)],
            What::People(_) => Vec::new(),
        }
    }
}

fn typing(user: UserId, room: &RoomSlug, typing: bool) -> Emit {
    Emit::one("message:typing", json!({ "userId": user, "channelId": room, "isTyping": typing }))
}

/// A room; of a private one of several people its page would show the name of one of them.
fn channel(summary: &RoomSummary, me: UserId) -> Json {
    let room = &summary.room;
    let others: Vec<UserId> = room.between.iter().map(|user| user.id).filter(|id| *id != me).collect();
    json!({
        "id": room.slug, "name": room.name,
        "type": if room.kind == RoomKind::Direct { "private" } else { "public" },
        "users": others, "userCount": summary.members, "unreadCount": summary.unread,
    })
}

/// A message; one that was deleted keeps its place, so that its page does not ask for it again and again.
fn said(message: &Message) -> Json {
    json!({
        "id": message.seq.0.to_string(), "from": message.user.id, "channelId": message.room,
        "content": text(message).unwrap_or_default(),
    })
}
