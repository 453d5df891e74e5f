//! Every limit a client meets, in one table. The server sends it in [`Session`](crate::Session).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longest address of an avatar, in bytes, all of which are ASCII.
pub const AVATAR_URL_BYTES: usize = 1_024;
/// Longest room slug, in ASCII characters.
pub const SLUG_CHARS: usize = 64;
/// Messages in one answer where the client names no number.
pub const HISTORY_PAGE_DEFAULT: u32 = 50;

/// Makes of each limit a constant, and a field of [`Limits`] that has it as its default, with the same documentation.
macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident as $field:ident: $kind:ty = $value:literal;)*) => {
        $($(#[$doc])* pub const $name: $kind = $value;)*

        /// The limits in force, as they stand in `session.limits`.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", try_from = "Map<String, Value>")]
        pub struct Limits {
            $($(#[$doc])* pub $field: $kind,)*
            /// How often one person may do what.
            pub rates: Rates,
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $name,)* rates: Rates::default() }
            }
        }
    };
}

limits! {
    /// Longest display name, in Unicode scalar values after normalisation.
    NAME_CHARS as name_chars: usize = 32;
    /// Longest message, in Unicode scalar values after normalisation.
    TEXT_CHARS as text_chars: usize = 5_000;
    /// Most messages in one answer of `message:history` or `room:join`.
    HISTORY_PAGE as history_page: u32 = 100;
    /// Most messages that `room:join` with `after` catches up on; a longer absence is answered with `reset: true`.
    CATCH_UP as catch_up: u32 = 500;
    /// Most people that `room:join` lists; `peopleCount` always counts all.
    PEOPLE_LISTED as people_listed: usize = 200;
    /// Most people in a room whose coming and going `presence:changed` tells, one by one. Everybody tells everybody, so it
    /// costs the square of the number: a larger room gets `room:people` instead, and lists who was there when one joined.
    PRESENCE_PEOPLE as presence_people: usize = 200;
    /// Most rooms that one socket may have joined at a time: all of one's rooms and direct rooms.
    ROOMS_PER_SOCKET as rooms_per_socket: usize = 200;
    /// Longest room name, in Unicode scalar values.
    ROOM_NAME_CHARS as room_name_chars: usize = 64;
    /// Longest topic, in Unicode scalar values.
    TOPIC_CHARS as topic_chars: usize = 250;
    /// Longest kind of reaction, in Unicode scalar values.
    REACTION_CHARS as reaction_chars: usize = 16;
    /// Most kinds of reaction to one message; as Revolt has it.
    REACTIONS_PER_MESSAGE as reactions_per_message: usize = 20;
    /// Most people that [`Reaction::users`](crate::Reaction::users) lists; `count` always counts all.
    REACTION_USERS as reaction_users: usize = 20;
    /// Most people one message mentions; further names are text.
    MENTIONS_PER_MESSAGE as mentions_per_message: usize = 50;
    /// Longest beginning of an answered message in [`ReplyTo::text`](crate::ReplyTo::text), in Unicode scalar values.
    QUOTE_CHARS as quote_chars: usize = 200;
    /// Most pinned messages in a room.
    PINS_PER_ROOM as pins_per_room: usize = 50;
    /// Most rooms that one person is a member of; and as many direct rooms, and as many invitations. Each counts by itself:
    /// what others do to somebody does not use up what they may do.
    ROOMS_PER_USER as rooms_per_user: usize = 100;
    /// Most rooms in one answer of `room:list` with scope `public`.
    ROOMS_PAGE as rooms_page: u32 = 100;
    /// Most members in one answer of `room:members`.
    MEMBERS_PAGE as members_page: u32 = 100;
    /// Most messages in one answer of `message:search`.
    SEARCH_PAGE as search_page: u32 = 25;
    /// Longest search, in Unicode scalar values.
    QUERY_CHARS as query_chars: usize = 200;
    /// Where counting unread messages ends.
    UNREAD_COUNTED as unread_counted: u32 = 1_000;
    /// Most people present in a room who are told how far the others have read; and most members of one of which coming in
    /// tells it.
    RECEIPT_PEOPLE as receipt_people: usize = 50;
    /// Most bytes of text in one page of messages; a page ends before the message that would exceed it, but has one.
    PAGE_BYTES as page_bytes: usize = 500_000;
    /// Largest packet the server takes, in bytes; also Engine.IO's `maxPayload`.
    PAYLOAD_BYTES as payload_bytes: usize = 100_000;
    /// How long a typing signal lasts unless it is renewed, in milliseconds. Senders renew every half of it.
    TYPING_TTL_MS as typing_ttl_ms: u64 = 6_000;
    /// How long a person stays online after their last connection closed, in milliseconds.
    PRESENCE_GRACE_MS as presence_grace_ms: u64 = 10_000;
}

/// A token bucket: `burst` at once, and `per_second` more each second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// How many at once; at least 1.
    pub burst: u32,
    /// How many come back each second; at least 1.
    pub per_second: u32,
}

/// How often one person may do what, on all their connections together. All people behind one network address together
/// may do [`ADDRESS_FACTOR`] times as much; the machine's own addresses are not counted, since a reverse proxy has them.
///
/// The defaults keep one client from taking the whole server; they are far beyond what people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rates {
    /// `message:send`.
    pub send: Rate,
    /// `message:edit`, `message:delete`, `message:react`, `message:pin`.
    pub change: Rate,
    /// `room:join`, `room:list`, `room:members`, `message:history`, `message:pins`, `message:search`.
    pub query: Rate,
    /// `typing:set`, `presence:set`, `read:set`, `room:mute`.
    pub signal: Rate,
    /// All that makes or changes rooms, members and people.
    pub manage: Rate,
    /// New sessions; counted for each address only. Beyond it a handshake waits for its turn, up to 15 s.
    pub connect: Rate,
}

/// How much more the people behind one address may do than one person.
pub const ADDRESS_FACTOR: u32 = 8;

impl Default for Rates {
    fn default() -> Self {
        let rate = |burst, per_second| Rate { burst, per_second };
        Self {
            send: rate(6_000, 300),
            change: rate(1_000, 100),
            query: rate(1_000, 100),
            signal: rate(500, 50),
            manage: rate(100, 5),
            connect: rate(1_000, 100),
        }
    }
}

/// What is missing in [`Limits`], or is not a number of the size it has to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the limit `{0}` is missing or out of range")]
pub struct InvalidLimits(&'static str);

// Looked up by name, for what serde derives for this many fields is more code than any other type of the contract needs,
// and the frontend reads it once.
impl TryFrom<Map<String, Value>> for Limits {
    type Error = InvalidLimits;

    fn try_from(limits: Map<String, Value>) -> Result<Self, InvalidLimits> {
        let limits = Table(&limits);
        Ok(Self {
            name_chars: limits.count("nameChars")?,
            text_chars: limits.count("textChars")?,
            history_page: limits.small("historyPage")?,
            catch_up: limits.small("catchUp")?,
            people_listed: limits.count("peopleListed")?,
            presence_people: limits.count("presencePeople")?,
            rooms_per_socket: limits.count("roomsPerSocket")?,
            room_name_chars: limits.count("roomNameChars")?,
            topic_chars: limits.count("topicChars")?,
            reaction_chars: limits.count("reactionChars")?,
            reactions_per_message: limits.count("reactionsPerMessage")?,
            reaction_users: limits.count("reactionUsers")?,
            mentions_per_message: limits.count("mentionsPerMessage")?,
            quote_chars: limits.count("quoteChars")?,
            pins_per_room: limits.count("pinsPerRoom")?,
            rooms_per_user: limits.count("roomsPerUser")?,
            rooms_page: limits.small("roomsPage")?,
            members_page: limits.small("membersPage")?,
            search_page: limits.small("searchPage")?,
            query_chars: limits.count("queryChars")?,
            unread_counted: limits.small("unreadCounted")?,
            receipt_people: limits.count("receiptPeople")?,
            page_bytes: limits.count("pageBytes")?,
            payload_bytes: limits.count("payloadBytes")?,
            typing_ttl_ms: limits.number("typingTtlMs")?,
            presence_grace_ms: limits.number("presenceGraceMs")?,
            rates: limits.rates("rates")?,
        })
    }
}

/// An object of numbers, read by name.
struct Table<'a>(&'a Map<String, Value>);

impl Table<'_> {
    fn number(&self, name: &'static str) -> Result<u64, InvalidLimits> {
        self.0.get(name).and_then(Value::as_u64).ok_or(InvalidLimits(name))
    }

    fn count(&self, name: &'static str) -> Result<usize, InvalidLimits> {
        usize::try_from(self.number(name)?).map_err(|_| InvalidLimits(name))
    }

    fn small(&self, name: &'static str) -> Result<u32, InvalidLimits> {
        u32::try_from(self.number(name)?).map_err(|_| InvalidLimits(name))
    }

    fn table(&self, name: &'static str) -> Result<Self, InvalidLimits> {
        self.0.get(name).and_then(Value::as_object).map(Self).ok_or(InvalidLimits(name))
    }

    /// A kind of request that the server does not know yet, or any more, has the default rate.
    fn rates(&self, name: &'static str) -> Result<Rates, InvalidLimits> {
        let table = self.table(name)?;
        let mut rates = Rates::default();
        let known = [
            ("send", &mut rates.send),
            ("change", &mut rates.change),
            ("query", &mut rates.query),
            ("signal", &mut rates.signal),
            ("manage", &mut rates.manage),
            ("connect", &mut rates.connect),
        ];
        for (name, rate) in known.into_iter().filter(|(name, _)| table.0.contains_key(*name)) {
            let table = table.table(name)?;
            *rate = Rate { burst: table.small("burst")?, per_second: table.small("perSecond")? };
        }
        Ok(rates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits of which no two are the same, as JSON.
    fn different() -> Value {
        let mut next = 0;
        let mut value = serde_json::to_value(Limits::default()).unwrap();
        number(&mut value, &mut next);
        value
    }

    fn number(value: &mut Value, next: &mut u32) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(|field| number(field, next)),
            leaf => {
                *next += 1;
                *leaf = Value::from(*next);
            }
        }
    }

    #[test]
    fn every_limit_survives_the_wire() {
        let json = different();
        let limits: Limits = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(limits).unwrap(), json);
    }

    #[test]
    fn a_missing_or_impossible_limit_is_named() {
        let fields: Vec<String> = different().as_object().unwrap().keys().cloned().collect();
        for field in fields {
            for wrong in [Value::Null, Value::from(-1), Value::from("many")] {
                let mut json = different();
                json[&field] = wrong;
                let error = serde_json::from_value::<Limits>(json).unwrap_err();
                assert!(error.to_string().contains(&field), "{field}: {error}");
            }
        }
        let mut json = different();
        json["historyPage"] = Value::from(u64::MAX);
        assert!(serde_json::from_value::<Limits>(json).unwrap_err().to_string().contains("historyPage"));
    }

    #[test]
    fn a_rate_that_is_not_sent_is_the_default() {
        let mut json = different();
        json["rates"].as_object_mut().unwrap().remove("manage");
        let limits: Limits = serde_json::from_value(json).unwrap();
        assert_eq!(limits.rates.manage, Rates::default().manage);
        assert_ne!(limits.rates.send, Rates::default().send);
    }
}
