//! Reading a request, with errors that name the field.

use serde::de::DeserializeOwned;

use crate::{Error, ErrorCode};

/// Reads the payload of an event.
///
/// # Errors
/// [`ErrorCode::InvalidPayload`] with a sentence about what is wrong and, where it is one field's fault, that field.
/// The sentence never repeats the payload's text.
pub fn decode<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        // serde_json appends "at line 1 column 42", which says nothing to somebody who sent an object.
        let full = error.inner().to_string();
        let text = full.rsplit_once(" at line ").map_or(full.as_str(), |(text, _)| text);
        let parent = if path == "." { None } else { Some(path) };
        match (missing_field(text), parent) {
            (Some(name), None) => invalid("this field is required").at(name),
            (Some(name), Some(parent)) => invalid("this field is required").at(format!("{parent}.{name}")),
            (None, Some(path)) => invalid(&without_value(text)).at(path),
            (None, None) => invalid(&without_value(text)),
        }
    })
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorCode::InvalidPayload, message)
}

/// The name in serde's "missing field `name`": serde reports the path of the struct, not of the field it lacks.
fn missing_field(text: &str) -> Option<&str> {
    text.strip_prefix("missing field `")?.strip_suffix('`')
}

/// serde quotes the offending string: "invalid type: string \"…\", expected …". Errors are logged and messages must not
/// be, so only what was expected stays.
fn without_value(text: &str) -> String {
    match (text.starts_with("invalid type: ") || text.starts_with("invalid value: "), text.rsplit_once(", expected ")) {
        // The name of our struct says nothing to somebody who writes JavaScript.
        (true, Some((_, expected))) if expected.starts_with("struct ") => "expected an object".to_owned(),
        (true, Some((_, expected))) => format!("expected {expected}"),
        _ if text.starts_with("unknown variant ") => match text.rsplit_once("`, expected ") {
            Some((_, expected)) => format!("expected {expected}"),
            None => "not one of the values there are".to_owned(),
        },
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{History, SendMessage, SetPresence};

    #[track_caller]
    fn check(json: &str, field: Option<&str>, message: &str) {
        let error = decode::<SendMessage>(json).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidPayload);
        assert_eq!(error.field.as_deref(), field, "{error}");
        assert!(error.message.contains(message), "{error}");
    }

    #[test]
    fn an_invalid_payload_names_the_field_and_what_it_takes() {
        check(r#"{"room":"lobby"}"#, Some("text"), "required");
        check(r#"{"room":"Lobby!","text":"x"}"#, Some("room"), "a-z");
        check(r#"{"room":"lobby","text":"  "}"#, Some("text"), "at least one character");
        check(r#"{"room":"lobby","text":7}"#, Some("text"), "expected a string");
        check(r#"{"room":"lobby","text":"x","id":"1"}"#, Some("id"), "UUID");
        check(r#""hello""#, None, "expected an object");
        check("null", None, "expected an object");
        check("[]", None, "");
        let error = decode::<History>(r#"{"room":"lobby","limit":-1}"#).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("limit"));
    }

    #[test]
    fn an_error_never_repeats_what_was_written() {
        let error = decode::<SendMessage>(r#"{"room":"lobby","text":"x","id":"my secret"}"#).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        let error = decode::<SendMessage>(r#"{"room":7,"text":"my secret"}"#).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        let error = decode::<SetPresence>(r#"{"status":"my secret`, expected x"}"#).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        assert!(error.to_string().contains("`busy`"), "{error}");
        let error = decode::<SendMessage>(r#""my secret, expected nothing""#).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn unknown_fields_and_nulls_are_let_through() {
        let send: SendMessage = decode(r#"{"room":"lobby","text":"x","id":null,"colour":"red"}"#).unwrap();
        assert_eq!(send.id, None);
    }
}
