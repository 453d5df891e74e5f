//! Answers are held against the document that describes them, `docs/openapi.json`.

use std::collections::BTreeSet;

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use super::{KEY, Site};

const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

/// The document.
pub(crate) struct Document(Value);

/// A route of it: its path as the document writes it, and what it says of the method.
struct Operation<'a> {
    path: &'a str,
    responses: &'a Value,
}

impl Document {
    pub(crate) fn read() -> Self {
        Self(serde_json::from_str(DOCUMENT).unwrap())
    }

    fn operation(&self, method: &Method, path: &str) -> Option<Operation<'_>> {
        let path = path.split('?').next().unwrap();
        let matches = |template: &str| {
            let (ours, theirs): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| *a == b || b.starts_with('{'))
        };
        let (path, item) = self.0["paths"].as_object().unwrap().iter().find(|(template, _)| matches(template))?;
        let operation = item.get(method.as_str().to_lowercase())?;
        Some(Operation { path, responses: &operation["responses"] })
    }

    /// Fails where this answer is not one that the document allows.
    pub(super) fn check(&self, method: &Method, path: &str, status: u16, body: &Value) {
        let Some(operation) = self.operation(method, path) else {
            assert!(matches!(status, 404 | 405), "{method} {path} is not documented and answers {status}");
            return self.validate(&json!({ "$ref": "#/components/schemas/Error" }), body);
        };
        let response = &operation.responses[status.to_string()];
        assert!(response.is_object(), "{method} {} is not documented to answer {status}: {body}", operation.path);
        let response = match response["$ref"].as_str() {
            Some(to) => self.0.pointer(to.trim_start_matches('#')).unwrap(),
            None => response,
        };
        match response.pointer("/content/application~1json/schema") {
            Some(schema) => self.validate(schema, body),
            None => assert_eq!(body, &Value::Null, "{method} {path}"),
        }
    }

    fn validate(&self, schema: &Value, value: &Value) {
        let errors: Vec<String> = self.validator(schema).iter_errors(value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{value}: {errors:?}");
    }

    fn validator(&self, schema: &Value) -> Validator {
        let schema = json!({ "allOf": [schema], "components": self.0["components"] });
        jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
    }

    /// Fails where an event is not one that the document allows.
    pub(crate) fn check_event(&self, event: &Value) {
        self.validate(&json!({ "$ref": "#/components/schemas/Event" }), event);
    }

    /// Method, path and status of everything that it says is answered.
    fn promised(&self) -> BTreeSet<(String, String, u16)> {
        let mut promised = BTreeSet::new();
        for (path, item) in self.0["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters") {
                for status in operation["responses"].as_object().unwrap().keys() {
                    promised.insert((method.to_uppercase(), path.clone(), status.parse().unwrap()));
                }
            }
        }
        promised
    }
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let site = Site::open().await;
    let served = reqwest::get(format!("{}/api/v1/openapi.json", site.app.url)).await.unwrap();
    assert_eq!(served.text().await.unwrap(), DOCUMENT);
}

#[tokio::test]
async fn every_status_that_is_documented_is_answered() {
    let site = Site::open().await;
    let document = Document::read();
    let mut missing = document.promised();
    // Before all routes alike, and tested there; and what only a store that fails answers.
    missing.retain(|(_, _, status)| !matches!(status, 429 | 503));
    let mut ask = async |method: &str, path: &str, status: u16, body: Option<(&str, String)>, key: bool| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let client = reqwest::Client::new();
        let mut request = client.request(method.clone(), format!("{}/api/v1{path}", site.app.url));
        if key {
            request = request.bearer_auth(KEY);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        let text = response.text().await.unwrap();
        let answer = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        document.check(&method, path, status, &answer);
        let operation = document.operation(&method, path).unwrap();
        missing.remove(&(method.to_string(), operation.path.to_owned(), status));
    };
    let json = |body: &str| Some(("application/json", body.to_owned()));
    let ada = json(r#"{"name":"Ada"}"#);
    for (method, path) in [
        ("GET", "/rooms"),
        ("POST", "/rooms"),
        ("GET", "/rooms/lobby"),
        ("PATCH", "/rooms/lobby"),
        ("GET", "/rooms/lobby/messages"),
        ("POST", "/rooms/lobby/messages"),
        ("PUT", "/rooms/lobby/members/sub:1"),
        ("DELETE", "/rooms/lobby/members/sub:1"),
        ("PUT", "/rooms/lobby/bans/sub:1"),
        ("DELETE", "/rooms/lobby/bans/sub:1"),
        ("GET", "/rooms/lobby/presence"),
        ("GET", "/presence"),
        ("GET", "/users/sub:1"),
        ("PUT", "/users/sub:1"),
        ("DELETE", "/users/sub:1/sessions"),
    ] {
        ask(method, path, 401, None, false).await;
        if path.contains("lobby") && path != "/rooms/lobby/messages" || path.contains("sub:1") {
            let elsewhere = path.replace("lobby", "nowhere").replace("sub:1", "sub:nobody");
            let body = if method == "PATCH" { json("{}") } else { None };
            if (method, path) != ("PUT", "/users/sub:1") {
                ask(method, &elsewhere, 404, body, true).await;
            }
        }
        if path.contains("sub:1") {
            ask(method, &path.replace("sub:1", "sub:"), 422, if method == "PUT" { json("{}") } else { None }, true)
                .await;
        }
        let takes_a_body = matches!(method, "POST" | "PATCH" | "PUT");
        if takes_a_body {
            ask(method, path, 400, json("{"), true).await;
            ask(method, path, 413, json(&" ".repeat(100_001)), true).await;
            ask(method, path, 415, Some(("text/plain", "{}".to_owned())), true).await;
            ask(method, path, 422, json("[]"), true).await;
            ask(method, path, 422, json(" [null, null, null, null]"), true).await;
        }
    }
    ask("PUT", "/users/nobody", 404, json("{}"), true).await;
    ask("PUT", "/users/sub:1", 200, ada.clone(), true).await;
    // As many languages write what is not there.
    ask("PUT", "/users/sub:1", 200, json(r#"{"name":null,"avatar":null}"#), true).await;
    ask("GET", "/users/sub:1", 200, None, true).await;
    ask("DELETE", "/users/sub:1/sessions", 204, None, true).await;
    ask("GET", "/rooms?after=x!", 422, None, true).await;
    ask("GET", "/rooms", 200, None, true).await;
    ask("POST", "/rooms", 201, json(r#"{"name":"Team"}"#), true).await;
    ask("POST", "/rooms", 409, json(r#"{"name":"Team"}"#), true).await;
    ask("GET", "/rooms/team", 200, None, true).await;
    ask("PATCH", "/rooms/team", 200, json(r#"{"topic":"x"}"#), true).await;
    ask("PATCH", "/rooms/team", 200, json(r#"{"name":null,"topic":null,"archived":null}"#), true).await;
    ask("POST", "/rooms", 201, json(r#"{"name":"Attic","slug":null,"kind":null,"topic":null}"#), true).await;
    let say = r#"{"text":"x","from":{"subject":"1"}}"#;
    ask("POST", "/rooms/team/messages", 200, json(say), true).await;
    let nulls = r#"{"text":"x","id":null,"replyTo":null,"from":{"subject":"1","name":null,"avatar":null,"bot":null}}"#;
    ask("POST", "/rooms/team/messages", 200, json(nulls), true).await;
    ask("POST", "/rooms/nowhere/messages", 404, json(say), true).await;
    ask("GET", "/rooms/team/messages", 200, None, true).await;
    ask("GET", "/rooms/nowhere/messages", 404, None, true).await;
    ask("GET", "/rooms/team/messages?limit=0", 422, None, true).await;
    ask("PUT", "/rooms/team/members/sub:1", 204, None, true).await;
    ask("GET", "/rooms/team/presence", 200, None, true).await;
    ask("GET", "/presence", 200, None, true).await;
    ask("DELETE", "/rooms/team/members/sub:1", 204, None, true).await;
    ask("PUT", "/rooms/team/bans/sub:1", 204, None, true).await;
    ask("PUT", "/rooms/team/members/sub:1", 403, None, true).await;
    ask("POST", "/rooms/team/messages", 403, json(say), true).await;
    ask("DELETE", "/rooms/team/bans/sub:1", 204, None, true).await;
    ask("PATCH", "/rooms/team", 200, json(r#"{"archived":true}"#), true).await;
    ask("POST", "/rooms/team/messages", 409, json(say), true).await;
    ask("PUT", "/rooms/team/members/sub:1", 409, None, true).await;
    assert_eq!(missing, BTreeSet::new(), "documented and never answered");
}
