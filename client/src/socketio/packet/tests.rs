//! The codec, compared with what the server's codec makes of the same bytes.

use proptest::prelude::*;
use serde_json::{Value, json};
use socketioxide_core::packet::{Packet as Theirs, PacketData};
use socketioxide_core::parser::{Parse, ParseConfig, ParserState};
use socketioxide_core::{Str, Value as TheirValue};
use socketioxide_parser_common::CommonParser;

use super::*;

fn raw(value: &Value) -> Box<RawValue> {
    to_raw_value(value).unwrap()
}

fn texts(args: &[Box<RawValue>]) -> Vec<&str> {
    args.iter().map(|arg| arg.get()).collect()
}

/// Our frame as the server reads it.
fn read_by_server(frame: &str) -> Theirs {
    let packet = Str::from(frame.strip_prefix(MESSAGE).unwrap().to_owned());
    CommonParser.decode_str(&ParseConfig::default(), &ParserState::default(), packet).unwrap()
}

/// A packet as the server writes it.
fn written_by_server(packet: Theirs) -> String {
    match CommonParser.encode(packet) {
        TheirValue::Str(text, _) => text.as_str().to_owned(),
        TheirValue::Bytes(_) => unreachable!("the common parser writes text"),
    }
}

#[test]
fn the_server_reads_what_we_write() {
    let packet = read_by_server(&connect("/", Some(&raw(&json!({ "name": "Ada" })))));
    assert!(
        matches!(packet.inner, PacketData::Connect(Some(auth)) if auth.as_str().unwrap().as_str() == r#"{"name":"Ada"}"#)
    );
    for nothing in [None, Some(&*raw(&Value::Null))] {
        assert!(matches!(read_by_server(&connect("/admin", nothing)).inner, PacketData::Connect(None)));
    }
    assert_eq!(read_by_server(&disconnect("/admin")).ns, "/admin");

    let frame = event(
        "/admin",
        Some(7),
        "a\"b",
        &Args { values: vec![raw(&json!({ "é": 1 })), raw(&Value::Null)], attachments: Vec::new() },
    )
    .unwrap();
    let packet = read_by_server(&frame);
    assert_eq!(packet.ns, "/admin");
    let PacketData::Event(payload, Some(7)) = packet.inner else { panic!("{packet:?}") };
    assert_eq!(payload.as_str().unwrap().as_str(), r#"["a\"b",{"é":1},null]"#);
}

#[test]
fn we_read_what_the_server_writes() {
    let refused = Packet::decode(&written_by_server(Theirs::connect_error("/admin", "no \"entry\""))).unwrap();
    assert_eq!(refused.namespace, "/admin");
    assert!(matches!(refused.data, Data::ConnectError { message, data: None } if message == "no \"entry\""));

    let hello = CommonParser.encode_value(&("ö", 2), Some("hello")).unwrap();
    let packet = Packet::decode(&written_by_server(Theirs::event("/", hello))).unwrap();
    assert!(
        matches!(packet.data, Data::Event { name, args, .. } if name == "hello" && texts(&args) == [r#""ö""#, "2"])
    );

    let answer = CommonParser.encode_value(&json!({ "ok": true }), None).unwrap();
    let packet = Packet::decode(&written_by_server(Theirs::ack("/", answer, 12))).unwrap();
    assert!(matches!(packet.data, Data::Ack { id: 12, args } if texts(&args) == [r#"{"ok":true}"#]));

    let left = Packet::decode(&written_by_server(Theirs::disconnect("/"))).unwrap();
    assert!(matches!(left.data, Data::Disconnect));
}

#[test]
fn event_names_may_have_json_escapes_and_may_be_numbers() {
    for (text, expected) in
        [(r#"2["caf\u00e9"]"#, "café"), (r#"2["a\"b"]"#, "a\"b"), ("2[7]", "7"), ("215[\"x\"]", "x")]
    {
        let packet = Packet::decode(text).unwrap();
        assert!(matches!(packet.data, Data::Event { name, .. } if name == expected), "{text}");
    }
}

#[test]
fn a_refusal_may_carry_data_or_be_a_bare_message() {
    let packet = Packet::decode(r#"4{"message":"no","data":{"code":7}}"#).unwrap();
    assert!(
        matches!(packet.data, Data::ConnectError { message, data: Some(data) } if message == "no" && data.get() == r#"{"code":7}"#)
    );
    let packet = Packet::decode(r#"4"no""#).unwrap();
    assert!(matches!(packet.data, Data::ConnectError { message, data: None } if message == "no"));
}

#[test]
fn what_is_not_socketio_is_malformed() {
    let many = format!("2[\"a\"{}]", ",1".repeat(MAX_ARGS));
    for text in [
        "",
        "7",
        "4abc",
        "4{}",
        "4",
        "0[",
        "0{",
        "2",
        "2{}",
        "2[]",
        "2[null]",
        "2[{}]",
        "2[\"a\"",
        "2[\"a\"]x",
        "2abc[\"a\"]",
        "3[1]",
        "5[\"a\"]",
        "5x-[\"a\"]",
        "5-[\"a\"]",
        "5-1-[\"a\"]",
        "6-1[1]",
        "299999999999999999999[\"a\"]",
        &many,
    ] {
        assert!(Packet::decode(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in ".*", kind in "[0-9]{1,3}-?(/[a-z]*,)?[0-9]{0,3}", body in ".*") {
        let _ = Packet::decode(&text);
        let _ = Packet::decode(&format!("{kind}{body}"));
    }

    #[test]
    fn an_event_comes_back_as_it_was_written(name in ".*", arg in ".*", id: Option<u32>, namespace in "/[a-z]{0,5}") {
        let frame = event(&namespace, id.map(u64::from), &name, &raw(&json!(arg)).into()).unwrap();
        let packet = Packet::decode(frame.strip_prefix(MESSAGE).unwrap()).unwrap();
        prop_assert_eq!(packet.namespace, namespace);
        let Data::Event { name: read, args, ack } = packet.data else { panic!("not an event") };
        prop_assert_eq!((read, ack), (name, id.map(u64::from)));
        prop_assert_eq!(serde_json::from_str::<String>(args[0].get()).unwrap(), arg);
    }
}
