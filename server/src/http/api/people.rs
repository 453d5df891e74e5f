//! People: who somebody is, and ending their sessions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use sociable_protocol::{Status, Timestamp, User};

use super::Api;
use super::error::ApiError;
use super::members::Said;
use super::read::{Named, Sent};
use crate::domain::Introduction;
use crate::store::Account;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    user: User,
    /// What the site calls them.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<Timestamp>,
}

fn shown(api: &Api, account: Account) -> Json<Shown> {
    let subject = account.subject.as_deref().and_then(|subject| subject.strip_prefix("person:")).map(str::to_owned);
    let status = api.chat.presence().status(account.user.id);
    Json(Shown { user: account.user, subject, status, last_seen: account.last_seen })
}

pub(super) async fn show(State(api): State<Api>, Named(who): Named) -> Result<Json<Shown>, ApiError> {
    let account = api.chat.introduce(&who, Introduction::default()).await?;
    Ok(shown(&api, account))
}

pub(super) async fn introduce(
    State(api): State<Api>,
    Named(who): Named,
    Sent(said): Sent<Said>,
) -> Result<Json<Shown>, ApiError> {
    let account = api.chat.introduce(&who, said.into()).await?;
    Ok(shown(&api, account))
}

pub(super) async fn end_sessions(State(api): State<Api>, Named(who): Named) -> Result<StatusCode, ApiError> {
    let account = api.chat.introduce(&who, Introduction::default()).await?;
    api.chat.end_sessions(account.user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
