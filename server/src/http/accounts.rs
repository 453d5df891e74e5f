//! `/self`, `/signup`, `/login` and `/logout`, which the frontend of Socket.IO's chat platform asks before it connects
//! (`realtime/dialects/chat_platform`). Who signs up or logs in is a guest of that name, and the cookie that tells who one is
//! afterwards is a guest's token.
//!
//! Trade-off: there are no passwords here. One may be given, and is neither looked at nor kept; a name belongs to whoever is
//! here under it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, RequestExt as _, Router};
use serde::Deserialize;
use serde_json::json;
use sociable_protocol::{Error, ErrorCode, User};

use crate::domain::Chat;
use crate::link::{COOKIE, cookie};

/// Where pages of allowed origins may ask.
pub(super) const PATHS: [&str; 4] = ["/self", "/signup", "/login", "/logout"];

/// How long a browser keeps it: 30 days.
const KEPT_S: u32 = 2_592_000;

/// What somebody signs up or logs in with, besides a password.
#[derive(Deserialize)]
struct Credentials {
    username: String,
}

pub(super) fn routes(chat: Arc<Chat>) -> Router {
    Router::new()
        .route("/self", get(own))
        .route("/signup", post(enter))
        .route("/login", post(enter))
        .route("/logout", post(leave))
        .with_state(chat)
}

async fn holder(chat: &Chat, headers: &HeaderMap) -> Result<Option<User>, Error> {
    match cookie(headers, COOKIE) {
        Some(token) => chat.holder(token).await,
        None => Ok(None),
    }
}

async fn own(State(chat): State<Arc<Chat>>, headers: HeaderMap) -> Response {
    match holder(&chat, &headers).await {
        Ok(Some(user)) => shown(&user),
        Ok(None) => StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => refused(&error),
    }
}

async fn enter(State(chat): State<Arc<Chat>>, request: Request) -> Response {
    let address = super::client_address(&request);
    let Ok(Json(Credentials { username })) = request.extract().await else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "message": "invalid payload" }))).into_response();
    };
    match chat.sign_up(username, address).await {
        Ok((user, token)) => {
            let cookie = format!("{COOKIE}={token}; Path=/; Max-Age={KEPT_S}; HttpOnly; SameSite=Lax");
            ([(header::SET_COOKIE, cookie)], shown(&user)).into_response()
        }
        Err(error) => refused(&error),
    }
}

/// Nobody can come back with the cookie, and the connections that came with it are closed.
async fn leave(State(chat): State<Arc<Chat>>, headers: HeaderMap) -> Response {
    let left = async {
        if let Some(user) = holder(&chat, &headers).await? {
            chat.revoke_sessions(&user).await?;
        }
        Ok(())
    };
    match left.await {
        Ok(()) => {
            let cookie = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
            (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
        }
        Err(error) => refused(&error),
    }
}

fn shown(user: &User) -> Response {
    let body = json!({ "id": user.id, "username": user.name });
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn refused(error: &Error) -> Response {
    let status = match error.code {
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        code if code.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    (status, Json(json!({ "message": error.message }))).into_response()
}
