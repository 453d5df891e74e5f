//! Who belongs to a room, and who may not come into it. Each may be repeated.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sociable_protocol::AvatarUrl;

use super::Api;
use super::error::ApiError;
use super::read::{Maybe, Named, Room};
use crate::domain::{Introduction, Manage};

/// What is said of somebody whom the server may not know yet.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    name: Option<String>,
    avatar: Option<AvatarUrl>,
}

impl From<Said> for Introduction {
    fn from(Said { name, avatar }: Said) -> Self {
        Self { name, avatar }
    }
}

pub(super) async fn add(
    State(api): State<Api>,
    Room(room): Room,
    Named(who): Named,
    Maybe(said): Maybe<Said>,
) -> Result<StatusCode, ApiError> {
    let account = api.chat.introduce(&who, said.into()).await?;
    api.chat.add_member(&room, account.user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn remove(State(api): State<Api>, room: Room, named: Named) -> Result<StatusCode, ApiError> {
    manage(&api, room, named, Introduction::default(), Manage::Remove).await
}

pub(super) async fn ban(
    State(api): State<Api>,
    room: Room,
    named: Named,
    Maybe(said): Maybe<Said>,
) -> Result<StatusCode, ApiError> {
    manage(&api, room, named, said.into(), Manage::Ban).await
}

pub(super) async fn unban(State(api): State<Api>, room: Room, named: Named) -> Result<StatusCode, ApiError> {
    manage(&api, room, named, Introduction::default(), Manage::Unban).await
}

async fn manage(
    api: &Api,
    Room(room): Room,
    Named(who): Named,
    said: Introduction,
    change: Manage,
) -> Result<StatusCode, ApiError> {
    let account = api.chat.introduce(&who, said).await?;
    api.chat.manage_member(&room, account.user.id, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
