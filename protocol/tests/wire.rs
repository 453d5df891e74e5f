//! The contract, byte for byte: what stands here is what clients in other languages rely on. A change of any of these
//! texts is a change of the contract.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers, too")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sociable_protocol::{
    Ack, DisplayName, Error, ErrorCode, Handshake, History, HistoryReply, JoinReply, JoinRoom, LeaveReply, LeaveRoom,
    Limits, Message, MessageNew, MessageText, Person, PresenceChanged, Push, Request, Room, RoomHead, RoomPeople,
    RoomSlug, SendMessage, SendReply, Seq, Session, SetTyping, SetTypingReply, Status, Timestamp, TypingChanged, User,
    VERSION,
};

const MESSAGE_ID: &str = "018bcfe5-6800-7101-8101-010101010101";
const USER_ID: &str = "018bcfe5-6800-7202-8202-020202020202";
const TIME: &str = "2026-01-31T08:05:00.042Z";

/// Written as `json`, and read back as itself.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, json: &Value) {
    assert_eq!(&serde_json::to_value(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(&json.to_string()).unwrap(), value);
}

#[track_caller]
fn check_request<R>(name: &str, request: &R, json: &Value, reply: R::Reply, reply_json: &Value)
where
    R: Request + PartialEq + std::fmt::Debug,
    R::Reply: PartialEq + std::fmt::Debug,
{
    assert_eq!(R::EVENT, name);
    check(request, json);
    check(&Ack::Ok(reply), reply_json);
}

#[track_caller]
fn check_push<P: Push + PartialEq + std::fmt::Debug>(name: &str, push: &P, json: &Value) {
    assert_eq!(P::EVENT, name);
    check(push, json);
}

fn lobby() -> RoomSlug {
    RoomSlug::lobby()
}

fn time() -> Timestamp {
    TIME.parse().unwrap()
}

fn ada() -> User {
    User { id: USER_ID.parse().unwrap(), name: DisplayName::new("Ada").unwrap() }
}

fn message() -> Message {
    Message {
        id: MESSAGE_ID.parse().unwrap(),
        room: lobby(),
        seq: Seq(7),
        user: ada(),
        text: MessageText::new("hello").unwrap(),
        created_at: time(),
    }
}

fn ada_json() -> Value {
    json!({ "id": USER_ID, "name": "Ada" })
}

fn message_json() -> Value {
    json!({ "id": MESSAGE_ID, "room": "lobby", "seq": 7, "user": ada_json(), "text": "hello", "createdAt": TIME })
}

#[test]
fn the_handshake() {
    check(&Handshake { token: None, name: Some("Ada".to_owned()) }, &json!({ "name": "Ada" }));
    check(&Handshake { token: Some("t".to_owned()), name: None }, &json!({ "token": "t" }));
    let session = Session {
        user: ada(),
        token: "t".to_owned(),
        limits: Limits::default(),
        server_time: time(),
        version: VERSION,
    };
    let limits = json!({
        "nameChars": 32, "textChars": 5_000, "historyPage": 100, "catchUp": 500, "peopleListed": 500,
        "presencePeople": 200, "roomsPerSocket": 100, "payloadBytes": 100_000, "typingTtlMs": 6_000, "presenceGraceMs": 10_000,
    });
    let json = json!({ "user": ada_json(), "token": "t", "limits": limits, "serverTime": TIME, "version": 1 });
    check_push("session", &session, &json);
}

#[test]
fn rooms() {
    let reply = JoinReply {
        room: Room { slug: lobby(), name: "Lobby".to_owned() },
        head: Seq(7),
        messages: vec![message()],
        has_more: true,
        reset: false,
        people: vec![Person { user: ada(), status: Status::Online }],
        people_count: 1,
    };
    let reply_json = json!({
        "ok": true, "room": { "slug": "lobby", "name": "Lobby" }, "head": 7, "messages": [message_json()],
        "hasMore": true, "reset": false, "people": [{ "user": ada_json(), "status": "online" }], "peopleCount": 1,
    });
    let join = JoinRoom { room: lobby(), after: Some(Seq(6)) };
    check_request("room:join", &join, &json!({ "room": "lobby", "after": 6 }), reply, &reply_json);
    check(&JoinRoom { room: lobby(), after: None }, &json!({ "room": "lobby" }));

    let leave = LeaveRoom { room: lobby() };
    check_request("room:leave", &leave, &json!({ "room": "lobby" }), LeaveReply {}, &json!({ "ok": true }));
    check_push("room:head", &RoomHead { room: lobby(), seq: Seq(7) }, &json!({ "room": "lobby", "seq": 7 }));
}

#[test]
fn messages() {
    let send = SendMessage { room: lobby(), id: MESSAGE_ID.parse().ok(), text: message().text };
    let json = json!({ "room": "lobby", "id": MESSAGE_ID, "text": "hello" });
    let reply_json = json!({ "ok": true, "message": message_json() });
    check_request("message:send", &send, &json, SendReply { message: message() }, &reply_json);
    check_push("message:new", &MessageNew(message()), &message_json());

    let history = History { room: lobby(), before: Some(Seq(8)), after: None, limit: Some(1) };
    let reply = HistoryReply { messages: vec![message()], has_more: true };
    let reply_json = json!({ "ok": true, "messages": [message_json()], "hasMore": true });
    let json = json!({ "room": "lobby", "before": 8, "limit": 1 });
    check_request("message:history", &history, &json, reply, &reply_json);
}

#[test]
fn people() {
    let set = SetTyping { room: lobby(), typing: true };
    let json = json!({ "room": "lobby", "typing": true });
    check_request("typing:set", &set, &json, SetTypingReply {}, &json!({ "ok": true }));
    let changed = TypingChanged { room: lobby(), user: ada(), typing: false };
    check_push("typing:changed", &changed, &json!({ "room": "lobby", "user": ada_json(), "typing": false }));

    let here = PresenceChanged { room: lobby(), user: ada(), status: Status::Online, last_seen: None };
    check_push("presence:changed", &here, &json!({ "room": "lobby", "user": ada_json(), "status": "online" }));
    let gone = PresenceChanged { status: Status::Offline, last_seen: Some(time()), ..here };
    let json = json!({ "room": "lobby", "user": ada_json(), "status": "offline", "lastSeen": TIME });
    check_push("presence:changed", &gone, &json);
    let people = RoomPeople { room: lobby(), people_count: 1_000 };
    check_push("room:people", &people, &json!({ "room": "lobby", "peopleCount": 1_000 }));
}

#[test]
fn refusals() {
    let error = Error::new(ErrorCode::InvalidPayload, "this field is required").at("text");
    let json = json!({ "code": "invalid_payload", "message": "this field is required", "field": "text" });
    check(&Ack::<SendReply>::Err(error), &json!({ "ok": false, "error": json }));
    let error = Error::new(ErrorCode::Overloaded, "slow down").retry_after(500);
    let json = json!({ "code": "overloaded", "message": "slow down", "retryAfterMs": 500 });
    check(&Ack::<SendReply>::Err(error), &json!({ "ok": false, "error": json }));
}
