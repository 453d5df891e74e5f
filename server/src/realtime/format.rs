//! The two ways to write what is said: as JSON, which every client reads, or as MessagePack, which clients read that have
//! `socket.io-msgpack-parser` (or Python's `serializer="msgpack"`).
//!
//! Inside there is only JSON text. The contract is one, and its types are written for it: an id is text there, and would be
//! sixteen bytes in MessagePack. So a packet of MessagePack is written over as it comes in, and what goes out is written over
//! once for all clients that want it so.
//!
//! Trade-off: those cost more than clients with JSON, while what they send and get is a little shorter.

use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// How a client wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    MessagePack,
}

/// Something as MessagePack has it.
pub(super) struct Packed {
    pub(super) value: Json,
    /// How many bytes that is: no more than the client will have taken when it has it.
    pub(super) bytes: usize,
}

impl Packed {
    pub(super) fn new(json: &RawValue) -> Result<Self, rmp_serde::encode::Error> {
        let value: Json =
            serde_json::from_str(json.get()).map_err(<rmp_serde::encode::Error as serde::ser::Error>::custom)?;
        let bytes = rmp_serde::to_vec(&value)?.len();
        Ok(Self { value, bytes })
    }
}

/// Writes MessagePack as JSON. Bytes become what they would be with JSON, a placeholder for an attachment, and what only
/// MessagePack has (`undefined`, dates) becomes `null`.
///
/// # Errors
/// Where it is not MessagePack, or has a name of a field that is not text. How deep it is nested is bounded by the parser,
/// which has walked it already.
pub(super) fn to_json(packed: &[u8]) -> Result<Vec<u8>, rmp_serde::decode::Error> {
    let mut json = Vec::with_capacity(packed.len() * 2);
    Writing(&mut json).deserialize(&mut rmp_serde::Deserializer::from_read_ref(packed))?;
    Ok(json)
}

/// Writes a value behind what there is.
struct Writing<'a>(&'a mut Vec<u8>);

/// Writes the name of a field.
struct Naming<'a>(&'a mut Vec<u8>);

const PLACEHOLDER: &[u8] = br#"{"_placeholder":true,"num":0}"#;

impl Writing<'_> {
    fn write<T: Serialize + ?Sized, E: serde::de::Error>(self, value: &T) -> Result<(), E> {
        serde_json::to_writer(self.0, value).map_err(E::custom)
    }

    /// Ends what `begin` has begun; behind each item there is a comma.
    fn close(self, begin: u8, end: u8) {
        if self.0.last() != Some(&begin) {
            self.0.pop();
        }
        self.0.push(end);
    }
}

impl<'de> DeserializeSeed<'de> for Writing<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writing<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.write(&value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.write(&value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.write(&value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.write(&value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.write(value)
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<(), E> {
        self.0.extend(PLACEHOLDER);
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.0.extend(b"null");
        Ok(())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, extension: D) -> Result<(), D::Error> {
        // Its type and its bytes, which have to be read to come to what is behind them.
        extension.deserialize_any(serde::de::IgnoredAny)?;
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.push(b'[');
        while items.next_element_seed(Writing(self.0))?.is_some() {
            self.0.push(b',');
        }
        self.close(b'[', b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        self.0.push(b'{');
        while fields.next_key_seed(Naming(self.0))?.is_some() {
            self.0.push(b':');
            fields.next_value_seed(Writing(self.0))?;
            self.0.push(b',');
        }
        self.close(b'{', b'}');
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Naming<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Naming<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<(), E> {
        Writing(self.0).write(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(packed: &[u8]) -> String {
        String::from_utf8(to_json(packed).unwrap()).unwrap()
    }

    #[test]
    fn what_json_can_say_comes_over_as_it_is() {
        for text in [
            r#"["message:send",{"room":"lobby","text":"Zoë \"你好\" 🦀\n\\","id":null}]"#,
            r#"["x",{"a":[],"b":{},"c":[[[]]],"d":[1,-1,true,false,null,1.5,18446744073709551615,-9223372036854775808]}]"#,
            r#"{}"#,
            r#"[]"#,
            r#"null"#,
            r#""text""#,
        ] {
            let value: Json = serde_json::from_str(text).unwrap();
            let packed = rmp_serde::to_vec(&value).unwrap();
            assert_eq!(serde_json::from_str::<Json>(&json(&packed)).unwrap(), value, "{text}");
            let raw = RawValue::from_string(text.to_owned()).unwrap();
            assert_eq!(Packed::new(&raw).unwrap().bytes, packed.len());
        }
    }

    #[test]
    fn what_json_cannot_say_is_no_value() {
        // Undefined, as npm's parser writes it, and a date.
        assert_eq!(json(&[0x92, 0xd4, 0, 0, 0xd7, 0, 1, 2, 3, 4, 5, 6, 7, 8]), "[null,null]");
        assert_eq!(json(&[0x92, 0xc7, 3, 9, 1, 2, 3, 0x07]), "[null,7]");
        assert_eq!(json(&[0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]), "null", "not a number");
        assert_eq!(json(&[0x91, 0xc4, 2, 1, 2]), r#"[{"_placeholder":true,"num":0}]"#);
        assert_eq!(json(&[0x91, 0xa2, 0xff, 0xfe]), r#"[{"_placeholder":true,"num":0}]"#, "text that is not UTF-8");
    }

    #[test]
    fn what_is_cut_off_or_has_fields_without_names_is_refused() {
        let whole = rmp_serde::to_vec(&serde_json::json!(["x", { "text": "é", "list": [1, 2] }])).unwrap();
        for end in 0..whole.len() {
            assert!(to_json(&whole[..end]).is_err(), "{end}");
        }
        assert!(to_json(&[0x81, 0x01, 0x02]).is_err(), "a number for a name");
        assert!(to_json(&[0x81, 0xa1, 0xff, 0x02]).is_err(), "a name that is not UTF-8");
        assert!(to_json(&[0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0]).is_err(), "more items than there are bytes");
        assert!(to_json(&[0xdb, 0xff, 0xff, 0xff, 0xff, b'x']).is_err(), "a longer text than there are bytes");
    }

    #[test]
    fn any_bytes_are_refused_or_become_json() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..20_000 {
            let bytes: Vec<u8> = (0..random.usize(..24)).map(|_| random.u8(..)).collect();
            if let Ok(json) = to_json(&bytes) {
                serde_json::from_slice::<serde::de::IgnoredAny>(&json).unwrap();
            }
        }
    }
}
