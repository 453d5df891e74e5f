//! How requests are refused: in the words and numbers of Node's server, which clients show and look at.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

/// The longest refusal of the engine, and more.
const ENGINE_REFUSAL: usize = 1_024;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    TransportUnknown,
    SessionUnknown,
    BadHandshakeMethod,
    BadRequest,
    UnsupportedVersion,
}

impl Refusal {
    /// Its number, and what is said.
    const fn said(self) -> (u8, &'static str) {
        match self {
            Self::TransportUnknown => (0, "Transport unknown"),
            Self::SessionUnknown => (1, "Session ID unknown"),
            Self::BadHandshakeMethod => (2, "Bad handshake method"),
            Self::BadRequest => (3, "Bad request"),
            Self::UnsupportedVersion => (5, "Unsupported protocol version"),
        }
    }

    /// What the engine meant by a refusal of its own, which has the number as a string or says nothing at all.
    fn meant_by(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Said<'a> {
            code: &'a str,
        }
        match serde_json::from_slice(body) {
            Ok(Said { code: "0" }) => Self::TransportUnknown,
            Ok(Said { code: "1" }) => Self::SessionUnknown,
            Ok(Said { code: "2" }) => Self::BadHandshakeMethod,
            Ok(Said { code: "5" }) => Self::UnsupportedVersion,
            _ => Self::BadRequest,
        }
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        let (code, message) = refusal.said();
        said(StatusCode::BAD_REQUEST, code, message)
    }
}

fn said(status: StatusCode, code: u8, message: &str) -> Response {
    let body = serde_json::json!({ "code": code, "message": message });
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body.to_string()).into_response()
}

/// The engine's answer, where it is none of its refusals.
pub(super) async fn unless_refused(response: Response) -> Result<Response, Refusal> {
    if response.status() != StatusCode::BAD_REQUEST {
        return Ok(response);
    }
    Err(Refusal::meant_by(&read(response.into_body(), ENGINE_REFUSAL).await))
}

/// Reads what the engine has answered, which is in memory already; nothing where it is longer than `limit`.
pub(super) async fn read(body: Body, limit: usize) -> axum::body::Bytes {
    axum::body::to_bytes(body, limit).await.unwrap_or_else(|error| {
        tracing::debug!(%error, "the engine answers more than is known of it");
        axum::body::Bytes::new()
    })
}

/// A client that reconnects to a server on its way out must get an answer that it tries again after, and not be let in or
/// told that the namespace is gone.
pub(super) fn stopping() -> Response {
    let retry = [(header::RETRY_AFTER, HeaderValue::from_static("1"))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, "the server is restarting; try again").into_response()
}

/// More sessions have begun and not joined than there may be.
pub(super) fn crowded() -> Response {
    let retry = [(header::RETRY_AFTER, HeaderValue::from_static("5"))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, "too many sessions are beginning; try again").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_refusal_has_a_number_as_in_node() {
        let response = Response::from(Refusal::SessionUnknown);
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        assert_eq!(read(response.into_body(), 100).await, r#"{"code":1,"message":"Session ID unknown"}"#);
    }

    #[tokio::test]
    async fn refusals_of_the_engine_are_understood() {
        let refused = |body: &'static str| Response::builder().status(400).body(Body::from(body)).unwrap();
        let meant = [
            (r#"{"code":"1","message":"Session ID unknown"}"#, Refusal::SessionUnknown),
            (r#"{"code":"3","message":"Bad request"}"#, Refusal::BadRequest),
            ("", Refusal::BadRequest),
        ];
        for (body, refusal) in meant {
            assert_eq!(unless_refused(refused(body)).await.unwrap_err(), refusal, "{body}");
        }
        assert!(unless_refused(Response::new(Body::empty())).await.is_ok());
    }
}
