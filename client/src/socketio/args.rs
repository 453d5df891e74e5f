//! The arguments of an event or acknowledgement, with binary data in them.
//!
//! Socket.IO puts a placeholder where binary data stands in the JSON, and sends the data behind it. serde has no way to
//! hand something out beside what a serialiser writes, so [`Binary`] leaves its data in a place of its thread's that
//! [`Args`] empties, as `ipc-channel` does with its channels. This keeps binary data anywhere in a payload: in a field, a
//! list, an `Option`.

use std::cell::RefCell;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use sociable_protocol::from_json;

thread_local! {
    /// The attachments of what is being written; nothing outside of [`Args::push`].
    static WRITTEN: RefCell<Option<Vec<Vec<u8>>>> = const { RefCell::new(None) };
    /// The attachments of what is being read, each until it has been taken; nothing outside of [`read`].
    static READ: RefCell<Vec<Option<Vec<u8>>>> = const { RefCell::new(Vec::new()) };
}

/// Binary data in a payload: a `Buffer` in Node, an `ArrayBuffer` in a browser. It can be written and read only as a part
/// of [`Args`]; to any other serialiser it is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binary(pub Vec<u8>);

/// What stands in the JSON for an attachment.
#[derive(Serialize, Deserialize)]
struct Placeholder {
    #[serde(rename = "_placeholder")]
    placeholder: bool,
    num: usize,
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let num = WRITTEN.with_borrow_mut(|written| {
            let attachments = written.as_mut()?;
            attachments.push(self.0.clone());
            Some(attachments.len() - 1)
        });
        let num = num.ok_or_else(|| S::Error::custom("binary data can be written only into a packet"))?;
        Placeholder { placeholder: true, num }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Placeholder { placeholder, num } = Placeholder::deserialize(deserializer)?;
        // Taken and not copied: a packet that names one attachment many times must not become that many of it.
        let data = READ.with_borrow_mut(|read| read.get_mut(num).and_then(Option::take));
        data.filter(|_| placeholder).map(Self).ok_or_else(|| D::Error::custom("there is no such attachment"))
    }
}

/// The arguments of an event or of an acknowledgement.
#[derive(Clone, Default)]
pub struct Args {
    /// The arguments, as JSON.
    pub values: Vec<Box<RawValue>>,
    /// Their binary data: a value refers to number `n` by `{"_placeholder": true, "num": n}`.
    pub attachments: Vec<Vec<u8>>,
}

/// Arguments are what people write, and logs are no place for that.
impl std::fmt::Debug for Args {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (values, attachments) = (self.values.len(), self.attachments.len());
        f.debug_struct("Args").field("values", &values).field("attachments", &attachments).finish()
    }
}

impl From<Box<RawValue>> for Args {
    fn from(value: Box<RawValue>) -> Self {
        Self { values: vec![value], attachments: Vec::new() }
    }
}

impl Args {
    /// No arguments.
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Vec::new(), attachments: Vec::new() }
    }

    /// One argument.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn one<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Self> {
        Self::new().with(value)
    }

    /// These arguments, and `value` behind them.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn with<T: Serialize + ?Sized>(mut self, value: &T) -> serde_json::Result<Self> {
        let before = WRITTEN.replace(Some(std::mem::take(&mut self.attachments)));
        let written = to_raw_value(value);
        self.attachments = WRITTEN.replace(before).unwrap_or_default();
        self.values.push(written?);
        Ok(self)
    }

    /// Argument number `index`, from 0, as a `T`; one that is missing is `null`.
    ///
    /// # Errors
    /// Where it is not one.
    pub fn get<T: DeserializeOwned>(&self, index: usize) -> serde_json::Result<T> {
        read(&self.values, &self.attachments, index)
    }
}

/// Argument number `index` as a `T`.
pub(crate) fn read<T: DeserializeOwned>(
    values: &[Box<RawValue>],
    attachments: &[Vec<u8>],
    index: usize,
) -> serde_json::Result<T> {
    let json = values.get(index).map_or("null", |value| value.get());
    if attachments.is_empty() {
        return from_json(json);
    }
    let before = READ.replace(attachments.iter().cloned().map(Some).collect());
    let result = from_json(json);
    READ.set(before);
    result
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Upload {
        name: String,
        parts: Vec<Binary>,
        preview: Option<Binary>,
    }

    fn upload() -> Upload {
        let parts = vec![Binary(vec![1, 2]), Binary(vec![])];
        Upload { name: "a.png".to_owned(), parts, preview: Some(Binary(vec![3])) }
    }

    #[test]
    fn binary_data_is_written_beside_its_placeholders_and_read_back() {
        let args = Args::one(&Binary(vec![9])).unwrap().with(&upload()).unwrap();
        assert_eq!(args.attachments, [vec![9], vec![1, 2], vec![], vec![3]]);
        let second: Value = serde_json::from_str(args.values[1].get()).unwrap();
        assert_eq!(second["preview"], json!({ "_placeholder": true, "num": 3 }));
        assert_eq!(args.get::<Binary>(0).unwrap(), Binary(vec![9]));
        assert_eq!(args.get::<Upload>(1).unwrap(), upload());
        assert_eq!(args.get::<Upload>(1).unwrap(), upload(), "reading takes nothing away");
    }

    #[test]
    fn binary_data_is_nothing_outside_of_a_packet() {
        assert!(serde_json::to_string(&Binary(vec![1])).is_err());
        assert!(serde_json::from_str::<Binary>(r#"{"_placeholder":true,"num":0}"#).is_err());
    }

    #[test]
    fn a_placeholder_for_nothing_is_an_error_and_one_attachment_is_given_once() {
        let place = |num: usize| json!({ "_placeholder": true, "num": num });
        let args = |value: &Value| Args { attachments: vec![vec![1]], ..Args::one(value).unwrap() };
        assert!(args(&place(1)).get::<Binary>(0).is_err());
        assert!(args(&json!({ "_placeholder": false, "num": 0 })).get::<Binary>(0).is_err());
        assert!(args(&json!([place(0), place(0)])).get::<Vec<Binary>>(0).is_err());
        assert_eq!(args(&json!([place(0)])).get::<Vec<Binary>>(0).unwrap(), [Binary(vec![1])]);
    }

    #[test]
    fn a_failed_argument_leaves_nothing_behind() {
        struct Failing;
        impl Serialize for Failing {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Binary(vec![1]).serialize(serializer)?;
                Err(S::Error::custom("no"))
            }
        }
        assert!(Args::one(&Failing).is_err());
        assert!(serde_json::to_string(&Binary(vec![1])).is_err());
        assert_eq!(Args::one(&Binary(vec![2])).unwrap().attachments, [vec![2]]);
    }
}
