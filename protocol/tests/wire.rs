//! The contract, byte for byte: what stands here is what clients in other languages rely on. A change of any of these
//! texts is a change of the contract. Each is also held against the schemas in `docs/asyncapi.json`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers, too")]

mod asyncapi;

use asyncapi::{conforms, faults};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sociable_protocol::{
    Ack, AvatarUrl, Ban, ChangeReply, CreateRoom, Cursor, DeleteMessage, DisplayName, EditMessage, Epoch, Error,
    ErrorCode, Handshake, History, HistoryReply, Invite, JoinReply, JoinRoom, LeaveReply, LeaveRoom, Limits,
    ListMembers, ListMembersReply, ListPins, ListPinsReply, ListRooms, ListRoomsReply, Member, MemberReply, Message,
    MessageDeleted, MessageNew, MessageText, MessageUpdated, MuteReply, MuteRoom, OpenDirect, Person, Pin, PinMessage,
    PresenceChanged, Push, React, Reaction, ReactionChanged, ReactionKey, ReadChanged, ReadPosition, RemoveMember,
    RemovedReason, RenewSession, RenewSessionReply, ReplyTo, Request, Rev, RevokeSessions, RevokeSessionsReply, Role,
    RoleChanged, Room, RoomCreated, RoomHead, RoomKind, RoomMuted, RoomName, RoomPeople, RoomRemoved, RoomReply,
    RoomScope, RoomSlug, RoomState, RoomSummary, RoomUpdated, Search, SearchReply, SendMessage, SendReply, Seq,
    ServerRestart, Session, SessionExpired, SessionExpiring, SessionRevoked, SetPresence, SetPresenceReply, SetRead,
    SetReadReply, SetRole, SetTyping, SetTypingReply, Status, Timestamp, Topic, TypingChanged, UpdateRoom, UpdateUser,
    UpdateUserReply, User, UserUpdated, VERSION,
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
    conforms(name, false, json);
    conforms(name, true, reply_json);
}

#[track_caller]
fn check_push<P: Push + PartialEq + std::fmt::Debug>(name: &str, push: &P, json: &Value) {
    assert_eq!(P::EVENT, name);
    check(push, json);
    conforms(name, false, json);
}

fn lobby() -> RoomSlug {
    RoomSlug::lobby()
}

fn time() -> Timestamp {
    TIME.parse().unwrap()
}

fn ada() -> User {
    User::guest(USER_ID.parse().unwrap(), DisplayName::new("Ada").unwrap())
}

fn message() -> Message {
    Message {
        id: MESSAGE_ID.parse().unwrap(),
        room: lobby(),
        seq: Seq(7),
        rev: Rev::ZERO,
        user: ada(),
        text: text("hello"),
        reply_to: None,
        mentions: Vec::new(),
        reactions: Vec::new(),
        created_at: time(),
        edited_at: None,
        deleted_at: None,
        pinned: None,
    }
}

fn text(text: &str) -> Option<MessageText> {
    MessageText::new(text).ok()
}

/// A message with everything that one can have.
fn full_message() -> Message {
    let reply_to = ReplyTo { id: id(), seq: Seq(3), user: Some(ada()), text: text("hi") };
    Message {
        rev: Rev(4),
        reply_to: Some(reply_to),
        mentions: vec![ada()],
        reactions: vec![reaction()],
        edited_at: Some(time()),
        pinned: Some(Pin { by: ada().id, at: time() }),
        ..message()
    }
}

fn full_message_json() -> Value {
    json!({
        "id": MESSAGE_ID, "room": "lobby", "seq": 7, "rev": 4, "user": ada_json(), "text": "hello",
        "replyTo": { "id": MESSAGE_ID, "seq": 3, "user": ada_json(), "text": "hi" }, "mentions": [ada_json()],
        "reactions": [reaction_json()], "createdAt": TIME, "editedAt": TIME, "pinned": { "by": USER_ID, "at": TIME },
    })
}

fn tombstone() -> Message {
    let mut message = full_message();
    message.delete(time());
    message
}

fn tombstone_json() -> Value {
    json!({
        "id": MESSAGE_ID, "room": "lobby", "seq": 7, "rev": 4, "user": ada_json(), "createdAt": TIME, "deletedAt": TIME,
    })
}

fn reaction() -> Reaction {
    Reaction { reaction: ReactionKey::new("👍").unwrap(), count: 1, users: vec![ada()] }
}

fn reaction_json() -> Value {
    json!({ "reaction": "👍", "count": 1, "users": [ada_json()] })
}

fn id() -> sociable_protocol::MessageId {
    MESSAGE_ID.parse().unwrap()
}

fn epoch() -> Epoch {
    "e1".to_owned().try_into().unwrap()
}

fn room() -> Room {
    Room {
        slug: lobby(),
        name: RoomName::new("Lobby").unwrap(),
        kind: RoomKind::Public,
        topic: Topic::default(),
        archived: false,
        between: Vec::new(),
    }
}

fn room_json() -> Value {
    json!({ "slug": "lobby", "name": "Lobby", "kind": "public" })
}

fn ada_json() -> Value {
    json!({ "id": USER_ID, "name": "Ada" })
}

fn message_json() -> Value {
    json!({ "id": MESSAGE_ID, "room": "lobby", "seq": 7, "user": ada_json(), "text": "hello", "createdAt": TIME })
}

#[test]
fn the_handshake() {
    check(&Handshake { name: Some("Ada".to_owned()), ..Handshake::default() }, &json!({ "name": "Ada" }));
    let cursor = Cursor { seq: Seq(6), rev: Some(Rev(2)), epoch: Some(epoch()) };
    let cursors = [(lobby(), cursor)].into();
    let json = json!({ "token": "t", "cursors": { "lobby": { "seq": 6, "rev": 2, "epoch": "e1" } } });
    check(&Handshake { token: Some("t".to_owned()), cursors, ..Handshake::default() }, &json);
    conforms("auth", false, &json);
    conforms("auth", false, &json!({ "name": "Ada", "cursors": { "lobby": 6 } }));
    let short: Handshake = serde_json::from_str(r#"{"cursors":{"lobby":6}}"#).unwrap();
    assert_eq!(short.cursors[&lobby()], Cursor { seq: Seq(6), rev: None, epoch: None });
    let session = Session {
        user: ada(),
        token: Some("t".to_owned()),
        expires_at: None,
        limits: Limits::default(),
        server_time: time(),
        version: VERSION,
    };
    let limits = json!({
        "nameChars": 32, "textChars": 5_000, "historyPage": 100, "catchUp": 500, "peopleListed": 200,
        "presencePeople": 200, "roomsPerSocket": 200, "roomNameChars": 64, "topicChars": 250, "reactionChars": 16,
        "reactionsPerMessage": 20, "reactionUsers": 20, "mentionsPerMessage": 50, "quoteChars": 200, "pinsPerRoom": 50,
        "roomsPerUser": 100, "roomsPage": 100, "membersPage": 100, "searchPage": 25, "queryChars": 200,
        "unreadCounted": 1_000, "receiptPeople": 50, "pageBytes": 500_000, "payloadBytes": 100_000,
        "typingTtlMs": 6_000, "presenceGraceMs": 10_000,
        "rates": {
            "send": { "burst": 6_000, "perSecond": 300 }, "change": { "burst": 1_000, "perSecond": 100 },
            "query": { "burst": 1_000, "perSecond": 100 }, "signal": { "burst": 500, "perSecond": 50 },
            "manage": { "burst": 100, "perSecond": 5 }, "connect": { "burst": 1_000, "perSecond": 100 },
        },
    });
    let json = json!({ "user": ada_json(), "token": "t", "limits": limits, "serverTime": TIME, "version": 1 });
    check_push("session", &session, &json);
}

#[test]
fn a_person_whom_their_site_vouches_for() {
    let avatar = AvatarUrl::new("https://example.org/ada.png").ok();
    let vouched = User { avatar, verified: true, ..ada() };
    let user = json!({ "id": USER_ID, "name": "Ada", "avatar": "https://example.org/ada.png", "verified": true });
    check(&vouched, &user);
    let session = Session {
        user: vouched,
        token: None,
        expires_at: Some(time()),
        limits: Limits::default(),
        server_time: time(),
        version: VERSION,
    };
    let limits = serde_json::to_value(Limits::default()).unwrap();
    let json = json!({ "user": user, "expiresAt": TIME, "limits": limits, "serverTime": TIME, "version": 1 });
    check_push("session", &session, &json);

    check_push("session:expiring", &SessionExpiring { expires_at: time() }, &json!({ "expiresAt": TIME }));
    let (renew, reply) = (RenewSession { token: "a.b.c".to_owned() }, RenewSessionReply { expires_at: Some(time()) });
    let reply_json = json!({ "ok": true, "expiresAt": TIME });
    check_request("session:renew", &renew, &json!({ "token": "a.b.c" }), reply, &reply_json);
    check(&Ack::Ok(RenewSessionReply { expires_at: None }), &json!({ "ok": true }));
    check_push("session:expired", &SessionExpired {}, &json!({}));
    let refusal = |code| Error::new(code, "no").to_string();
    assert_eq!(refusal(ErrorCode::TokenExpired), "token_expired: no");
    assert_eq!(refusal(ErrorCode::TokenRequired), "token_required: no");
}

#[test]
fn the_end_of_a_session() {
    let revoke_reply = RevokeSessionsReply { token: "t".to_owned() };
    check_request("session:revoke", &RevokeSessions {}, &json!({}), revoke_reply, &json!({ "ok": true, "token": "t" }));
    check_push("session:revoked", &SessionRevoked {}, &json!({}));
    check_push("server:restart", &ServerRestart { retry_after_ms: 1_500 }, &json!({ "retryAfterMs": 1_500 }));
}

#[test]
fn joining() {
    let reply = JoinReply {
        room: room(),
        role: Role::Member,
        head: Seq(7),
        rev: Rev(4),
        epoch: epoch(),
        read: Seq(5),
        messages: vec![message()],
        changed: vec![tombstone()],
        has_more: true,
        reset: false,
        people: vec![Person { user: ada(), status: Status::Online }],
        people_count: 1,
        reads: Some(vec![ReadPosition { user: ada().id, seq: Seq(6) }]),
    };
    let reply_json = json!({
        "ok": true, "room": room_json(), "role": "member", "head": 7, "rev": 4, "epoch": "e1", "read": 5,
        "messages": [message_json()], "changed": [tombstone_json()], "hasMore": true, "reset": false,
        "people": [{ "user": ada_json(), "status": "online" }], "peopleCount": 1,
        "reads": [{ "user": USER_ID, "seq": 6 }],
    });
    let join = JoinRoom { room: lobby(), after: Some(Seq(6)), rev: Some(Rev(2)), epoch: Some(epoch()) };
    let json = json!({ "room": "lobby", "after": 6, "rev": 2, "epoch": "e1" });
    check_request("room:join", &join, &json, reply.clone(), &reply_json);
    check(&JoinRoom::anew(lobby()), &json!({ "room": "lobby" }));
    // As a server of before says it, and as it is said of a crowd.
    let mut without = reply_json;
    without.as_object_mut().unwrap().remove("reads");
    check(&Ack::Ok(JoinReply { reads: None, ..reply.clone() }), &without);
    without["reads"] = json!([]);
    check(&Ack::Ok(JoinReply { reads: Some(Vec::new()), ..reply }), &without);

    let leave = LeaveRoom { room: lobby() };
    check_request("room:leave", &leave, &json!({ "room": "lobby" }), LeaveReply {}, &json!({ "ok": true }));
    let head = RoomHead { room: lobby(), seq: Seq(7), rev: Rev(4) };
    check_push("room:head", &head, &json!({ "room": "lobby", "seq": 7, "rev": 4 }));
    let state = RoomState {
        room: room(),
        role: Some(Role::Member),
        head: Seq(7),
        rev: Rev(4),
        epoch: epoch(),
        reset: false,
        people: Vec::new(),
        people_count: 0,
        reads: None,
    };
    let mut json = json!({
        "room": room_json(), "role": "member", "head": 7, "rev": 4, "epoch": "e1", "reset": false, "people": [],
        "peopleCount": 0,
    });
    check_push("room:state", &state, &json);
    json["reads"] = json!([{ "user": USER_ID, "seq": 6 }]);
    let reads = Some(vec![ReadPosition { user: ada().id, seq: Seq(6) }]);
    check_push("room:state", &RoomState { reads, ..state }, &json);
}

#[test]
fn rooms() {
    let summary = RoomSummary {
        room: room(),
        role: Some(Role::Owner),
        invited_by: None,
        members: 2,
        head: Seq(7),
        read: Seq(5),
        unread: 2,
        mentions: 1,
        muted: false,
        last_message: Some(message()),
    };
    let summary_json = json!({
        "room": room_json(), "role": "owner", "members": 2, "head": 7, "read": 5, "unread": 2, "mentions": 1,
        "lastMessage": message_json(),
    });
    let list = ListRooms { scope: RoomScope::Public, after: Some(lobby()) };
    let reply = ListRoomsReply { rooms: vec![summary.clone()], has_more: false };
    let reply_json = json!({ "ok": true, "rooms": [summary_json], "hasMore": false });
    check_request("room:list", &list, &json!({ "scope": "public", "after": "lobby" }), reply, &reply_json);
    assert_eq!(serde_json::from_str::<ListRooms>("{}").unwrap(), ListRooms::default());
    check_push("room:created", &RoomCreated(summary.clone()), &summary_json);
    let mut muted = summary_json;
    muted["muted"] = json!(true);
    check(&RoomSummary { muted: true, ..summary }, &muted);

    let reply_json = json!({ "ok": true, "room": room_json() });
    let create = CreateRoom {
        name: RoomName::new("Team").unwrap(),
        slug: "team".parse().ok(),
        kind: RoomKind::Private,
        topic: Topic::new("work").unwrap(),
    };
    let json = json!({ "name": "Team", "slug": "team", "kind": "private", "topic": "work" });
    check_request("room:create", &create, &json, RoomReply { room: room() }, &reply_json);
    let open = OpenDirect { user: ada().id };
    check_request("room:direct", &open, &json!({ "user": USER_ID }), RoomReply { room: room() }, &reply_json);
    let update =
        UpdateRoom { room: lobby(), name: None, topic: Some(Topic::new("cats").unwrap()), archived: Some(true) };
    let json = json!({ "room": "lobby", "topic": "cats", "archived": true });
    check_request("room:update", &update, &json, RoomReply { room: room() }, &reply_json);
    let archived = Room { archived: true, topic: Topic::new("cats").unwrap(), between: vec![ada()], ..room() };
    let json = json!({
        "slug": "lobby", "name": "Lobby", "kind": "public", "topic": "cats", "archived": true, "between": [ada_json()],
    });
    check_push("room:updated", &RoomUpdated { room: archived }, &json!({ "room": json }));
}

#[test]
fn members() {
    let (room, user) = (lobby(), ada().id);
    let list = ListMembers { room: room.clone(), after: Some(user) };
    let reply = ListMembersReply {
        members: vec![Member { user: ada(), role: Some(Role::Moderator), last_seen: Some(time()) }],
        has_more: true,
    };
    let reply_json = json!({
        "ok": true, "members": [{ "user": ada_json(), "role": "moderator", "lastSeen": TIME }], "hasMore": true,
    });
    check_request("room:members", &list, &json!({ "room": "lobby", "after": USER_ID }), reply, &reply_json);

    let ok = json!({ "ok": true });
    let json = json!({ "room": "lobby", "user": USER_ID });
    check_request("room:invite", &Invite { room: room.clone(), user }, &json, MemberReply {}, &ok);
    check_request("room:remove", &RemoveMember { room: room.clone(), user }, &json, MemberReply {}, &ok);
    let json = json!({ "room": "lobby", "user": USER_ID, "banned": true });
    check_request("room:ban", &Ban { room: room.clone(), user, banned: true }, &json, MemberReply {}, &ok);
    let json = json!({ "room": "lobby", "user": USER_ID, "role": "owner" });
    check_request("room:role", &SetRole { room: room.clone(), user, role: Role::Owner }, &json, MemberReply {}, &ok);
    let json = json!({ "room": "lobby", "muted": true });
    check_request("room:mute", &MuteRoom { room: room.clone(), muted: true }, &json, MuteReply {}, &ok);
    check_push("room:muted", &RoomMuted { room: room.clone(), muted: true }, &json);
    let changed = RoleChanged { room: room.clone(), user: ada(), role: Role::Member };
    check_push("room:role-changed", &changed, &json!({ "room": "lobby", "user": ada_json(), "role": "member" }));
    let removed = RoomRemoved { room, reason: RemovedReason::Banned };
    check_push("room:removed", &removed, &json!({ "room": "lobby", "reason": "banned" }));
}

#[test]
fn messages() {
    let text = message().text.unwrap();
    let send = SendMessage { room: lobby(), id: Some(id()), text, reply_to: Some(id()) };
    let json = json!({ "room": "lobby", "id": MESSAGE_ID, "text": "hello", "replyTo": MESSAGE_ID });
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
fn changes() {
    let reply_json = json!({ "ok": true, "message": full_message_json() });
    let reply = || ChangeReply { message: full_message() };
    let (room, which) = (lobby(), json!({ "room": "lobby", "id": MESSAGE_ID }));
    let with = |key: &str, value: Value| {
        let mut json = which.clone();
        json[key] = value;
        json
    };
    let edit = EditMessage { room: room.clone(), id: id(), text: message().text.unwrap() };
    check_request("message:edit", &edit, &with("text", json!("hello")), reply(), &reply_json);
    let delete = DeleteMessage { room: room.clone(), id: id() };
    check_request("message:delete", &delete, &which, reply(), &reply_json);
    let react = React { room: room.clone(), id: id(), reaction: reaction().reaction, on: true };
    let mut json = with("reaction", json!("👍"));
    json["on"] = json!(true);
    check_request("message:react", &react, &json, reply(), &reply_json);
    let pin = PinMessage { room: room.clone(), id: id(), pinned: true };
    check_request("message:pin", &pin, &with("pinned", json!(true)), reply(), &reply_json);
    let pins = ListPinsReply { messages: vec![full_message()] };
    let pins_json = json!({ "ok": true, "messages": [full_message_json()] });
    check_request("message:pins", &ListPins { room: room.clone() }, &json!({ "room": "lobby" }), pins, &pins_json);

    check_push(
        "message:updated",
        &MessageUpdated { message: full_message() },
        &json!({ "message": full_message_json() }),
    );
    let deleted = MessageDeleted { room: room.clone(), id: id(), seq: Seq(7), rev: Rev(4), deleted_at: time() };
    let json = json!({ "room": "lobby", "id": MESSAGE_ID, "seq": 7, "rev": 4, "deletedAt": TIME });
    check_push("message:deleted", &deleted, &json);
    let reacted = ReactionChanged { room, id: id(), seq: Seq(7), rev: Rev(4), reactions: vec![reaction()] };
    let json = json!({ "room": "lobby", "id": MESSAGE_ID, "seq": 7, "rev": 4, "reactions": [reaction_json()] });
    check_push("reaction:changed", &reacted, &json);
}

#[test]
fn reading_and_finding() {
    let set = SetRead { room: lobby(), seq: Seq(7) };
    let reply = SetReadReply { read: Seq(7), unread: 0, mentions: 0 };
    let reply_json = json!({ "ok": true, "read": 7, "unread": 0, "mentions": 0 });
    check_request("read:set", &set, &json!({ "room": "lobby", "seq": 7 }), reply, &reply_json);
    let changed = ReadChanged { room: lobby(), user: ada().id, seq: Seq(7) };
    check_push("read:changed", &changed, &json!({ "room": "lobby", "user": USER_ID, "seq": 7 }));

    let search = Search { query: "hello".to_owned(), room: Some(lobby()), next: Some("9".to_owned()) };
    let reply = SearchReply { messages: vec![message()], next: Some("5".to_owned()) };
    let reply_json = json!({ "ok": true, "messages": [message_json()], "next": "5" });
    let json = json!({ "query": "hello", "room": "lobby", "next": "9" });
    check_request("message:search", &search, &json, reply, &reply_json);
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
    let people = RoomPeople { room: lobby(), people_count: 1_000, people: None };
    check_push("room:people", &people, &json!({ "room": "lobby", "peopleCount": 1_000 }));

    for (status, name) in [(Status::Online, "online"), (Status::Away, "away"), (Status::Busy, "busy")] {
        let set = SetPresence { status };
        check_request("presence:set", &set, &json!({ "status": name }), SetPresenceReply {}, &json!({ "ok": true }));
    }
    let update = UpdateUser { name: "Ada".to_owned() };
    let reply_json = json!({ "ok": true, "user": ada_json() });
    check_request("user:update", &update, &json!({ "name": "Ada" }), UpdateUserReply { user: ada() }, &reply_json);
    check_push("user:updated", &UserUpdated { user: ada() }, &json!({ "user": ada_json() }));
}

#[test]
fn refusals() {
    let error = Error::new(ErrorCode::InvalidPayload, "this field is required").at("text");
    let json = json!({ "code": "invalid_payload", "message": "this field is required", "field": "text" });
    check(&Ack::<SendReply>::Err(error), &json!({ "ok": false, "error": json }));
    let error = Error::new(ErrorCode::Overloaded, "slow down").retry_after(500);
    let json = json!({ "code": "overloaded", "message": "slow down", "retryAfterMs": 500 });
    let json = json!({ "ok": false, "error": json });
    check(&Ack::<SendReply>::Err(error), &json);
    conforms("message:send", true, &json);
}

#[test]
fn what_is_not_as_documented_does_not_pass_for_it() {
    let wrong = [
        ("message:send", false, json!({ "room": "lobby" })),
        ("message:send", false, json!({ "room": "Lobby!", "text": "x" })),
        ("message:send", false, json!({ "room": "lobby", "text": "" })),
        ("message:send", false, json!({ "room": "lobby", "text": "x", "id": "1" })),
        ("message:history", false, json!({ "room": "lobby", "before": -1 })),
        ("presence:set", false, json!({ "status": "asleep" })),
        ("message:send", true, json!({ "ok": true })),
        ("message:send", true, json!({ "ok": false })),
        ("message:send", true, json!({ "ok": false, "error": { "code": "tired", "message": "no" } })),
        ("message:new", false, json!({ "id": MESSAGE_ID, "room": "lobby", "seq": 7, "user": ada_json() })),
        ("auth", false, json!({ "cursors": { "lobby": "6" } })),
        ("auth", false, json!({ "cursors": { "Lobby!": 6 } })),
    ];
    for (event, ack, json) in wrong {
        assert_ne!(faults(event, ack, &json), Vec::<String>::new(), "{event} {json}");
    }
}
