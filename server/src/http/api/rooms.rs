//! Rooms: listing, making, changing them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sociable_protocol::{CreateRoom, Room as Shown, RoomKind, RoomName, RoomReply, RoomSlug, Seq, Topic, UpdateRoom};

use super::Api;
use super::error::ApiError;
use super::read::{Query, Room, Sent};

/// A room, and how much is in it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    room: Shown,
    /// How many belong to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    /// How many of them are here.
    online: usize,
    /// The position of its last message.
    head: Seq,
}

#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    after: Option<RoomSlug>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListReply {
    rooms: Vec<Listed>,
    has_more: bool,
}

pub(super) async fn list(
    State(api): State<Api>,
    Query(ListQuery { after }): Query<ListQuery>,
) -> Result<Json<ListReply>, ApiError> {
    let (rooms, has_more) = api.chat.all_rooms(after.as_ref()).await?;
    let rooms = rooms.into_iter().map(|summary| Listed {
        online: api.chat.presence().count(&summary.room.slug),
        members: Some(summary.members),
        head: summary.head,
        room: summary.room,
    });
    Ok(Json(ListReply { rooms: rooms.collect(), has_more }))
}

/// As [`CreateRoom`]; what may be left out may be `null` as well, as many languages write it.
#[derive(Debug, Deserialize)]
pub(super) struct New {
    name: RoomName,
    slug: Option<RoomSlug>,
    kind: Option<RoomKind>,
    topic: Option<Topic>,
}

pub(super) async fn create(
    State(api): State<Api>,
    Sent(New { name, slug, kind, topic }): Sent<New>,
) -> Result<(StatusCode, Json<RoomReply>), ApiError> {
    let create = CreateRoom { name, slug, kind: kind.unwrap_or_default(), topic: topic.unwrap_or_default() };
    Ok((StatusCode::CREATED, Json(api.chat.make_room(create).await?)))
}

pub(super) async fn show(State(api): State<Api>, Room(slug): Room) -> Result<Json<Listed>, ApiError> {
    let found = api.chat.any_room(&slug).await?;
    let online = api.chat.presence().count(&slug);
    Ok(Json(Listed { room: found.room, members: None, online, head: found.head }))
}

/// As [`UpdateRoom`], whose room is in the path.
#[derive(Debug, Deserialize)]
pub(super) struct Update {
    name: Option<RoomName>,
    topic: Option<Topic>,
    archived: Option<bool>,
}

pub(super) async fn update(
    State(api): State<Api>,
    Room(room): Room,
    Sent(Update { name, topic, archived }): Sent<Update>,
) -> Result<Json<RoomReply>, ApiError> {
    Ok(Json(api.chat.change_room(UpdateRoom { room, name, topic, archived }).await?))
}
