//! Messages: saying something in somebody's name, and reading what was said.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use sociable_protocol::{
    AvatarUrl, Error, ErrorCode, History, HistoryReply, MessageId, MessageText, SendMessage, SendReply, Seq, UserId,
};

use super::Api;
use super::error::ApiError;
use super::read::{Query, Room, Sent};
use crate::domain::{Introduction, Who};

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    before: Option<Seq>,
    after: Option<Seq>,
    limit: Option<u32>,
}

pub(super) async fn history(
    State(api): State<Api>,
    Room(room): Room,
    Query(Page { before, after, limit }): Query<Page>,
) -> Result<Json<HistoryReply>, ApiError> {
    Ok(Json(api.chat.any_history(History { room, before, after, limit }).await?))
}

/// A message, and in whose name it is said.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Post {
    from: From,
    text: MessageText,
    id: Option<MessageId>,
    reply_to: Option<MessageId>,
}

/// In whose name: of a bot, or a person.
#[derive(Deserialize)]
struct From {
    bot: Option<String>,
    subject: Option<String>,
    user: Option<UserId>,
    name: Option<String>,
    avatar: Option<AvatarUrl>,
}

pub(super) async fn post(
    State(api): State<Api>,
    Room(room): Room,
    Sent(Post { from, text, id, reply_to }): Sent<Post>,
) -> Result<Json<SendReply>, ApiError> {
    let From { bot, subject, user, name, avatar } = from;
    let account = match (bot, subject, user) {
        (Some(bot), None, None) => api.chat.bot(&bot, avatar).await?,
        (None, Some(subject), None) => {
            api.chat.introduce(&Who::Subject(subject), Introduction { name, avatar }).await?
        }
        (None, None, Some(id)) => api.chat.introduce(&Who::Id(id), Introduction::default()).await?,
        _ => {
            let message = "say in whose name it is said: by one of bot, subject and user";
            return Err(Error::new(ErrorCode::InvalidPayload, message).at("from").into());
        }
    };
    let send = SendMessage { room, id, text, reply_to };
    Ok(Json(api.chat.post(&account.user, send).await?))
}
