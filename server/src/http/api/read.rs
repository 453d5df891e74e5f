//! Reading what is asked: paths, queries and bodies, with errors that name the field.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use sociable_protocol::limits::PAYLOAD_BYTES;
use sociable_protocol::{Error, ErrorCode, RoomSlug, decode};

use super::error::ApiError;
use crate::domain::Who;

/// How long a body may take.
const BODY_LIMIT: Duration = Duration::from_secs(20);
/// How a person is named by what the site calls them.
const SUBJECT: &str = "sub:";

/// The room that the path names.
pub(super) struct Room(pub(super) RoomSlug);

/// The person that the path names: by our id, or as `sub:` and what the site calls them.
pub(super) struct Named(pub(super) Who);

/// What the query says.
pub(super) struct Query<T>(pub(super) T);

/// What the body says.
pub(super) struct Sent<T>(pub(super) T);

/// A body that may be missing.
pub(super) struct Maybe<T>(pub(super) T);

/// What the path has in the place of this name, with percent-encoding undone.
async fn named(parts: &mut Parts, name: &str) -> Result<String, ApiError> {
    let Path(mut names) = Path::<HashMap<String, String>>::from_request_parts(parts, &())
        .await
        .map_err(|_| ApiError::route("this address has no text in it; it is percent-encoded UTF-8"))?;
    Ok(names.remove(name).unwrap_or_default())
}

impl<S: Sync> FromRequestParts<S> for Room {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // What cannot be the address of a room is that of none.
        let none = || Error::new(ErrorCode::RoomNotFound, "there is no such room").at("room");
        named(parts, "room").await?.parse().map(Self).map_err(|_| none().into())
    }
}

impl<S: Sync> FromRequestParts<S> for Named {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let name = named(parts, "user").await?;
        if let Some(subject) = name.strip_prefix(SUBJECT) {
            return Ok(Self(Who::Subject(subject.to_owned())));
        }
        let message = "name a person by their id, or as sub: and what your site calls them";
        let wrong = || Error::new(ErrorCode::UserNotFound, message).at("user");
        name.parse().map(|id| Self(Who::Id(id))).map_err(|_| wrong().into())
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).map(Self).map_err(|_| {
            Error::new(ErrorCode::InvalidPayload, "the query is not what this takes; see /api/v1/openapi.json").into()
        })
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let is_json = is_json(&request);
        let text = text(request.into_body()).await?;
        if !is_json {
            let message = "a body is JSON, with the header Content-Type: application/json";
            return Err(ApiError::body(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        parse(&text)
    }
}

impl<S: Sync, T: DeserializeOwned + Default> FromRequest<S> for Maybe<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if request.headers().contains_key(header::CONTENT_TYPE) {
            return Sent::from_request(request, state).await.map(|Sent(body)| Self(body));
        }
        let text = text(request.into_body()).await?;
        if text.is_empty() {
            return Ok(Self(T::default()));
        }
        let message = "a body is JSON, with the header Content-Type: application/json";
        Err(ApiError::body(StatusCode::UNSUPPORTED_MEDIA_TYPE, message))
    }
}

fn is_json(request: &Request) -> bool {
    let field = request.headers().get(header::CONTENT_TYPE).and_then(|field| field.to_str().ok()).unwrap_or_default();
    let kind = field.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

async fn text(body: Body) -> Result<String, ApiError> {
    let read = tokio::time::timeout(BODY_LIMIT, to_bytes(body, PAYLOAD_BYTES)).await;
    let read = read.map_err(|_| ApiError::body(StatusCode::REQUEST_TIMEOUT, "the body took too long"))?;
    let too_large = |_| ApiError::body(StatusCode::PAYLOAD_TOO_LARGE, "a body has at most 100000 bytes");
    let bytes = read.map_err(too_large)?;
    String::from_utf8(bytes.into()).map_err(|_| ApiError::body(StatusCode::BAD_REQUEST, "the body is no UTF-8"))
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<Sent<T>, ApiError> {
    // What is no JSON at all is another fault than what is not what this takes.
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        return Err(ApiError::body(StatusCode::BAD_REQUEST, "the body is no JSON"));
    }
    // To serde, an array of its fields is a struct as well.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(Error::new(ErrorCode::InvalidPayload, "expected an object").into());
    }
    Ok(Sent(decode(text)?))
}
