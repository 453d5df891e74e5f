//! Socket.IO's own client for browsers, at `/socket.io/socket.io.js` and beside it, as Node's server hands it out; so a page
//! that was written for that one needs nothing else.
//!
//! The files are npm's, put into `client-dist/` when the program is built (see `xtask`), and none is in the repository.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use rust_embed::RustEmbed;

use super::SOCKET_IO;
use super::assets::{accepts, body, matches_etag};

#[derive(RustEmbed)]
#[folder = "client-dist"]
#[allow_missing = true]
struct ClientDist;

/// What there is, the map of each beside it.
const BUNDLES: [&str; 4] = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"];
/// Names the version of all of them.
const VERSION: &str = "version";

/// Kept, but asked about before each use: the name says nothing of the version.
const REVALIDATE: HeaderValue = HeaderValue::from_static("public, max-age=0");

const NOT_BUILT: &str =
    "This server was built without Socket.IO's client. Build it with `cargo xtask build`, with npm.\n";

/// Answers what is one of the files; all else is for `next`.
pub(super) async fn serve(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match name(request.uri().path()).filter(|_| is_read) {
        Some(name) => {
            file(name, request.headers()).unwrap_or_else(|| (StatusCode::NOT_FOUND, NOT_BUILT).into_response())
        }
        None => next.run(request).await,
    }
}

/// Whether one of the files is at this path.
pub(super) fn is_served_at(path: &str) -> bool {
    name(path).is_some()
}

fn name(path: &str) -> Option<&str> {
    let name = path.strip_prefix(SOCKET_IO)?.strip_prefix('/')?;
    is_file(name).then_some(name)
}

fn is_file(name: &str) -> bool {
    BUNDLES.contains(&name.strip_suffix(".map").unwrap_or(name))
}

fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let original = ClientDist::get(name)?;
    let version = ClientDist::get(VERSION)?;
    let etag = format!("\"{}\"", String::from_utf8_lossy(&version.data));
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|field| field.to_str().ok()).unwrap_or_default();
    let compressed = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(encoding, _)| accepts(accepted, encoding));
    let compressed = compressed
        .filter_map(|(encoding, suffix)| Some((encoding, ClientDist::get(&format!("{name}.{suffix}"))?)))
        .next();

    let (encoding, data) = match compressed {
        Some((encoding, file)) => (Some(encoding), file.data),
        None => (None, original.data),
    };
    let mut response =
        if matches_etag(headers, &etag) { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(body(data)) };
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, REVALIDATE);
    fields.insert(header::ETAG, HeaderValue::from_str(&etag).ok()?);
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if response.status() == StatusCode::OK {
        let kind = if name.ends_with(".map") { "application/json" } else { "application/javascript" };
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok()?);
        if let Some(encoding) = encoding {
            fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_eight_files_are_files() {
        for name in ["socket.io.js", "socket.io.min.js.map", "socket.io.esm.min.js", "socket.io.msgpack.min.js.map"] {
            assert!(is_file(name), "{name}");
        }
        for name in ["", "version", "socket.io.js.br", "socket.io.js.map.map", "../Cargo.toml", "socket.io.esm.js"] {
            assert!(!is_file(name), "{name}");
        }
    }
}
