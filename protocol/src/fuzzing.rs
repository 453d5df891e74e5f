//! What holds of everything that is read here, whatever it is. The fuzzer (`fuzz/`) looks for what breaks it; the tests go
//! through what the fuzzer has collected.

use std::fmt::Debug;

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::*;

/// Checks one type with a text.
type Check = fn(&str);

macro_rules! checks {
    (requests: $($request:ident)*; pushes: $($push:ident)*; others: $($other:ty)*;) => {
        &[
            $(check::<$request>, check::<Ack<<$request as Request>::Reply>>,)*
            $(check::<$push>,)*
            $(check::<$other>,)*
        ]
    };
}

/// Every type of the contract.
#[rustfmt::skip]
const CHECKS: &[Check] = checks! {
    requests:
        CreateRoom JoinRoom LeaveRoom ListRooms UpdateRoom OpenDirect
        SendMessage EditMessage DeleteMessage React PinMessage ListPins History Search
        ListMembers Invite RemoveMember SetRole Ban MuteRoom
        SetTyping SetRead SetPresence UpdateUser RevokeSessions;
    pushes:
        MessageNew MessageUpdated MessageDeleted ReactionChanged RoomState RoomHead RoomCreated RoomUpdated RoomMuted
        RoomRemoved RoomPeople RoleChanged TypingChanged PresenceChanged ReadChanged ServerRestart Session SessionRevoked
        UserUpdated;
    others: Handshake Error Cursor;
};

/// Reads a text as the type that the first byte names.
pub fn payloads(data: &[u8]) {
    let Some((&kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    CHECKS[usize::from(kind) % CHECKS.len()](text);
}

/// Our reader reads what serde_json's reads, an array for an object aside, and what is read survives the wire.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str) {
    let (ours, theirs) = (from_json::<T>(json), serde_json::from_str::<T>(json));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
        (Ok(ours), Err(error)) => panic!("{ours:?} is read, and serde_json says {error}"),
        (Err(error), Ok(theirs)) => assert!(json.contains('['), "{theirs:?} is not read: {error}"),
        (Err(_), Err(_)) => {}
    }
    match (decode::<T>(json), theirs) {
        (Ok(decoded), Ok(theirs)) => assert_eq!(decoded, theirs),
        (Err(error), Ok(theirs)) => panic!("{theirs:?} is not decoded: {error}"),
        (Err(error), Err(_)) => assert_eq!(error.code, ErrorCode::InvalidPayload),
        // More may stand behind it.
        (Ok(_), Err(_)) => {}
    }
    let Ok(value) = ours else { return };
    let written = serde_json::to_string(&value).unwrap_or_else(|error| panic!("{value:?} is not written: {error}"));
    match from_json::<T>(&written) {
        Ok(again) => assert_eq!(again, value, "read from {written}"),
        Err(error) => panic!("{written} is written and not read: {error}"),
    }
}

/// Reads a text as each of the values that have rules.
pub fn values(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    timestamp(text);
    if let Ok(slug) = text.parse::<RoomSlug>() {
        assert_eq!(slug.as_str(), text);
    }
    if let Ok(id) = text.parse::<MessageId>() {
        assert_eq!(id.to_string().parse::<MessageId>().ok(), Some(id));
    }
    // What was made once passes its own rules: it is read again from the wire, from the disk, and from the browser's.
    macro_rules! settled {
        ($($value:ident)*) => {$(
            if let Ok(value) = $value::new(text) {
                assert_eq!($value::new(value.as_str()).as_ref(), Ok(&value), "{:?}", value.as_str());
                check::<$value>(&serde_json::Value::from(text).to_string());
            }
        )*};
    }
    settled! { DisplayName RoomName Topic ReactionKey MessageText }
}

/// Times are read as the `time` crate reads them, but for leap seconds, which it takes for the second before, and what stands
/// between date and time, where it takes anything.
fn timestamp(text: &str) {
    let ours = text.parse::<Timestamp>().ok();
    let theirs = OffsetDateTime::parse(text, &Rfc3339).ok();
    let theirs = theirs.map(|time| time.unix_timestamp_nanos().div_euclid(1_000_000));
    let theirs = theirs.filter(|millis| (0..=253_402_300_799_999).contains(millis));
    let is_leap = text.get(17..19) == Some("60");
    let theirs = theirs.filter(|_| !is_leap && matches!(text.get(10..11), Some("T" | "t")));
    assert_eq!(ours.map(|time| i128::from(time.as_millis())), theirs, "{text}");
    if let Some(time) = ours {
        assert_eq!(time.to_string().parse(), Ok(time));
    }
}

#[cfg(test)]
#[path = "../../fuzz/corpus.rs"]
mod corpus;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzzer_has_collected_still_holds() {
        corpus::each("protocol_payloads", payloads);
        corpus::each("protocol_values", values);
    }
}
