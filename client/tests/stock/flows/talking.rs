//! Events, acknowledgements, binary data, namespaces.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use sociable_client::socketio::{Args, Binary, Event};
use sociable_client::transport::{Auth, RequestError};

use super::{EITHER, Flow, PATIENCE, POLLING, Peer, Ports, SOCKET, UPGRADING, ensure, same, text};

fn saying(value: Value) -> Auth {
    Box::new(move || to_raw_value(&value).ok())
}

pub(crate) async fn the_server_is_told_who_one_is(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING, UPGRADING] {
        let mut peer = Peer::new(ports.open, transports, |options| {
            options.auth = saying(json!({ "name": "Ada", "tökén": "🦀" }));
            options.config.query = vec![("room".to_owned(), "a & b".to_owned())];
        });
        let hello: Value = peer.hears("hello").await?.arg().map_err(text)?;
        same(hello, json!({ "auth": { "name": "Ada", "tökén": "🦀" }, "query": "a & b" }))?;
    }
    Ok(())
}

pub(crate) async fn a_refusal_brings_its_data_and_may_be_tried_again(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING] {
        let name = std::sync::Arc::new(std::sync::Mutex::new("nobody"));
        let said = std::sync::Arc::clone(&name);
        let mut peer = Peer::new(ports.open, transports, move |options| {
            options.auth = Box::new(move || {
                let name = said.lock().map_or("nobody", |name| *name);
                to_raw_value(&json!({ "name": name })).ok()
            });
        });
        let refusal = peer.until(|event| match event {
            Event::ConnectError { message, data } => Some((message, data.map(|data| data.get().to_owned()))),
            _ => None,
        });
        let data = r#"{"code":401,"names":["Ada","Bob"]}"#;
        same(refusal.await?, ("not you".to_owned(), Some(data.to_owned())))?;
        if let Ok(mut name) = name.lock() {
            *name = "Ada";
        }
        peer.client.connect();
        peer.connects().await?;
    }
    Ok(())
}

pub(crate) async fn acks_come_with_all_their_arguments_or_in_time_not_at_all(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING, UPGRADING] {
        let peer = Peer::connected(ports.open, transports).await?;
        let args =
            Args::one(&1).and_then(|args| args.with("ö \"two\" 🦀")).and_then(|args| args.with(&json!({ "n": null })));
        let answer = peer.client.call("echo", args.map_err(text)?, PATIENCE).await.map_err(text)?;
        let texts: Vec<_> = answer.values.iter().map(|value| value.get()).collect();
        same(texts.join(" "), r#"1 "ö \"two\" 🦀" {"n":null}"#.to_owned())?;
        let silence = peer.client.call("silence", Args::new(), Duration::from_millis(200)).await;
        ensure(matches!(silence, Err(RequestError::Timeout)), silence)?;
    }
    Ok(())
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Upload {
    name: String,
    parts: Vec<Binary>,
}

pub(crate) async fn binary_data_goes_both_ways_in_events_and_acks(ports: Ports) -> Flow {
    let bytes: Vec<u8> = (0..=255).collect();
    let upload =
        || Upload { name: "a".to_owned(), parts: vec![Binary(bytes.clone()), Binary(vec![]), Binary(vec![0])] };
    for transports in [SOCKET, POLLING, UPGRADING] {
        let mut peer = Peer::connected(ports.open, transports).await?;
        let args = || Args::one(&upload()).and_then(|args| args.with(&Binary(vec![7]))).map_err(text);
        let answer = peer.client.call("echo", args()?, PATIENCE).await.map_err(text)?;
        same(answer.get::<Upload>(0).map_err(text)?, upload())?;
        same(answer.get::<Binary>(1).map_err(text)?, Binary(vec![7]))?;
        peer.client.emit_args("back", args()?).map_err(text)?;
        let message = peer.hears("back").await?;
        same(message.get::<Upload>(0).map_err(text)?, upload())?;
        same(message.get::<Binary>(1).map_err(text)?, Binary(vec![7]))?;
    }
    Ok(())
}

pub(crate) async fn the_server_may_ask_too(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING] {
        let mut peer = Peer::connected(ports.open, transports).await?;
        peer.client.emit_args("ask", Args::new()).map_err(text)?;
        let question = peer.hears("question").await?;
        let ack = question.ack.ok_or("it does not ask")?;
        let answer = question.arg::<u32>().map_err(text)? + 1;
        let answer = Args::one(&answer).and_then(|args| args.with(&[0.5])).map_err(text)?;
        peer.client.acknowledge(ack, answer).map_err(text)?;
        same(peer.hears("answered").await?.arg::<Value>().map_err(text)?, json!([42, [0.5]]))?;
    }
    Ok(())
}

pub(crate) async fn namespaces_share_a_connection(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING] {
        let mut peer = Peer::connected(ports.open, transports).await?;
        let (client, events) = peer.client.namespace("/admin", saying(json!({ "token": "wrong" }))).map_err(text)?;
        let mut refused = Peer { client, events };
        let message =
            refused.until(|event| if let Event::ConnectError { message, .. } = event { Some(message) } else { None });
        same(message.await?, "no entry".to_owned())?;
        drop(refused);
        let (client, events) = peer.client.namespace("/admin", saying(json!({ "token": "secret" }))).map_err(text)?;
        let mut admin = Peer { client, events };
        admin.connects().await?;
        same((peer.asks("where").await?, admin.asks("where").await?), (json!("/"), json!("/admin")))?;
        admin.client.emit("back", "there").map_err(text)?;
        peer.client.emit("back", "here").map_err(text)?;
        same(admin.hears("back").await?.arg::<String>().map_err(text)?, "there".to_owned())?;
        same(peer.hears("back").await?.arg::<String>().map_err(text)?, "here".to_owned())?;
        admin.client.disconnect();
        admin.disconnects().await?;
        ensure(peer.client.is_connected(), "the other one stays")?;
        admin.client.connect();
        admin.connects().await?;
        peer.client.disconnect();
        same(admin.asks("where").await?, json!("/admin"))?;
    }
    Ok(())
}

pub(crate) async fn an_unknown_namespace_is_refused_alone(ports: Ports) -> Flow {
    let peer = Peer::connected(ports.open, EITHER).await?;
    let (client, events) = peer.client.namespace("/nowhere", Box::new(|| None)).map_err(text)?;
    let mut nowhere = Peer { client, events };
    let message =
        nowhere.until(|event| if let Event::ConnectError { message, .. } = event { Some(message) } else { None });
    same(message.await?, "Invalid namespace".to_owned())?;
    same(peer.asks("where").await?, json!("/"))
}

pub(crate) async fn large_payloads_go_through_whatever_carries_them(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING, UPGRADING] {
        let peer = Peer::connected(ports.open, transports).await?;
        // Near the server's limit of a million, which base64 counts towards.
        let large = "ö".repeat(450_000);
        let args = Args::one(&large).map_err(text)?;
        let answer = peer.client.call("echo", args, PATIENCE).await.map_err(text)?;
        ensure(answer.get::<String>(0).map_err(text)? == large, "another text came back")?;
        let large = Binary((0..700_000_u32).map(|index| index.to_le_bytes()[0]).collect());
        let args = Args::one(&large).map_err(text)?;
        let answer = peer.client.call("echo", args, PATIENCE).await.map_err(text)?;
        ensure(answer.get::<Binary>(0).map_err(text)? == large, "other data came back")?;
        let beyond = peer.client.emit("echo", &"x".repeat(1_000_001));
        ensure(beyond.is_err(), "more than the server takes is refused here")?;
    }
    Ok(())
}

pub(crate) async fn many_messages_stay_in_order_both_ways(ports: Ports) -> Flow {
    const MANY: u32 = 2_000;
    for transports in [SOCKET, POLLING, UPGRADING] {
        let mut peer = Peer::connected(ports.open, transports).await?;
        for number in 0..MANY {
            while peer.client.emit("number", &number).is_err() {
                // The buffer is bounded, and has room again when the connection has taken something.
                crate::platform::sleep(Duration::from_millis(1)).await;
            }
        }
        same(peer.asks("numbers").await?, json!((0..MANY).collect::<Vec<_>>()))?;
        // A browser's WebSocket is closed if the application does not keep up, so this is no more than may wait.
        let many = if transports == POLLING { MANY } else { 200 };
        peer.client.emit("count", &many).map_err(text)?;
        for number in 0..many {
            same(peer.hears("number").await?.arg::<u32>().map_err(text)?, number)?;
        }
    }
    Ok(())
}

pub(crate) async fn a_server_that_takes_little_is_given_little_at_once(ports: Ports) -> Flow {
    let peer = Peer::connected(ports.small, POLLING).await?;
    for _ in 0..20 {
        peer.client.emit("number", &"x".repeat(300)).map_err(text)?;
    }
    same(peer.asks("numbers").await?.as_array().map(Vec::len), Some(20))?;
    let refused = peer.client.emit("number", &"x".repeat(1_000));
    ensure(refused.is_err(), refused)
}
