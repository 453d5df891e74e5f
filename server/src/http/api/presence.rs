//! Who is here.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use sociable_protocol::Person;

use super::Api;
use super::error::ApiError;
use super::read::Room;
use crate::domain::Roster;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Here {
    /// By name, at most as many as a list has.
    people: Vec<Person>,
    people_count: usize,
}

pub(super) async fn in_room(State(api): State<Api>, Room(slug): Room) -> Result<Json<Here>, ApiError> {
    api.chat.any_room(&slug).await?;
    let Roster { people, count } = api.chat.presence().roster(&slug, api.chat.limits().people_listed);
    Ok(Json(Here { people, people_count: count }))
}

pub(super) async fn everywhere(State(api): State<Api>) -> Json<Here> {
    let (people, people_count) = api.chat.everybody();
    Json(Here { people, people_count })
}
