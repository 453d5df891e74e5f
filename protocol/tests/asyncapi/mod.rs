//! Whether a payload is as `docs/asyncapi.json` says: JSON Schema as far as that document uses it. A word of it that is not
//! known here fails, so that nothing passes unread.

use regex_lite::Regex;
use serde_json::{Map, Value};
use sociable_protocol::{MessageId, Timestamp};

/// Fails unless a payload of an event, or, with `ack`, an answer to it, is as documented.
#[track_caller]
pub(crate) fn conforms(event: &str, ack: bool, payload: &Value) {
    assert_eq!(faults(event, ack, payload), Vec::<String>::new(), "{payload}");
}

/// What is wrong with it.
pub(crate) fn faults(event: &str, ack: bool, payload: &Value) -> Vec<String> {
    let document: Value = serde_json::from_str(include_str!("../../../docs/asyncapi.json")).unwrap();
    let messages = document["components"]["messages"].as_object().unwrap();
    let message = messages.iter().find(|(key, message)| message["name"] == event && key.ends_with("Ack") == ack);
    let (_, message) = message.unwrap_or_else(|| panic!("docs/asyncapi.json has no {event}"));
    Checker { document: &document }.check(&message["payload"], payload, event)
}

struct Checker<'a> {
    document: &'a Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let words = schema.as_object().unwrap();
        words.iter().flat_map(|(word, rule)| self.word(word, rule, value, at)).collect()
    }

    fn word(&self, word: &str, rule: &Value, value: &Value, at: &str) -> Vec<String> {
        let unless = |holds: bool| if holds { Vec::new() } else { vec![format!("{at}: {word} {rule}")] };
        let text = value.as_str();
        let chars = text.map(|text| u64::try_from(text.chars().count()).unwrap());
        match word {
            "description" | "title" | "default" => Vec::new(),
            // Beside `patternProperties`, where it is looked at.
            "additionalProperties" if rule == false => Vec::new(),
            "$ref" => {
                let path = rule.as_str().unwrap().trim_start_matches('#');
                self.check(self.document.pointer(path).unwrap(), value, at)
            }
            "type" => unless(match rule.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_u64() || value.is_i64(),
                other => panic!("no type {other}"),
            }),
            "const" => unless(rule == value),
            "minimum" => unless(value.as_i64() >= rule.as_i64()),
            "minLength" => unless(chars >= rule.as_u64()),
            "maxLength" => unless(chars <= rule.as_u64()),
            "pattern" => unless(text.is_some_and(|text| Regex::new(rule.as_str().unwrap()).unwrap().is_match(text))),
            "format" => unless(text.is_some_and(|text| match rule.as_str().unwrap() {
                "uuid" => text.parse::<MessageId>().is_ok(),
                "date-time" => text.parse::<Timestamp>().is_ok(),
                "uri" => text.contains("://"),
                other => panic!("no format {other}"),
            })),
            "required" => {
                let fields = rule.as_array().unwrap().iter().map(|field| field.as_str().unwrap());
                fields
                    .filter(|&field| value.get(field).is_none())
                    .map(|field| format!("{at}.{field} is missing"))
                    .collect()
            }
            "items" => value.as_array().into_iter().flatten().flat_map(|item| self.check(rule, item, at)).collect(),
            "properties" => self.fields(value, at, |name| rule.get(name).map(Some)),
            "patternProperties" => {
                let (pattern, rule) = rule.as_object().and_then(|rules| rules.iter().next()).unwrap();
                let pattern = Regex::new(pattern).unwrap();
                self.fields(value, at, |name| Some(pattern.is_match(name).then_some(rule)))
            }
            "allOf" => rule.as_array().unwrap().iter().flat_map(|rule| self.check(rule, value, at)).collect(),
            "anyOf" | "oneOf" => {
                let fits = |rule: &&Value| self.check(rule, value, at).is_empty();
                let fit = rule.as_array().unwrap().iter().filter(fits).count();
                unless(fit == 1 || (fit > 1 && word == "anyOf"))
            }
            other => panic!("no word {other}"),
        }
    }

    /// Checks each field of an object with its rule; `Some(None)` says that there must be no field of this name.
    fn fields<'r>(&self, object: &Value, at: &str, rule: impl Fn(&str) -> Option<Option<&'r Value>>) -> Vec<String> {
        let fields = object.as_object().map(Map::iter).into_iter().flatten();
        let check = |(name, field): (&String, &Value)| match rule(name) {
            Some(Some(rule)) => self.check(rule, field, &format!("{at}.{name}")),
            Some(None) => vec![format!("{at}.{name} may not be")],
            None => Vec::new(),
        };
        fields.flat_map(check).collect()
    }
}
