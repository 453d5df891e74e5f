//! Every limit a client meets, in one table. The server sends it in [`Session`](crate::Session).

use serde::{Deserialize, Serialize};

/// Longest display name, in Unicode scalar values after normalisation.
pub const NAME_CHARS: usize = 32;
/// Longest message, in Unicode scalar values after normalisation.
pub const TEXT_CHARS: usize = 5_000;
/// Longest room slug, in ASCII characters.
pub const SLUG_CHARS: usize = 64;
/// Most messages in one answer of `message:history` or `room:join`.
pub const HISTORY_PAGE: u32 = 100;
/// Messages in one answer where the client names no number.
pub const HISTORY_PAGE_DEFAULT: u32 = 50;
/// Most messages that `room:join` with `after` catches up on; a longer absence is answered with `reset: true`.
pub const CATCH_UP: u32 = 500;
/// Most people that `room:join` lists; `peopleCount` always counts all.
pub const PEOPLE_LISTED: usize = 200;
/// Most people in a room whose coming and going `presence:changed` tells, one by one. Everybody tells everybody, so it
/// costs the square of the number: a larger room gets `room:people` instead, and lists who was there when one joined.
pub const PRESENCE_PEOPLE: usize = 200;
/// Most rooms that one socket may have joined at a time: all of one's rooms and direct rooms.
pub const ROOMS_PER_SOCKET: usize = 200;
/// Longest room name, in Unicode scalar values.
pub const ROOM_NAME_CHARS: usize = 64;
/// Longest topic, in Unicode scalar values.
pub const TOPIC_CHARS: usize = 250;
/// Longest kind of reaction, in Unicode scalar values.
pub const REACTION_CHARS: usize = 16;
/// Most kinds of reaction to one message; as Revolt has it.
pub const REACTIONS_PER_MESSAGE: usize = 20;
/// Most people that [`Reaction::users`](crate::Reaction::users) lists; `count` always counts all.
pub const REACTION_USERS: usize = 20;
/// Most people one message mentions; further names are text.
pub const MENTIONS_PER_MESSAGE: usize = 50;
/// Longest beginning of an answered message in [`ReplyTo::text`](crate::ReplyTo::text), in Unicode scalar values.
pub const QUOTE_CHARS: usize = 200;
/// Most pinned messages in a room.
pub const PINS_PER_ROOM: usize = 50;
/// Most rooms that one person is a member of; and as many direct rooms, and as many invitations. Each counts by itself:
/// what others do to somebody does not use up what they may do.
pub const ROOMS_PER_USER: usize = 100;
/// Most rooms in one answer of `room:list` with scope `public`.
pub const ROOMS_PAGE: u32 = 100;
/// Most members in one answer of `room:members`.
pub const MEMBERS_PAGE: u32 = 100;
/// Most messages in one answer of `message:search`.
pub const SEARCH_PAGE: u32 = 25;
/// Longest search, in Unicode scalar values.
pub const QUERY_CHARS: usize = 200;
/// Where counting unread messages ends.
pub const UNREAD_COUNTED: u32 = 1_000;
/// Most people present in a room who are told how far the others have read.
pub const RECEIPT_PEOPLE: usize = 50;
/// Most bytes of text in one page of messages; a page ends before the message that would exceed it, but has one.
pub const PAGE_BYTES: usize = 500_000;
/// Largest packet the server takes, in bytes; also Engine.IO's `maxPayload`.
pub const PAYLOAD_BYTES: usize = 100_000;
/// How long a typing signal lasts unless it is renewed, in milliseconds. Senders renew every half of it.
pub const TYPING_TTL_MS: u64 = 6_000;
/// How long a person stays online after their last connection closed, in milliseconds.
pub const PRESENCE_GRACE_MS: u64 = 10_000;

/// A token bucket: `burst` at once, and `per_second` more each second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rates {
    /// `message:send`.
    pub send: Rate,
    /// `message:edit`, `message:delete`, `message:react`, `message:pin`.
    pub change: Rate,
    /// `room:join`, `room:list`, `room:members`, `message:history`, `message:pins`, `message:search`.
    pub query: Rate,
    /// `typing:set`, `presence:set`, `read:set`.
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

/// The limits in force, as they stand in `session.limits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// See [`NAME_CHARS`].
    pub name_chars: usize,
    /// See [`TEXT_CHARS`].
    pub text_chars: usize,
    /// See [`HISTORY_PAGE`].
    pub history_page: u32,
    /// See [`CATCH_UP`].
    pub catch_up: u32,
    /// See [`PEOPLE_LISTED`].
    pub people_listed: usize,
    /// See [`PRESENCE_PEOPLE`].
    pub presence_people: usize,
    /// See [`ROOMS_PER_SOCKET`].
    pub rooms_per_socket: usize,
    /// See [`ROOM_NAME_CHARS`].
    pub room_name_chars: usize,
    /// See [`TOPIC_CHARS`].
    pub topic_chars: usize,
    /// See [`REACTION_CHARS`].
    pub reaction_chars: usize,
    /// See [`REACTIONS_PER_MESSAGE`].
    pub reactions_per_message: usize,
    /// See [`REACTION_USERS`].
    pub reaction_users: usize,
    /// See [`MENTIONS_PER_MESSAGE`].
    pub mentions_per_message: usize,
    /// See [`QUOTE_CHARS`].
    pub quote_chars: usize,
    /// See [`PINS_PER_ROOM`].
    pub pins_per_room: usize,
    /// See [`ROOMS_PER_USER`].
    pub rooms_per_user: usize,
    /// See [`ROOMS_PAGE`].
    pub rooms_page: u32,
    /// See [`MEMBERS_PAGE`].
    pub members_page: u32,
    /// See [`SEARCH_PAGE`].
    pub search_page: u32,
    /// See [`QUERY_CHARS`].
    pub query_chars: usize,
    /// See [`UNREAD_COUNTED`].
    pub unread_counted: u32,
    /// See [`RECEIPT_PEOPLE`].
    pub receipt_people: usize,
    /// See [`PAGE_BYTES`].
    pub page_bytes: usize,
    /// See [`PAYLOAD_BYTES`].
    pub payload_bytes: usize,
    /// See [`TYPING_TTL_MS`].
    pub typing_ttl_ms: u64,
    /// See [`PRESENCE_GRACE_MS`].
    pub presence_grace_ms: u64,
    /// How often one person may do what.
    pub rates: Rates,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            name_chars: NAME_CHARS,
            text_chars: TEXT_CHARS,
            history_page: HISTORY_PAGE,
            catch_up: CATCH_UP,
            people_listed: PEOPLE_LISTED,
            presence_people: PRESENCE_PEOPLE,
            rooms_per_socket: ROOMS_PER_SOCKET,
            room_name_chars: ROOM_NAME_CHARS,
            topic_chars: TOPIC_CHARS,
            reaction_chars: REACTION_CHARS,
            reactions_per_message: REACTIONS_PER_MESSAGE,
            reaction_users: REACTION_USERS,
            mentions_per_message: MENTIONS_PER_MESSAGE,
            quote_chars: QUOTE_CHARS,
            pins_per_room: PINS_PER_ROOM,
            rooms_per_user: ROOMS_PER_USER,
            rooms_page: ROOMS_PAGE,
            members_page: MEMBERS_PAGE,
            search_page: SEARCH_PAGE,
            query_chars: QUERY_CHARS,
            unread_counted: UNREAD_COUNTED,
            receipt_people: RECEIPT_PEOPLE,
            page_bytes: PAGE_BYTES,
            payload_bytes: PAYLOAD_BYTES,
            typing_ttl_ms: TYPING_TTL_MS,
            presence_grace_ms: PRESENCE_GRACE_MS,
            rates: Rates::default(),
        }
    }
}
