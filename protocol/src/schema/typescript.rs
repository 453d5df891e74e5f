//! The contract in TypeScript: as one would write it by hand for `socket.io-client`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::docs::{self, Links};
use super::{Contract, Event};
use crate::{ErrorCode, VERSION};

/// How far lines of comments go.
const WIDTH: usize = 116;

const HEAD: &str = "\
// Written by `cargo xtask types` from the Rust types in `protocol/`, which are the source of the contract.
// Change it there; a test fails where the two differ.
";

const ACK: &str = "\
/** The answer to every event that asks for one: what it brings besides `ok: true`, or why it was refused. */
export type Ack<Reply = unknown> = ({ ok: true } & Reply) | { ok: false; error: Refusal };
";

/// The text of the TypeScript module.
#[must_use]
pub fn typescript() -> String {
    let mut module = Module { contract: Contract::new(), written: BTreeSet::new(), text: HEAD.to_owned() };
    let _ = writeln!(module.text, "\n/** The version of the contract: `session.version`. */");
    let _ = writeln!(module.text, "export const VERSION = {VERSION};");
    module.server_to_client();
    module.client_to_server();
    let _ = write!(module.text, "\n{ACK}");
    module.types();
    module.retryable();
    module.text
}

struct Module {
    contract: Contract,
    /// The types that are in the text.
    written: BTreeSet<String>,
    text: String,
}

impl Module {
    fn server_to_client(&mut self) {
        self.text.push_str("\n/** What a client receives: the first type parameter of `Socket`. */\n");
        self.text.push_str("export interface ServerToClientEvents {\n");
        for event in &self.contract.pushes {
            let doc = comment(&self.event_doc(event), 2);
            let payload = &event.payload;
            let _ = writeln!(self.text, "{doc}  '{}': (event: {payload}) => void;", event.name);
        }
        self.text.push_str("}\n");
    }

    fn client_to_server(&mut self) {
        self.text.push_str(
            "\n/**\n * What a client sends: the second type parameter of `Socket`.\n *\n\
             \x20* `emitWithAck` gives the answer. Socket.IO's types do not know answers that may be left out, so `emit` wants a\n\
             \x20* function for it, too; who does not care gives `() => {}`.\n */\n",
        );
        self.text.push_str("export interface ClientToServerEvents {\n");
        for event in &self.contract.requests {
            let doc = comment(&self.event_doc(event), 2);
            let payload = &event.payload;
            let reply = event.reply.as_deref().filter(|reply| !self.contract.is_empty(reply));
            let ack = reply.map_or_else(|| "Ack".to_owned(), |reply| format!("Ack<{reply}>"));
            let _ = writeln!(
                self.text,
                "{doc}  '{}': (request: {payload}, ack: (answer: {ack}) => void) => void;",
                event.name,
            );
        }
        self.text.push_str("}\n");
    }

    /// All types: those of the handshake, of requests and answers, of what is received, and behind each what it is made of.
    fn types(&mut self) {
        let mut names = vec![self.contract.handshake.clone()];
        for event in &self.contract.requests {
            names.push(event.payload.clone());
            names.extend(event.reply.clone().filter(|reply| !self.contract.is_empty(reply)));
        }
        names.extend(self.contract.pushes.iter().map(|event| event.payload.clone()));
        names.push(self.contract.refusal.clone());
        for name in names {
            self.write_type(&name);
        }
        // What these are made of, the nearest first.
        loop {
            let schemas = self.written.iter().map(|name| self.contract.schema(name));
            let wanted = schemas.fold(Vec::new(), |mut found, schema| {
                references(schema, &mut found);
                found
            });
            let missing: Vec<_> = wanted.into_iter().filter(|name| !self.written.contains(name)).collect();
            if missing.is_empty() {
                break;
            }
            for name in missing {
                self.write_type(&name);
            }
        }
    }

    fn write_type(&mut self, name: &str) {
        if !self.written.insert(name.to_owned()) {
            return;
        }
        let schema = self.contract.schema(name);
        let doc = comment(&docs::of(schema, &self.contract, &Links::Tsdoc), 0);
        let declaration = match schema["oneOf"].as_array() {
            _ if schema.get("properties").is_some() => format!("interface {name} {}", self.fields(schema, 0)),
            Some(values) => {
                let value = |value: &Value| {
                    let doc = comment(&docs::of(value, &self.contract, &Links::Tsdoc), 2);
                    format!("\n{doc}  | {}", self.type_of(value, 2))
                };
                format!("type {name} ={};", values.iter().map(value).collect::<String>())
            }
            None => format!("type {name} = {};", self.type_of(schema, 0)),
        };
        let _ = writeln!(self.text, "\n{doc}export {declaration}");
    }

    /// The codes that are worth another try.
    fn retryable(&mut self) {
        let codes = ErrorCode::ALL.into_iter().filter(|code| code.is_retryable());
        let codes: Vec<_> = codes.map(|code| format!("'{code}'")).collect();
        let doc = "The codes after which the same request may succeed later without being changed.";
        let codes = codes.join(", ");
        let _ = write!(self.text, "\n/** {doc} */\nexport const RETRYABLE: readonly ErrorCode[] = [{codes}];\n");
    }

    fn event_doc(&self, event: &Event) -> String {
        let doc = docs::of_event(self.contract.schema(&event.payload), &self.contract, &Links::Tsdoc);
        assert!(!doc.is_empty(), "{} has no documentation", event.name);
        doc
    }

    fn type_of(&self, schema: &Value, indent: usize) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            return reference.rsplit('/').next().unwrap_or_default().to_owned();
        }
        if let Some(value) = schema["const"].as_str() {
            return format!("'{value}'");
        }
        let alternatives = schema["enum"].as_array().or(schema["anyOf"].as_array()).or(schema["oneOf"].as_array());
        if let Some(alternatives) = alternatives {
            let each = alternatives.iter().map(|one| match one.as_str() {
                Some(value) => format!("'{value}'"),
                None => self.type_of(one, indent),
            });
            return each.collect::<Vec<_>>().join(" | ");
        }
        match schema["type"].as_str() {
            Some("array") => {
                let item = self.type_of(&schema["items"], indent);
                if item.contains(' ') { format!("({item})[]") } else { format!("{item}[]") }
            }
            Some("object") if schema.get("properties").is_some() => self.fields(schema, indent),
            Some("object") => match schema["patternProperties"].as_object().and_then(|kinds| kinds.values().next()) {
                Some(values) => format!("Record<string, {}>", self.type_of(values, indent)),
                None => "Record<string, never>".to_owned(),
            },
            Some("integer" | "number") => "number".to_owned(),
            Some("boolean") => "boolean".to_owned(),
            Some("string") => "string".to_owned(),
            other => unreachable!("the contract has no type {other:?}: {schema}"),
        }
    }

    fn fields(&self, schema: &Value, indent: usize) -> String {
        let required = schema["required"].as_array();
        let is_required = |name: &str| required.is_some_and(|required| required.iter().any(|one| one == name));
        let mut text = "{\n".to_owned();
        let pad = " ".repeat(indent + 2);
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let mut doc = docs::of(field, &self.contract, &Links::Tsdoc);
            if let Some(default) = field["default"].as_str().filter(|_| !is_required(name)) {
                let _ = write!(doc, "\n\n@defaultValue `'{default}'`");
            }
            let doc = comment(&doc, indent + 2);
            let mark = if is_required(name) { "" } else { "?" };
            let _ = writeln!(text, "{doc}{pad}{name}{mark}: {};", self.type_of(field, indent + 2));
        }
        let _ = write!(text, "{}}}", " ".repeat(indent));
        text
    }
}

/// The types that a schema refers to, in order.
fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value.as_str()) {
                    ("$ref", Some(path)) => found.push(path.rsplit('/').next().unwrap_or_default().to_owned()),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// A doc comment that ends with a line break; nothing where there is nothing to say.
fn comment(doc: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    if doc.is_empty() {
        return String::new();
    }
    if !doc.contains('\n') && indent + doc.chars().count() + "/**  */".len() <= WIDTH + 3 {
        return format!("{pad}/** {doc} */\n");
    }
    let lines = doc.split('\n').flat_map(|paragraph| wrap(paragraph, WIDTH - indent));
    let lines: String = lines.map(|line| format!("{pad} * {line}").trim_end().to_owned() + "\n").collect();
    format!("{pad}/**\n{lines}{pad} */\n")
}

/// Lines of at most `width` characters, broken between words; one empty line for an empty text.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    // A link stays on one line.
    let text = text.replace("{@link ", "{@link\u{a0}");
    for word in text.split(' ') {
        let line =
            lines.last_mut().filter(|line| line.is_empty() || line.chars().count() + 1 + word.chars().count() <= width);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| line.replace('\u{a0}', " ")).collect()
}
