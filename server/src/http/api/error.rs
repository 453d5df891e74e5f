//! Refusals: the contract's errors, as `{error: {code, message, field?, retryAfterMs?}}`, with the status that HTTP has for
//! each.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sociable_protocol::{Error, ErrorCode};

/// A refusal.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    error: Error,
}

impl ApiError {
    const fn new(status: StatusCode, error: Error) -> Self {
        Self { status, error }
    }

    /// No key, or a wrong one.
    pub(super) fn unauthorized() -> Self {
        let message = "put a key of this server's --api-key-file into the header, as Authorization: Bearer …";
        Self::new(StatusCode::UNAUTHORIZED, Error::new(ErrorCode::InvalidToken, message))
    }

    /// There is no such route.
    pub(super) fn route(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, Error::new(ErrorCode::UnknownEvent, message))
    }

    /// There is one, and not for this method.
    pub(super) fn method(message: &str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, Error::new(ErrorCode::UnknownEvent, message))
    }

    /// The body cannot be read.
    pub(super) fn body(status: StatusCode, message: &str) -> Self {
        Self::new(status, Error::new(ErrorCode::InvalidPayload, message))
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let status = match error.code {
            ErrorCode::InvalidToken | ErrorCode::TokenExpired | ErrorCode::TokenRequired => StatusCode::UNAUTHORIZED,
            ErrorCode::Forbidden | ErrorCode::Banned => StatusCode::FORBIDDEN,
            ErrorCode::RoomNotFound
            | ErrorCode::UserNotFound
            | ErrorCode::MessageNotFound
            | ErrorCode::UnknownEvent => StatusCode::NOT_FOUND,
            ErrorCode::SlugTaken
            | ErrorCode::IdConflict
            | ErrorCode::LimitReached
            | ErrorCode::RoomArchived
            | ErrorCode::NameTaken
            | ErrorCode::NotJoined => StatusCode::CONFLICT,
            ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::Overloaded | ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            // What cannot be, and codes that are yet to come.
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, error }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self { status, error } = self;
        let seconds = error.retry_after_ms.map(|millis| millis.div_ceil(1_000).max(1));
        let mut response = (status, Json(serde_json::json!({ "error": error }))).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
