//! Clients of `rust_socketio` that do what they are told: a line of JSON for each command, and for each thing that happens.
//!
//! Outside of the workspace, with a lock file of its own: what only this test needs is no dependency of the program.

use std::collections::HashMap;
use std::error::Error;
use std::io::{Write as _, stdin, stdout};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rust_socketio::client::Client;
use rust_socketio::{ClientBuilder, Event, Payload, TransportType};
use serde_json::{Value, json};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn tell(what: &Value) {
    let mut out = stdout().lock();
    // Where nobody listens any more, nothing is left to do.
    if writeln!(out, "{what}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

fn hear(client: u64, event: &str, args: &Value) {
    tell(&json!({ "client": client, "event": event, "args": args }));
}

fn pack(payload: Payload) -> Value {
    match payload {
        Payload::Text(values) => Value::Array(values),
        Payload::Binary(bytes) => json!([{ "$bytes": STANDARD.encode(bytes) }]),
        #[allow(deprecated)]
        Payload::String(text) => json!([text]),
    }
}

/// The client sends either one argument that is bytes, or any number without bytes.
fn unpack(args: &Value) -> Payload {
    match args[0]["$bytes"].as_str() {
        Some(bytes) => Payload::from(STANDARD.decode(bytes).expect("base64")),
        None => Payload::Text(args.as_array().cloned().unwrap_or_default()),
    }
}

fn connect(settings: &Value) -> Result<Client, Box<dyn Error>> {
    let text = |name: &str| settings[name].as_str().unwrap_or_default();
    let transports: Vec<&str> =
        settings["transports"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let transport = match transports.as_slice() {
        ["polling"] => TransportType::Polling,
        ["websocket"] => TransportType::Websocket,
        _ => TransportType::WebsocketUpgrade,
    };
    let client = settings["client"].as_u64().ok_or("a client has a number")?;
    let connected = ClientBuilder::new(format!("{}{}/", text("url"), text("path")))
        .auth(settings["auth"].clone())
        .transport_type(transport)
        .on_any(move |event, payload, _| hear(client, event.as_str(), &pack(payload)))
        .on(Event::Close, move |_, _| hear(client, "$disconnect", &json!([])))
        .on(Event::Error, move |payload, _| hear(client, "$refused", &json!([said(&payload)])))
        .connect()?;
    Ok(connected)
}

/// What an error says. A refusal is given as text with the packet's JSON in it.
fn said(payload: &Payload) -> String {
    let Payload::Text(values) = payload else { return String::new() };
    let text = values
        .first()
        .map_or_else(String::new, |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let packet = text.find('{').and_then(|at| serde_json::from_str::<Value>(&text[at..]).ok());
    packet.and_then(|packet| packet["message"].as_str().map(str::to_owned)).unwrap_or(text)
}

fn request(client: &Client, id: &Value, event: &str, args: &Value) -> Result<(), rust_socketio::Error> {
    let id = id.clone();
    client.emit_with_ack(event, unpack(args), PATIENCE, move |payload, _| {
        // An answer with bytes is given twice: as text in which they are left out, and as the first of them.
        let answer = match payload {
            Payload::Text(values) => values.into_iter().next().unwrap_or_default(),
            payload => pack(payload),
        };
        if answer != json!([]) && !answer.to_string().contains("_placeholder") {
            tell(&json!({ "id": id, "answer": answer }));
        }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut clients = HashMap::new();
    for line in stdin().lines() {
        let command: Value = serde_json::from_str(&line?)?;
        let (id, event, args) = (&command["id"], command["event"].as_str().unwrap_or_default(), &command["args"]);
        let number = command["client"].as_u64().unwrap_or_default();
        match (command["do"].as_str(), clients.get(&number)) {
            (Some("connect"), _) => drop(clients.insert(number, connect(&command)?)),
            (Some("request"), Some(client)) => {
                request(client, id, event, args)?;
                continue;
            }
            (Some("send"), Some(client)) => client.emit(event, unpack(args))?,
            (Some("close"), Some(client)) => client.disconnect()?,
            _ => return Err("there is no such command, or no connection".into()),
        }
        tell(&json!({ "id": id, "answer": null }));
    }
    Ok(())
}
