//! The contract as an AsyncAPI 3.0 document, from the server's side: what it receives and answers, and what it sends.
//!
//! Socket.IO's namespace is the channel, each of its events a message, an ack the reply to one. AsyncAPI has no word for
//! the payload of the CONNECT packet, so the handshake is an operation like the others, with `session` for its reply.

use schemars::Schema;
use schemars::transform::{RemoveRefSiblings, Transform as _};
use serde_json::{Map, Value, json};

use super::docs::{self, Links};
use super::{Contract, DEFINITIONS, Event};
use crate::VERSION;

const ABOUT: &str = "\
Everything that Sociable sends over Socket.IO. Any Socket.IO client connects (Engine.IO 3 or 4, WebSocket or HTTP \
polling), sends what is received here, and hears what is sent.

Every event may ask for an ack; it is `{ok: true, …}` or `{ok: false, error}`. Unknown fields are ignored, so that either \
side may be newer. [docs/events.md](events.md) says the same for people.";

const AUTH: &str = "\
The field `token` or `name` of Socket.IO's `auth`, which a client sends with its CONNECT packet: the payload of the message \
`Handshake`.";

const REFUSED: &str = "\
Socket.IO's CONNECT_ERROR: the connection is refused. The message is `code: sentence`, with the code of a Refusal.";

/// The text of the document, as JSON.
#[must_use]
pub fn asyncapi() -> String {
    let contract = Contract::new();
    let mut document = Document { messages: Map::new(), operations: Map::new(), contract: &contract };
    document.handshake();
    contract.requests.iter().for_each(|event| document.request(event));
    contract.pushes.iter().for_each(|event| document.push(event));
    let Document { messages, operations, .. } = document;

    let known: Map<String, Value> = messages
        .keys()
        .map(|name| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    let document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Sociable",
            "version": format!("{VERSION}.0.0"),
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "servers": {
            "sociable": {
                "host": "{host}",
                "pathname": "/socket.io/",
                "protocol": "ws",
                "protocolVersion": "Socket.IO 5, Engine.IO 4",
                "description": "Over TLS, `wss`. Below a base path, that comes before the path.",
                "variables": { "host": { "default": "localhost:3000" } },
                "security": [{ "$ref": "#/components/securitySchemes/auth" }],
            },
        },
        "channels": {
            "chat": {
                "address": "/",
                "title": "Socket.IO's main namespace",
                "servers": [{ "$ref": "#/servers/sociable" }],
                "messages": known,
            },
        },
        "operations": operations,
        "components": {
            "messages": messages,
            "schemas": schemas(&contract),
            "securitySchemes": { "auth": { "type": "apiKey", "in": "user", "description": AUTH } },
        },
    });
    format!("{document:#}\n")
}

struct Document<'a> {
    messages: Map<String, Value>,
    operations: Map<String, Value>,
    contract: &'a Contract,
}

impl Document<'_> {
    fn handshake(&mut self) {
        let name = self.contract.handshake.clone();
        let summary = docs::of(self.contract.schema(&name), self.contract, &Links::Markdown);
        let payload = reference(&name);
        self.messages.insert(name.clone(), json!({ "name": "auth", "summary": summary, "payload": payload }));
        let payload = json!({
            "type": "object", "required": ["message"],
            "properties": { "message": { "type": "string", "pattern": "^[a-z_]+: " } },
        });
        let refused = json!({ "name": "connect_error", "summary": REFUSED, "payload": payload });
        self.messages.insert("ConnectError".to_owned(), refused);
        self.operation("Connect", "receive", &name, &["Session", "ConnectError"], "Come in, or come back.");
    }

    fn request(&mut self, event: &Event) {
        let summary = self.message(event);
        let ack = format!("{}Ack", event.payload);
        let mut success = vec![json!({
            "type": "object", "required": ["ok"], "properties": { "ok": { "const": true } },
        })];
        success.extend(event.reply.as_deref().filter(|reply| !self.contract.is_empty(reply)).map(reference));
        let payload = json!({ "oneOf": [{ "allOf": success }, reference("Refused")] });
        let about = format!("The answer to `{}`.", event.name);
        self.messages.insert(ack.clone(), json!({ "name": event.name, "summary": about, "payload": payload }));
        self.operation(&event.payload, "receive", &event.payload, &[&ack], &summary);
    }

    fn push(&mut self, event: &Event) {
        let summary = self.message(event);
        self.operation(&event.payload, "send", &event.payload, &[], &summary);
    }

    /// Adds the message of an event, and gives what there is to say of it.
    fn message(&mut self, event: &Event) -> String {
        let summary = docs::of_event(self.contract.schema(&event.payload), self.contract, &Links::Markdown);
        let message = json!({ "name": event.name, "summary": summary, "payload": reference(&event.payload) });
        self.messages.insert(event.payload.clone(), message);
        summary
    }

    fn operation(&mut self, name: &str, action: &str, message: &str, replies: &[&str], summary: &str) {
        let channel = json!({ "$ref": "#/channels/chat" });
        let refer = |message: &str| json!({ "$ref": format!("#/channels/chat/messages/{message}") });
        let mut operation = json!({
            "action": action, "channel": channel, "summary": summary, "messages": [refer(message)],
        });
        if !replies.is_empty() {
            let replies: Vec<_> = replies.iter().copied().map(refer).collect();
            operation["reply"] = json!({ "channel": channel, "messages": replies });
        }
        self.operations.insert(name.to_owned(), operation);
    }
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#{DEFINITIONS}/{schema}") })
}

/// All schemas, and that of a refusing ack, in the dialect of AsyncAPI: draft 7, where a reference stands alone.
fn schemas(contract: &Contract) -> Map<String, Value> {
    let mut schemas = Map::new();
    for (name, schema) in &contract.schemas {
        if name.ends_with("Reply") && contract.is_empty(name) {
            continue;
        }
        let mut schema = schema.clone();
        describe(&mut schema, contract);
        if let Ok(schema) = <&mut Schema>::try_from(&mut schema) {
            RemoveRefSiblings::default().transform(schema);
        }
        schemas.insert(name.clone(), schema);
    }
    schemas.insert(
        "Refused".to_owned(),
        json!({
            "description": "The answer to a request that was not carried out: nothing was changed.",
            "type": "object", "required": ["ok", "error"],
            "properties": { "ok": { "const": false }, "error": reference(&contract.refusal) },
        }),
    );
    schemas
}

/// Rewrites the doc comments in a schema for who reads Markdown.
fn describe(schema: &mut Value, contract: &Contract) {
    if schema.get("description").is_some_and(Value::is_string) {
        schema["description"] = docs::of(schema, contract, &Links::Markdown).into();
    }
    match schema {
        Value::Object(fields) => fields.values_mut().for_each(|field| describe(field, contract)),
        Value::Array(list) => list.iter_mut().for_each(|item| describe(item, contract)),
        _ => {}
    }
}
