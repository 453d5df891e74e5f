//! Reading the contract's types from JSON with less code.
//!
//! serde_json takes an array for any struct, field by field, and serde derives the code for that for every type. Nobody
//! sends such arrays, yet all that code would be in the frontend's download. So this stands between the two, asks for
//! an object where a struct is wanted, and passes everything else through; the code for arrays is then never made.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Reads a `T`. The same as [`serde_json::from_str`], but that a struct is only ever an object.
///
/// # Errors
/// Where the text is not JSON, or not a `T`.
pub fn from_json<T: DeserializeOwned>(json: &str) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = T::deserialize(Objects(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// A part of serde's data model (a deserializer, a visitor of one, what a visitor is given), with objects for structs.
struct Objects<T>(T);

/// Methods that pass on what they are asked for.
macro_rules! pass {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(visitor)
        })*
    };
}

/// The same, for what may have structs inside.
macro_rules! pass_into {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Objects(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    pass! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier
        deserialize_ignored_any
    }

    pass_into! { deserialize_option deserialize_seq deserialize_map }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Objects(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Objects(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(len, Objects(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, len, Objects(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Objects<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Objects(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Objects(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Objects(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Objects(map))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        // Keys are text.
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Objects<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Objects(deserializer))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{Limits, Session};

    #[derive(Debug, PartialEq, Deserialize)]
    struct Leaf {
        number: u8,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Tree {
        leaf: Leaf,
        list: Vec<Leaf>,
        pair: (Leaf, String),
        maybe: Option<Leaf>,
        nothing: Option<Leaf>,
        wrapped: Wrapped,
        any: serde_json::Value,
        kind: Kind,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(Leaf);

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Plain,
        With(Leaf),
    }

    fn tree() -> serde_json::Value {
        let leaf = json!({ "number": 1 });
        json!({
            "leaf": leaf, "list": [leaf, leaf], "pair": [leaf, "text"], "maybe": leaf, "nothing": null,
            "wrapped": leaf, "any": [leaf, 1.5, "x", null, true], "kind": { "With": leaf }, "newer": [leaf],
        })
    }

    #[test]
    fn objects_are_read_as_serde_json_reads_them() {
        for kind in [json!("Plain"), json!({ "With": { "number": 1 } })] {
            let mut tree = tree();
            tree["kind"] = kind;
            let text = tree.to_string();
            assert_eq!(from_json::<Tree>(&text).unwrap(), serde_json::from_str(&text).unwrap());
        }
    }

    #[test]
    fn an_array_is_not_taken_for_a_struct() {
        for field in ["leaf", "maybe", "wrapped"] {
            let mut tree = tree();
            tree[field] = json!([1]);
            let error = from_json::<Tree>(&tree.to_string()).unwrap_err();
            assert!(error.to_string().starts_with("invalid type: sequence, expected struct Leaf"), "{error}");
        }
    }

    #[test]
    fn mistakes_have_the_errors_of_serde_json() {
        let mut wrong = vec![json!(null), json!("text"), json!({})];
        for (field, value) in [("leaf", json!({})), ("list", json!([1])), ("maybe", json!(7)), ("kind", json!("Other"))]
        {
            let mut tree = tree();
            tree[field] = value;
            wrong.push(tree);
        }
        let texts = wrong.iter().map(ToString::to_string);
        for text in texts.chain(["{".to_owned(), String::new(), format!("{} x", tree())]) {
            let (ours, theirs) = (from_json::<Tree>(&text), serde_json::from_str::<Tree>(&text));
            assert_eq!(ours.unwrap_err().to_string(), theirs.unwrap_err().to_string(), "{text}");
        }
    }

    #[test]
    fn the_contract_is_read_as_serde_json_reads_it() {
        let user = json!({ "id": "0199c5a0-0000-7000-8000-000000000001", "name": "Ben" });
        let at = "2026-01-31T08:05:00.042Z";
        let session =
            json!({ "user": user, "token": "t", "limits": Limits::default(), "serverTime": at, "version": 1 });
        let text = session.to_string();
        assert_eq!(from_json::<Session>(&text).unwrap(), serde_json::from_str(&text).unwrap());
    }
}
