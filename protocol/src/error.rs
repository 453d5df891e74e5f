//! Why a request was refused: a closed list of codes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, for a program to decide on. The list is closed within one version of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The payload is not what the event takes, or breaks a limit. [`Error::field`] names the place.
    InvalidPayload,
    /// There is no event of this name.
    UnknownEvent,
    /// The handshake carried neither a token nor a name: ask the person for one and connect again.
    NameRequired,
    /// The name in the handshake is empty, too long or has no visible character.
    InvalidName,
    /// The token is not one that this server or a site it trusts has signed, or it was revoked: connect again with another,
    /// or with a name.
    InvalidToken,
    /// The token was valid and is too old now: get a fresh one from whoever signed it, and connect again.
    TokenExpired,
    /// Guests may not come in here: connect with a token of the site that the person is signed in at.
    TokenRequired,
    /// No room has this slug.
    RoomNotFound,
    /// The request is about a room that this socket has not joined.
    NotJoined,
    /// The message id already names another message: another sender's, or one in another room.
    IdConflict,
    /// Somebody who is here now has this name: choose another.
    NameTaken,
    /// One's role in the room does not allow it, or it is not one's own.
    Forbidden,
    /// One is banned from the room.
    Banned,
    /// The room is closed until an owner opens it again.
    RoomArchived,
    /// A room with this address exists: choose another.
    SlugTaken,
    /// No person has this identifier, or they are not in the room.
    UserNotFound,
    /// The room has no message with this id, or it is deleted.
    MessageNotFound,
    /// There are as many as there may be: of rooms, pins, kinds of reaction. Something must go first.
    LimitReached,
    /// More in a short time than one person, or one address, may. Nothing was done; try again after
    /// [`Error::retry_after_ms`].
    RateLimited,
    /// More than this server takes now. Nothing was done; try again after [`Error::retry_after_ms`].
    Overloaded,
    /// The server is stopping or its store does not answer. Nothing was done; try again after
    /// [`Error::retry_after_ms`].
    Unavailable,
    /// A fault of the server. It is in the server's log.
    Internal,
}

impl ErrorCode {
    /// Every code, for documentation and tests.
    pub const ALL: [Self; 22] = [
        Self::InvalidPayload,
        Self::UnknownEvent,
        Self::NameRequired,
        Self::InvalidName,
        Self::InvalidToken,
        Self::TokenExpired,
        Self::TokenRequired,
        Self::RoomNotFound,
        Self::NotJoined,
        Self::IdConflict,
        Self::NameTaken,
        Self::Forbidden,
        Self::Banned,
        Self::RoomArchived,
        Self::SlugTaken,
        Self::UserNotFound,
        Self::MessageNotFound,
        Self::LimitReached,
        Self::RateLimited,
        Self::Overloaded,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The code as it is written on the wire, for example `room_not_found`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidPayload => "invalid_payload",
            Self::UnknownEvent => "unknown_event",
            Self::NameRequired => "name_required",
            Self::InvalidName => "invalid_name",
            Self::InvalidToken => "invalid_token",
            Self::TokenExpired => "token_expired",
            Self::TokenRequired => "token_required",
            Self::RoomNotFound => "room_not_found",
            Self::NotJoined => "not_joined",
            Self::IdConflict => "id_conflict",
            Self::NameTaken => "name_taken",
            Self::Forbidden => "forbidden",
            Self::Banned => "banned",
            Self::RoomArchived => "room_archived",
            Self::SlugTaken => "slug_taken",
            Self::UserNotFound => "user_not_found",
            Self::MessageNotFound => "message_not_found",
            Self::LimitReached => "limit_reached",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// Whether the same request may succeed later without being changed.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Overloaded | Self::Unavailable | Self::Internal)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal, as it stands in an ack.
///
/// Socket.IO's CONNECT_ERROR packet carries only a message, so there an error is sent as `code: message`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Refusal"))]
#[serde(rename_all = "camelCase")]
#[error("{code}: {message}")]
pub struct Error {
    /// What went wrong, for a program.
    pub code: ErrorCode,
    /// What went wrong and what to do, for a person. One English sentence without a final full stop.
    pub message: String,
    /// The path of the offending field in the payload, for example `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Milliseconds to wait before trying the same again; present on retryable codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

impl Error {
    /// An error of `code` that says `message`.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, retry_after_ms: None }
    }

    /// The same error, naming the field of the payload that caused it.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same error, asking to wait `ms` milliseconds before the next try.
    #[must_use]
    pub const fn retry_after(mut self, ms: u64) -> Self {
        self.retry_after_ms = Some(ms);
        self
    }

    /// Reads an error back from the message of a Socket.IO CONNECT_ERROR packet; `None` where it is not one of ours
    /// (a proxy's, or Socket.IO's own "Invalid namespace").
    #[must_use]
    pub fn from_connect_error(message: &str) -> Option<Self> {
        let (code, text) = message.split_once(": ")?;
        let code = ErrorCode::ALL.into_iter().find(|known| known.as_str() == code)?;
        Some(Self::new(code, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_written_the_same_by_serde_and_by_display() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.to_string());
        }
    }

    #[test]
    fn an_error_survives_the_trip_through_a_connect_error_message() {
        for code in ErrorCode::ALL {
            let error = Error::new(code, "a: sentence, with a colon");
            assert_eq!(Error::from_connect_error(&error.to_string()), Some(error));
        }
        assert_eq!(Error::from_connect_error("Invalid namespace"), None);
        assert_eq!(Error::from_connect_error("proxy: no"), None);
    }
}
