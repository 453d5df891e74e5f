//! The contract for other languages: [TypeScript](typescript()) types and an [AsyncAPI](asyncapi()) document, both from one
//! set of JSON Schemas, and these from the types that the server compiles.
//!
//! What a client sends is described as the server reads it, and what it receives as the server writes it; so a field that
//! may be left out in a request need not be missing in an answer. A field that may be missing is never described as
//! `null`, though it would be read: there is one way to write it.

mod asyncapi;
mod docs;
mod typescript;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

pub use asyncapi::asyncapi;
pub use typescript::typescript;

use crate::{Handshake, Push, Request, events};

/// A file that is written from the contract.
pub struct Generated {
    /// Where in the repository.
    pub path: &'static str,
    /// What is in it.
    pub text: fn() -> String,
}

/// All that is written from the contract, by `cargo xtask types`.
pub const GENERATED: [Generated; 2] = [
    Generated { path: "client/typescript/src/contract.ts", text: typescript },
    Generated { path: "docs/asyncapi.json", text: asyncapi },
];

/// Where references to schemas lead.
const DEFINITIONS: &str = "/components/schemas";

/// Sees every event of the contract.
pub(crate) trait See {
    /// One that a client sends.
    fn request<R: Request + JsonSchema>(&mut self)
    where
        R::Reply: JsonSchema;

    /// One that the server sends.
    fn push<P: Push + JsonSchema>(&mut self);
}

/// An event, and the names of the schemas of what goes with it.
struct Event {
    name: &'static str,
    payload: String,
    /// Of a request: what a successful ack has besides `ok`.
    reply: Option<String>,
}

/// The whole contract as schemas.
struct Contract {
    requests: Vec<Event>,
    pushes: Vec<Event>,
    /// The name of the handshake's schema.
    handshake: String,
    /// The name of the schema of errors.
    refusal: String,
    /// All schemas by name.
    schemas: Map<String, Value>,
}

impl Contract {
    fn new() -> Self {
        let mut reader = Reader {
            received: settings().for_deserialize().into_generator(),
            sent: settings().for_serialize().into_generator(),
            requests: Vec::new(),
            pushes: Vec::new(),
        };
        let handshake = name(&reader.received.subschema_for::<Handshake>());
        let refusal = name(&reader.sent.subschema_for::<crate::Error>());
        events::walk(&mut reader);
        let mut schemas = reader.received.take_definitions(true);
        for (name, schema) in reader.sent.take_definitions(true) {
            // A type that goes both ways would need two names where the two sides did not agree on it.
            let known = schemas.entry(name).or_insert_with(|| schema.clone());
            assert_eq!(*known, schema, "a type that is sent and received is written in another way than it is read");
        }
        Self { requests: reader.requests, pushes: reader.pushes, handshake, refusal, schemas }
    }

    fn schema(&self, name: &str) -> &Value {
        &self.schemas[name]
    }

    /// Whether a schema is that of an object without fields.
    fn is_empty(&self, name: &str) -> bool {
        let schema = self.schema(name);
        schema["type"] == "object" && schema.get("properties").is_none() && schema.get("patternProperties").is_none()
    }
}

struct Reader {
    received: SchemaGenerator,
    sent: SchemaGenerator,
    requests: Vec<Event>,
    pushes: Vec<Event>,
}

impl See for Reader {
    fn request<R: Request + JsonSchema>(&mut self)
    where
        R::Reply: JsonSchema,
    {
        let payload = name(&self.received.subschema_for::<R>());
        let reply = Some(name(&self.sent.subschema_for::<R::Reply>()));
        self.requests.push(Event { name: R::EVENT, payload, reply });
    }

    fn push<P: Push + JsonSchema>(&mut self) {
        let payload = name(&self.sent.subschema_for::<P>());
        self.pushes.push(Event { name: P::EVENT, payload, reply: None });
    }
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = DEFINITIONS.into())
        .with_transform(RecursiveTransform(plain))
}

/// The name in a reference to a schema.
fn name(reference: &Schema) -> String {
    let path = reference.get("$ref").and_then(Value::as_str).unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Takes out what says nothing to who is no Rust program: sizes of numbers, `null` for what is missing, and defaults that
/// say as much as that it is missing.
fn plain(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|of| of != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(any)) = schema.get_mut("anyOf") {
        any.retain(|one| one["type"] != "null");
        if let [one] = any.as_slice() {
            let one = one.clone();
            schema.remove("anyOf");
            for (key, value) in one.as_object().into_iter().flatten() {
                schema.insert(key.clone(), value.clone());
            }
        }
    }
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
        schema.remove("format");
    }
    let is_nothing = |default: &Value| match default {
        Value::Null => true,
        Value::Bool(on) => !on,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Number(number) => number.as_u64() == Some(0),
    };
    if schema.get("default").is_some_and(is_nothing) {
        schema.remove("default");
    }
}
