//! `GET /healthz`: for load balancers and supervisors.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Readiness;
use crate::domain::Chat;

/// Where it is asked for.
pub(super) const PATH: &str = "/healthz";

/// A probe that takes longer is as good as a failed one.
const LIMIT: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub(super) struct Health {
    pub(super) chat: Arc<Chat>,
    pub(super) readiness: Readiness,
}

/// 200 with `{"status":"ok"}` while the server takes sessions and its store answers; 503 with the reason otherwise.
pub(super) async fn healthz(State(Health { chat, readiness }): State<Health>) -> Response {
    let status = if readiness.is_stopping() {
        "stopping"
    } else if matches!(tokio::time::timeout(LIMIT, chat.ping()).await, Ok(Ok(()))) {
        "ok"
    } else {
        "store unavailable"
    };
    let code = if status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "status": status }))).into_response()
}
