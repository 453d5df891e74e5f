//! `/api/v1/`: what the site's own server may ask, with a key ([`docs/api.md`](../../../../docs/api.md) and
//! `docs/openapi.json`). For servers, not for pages: there are no cookies, and no page of any origin may read an answer.
//!
//! One file for each resource; each decodes, asks the domain, answers.

mod error;
mod keys;
mod members;
mod messages;
mod people;
mod presence;
mod read;
mod rooms;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};

use crate::domain::{Chat, RateKind};
use error::ApiError;
pub(crate) use keys::Keys;

/// Where it is.
pub(super) const PATH: &str = "/api/v1";

/// The document that describes it.
pub(crate) const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

/// What all handlers share.
#[derive(Clone)]
struct Api {
    chat: Arc<Chat>,
    keys: Arc<Keys>,
}

/// Lists the routes: for the router, and for the test that compares them with the document.
macro_rules! routes {
    ($($method:ident $path:literal => $handler:path;)*) => {
        /// Method and path of every route, as the document writes them.
        #[cfg(test)]
        const ROUTES: &[(&str, &str)] = &[$((stringify!($method), $path)),*];

        fn routes() -> Router<Api> {
            Router::new()$(.route($path, on(MethodFilter::$method, $handler)))*
        }
    };
}

routes! {
    GET "/rooms" => rooms::list;
    POST "/rooms" => rooms::create;
    GET "/rooms/{room}" => rooms::show;
    PATCH "/rooms/{room}" => rooms::update;
    GET "/rooms/{room}/messages" => messages::history;
    POST "/rooms/{room}/messages" => messages::post;
    PUT "/rooms/{room}/members/{user}" => members::add;
    DELETE "/rooms/{room}/members/{user}" => members::remove;
    PUT "/rooms/{room}/bans/{user}" => members::ban;
    DELETE "/rooms/{room}/bans/{user}" => members::unban;
    GET "/rooms/{room}/presence" => presence::in_room;
    GET "/presence" => presence::everywhere;
    GET "/users/{user}" => people::show;
    PUT "/users/{user}" => people::introduce;
    DELETE "/users/{user}/sessions" => people::end_sessions;
}

/// The API, where it is on; a word on why not where there is no key.
pub(super) fn router(chat: Arc<Chat>, keys: Arc<Keys>) -> Router {
    let api = Api { chat, keys };
    routes()
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(api.clone(), admit))
        .route("/openapi.json", axum::routing::get(document))
        .layer(middleware::from_fn(private))
        .with_state(api)
}

/// Lets through who has a key.
async fn admit(State(api): State<Api>, request: Request, next: Next) -> Response {
    if api.keys.are_none() {
        return ApiError::route("the API is off on this server; it is turned on by --api-key-file").into_response();
    }
    let Some(key) = api.keys.find(request.headers()) else {
        return match api.chat.allow_guess(super::client_address(&request)) {
            Ok(()) => ApiError::unauthorized().into_response(),
            Err(error) => ApiError::from(error).into_response(),
        };
    };
    // Everybody who has a key has buckets of their own, as a person has.
    if let Err(error) = api.chat.allow(kind(&request), key, None) {
        return ApiError::from(error).into_response();
    }
    next.run(request).await
}

/// Which rate a request counts towards.
fn kind(request: &Request) -> RateKind {
    match *request.method() {
        Method::GET | Method::HEAD => RateKind::Query,
        Method::POST if request.uri().path().ends_with("/messages") => RateKind::Send,
        _ => RateKind::Change,
    }
}

/// Answers are for who asked, now.
async fn private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

async fn nothing() -> ApiError {
    ApiError::route("there is nothing at this address; see /api/v1/openapi.json")
}

async fn not_so() -> ApiError {
    ApiError::method("this is not done there; see /api/v1/openapi.json")
}

#[cfg(test)]
mod tests;
