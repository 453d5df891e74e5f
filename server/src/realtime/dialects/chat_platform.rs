//! `chat-platform`: the socket half of socketio/socket.io-chat-platform. Channels are rooms, their ids are addresses, and ids of
//! messages are positions. Its pages sign in by HTTP and a cookie, which is not here: they say `username` in `auth`, or are
//! guests.

use serde_json::{Value as Json, json};
use sociable_protocol::{Error, Message, Room, RoomKind, RoomSlug, RoomSummary};

use super::ask::{Answered, Question};
use super::words::text;
use super::{Act, Admission, Dialect, Emit, Heard, Hearer, Me, Place, What};

pub(super) struct ChatPlatform;

/// Most items of one answer.
const SIZE: u64 = 100;

impl Dialect for ChatPlatform {
    fn name(&self) -> &'static str {
        "chat-platform"
    }

    fn admission(&self, auth: &Json) -> Admission {
        let name = auth.get("username").and_then(Json::as_str).filter(|name| !name.trim().is_empty());
        match name {
            None => Admission::Visitor,
            Some(name) => Admission::Person { token: None, name: Some(name.to_owned()), refusal: "invalid username" },
        }
    }

    fn talks_in_private(&self) -> bool {
        true
    }

    fn claims(&self, heard: &Heard) -> bool {
        let all = ["channel:list", "channel:search", "channel:create", "user:get", "user:search", "user:reach"];
        all.contains(&heard.event.as_str()) || (heard.event.starts_with("message:") && heard.has("channelId"))
    }

    fn greet(&self, _auth: &Json, _me: &Me<'_>) -> Vec<Act> {
        vec![Act::EnterNameless, Act::Meet]
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let mut acts = if me.room.is_none() { self.greet(&Json::Null, me) } else { Vec::new() };
        let channel = || heard.field("channelId");
        let size = heard.first().get("size").and_then(Json::as_u64).unwrap_or(SIZE).clamp(1, SIZE);
        acts.push(match heard.event.as_str() {
            "channel:list" => Act::Ask(Question::Rooms),
            "channel:search" => Act::Ask(Question::FindRooms(heard.field("q")?)),
            "channel:create" => Act::Ask(Question::Make(heard.field("name")?)),
            "channel:join" => Act::Ask(Question::Come(channel()?)),
            "user:get" => Act::Ask(Question::Person(heard.field("userId")?)),
            "user:search" => Act::Ask(Question::FindPeople(heard.field("q")?)),
            "user:reach" => {
                let id = heard.first().pointer("/userIds/0").and_then(Json::as_str).unwrap_or_default();
                Act::Ask(Question::Reach(id.to_owned()))
            }
            "message:list" => Act::Ask(Question::Messages {
                room: channel()?,
                after: heard.field("after").ok().and_then(|id| id.parse().ok()),
                backwards: heard.field("orderBy").is_ok_and(|order| order == "id:desc"),
                size,
            }),
            "message:ack" => {
                let seq = heard.field("messageId")?.parse().unwrap_or_default();
                Act::Ask(Question::Read(channel()?, seq))
            }
            "message:send" => {
                Act::Say { place: Place::At(channel()?), text: heard.field("content")?, key: None, extra: None }
            }
            "message:typing" => {
                let typing = heard.first().get("isTyping").and_then(Json::as_bool).unwrap_or_default();
                Act::Type(Place::At(channel()?), typing)
            }
            _ => return Ok(acts),
        });
        Ok(acts)
    }

    fn explains(&self, heard: &Heard) -> bool {
        heard.wants_ack
    }

    fn refused(&self, _heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        let errors = [json!({ "message": error.message, "field": error.field })];
        Some(vec![json!({ "status": "ERROR", "errors": errors })])
    }

    fn sent(&self, message: &Message, _answer: Vec<Json>) -> Vec<Json> {
        vec![json!({ "status": "OK", "data": { "id": message.seq.to_string() } })]
    }

    fn answered(&self, answered: Answered, me: &Me<'_>) -> Vec<Json> {
        let ok = |data: Json| json!({ "status": "OK", "data": data });
        vec![match answered {
            Answered::Nothing => json!({ "status": "OK" }),
            Answered::Room(room) => ok(channel(&room, me)),
            Answered::Rooms(rooms, has_more) => {
                let channels: Vec<Json> = rooms.iter().map(|summary| listed(summary, me)).collect();
                json!({ "status": "OK", "data": channels, "hasMore": has_more })
            }
            Answered::Messages(messages, has_more) => {
                let messages: Vec<Json> = messages.iter().filter_map(shown).collect();
                json!({ "status": "OK", "data": messages, "hasMore": has_more })
            }
            Answered::Person(user, here) => {
                ok(json!({ "id": user.id, "username": user.name.as_str(), "isOnline": here }))
            }
            Answered::People(people) => {
                let shown = |one: super::Someone| json!({ "id": one.id, "username": one.name });
                let people: Vec<Json> = people.into_iter().map(shown).collect();
                json!({ "status": "OK", "data": people, "hasMore": false })
            }
        }]
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let emit = match what {
            What::Said(message) if !to.sent => shown(message).map(|message| Emit::one("message:sent", message)),
            What::Came(_, user) if to.home => Some(Emit::one("user:connected", json!(user.id))),
            What::Left(_, user) if to.home => Some(Emit::one("user:disconnected", json!(user.id))),
            What::Typing(typing) => {
                let typing = json!({ "userId": typing.user.id, "channelId": typing.room, "isTyping": typing.typing });
                Some(Emit::one("message:typing", typing))
            }
            _ => None,
        };
        emit.into_iter().collect()
    }

    /// Its pages ask for what was said.
    fn arrived(&self, _history: Vec<Emit>, _to: &Hearer<'_>) -> Vec<Emit> {
        Vec::new()
    }
}

fn channel(room: &Room, me: &Me<'_>) -> Json {
    let others: Vec<_> = room.between.iter().map(|user| user.id).filter(|id| *id != me.id).collect();
    // Its page begins in the first public channel, and puts this one before the others.
    let name = if room.slug == RoomSlug::lobby() { "General" } else { room.name.as_str() };
    let kind = if room.kind == RoomKind::Public { "public" } else { "private" };
    json!({ "id": room.slug, "name": name, "type": kind, "users": others, "unreadCount": 0 })
}

fn listed(summary: &RoomSummary, me: &Me<'_>) -> Json {
    let mut channel = channel(&summary.room, me);
    channel["unreadCount"] = summary.unread.into();
    channel["userCount"] = summary.members.into();
    channel
}

fn shown(message: &Message) -> Option<Json> {
    let (id, content) = (message.seq.to_string(), text(message)?);
    Some(json!({ "id": id, "from": message.user.id, "channelId": message.room, "content": content }))
}
