//! Pages of other servers' frontends, packet by packet. What each frontend needs is in `e2e/dialects/`; here is what holds for
//! all of them.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use sociable::config::{DialectConfig, DialectMode, HttpOptions};
use sociable_protocol::limits::Rate;
use sociable_protocol::{
    JoinRoom, Limits, ListMembers, PresenceChanged, Rates, RoomKind, RoomSlug, SendMessage, Status, TypingChanged,
};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::app::{PATIENCE, TestApp, say};

/// A page that is connected.
struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Events that came while an answer was waited for.
    seen: Vec<String>,
}

impl Page {
    async fn open(app: &TestApp) -> Self {
        Self::connect(app, "", "").await
    }

    /// `search` goes behind the query of the address, `auth` into the packet that connects.
    async fn connect(app: &TestApp, search: &str, auth: &str) -> Self {
        let mut page = Self::ask(app, search, auth).await;
        assert!(page.packet().await.starts_with("40"));
        page
    }

    async fn ask(app: &TestApp, search: &str, auth: &str) -> Self {
        let url = format!("{}/socket.io/?EIO=4&transport=websocket{search}", app.url.replacen("http", "ws", 1));
        let mut page = Self { socket: connect_async(url).await.unwrap().0, seen: Vec::new() };
        assert!(page.packet().await.starts_with('0'));
        page.send(&format!("40{auth}")).await;
        page
    }

    async fn send(&mut self, packet: &str) {
        self.socket.send(Message::text(packet)).await.unwrap();
    }

    async fn emit(&mut self, event: Value) {
        self.send(&format!("42{event}")).await;
    }

    /// What the ack of this event brings.
    async fn call(&mut self, event: Value) -> Value {
        self.send(&format!("427{event}")).await;
        loop {
            let packet = self.packet().await;
            if let Some(answer) = packet.strip_prefix("437") {
                return serde_json::from_str(answer).unwrap();
            }
            self.seen.push(packet);
        }
    }

    async fn packet(&mut self) -> String {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a packet in time");
            match next.expect("an open connection").unwrap() {
                Message::Text(text) if text.as_str() == "2" => self.send("3").await,
                Message::Text(text) => return text.to_string(),
                _ => {}
            }
        }
    }

    /// Reads a little now and then, as long as it is polled: one who took nothing at all would be closed.
    async fn sips(&mut self) {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            for _ in 0..40 {
                let packet = self.packet().await;
                self.seen.push(packet);
            }
        }
    }

    /// The next event: its name, and what it brings.
    async fn event(&mut self) -> (Value, Vec<Value>) {
        loop {
            let packet = if self.seen.is_empty() { self.packet().await } else { self.seen.remove(0) };
            let Some(event) = packet.strip_prefix("42") else { continue };
            let mut event: Vec<Value> = serde_json::from_str(event).unwrap();
            return (event.remove(0), event);
        }
    }

    /// The next event of this name.
    async fn hears(&mut self, name: &str) -> Vec<Value> {
        loop {
            if let (heard, brought) = self.event().await
                && heard == name
            {
                return brought;
            }
        }
    }
}

fn room(slug: &str) -> RoomSlug {
    slug.parse().unwrap()
}

#[tokio::test]
async fn who_does_not_say_who_they_are_is_told_so_by_every_event_of_the_contract() {
    let app = TestApp::start().await;
    let mut page = Page::open(&app).await;
    for event in [json!(["room:list", {}]), json!(["message:send", { "room": "lobby", "text": "x" }])] {
        assert_eq!(page.call(event).await[0]["error"]["code"], "name_required");
    }
    // And may still be a page of some frontend.
    page.emit(json!(["add user", "Ada"])).await;
    assert_eq!(page.hears("login").await, [json!({ "numUsers": 1 })]);
}

#[tokio::test]
async fn the_address_says_which_dialect_is_spoken_and_it_has_to_exist() {
    let app = TestApp::start().await;
    let mut page = Page::ask(&app, "&dialect=nonsense", "").await;
    assert!(page.packet().await.starts_with("44{\"message\":\"invalid_payload: "));
    let mut page = Page::ask(&app, "&dialect=native", "").await;
    assert!(page.packet().await.starts_with("44{\"message\":\"name_required: "));
    // These words alone would be those of another one.
    let mut page = Page::connect(&app, "&dialect=chatcord", "").await;
    page.emit(json!(["chat message", "nothing"])).await;
    page.emit(json!(["joinRoom", { "username": "Ada", "room": "tea" }])).await;
    assert_eq!(page.hears("roomUsers").await[0]["users"][0]["username"], "Ada");
}

#[tokio::test]
async fn where_one_dialect_is_configured_all_pages_speak_it() {
    let dialects = DialectConfig { mode: DialectMode::Only("jsm".to_owned()), ..DialectConfig::default() };
    let app = TestApp::start_speaking(Limits::default(), HttpOptions::default(), dialects).await;
    let mut page = Page::open(&app).await;
    assert_eq!(page.call(json!(["join", { "name": "Ada", "room": "Tea" }])).await, json!([]));
    assert_eq!(page.call(json!(["sendMessage", "hello"])).await, json!([]));
    assert_eq!(app.guest("Bob").await.session.user.name.as_str(), "Bob");
}

#[tokio::test]
async fn people_of_pages_are_guests_who_come_type_and_go_without_leaving_anything() {
    // Bob asks until it is so.
    let rates = Rates { query: Rate { burst: 1_000_000, per_second: 1_000_000 }, ..Rates::default() };
    let app = TestApp::start_with(Limits { rates, ..Limits::default() }).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut page = Page::open(&app).await;
    page.emit(json!(["add user", "Ada"])).await;
    let came: PresenceChanged = bob.next().await;
    assert_eq!((came.user.name.as_str(), came.status), ("Ada", Status::Online));
    page.emit(json!(["typing"])).await;
    assert!(bob.next::<TypingChanged>().await.typing);
    drop(page);
    assert!(!bob.next::<TypingChanged>().await.typing);
    assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Offline);
    // The same page, loaded again, has its name back at once.
    let mut page = Page::open(&app).await;
    page.emit(json!(["add user", "Ada"])).await;
    assert_eq!(bob.next::<PresenceChanged>().await.user.name.as_str(), "Ada");
    // Who has gone is no member any more; that is done behind their going.
    let members = async || bob.request(&ListMembers { room: room("lobby"), after: None }).await.unwrap().members.len();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while members().await > 2 {
        assert!(tokio::time::Instant::now() < deadline, "still a member");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_page_does_not_come_into_a_room_that_is_not_for_it() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let secret = ada.make_room("secret", RoomKind::Private).await;
    ada.say_in(&secret, "only us").await;
    let mut page = Page::open(&app).await;
    let refusal = page.call(json!(["join", { "username": "Eve", "room": "secret" }])).await;
    assert!(refusal[0].is_string(), "{refusal}");
    page.emit(json!(["sendMessage", "let me in"])).await;
    let direct = json!(["join", { "username": "Eve", "room": "dm-0123" }]);
    assert_eq!(page.call(direct).await, json!([]), "a room of that name, at another address");
    let history = ada.request(&JoinRoom::anew(secret)).await.unwrap();
    assert_eq!((history.messages.len(), history.people_count), (1, 1));
}

#[tokio::test]
async fn a_page_that_sends_too_often_waits_or_is_told_and_loses_nothing_of_what_is_taken() {
    let rates = Rates { send: Rate { burst: 3, per_second: 10 }, ..Rates::default() };
    let app = TestApp::start_with(Limits { rates, ..Limits::default() }).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut page = Page::open(&app).await;
    for n in 0..10 {
        page.emit(json!(["chat message", n.to_string()])).await;
    }
    for n in 0..10 {
        assert_eq!(bob.hears().await, n.to_string());
    }
    // This one's page can say why.
    let mut page = Page::open(&app).await;
    page.call(json!(["join", { "username": "Ada", "room": "tea" }])).await;
    // All at once: one after the other may take as long as the rate wants, on a slow machine.
    for n in 0..100 {
        page.send(&format!("427{}", json!(["sendMessage", n.to_string()]))).await;
    }
    let (mut answers, mut refused) = (0, 0);
    while answers < 100 {
        let packet = page.packet().await;
        answers += usize::from(packet.starts_with("437"));
        refused += usize::from(packet.starts_with("437") && packet.contains("too much at once"));
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn a_page_that_reads_slowly_gets_everything_in_its_own_words_and_order() {
    const MESSAGES: usize = 4_000;
    let rates = Rates { send: Rate { burst: 10_000, per_second: 10_000 }, ..Rates::default() };
    let app = TestApp::start_with(Limits { rates, ..Limits::default() }).await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut listening = Page::open(&app).await;
    let mut joined = Page::open(&app).await;
    joined.emit(json!(["joinRoom", { "username": "Bob", "room": "lobby" }])).await;
    joined.hears("roomUsers").await;
    ada.say("first").await;
    assert_eq!(listening.hears("chat message").await, ["Ada: first"]);
    let text = |n: usize| format!("{n} {}", "x".repeat(1_000));
    let sends = futures_util::stream::iter(0..MESSAGES).map(|n| (n, &ada));
    let sends = sends.map(|(n, ada)| async move { ada.say(&text(n)).await }).buffered(200);
    tokio::select! {
        () = sends.for_each(|_| async {}) => {}
        () = listening.sips() => {}
        () = joined.sips() => {}
    }
    assert!(listening.seen.len() < MESSAGES / 2 && joined.seen.len() < MESSAGES / 2, "not slow enough");
    let mut elsewhere = Page::open(&app).await;
    elsewhere.emit(json!(["joinRoom", { "username": "Cyd", "room": "Tea" }])).await;
    elsewhere.hears("roomUsers").await;
    let in_the_room = async {
        assert_eq!(joined.hears("message").await[0]["text"], "first");
        for n in 0..MESSAGES {
            assert_eq!(joined.hears("message").await[0]["text"], text(n));
        }
    };
    // Which rooms there are is told when there is space for it, and nobody is cut off for having none.
    let before_the_door = async {
        let (mut said, mut rooms) = (0, json!([]));
        while said < MESSAGES || rooms != json!(["lobby", "Tea"]) {
            let (event, brought) = listening.event().await;
            if event == "chat message" {
                assert_eq!(brought, [format!("Ada: {}", text(said))]);
                said += 1;
            } else if event == "roomList" {
                rooms = brought[0]["rooms"].clone();
            }
        }
    };
    tokio::join!(in_the_room, before_the_door);
}

#[tokio::test]
async fn pages_may_send_whatever_they_like_and_nothing_else_happens() {
    let app = TestApp::start().await;
    let events = [
        "add user",
        "new message",
        "joinRoom",
        "chatMessage",
        "join",
        "sendMessage",
        "sendLocation",
        "chat",
        "createMessage",
        "join_room",
        "send_message",
        "leave_room",
        "new-user",
        "send-chat-message",
        "newUser",
        "message",
        "typing",
        "enterRoom",
        "activity",
        "set-nickname",
        "add-message",
        "set-name",
        "send-message",
        "private message",
        "chat message",
    ];
    let payloads = [
        json!(null),
        json!([]),
        json!({}),
        json!(7),
        json!(""),
        json!({ "name": {}, "username": [], "room": 7 }),
        json!({ "name": "Ada", "username": "Ada", "room": "x".repeat(200), "text": null }),
        json!([[["deep"]]]),
    ];
    for first in events {
        let mut page = Page::open(&app).await;
        for payload in &payloads {
            page.emit(json!([first, payload])).await;
            page.emit(json!([first, payload, payload])).await;
        }
        page.emit(json!([first])).await;
        let answer = page.call(json!([first, 7, 7, 7])).await;
        assert!(answer.is_array(), "{first}");
    }
    app.guest_in_lobby("Ada the second").await.say("still here").await;
}

/// The example of the documentation, both halves of it.
#[tokio::test]
async fn a_frontend_that_is_described_in_a_file_works_as_the_documentation_shows() {
    let docs = include_str!("../../../docs/dialects.md");
    let (_, map) = docs.split_once("```toml\n").unwrap();
    let (map, _) = map.split_once("```").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("acme.toml");
    std::fs::write(&file, map).unwrap();
    let dialects = DialectConfig { maps: vec![file], ..DialectConfig::default() };
    let app = TestApp::start_speaking(Limits::default(), HttpOptions::default(), dialects).await;

    let (mut ada, mut bob) = (Page::open(&app).await, Page::open(&app).await);
    let enter = |nick: &str| json!(["acme:enter", { "nick": nick, "channel": "Tea" }]);
    assert_eq!(ada.call(enter("Ada")).await, json!([{ "ok": true }]));
    assert_eq!(ada.hears("acme:hello").await, [json!("Ada"), json!([{ "nick": "Ada" }])]);
    let refused = bob.call(enter("Ada")).await;
    assert_eq!(refused[0]["ok"], false);
    assert!(refused[0]["why"].as_str().is_some_and(|why| why.contains("choose another")), "{refused}");
    assert_eq!(bob.call(enter("Bob")).await, json!([{ "ok": true }]));
    assert_eq!(bob.hears("acme:hello").await[1], json!([{ "nick": "Ada" }, { "nick": "Bob" }]));
    assert_eq!(ada.hears("acme:here").await, ["Bob"]);

    let mut cyd = app.guest("Cyd").await;
    cyd.enter(&room("tea")).await;
    ada.emit(json!(["acme:busy", true])).await;
    assert_eq!(bob.hears("acme:busy").await, [json!("Ada"), json!(true)]);
    assert!(cyd.next::<TypingChanged>().await.typing);
    let say =
        json!(["acme:say", { "channel": "Tea", "body": { "plain": "hello" } }, "7d444840-9dc0-11d1-b245-5ffdce74fad2"]);
    for _ in 0..2 {
        assert_eq!(ada.call(say.clone()).await, json!([true]));
    }
    let said = bob.hears("acme:said").await;
    assert_eq!((&said[0]["by"], &said[0]["body"]), (&json!("Ada"), &json!({ "plain": "hello" })));
    assert!(said[0]["at"].is_u64());
    assert_eq!(cyd.hears().await, "hello");
    cyd.say_in(&room("tea"), "once").await;
    for page in [&mut ada, &mut bob] {
        assert_eq!(
            page.hears("acme:said").await[0]["body"]["plain"],
            "once",
            "and nothing before it: no echo, no double"
        );
    }
    drop(bob);
    assert_eq!(ada.hears("acme:gone").await, ["Bob"]);
}

#[tokio::test]
async fn what_a_page_sends_again_over_another_connection_is_one_message() {
    let app = TestApp::start().await;
    let say = json!(["chat message", "once", "8bd4d03a-3b0e-4503-b607-2146e9b119fc"]);
    for _ in 0..2 {
        let mut page = Page::connect(&app, "", r#"{"serverOffset":0}"#).await;
        assert_eq!(page.call(say.clone()).await, json!([]));
    }
    assert_eq!(app.guest("Bob").await.join(None).await.messages.len(), 1);
}

#[tokio::test]
async fn what_nobody_may_say_is_answered_and_what_follows_is_heard() {
    let app = TestApp::start().await;
    let mut page = Page::connect(&app, "", r#"{"serverOffset":0}"#).await;
    let long = "x".repeat(5_001);
    assert_eq!(page.call(json!(["chat message", long, "a-0"])).await, json!([]));
    assert_eq!(page.call(json!(["chat message", "next", "a-1"])).await, json!([]));
    assert_eq!(page.call(json!(["chat message", "next", "a-1"])).await, json!([]), "the same again");
    let mut bob = app.guest("Bob").await;
    let reply = bob.join(None).await;
    assert_eq!(reply.messages.len(), 1);
    bob.request(&SendMessage { room: room("lobby"), ..say("third") }).await.unwrap();
    assert_eq!(page.hears("chat message").await, [json!("next"), json!(1)]);
    assert_eq!(page.hears("chat message").await, [json!("Bob: third"), json!(2)]);
}
