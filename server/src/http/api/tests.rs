//! The document says what is so. `tests/chat/api` holds answers against it.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{DOCUMENT, ROUTES};

fn document() -> Value {
    serde_json::from_str(DOCUMENT).expect("JSON")
}

/// What checks values against a schema of the document.
fn validator(document: &Value, schema: &Value) -> Validator {
    let schema = json!({ "allOf": [schema], "components": document["components"] });
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

fn methods(path: &Value) -> impl Iterator<Item = (&String, &Value)> {
    path.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters")
}

#[test]
fn every_route_is_documented_and_nothing_else() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let documented: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| methods(item).map(|(method, _)| (method.to_uppercase(), path.clone())))
        .collect();
    let routes: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(documented, routes);
}

#[test]
fn operations_have_names_of_their_own_and_say_what_they_take() {
    let document = document();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let parameters = item["parameters"].as_array().map_or(0, Vec::len);
        assert_eq!(parameters, path.matches('{').count(), "{path}");
        for (method, operation) in methods(item) {
            assert!(names.insert(operation["operationId"].as_str().unwrap()), "{method} {path}");
            assert!(operation["summary"].is_string() && operation["responses"]["401"].is_object(), "{method} {path}");
        }
    }
}

#[test]
fn what_may_be_left_out_of_a_request_may_be_null() {
    let document = document();
    for name in ["NewRoom", "RoomChange", "NewMessage", "Introduction"] {
        let schema = &document["components"]["schemas"][name];
        let mut asked = schema["examples"][0].clone();
        for field in schema["properties"].as_object().unwrap().keys() {
            let is_required = schema["required"].as_array().is_some_and(|fields| fields.contains(&json!(field)));
            let before = asked[field].clone();
            asked[field] = Value::Null;
            assert_ne!(validator(&document, schema).is_valid(&asked), is_required, "{name}.{field}");
            if is_required {
                asked[field] = before;
            }
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn look(document: &Value, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(to)) = fields.get("$ref") {
                    let pointer = to.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{to}");
                }
                fields.values().for_each(|value| look(document, value));
            }
            Value::Array(values) => values.iter().for_each(|value| look(document, value)),
            _ => {}
        }
    }
    let document = document();
    look(&document, &document);
}

#[test]
fn every_example_is_one() {
    fn look(document: &Value, value: &Value, found: &mut usize) {
        match value {
            Value::Object(fields) => {
                let schema = fields.get("schema").unwrap_or(value);
                let examples = fields.get("examples").and_then(Value::as_array).cloned().unwrap_or_default();
                for example in examples.iter().chain(fields.get("example")) {
                    let errors: Vec<String> =
                        validator(document, schema).iter_errors(example).map(|error| error.to_string()).collect();
                    assert!(errors.is_empty(), "{example}: {errors:?}");
                    *found += 1;
                }
                fields.values().for_each(|value| look(document, value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| look(document, value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = 0;
    look(&document, &document["paths"], &mut found);
    look(&document, &document["components"], &mut found);
    assert!(found > 20, "only {found}");
}
