//! Clients with `socket.io-msgpack-parser`, and what is sent in their place by somebody who means no good.

use futures_util::{SinkExt as _, StreamExt as _};
use rmpv::Value;
use rmpv::decode::read_value;
use rmpv::encode::write_value;
use sociable::config::HttpOptions;
use sociable_protocol::Limits;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::app::{PATIENCE, TestApp};

const CONNECT: u8 = 0;
const EVENT: u8 = 2;
const ACK: u8 = 3;
const CONNECT_ERROR: u8 = 4;

/// A client of MessagePack, down to the bytes.
struct Packed {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// What came while something else was waited for.
    seen: Vec<(u8, Value)>,
}

async fn server() -> TestApp {
    let http = HttpOptions { msgpack: Some(true), ..HttpOptions::default() };
    TestApp::start_on(Limits { presence_grace_ms: 300, ..Limits::default() }, http).await
}

fn value(json: &serde_json::Value) -> Value {
    rmpv::ext::to_value(json).unwrap()
}

fn packed(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_value(&mut bytes, value).unwrap();
    bytes
}

/// A packet whose data are these bytes, whatever they are.
fn packet(kind: u8, data: &[u8], id: Option<u8>) -> Vec<u8> {
    let mut bytes = vec![if id.is_some() { 0x84 } else { 0x83 }];
    bytes.extend([&[0xa4], b"type".as_slice(), &[kind], &[0xa3], b"nsp", &[0xa1], b"/"].concat());
    if let Some(id) = id {
        bytes.extend([&[0xa2], b"id".as_slice(), &[id]].concat());
    }
    bytes.extend([&[0xa4], b"data".as_slice(), data].concat());
    bytes
}

impl Packed {
    async fn open(app: &TestApp) -> Self {
        let url = format!("{}/socket.io/msgpack/?EIO=4&transport=websocket", app.url.replacen("http", "ws", 1));
        let (socket, _) = connect_async(url).await.unwrap();
        Self { socket, seen: Vec::new() }
    }

    async fn connect(app: &TestApp, auth: &serde_json::Value) -> Self {
        let mut client = Self::open(app).await;
        client.send(packet(CONNECT, &packed(&value(auth)), None)).await;
        client
    }

    async fn enter(app: &TestApp, name: &str) -> Self {
        let mut client = Self::connect(app, &serde_json::json!({ "name": name })).await;
        client.next(|kind, _| kind == CONNECT).await;
        client.hear("session").await;
        client
    }

    async fn send(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    /// The data of the next packet that is wanted; `None` where the connection ends before.
    async fn try_next(&mut self, wanted: impl Fn(u8, &Value) -> bool) -> Option<Value> {
        if let Some(at) = self.seen.iter().position(|(kind, packet)| wanted(*kind, packet)) {
            return Some(self.seen.remove(at).1["data"].clone());
        }
        let reading = async {
            while let Some(Ok(message)) = self.socket.next().await {
                let bytes = match message {
                    Message::Binary(bytes) => bytes,
                    Message::Text(ping) if ping.as_str() == "2" => {
                        // Where it fails, the end is what comes next.
                        drop(self.socket.send(Message::text("3")).await);
                        continue;
                    }
                    _ => continue,
                };
                let packet = read_value(&mut bytes.as_ref()).unwrap();
                let kind = u8::try_from(packet["type"].as_u64().unwrap()).unwrap();
                if wanted(kind, &packet) {
                    return Some(packet["data"].clone());
                }
                self.seen.push((kind, packet));
            }
            None
        };
        let ended = tokio::time::timeout(PATIENCE, reading).await;
        ended.unwrap_or_else(|_| panic!("neither an answer nor the end; there were {:?}", self.seen))
    }

    async fn next(&mut self, wanted: impl Fn(u8, &Value) -> bool) -> Value {
        self.try_next(wanted).await.expect("what is wanted before the end")
    }

    async fn hear(&mut self, event: &str) -> Value {
        self.next(|kind, packet| kind == EVENT && packet["data"][0].as_str() == Some(event)).await[1].clone()
    }

    /// The answer to an event of these arguments.
    async fn ask(&mut self, id: u8, data: &[u8]) -> Option<Value> {
        self.send(packet(EVENT, data, Some(id))).await;
        let answer = self.try_next(|kind, packet| kind == ACK && packet["id"].as_u64() == Some(id.into())).await;
        answer.map(|answer| answer[0].clone())
    }

    async fn request(&mut self, id: u8, event: serde_json::Value) -> Value {
        self.ask(id, &packed(&value(&event))).await.expect("an answer")
    }
}

#[tokio::test]
async fn clients_of_both_formats_are_in_the_same_rooms() {
    let app = server().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let mut bob = Packed::enter(&app, "Bob").await;
    let joined = bob.request(1, serde_json::json!(["room:join", { "room": "lobby" }])).await;
    assert_eq!(joined["ok"].as_bool(), Some(true));
    assert_eq!(joined["people"].as_array().unwrap().len(), 2);
    let text = "Zoë \"你好\" 🦀";
    let sent = bob.request(2, serde_json::json!(["message:send", { "room": "lobby", "text": text }])).await;
    assert_eq!(sent["message"]["text"].as_str(), Some(text));
    assert_eq!(sent["message"]["id"].as_str().map(str::len), Some(36), "an id is text, as in JSON");
    assert_eq!(ada.hears().await, text);
    assert_eq!(bob.hear("message:new").await, sent["message"]);
    ada.say("hello").await;
    assert_eq!(bob.hear("message:new").await["text"].as_str(), Some("hello"));
}

#[tokio::test]
async fn a_client_of_messagepack_takes_up_where_it_left_off() {
    let app = server().await;
    let ada = app.guest_in_lobby("Ada").await;
    for text in ["one", "two", "three"] {
        ada.say(text).await;
    }
    let cursors = serde_json::json!({ "lobby": { "seq": 1, "rev": 0 } });
    let mut bob = Packed::connect(&app, &serde_json::json!({ "name": "Bob", "cursors": cursors })).await;
    for text in ["two", "three"] {
        assert_eq!(bob.hear("message:new").await["text"].as_str(), Some(text));
    }
    assert_eq!(bob.hear("room:state").await["reset"].as_bool(), Some(false));
}

#[tokio::test]
async fn more_than_may_wait_for_a_client_comes_whole_and_in_order() {
    let app = server().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut bob = Packed::enter(&app, "Bob").await;
    bob.request(1, serde_json::json!(["room:join", { "room": "lobby" }])).await;
    // In all more than twice what an outbox holds; what it counts must be what the connection takes.
    let text = "x".repeat(4_000);
    for seq in 1..=600_u64 {
        let message = tokio::join!(ada.say(&text), bob.hear("message:new")).1;
        assert_eq!(message["seq"].as_u64(), Some(seq));
    }
    // And now without anybody reading meanwhile; many at a time, so that it is long over when one who does not read is closed.
    let sends = futures_util::stream::iter(0..600).map(|_| ada.say(&text));
    sends.buffered(100).for_each(|_| async {}).await;
    for seq in 601..=1_200 {
        assert_eq!(bob.hear("message:new").await["seq"].as_u64(), Some(seq));
    }
}

#[tokio::test]
async fn a_client_of_messagepack_is_told_of_a_restart_and_sees_the_end() {
    let mut app = server().await;
    let mut bob = Packed::enter(&app, "Bob").await;
    app.stop().await;
    assert!(bob.hear("server:restart").await["retryAfterMs"].as_u64().is_some());
    assert_eq!(bob.try_next(|_, _| false).await, None, "closed");
}

#[tokio::test]
async fn pages_of_other_servers_frontends_speak_it_as_well() {
    let app = server().await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut page = Packed::connect(&app, &serde_json::json!({ "serverOffset": 0 })).await;
    page.next(|kind, _| kind == CONNECT).await;
    let say = value(&serde_json::json!(["chat message", "hello", "a-0"]));
    assert!(page.ask(1, &packed(&say)).await.is_some());
    assert_eq!(bob.hears().await, "hello");
    bob.say("hi").await;
    let all = page.next(|kind, packet| kind == EVENT && packet["data"][1].as_str() == Some("Bob: hi")).await;
    assert_eq!(all.as_array().map(|event| event.len()), Some(3), "{all}");
    assert_eq!(all[2].as_u64(), Some(2));
}

#[tokio::test]
async fn a_refusal_is_readable() {
    let app = server().await;
    for (auth, code) in [
        (packed(&value(&serde_json::json!({ "name": null }))), "name_required: "),
        (packed(&value(&serde_json::json!({ "name": 7 }))), "invalid_payload: "),
        (packed(&value(&serde_json::json!([1, 2]))), "invalid_payload: "),
        (packed(&value(&serde_json::json!({ "name": "" }))), "invalid_name: "),
    ] {
        let mut client = Packed::open(&app).await;
        client.send(packet(CONNECT, &auth, None)).await;
        let refused = client.next(|kind, _| kind == CONNECT_ERROR).await;
        let message = refused["message"].as_str().unwrap();
        assert!(message.starts_with(code), "{message}");
    }
}

#[tokio::test]
async fn what_is_no_event_of_the_contract_is_refused_and_nothing_else_happens() {
    let app = server().await;
    let mut bob = Packed::enter(&app, "Bob").await;
    bob.request(1, serde_json::json!(["room:join", { "room": "lobby" }])).await;
    let send = |text: Value| {
        let payload = Value::Map(vec![("room".into(), "lobby".into()), ("text".into(), text)]);
        packed(&Value::Array(vec!["message:send".into(), payload]))
    };
    for data in [
        send(Value::Binary(vec![b'x'; 10])),
        send(Value::Ext(5, vec![1, 2, 3])),
        send(Value::Integer(7.into())),
        send(Value::Array(vec![Value::Nil; 3])),
        packed(&Value::Array(vec!["message:send".into(), Value::Binary(vec![1])])),
        packed(&Value::Array(vec!["message:send".into()])),
        packed(&Value::Array(vec!["message:send".into(), Value::Map(vec![(Value::from(1), Value::from(2))])])),
        // Nested as deep as the parser takes it: beyond what is read.
        [&[0x92, 0xac], b"message:send".as_slice(), &[0x91; 120], &[0xc0]].concat(),
    ] {
        let answer = bob.ask(2, &data).await.expect("an answer");
        assert_eq!(answer["error"]["code"].as_str(), Some("invalid_payload"), "{answer} to {data:x?}");
    }
    // Fields that are not given, as `undefined` in JavaScript.
    let history = Value::Map(vec![("room".into(), "lobby".into()), ("limit".into(), Value::Ext(0, vec![0]))]);
    let answer = bob.ask(3, &packed(&Value::Array(vec!["message:history".into(), history]))).await.unwrap();
    assert_eq!(answer["ok"].as_bool(), Some(true), "{answer}");
    let answer = bob.request(4, serde_json::json!(["sing", {}])).await;
    assert_eq!(answer["error"]["code"].as_str(), Some("unknown_event"));
}

#[tokio::test]
async fn hostile_packets_cost_their_sender_the_connection_and_nobody_else_anything() {
    let app = server().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let nested = |begin: &[u8], depth: usize| [begin.repeat(depth).as_slice(), &[0xc0]].concat();
    let huge = |marker: u8| [marker, 0xff, 0xff, 0xff, 0xff].to_vec();
    let mut packets: Vec<Vec<u8>> = [
        nested(&[0x91], 127),
        nested(&[0x91], 128),
        nested(&[0x91], 90_000),
        nested(&[0x81, 0xa1, b'x'], 30_000),
        nested(&[0xdc, 0, 1], 30_000),
        nested(&[0xdf, 0, 0, 0, 1, 0xa1, b'x'], 13_000),
        huge(0xdd),
        huge(0xdf),
        huge(0xdb),
        huge(0xc6),
        huge(0xc9),
        [&[0x92, 0xa1, b'x'], huge(0xdd).as_slice()].concat(),
        // Many values in few bytes, and all of them there.
        [&[0xdc, 0xff, 0xff], [0xc0; 65_535].as_slice()].concat(),
        vec![],
        vec![0xc1],
        vec![0x91, 0xa1, 0xff],
        packed(&value(&serde_json::json!("no array"))),
        packed(&value(&serde_json::json!([7]))),
        packed(&value(&serde_json::json!([""]))),
    ]
    .iter()
    .flat_map(|data| [packet(EVENT, data, Some(1)), packet(EVENT, data, None), packet(CONNECT, data, None)])
    .collect();
    let whole = packet(EVENT, &packed(&value(&serde_json::json!(["x", { "y": [1, 2] }]))), Some(1));
    packets.extend((0..whole.len()).map(|end| whole[..end].to_vec()));
    packets.push([&[0xdf, 0xff, 0xff, 0xff, 0xff], whole.as_slice()].concat());
    packets.extend((0..8).map(|kind| vec![0x81, 0xa4, b't', b'y', b'p', b'e', kind]));
    packets.push(vec![0x82, 0xa4, b't', b'y', b'p', b'e', 3, 0xa3, b'n', b's', b'p', 0xa1, b'/']);

    for (number, packet) in packets.into_iter().enumerate() {
        let mut mallory = Packed::enter(&app, &format!("Mallory {number}")).await;
        let beginning = packet[..packet.len().min(40)].to_vec();
        // Where the server has closed already, the rest cannot be sent.
        if mallory.socket.send(Message::binary(packet)).await.is_err() {
            continue;
        }
        // Ends, or goes on serving: what it never does is to be silent.
        let end = self::packet(EVENT, &packed(&value(&serde_json::json!(["sing"]))), Some(99));
        if mallory.socket.send(Message::binary(end)).await.is_ok() {
            let answer = mallory.try_next(|kind, packet| kind == ACK && packet["id"].as_u64() == Some(99)).await;
            let code = answer.as_ref().map(|answer| answer[0]["error"]["code"].as_str());
            assert!(matches!(code, None | Some(Some("unknown_event"))), "{beginning:x?}: {answer:?}");
        }
        drop(mallory);
    }
    ada.say("still here").await;
    assert_eq!(ada.hears().await, "still here");
}

#[tokio::test]
async fn a_packet_may_come_in_fragments_of_one_byte() {
    let app = server().await;
    let mut bob = Packed::enter(&app, "Bob").await;
    let event = packet(EVENT, &packed(&value(&serde_json::json!(["room:join", { "room": "lobby" }]))), Some(7));
    let last = event.len() - 1;
    for (at, byte) in event.into_iter().enumerate() {
        let kind = if at == 0 { Data::Binary } else { Data::Continue };
        let frame = Frame::message(vec![byte], OpCode::Data(kind), at == last);
        bob.socket.send(Message::Frame(frame)).await.unwrap();
    }
    let answer = bob.next(|kind, packet| kind == ACK && packet["id"].as_u64() == Some(7)).await;
    assert_eq!(answer[0]["ok"].as_bool(), Some(true));
}

#[tokio::test]
async fn text_is_no_packet_there() {
    let app = server().await;
    let mut client = Packed::open(&app).await;
    client.socket.send(Message::text(r#"40{"name":"Ada"}"#)).await.unwrap();
    assert_eq!(client.try_next(|_, _| true).await, None, "closed");
}

#[tokio::test]
async fn it_is_off_unless_it_is_asked_for() {
    let app = TestApp::start().await;
    let url = format!("{}/socket.io/msgpack/?EIO=4&transport=polling", app.url);
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("--msgpack"));
}
