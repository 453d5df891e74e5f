//! From what the store says to what a client is told: each refusal is one code of the contract and a sentence that says
//! what to do.

use sociable_protocol::{Error, ErrorCode};

use crate::store::{Outcome, Refused, StoreError};

/// What a client should wait before it tries again after the server failed.
const RETRY_AFTER_MS: u64 = 1_000;

/// The reply, or the refusal as an error; `refused` words those that mean something special here.
pub(super) fn answer<T>(outcome: Outcome<T>, refused: impl FnOnce(Refused) -> Error) -> Result<T, Error> {
    outcome.map_err(|error| unavailable(&error))?.map_err(refused)
}

/// What a refusal means where nothing special is to be said.
pub(super) fn refused(why: Refused) -> Error {
    match why {
        Refused::RoomNotFound => Error::new(ErrorCode::RoomNotFound, "there is no such room").at("room"),
        Refused::NotMember => Error::new(ErrorCode::NotJoined, "join the room first").at("room"),
        Refused::Banned => {
            Error::new(ErrorCode::Banned, "you are banned from this room; ask one of its moderators").at("room")
        }
        Refused::Archived => {
            Error::new(ErrorCode::RoomArchived, "the room is archived; one of its owners can open it again").at("room")
        }
        Refused::Forbidden => forbidden("your role in this room does not allow it; ask one of its moderators"),
        Refused::SlugTaken => {
            Error::new(ErrorCode::SlugTaken, "there is a room with this address; choose another").at("slug")
        }
        Refused::UserNotFound => Error::new(ErrorCode::UserNotFound, "there is no such person here").at("user"),
        Refused::MessageNotFound => {
            Error::new(ErrorCode::MessageNotFound, "the room has no such message, or it is deleted").at("id")
        }
        Refused::IdConflict => {
            Error::new(ErrorCode::IdConflict, "this id names another message; make a new one").at("id")
        }
        Refused::LimitReached => limit_reached("there are as many as there may be; take one away first"),
    }
}

pub(super) fn forbidden(message: &str) -> Error {
    Error::new(ErrorCode::Forbidden, message)
}

pub(super) fn limit_reached(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::LimitReached, message)
}

pub(super) fn invalid(field: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorCode::InvalidPayload, message).at(field)
}

/// The error for what never goes wrong in practice; the cause is in the log.
pub(super) fn internal(message: &str) -> Error {
    Error::new(ErrorCode::Internal, message).retry_after(RETRY_AFTER_MS)
}

/// The error for a store that does not do what it is asked; its log line is the operator's only word of the cause.
pub(super) fn unavailable(error: &StoreError) -> Error {
    // A rolled back write was logged by the writer, with the cause that this error lacks.
    if !matches!(error, StoreError::RolledBack | StoreError::Closed) {
        tracing::error!(%error, "the store failed");
    }
    Error::new(ErrorCode::Unavailable, "the server cannot reach its storage now; try again").retry_after(RETRY_AFTER_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_a_code_of_its_own() {
        for (why, code, field) in [
            (Refused::RoomNotFound, ErrorCode::RoomNotFound, Some("room")),
            (Refused::NotMember, ErrorCode::NotJoined, Some("room")),
            (Refused::Banned, ErrorCode::Banned, Some("room")),
            (Refused::Archived, ErrorCode::RoomArchived, Some("room")),
            (Refused::Forbidden, ErrorCode::Forbidden, None),
            (Refused::SlugTaken, ErrorCode::SlugTaken, Some("slug")),
            (Refused::UserNotFound, ErrorCode::UserNotFound, Some("user")),
            (Refused::MessageNotFound, ErrorCode::MessageNotFound, Some("id")),
            (Refused::IdConflict, ErrorCode::IdConflict, Some("id")),
            (Refused::LimitReached, ErrorCode::LimitReached, None),
        ] {
            let error = answer::<()>(Ok(Err(why)), refused).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (code, field), "{why:?}");
            assert_eq!(error.retry_after_ms, None, "the same again is refused again");
        }
    }

    #[test]
    fn a_store_that_fails_is_worth_another_try() {
        let error = answer::<()>(Err(StoreError::RolledBack), refused).unwrap_err();
        assert_eq!((error.code, error.retry_after_ms), (ErrorCode::Unavailable, Some(RETRY_AFTER_MS)));
    }
}
