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
pub const PEOPLE_LISTED: usize = 500;
/// Most people in a room whose coming and going `presence:changed` tells, one by one. Everybody tells everybody, so it
/// costs the square of the number: a larger room gets `room:people` instead, and lists who was there when one joined.
pub const PRESENCE_PEOPLE: usize = 200;
/// Most rooms that one socket may have joined at a time.
pub const ROOMS_PER_SOCKET: usize = 100;
/// Largest packet the server takes, in bytes; also Engine.IO's `maxPayload`.
pub const PAYLOAD_BYTES: usize = 100_000;
/// How long a typing signal lasts unless it is renewed, in milliseconds. Senders renew every half of it.
pub const TYPING_TTL_MS: u64 = 6_000;
/// How long a person stays online after their last connection closed, in milliseconds.
pub const PRESENCE_GRACE_MS: u64 = 10_000;

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
    /// See [`PAYLOAD_BYTES`].
    pub payload_bytes: usize,
    /// See [`TYPING_TTL_MS`].
    pub typing_ttl_ms: u64,
    /// See [`PRESENCE_GRACE_MS`].
    pub presence_grace_ms: u64,
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
            payload_bytes: PAYLOAD_BYTES,
            typing_ttl_ms: TYPING_TTL_MS,
            presence_grace_ms: PRESENCE_GRACE_MS,
        }
    }
}
