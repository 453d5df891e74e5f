//! What a page embeds the chat with: `/embed.js`, and whatever that loads, from `embed-dist/` (see `xtask` and `embed/`).
//!
//! Any page may load it, and read it, for that is what it is there for, and what SRI needs; whether the chat then comes up in
//! a frame of that page is another question, which the policy of the page in the frame answers.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::RustEmbed;

use super::assets::{FOR_EVER, REVALIDATE, body, etag, is_hashed, matches_etag, negotiate};

#[derive(RustEmbed)]
#[folder = "embed-dist"]
#[allow_missing = true]
struct EmbedDist;

/// The loader, under the name that never changes, and under that of its interface's version.
const LOADER: &str = "embed.js";
const VERSIONED: &str = "embed@1.js";
/// Files that it loads: `embed-0123456789abcdef.js`.
const FILE: &str = "embed-";

/// Asked for by every page that embeds the chat, so it is kept a while without asking, and asked for again behind the reader's
/// back for a day: a new version is everywhere soon, and nobody waits for it.
const SOON: HeaderValue = HeaderValue::from_static("public, max-age=300, stale-while-revalidate=86400");

const NOT_BUILT: &str = "This server was built without what pages embed the chat with. Build it with `cargo xtask build`, with npm.\n\
                         Frames of /embed work all the same.\n";

/// The file that is asked for by this path, where it is one of these.
pub(super) fn name(path: &str) -> Option<&str> {
    let script = path.strip_suffix(".map").unwrap_or(path);
    match script {
        VERSIONED => Some(if script == path { LOADER } else { "embed.js.map" }),
        LOADER => Some(path),
        _ if is_part(script) => Some(path),
        _ => None,
    }
}

/// Whether it is a file that the loader loads, or the map of one.
fn is_part(name: &str) -> bool {
    let script = name.strip_suffix(".map").unwrap_or(name);
    script.starts_with(FILE) && script.ends_with(".js") && !script.contains('/') && is_hashed(script)
}

fn is_map(name: &str) -> bool {
    name.ends_with(".map")
}

/// Serves the file, to any page.
pub(super) fn serve(name: &str, headers: &HeaderMap) -> Response {
    let mut response = file(name, headers).unwrap_or_else(|| (StatusCode::NOT_FOUND, NOT_BUILT).into_response());
    let fields = response.headers_mut();
    fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    // Pages that are isolated from others load nothing that does not say so.
    fields.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}

fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let mut is_present = true;
    let original = EmbedDist::get(name).or_else(|| {
        // A loader of before an upgrade is kept by browsers for a while. What it asks for goes on working with it, as long as
        // the version is the same, so the present file is as good.
        is_present = false;
        let present = EmbedDist::iter().find(|file| is_part(file) && is_part(name) && is_map(file) == is_map(name));
        EmbedDist::get(&present?)
    })?;
    let hash = original.metadata.sha256_hash();
    let negotiated = negotiate::<EmbedDist>(name, headers).filter(|_| is_present);
    let (encoding, data) = match negotiated {
        Some((encoding, file)) => (Some(encoding), file.data),
        None => (None, original.data),
    };
    let etag = etag(&hash, encoding);
    let mut response =
        if matches_etag(headers, &etag) { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(body(data)) };
    let kind = if name.ends_with(".map") { "application/json" } else { "text/javascript; charset=utf-8" };
    let fields = response.headers_mut();
    fields.insert(
        header::CACHE_CONTROL,
        match is_hashed(name) {
            true if is_present => FOR_EVER,
            true => REVALIDATE,
            false => SOON,
        },
    );
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    fields.insert(header::ETAG, HeaderValue::from_str(&etag).ok()?);
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_has_two_names_and_what_it_loads_one() {
        assert_eq!(name("embed.js"), Some("embed.js"));
        assert_eq!(name("embed@1.js"), Some("embed.js"));
        assert_eq!(name("embed@1.js.map"), Some("embed.js.map"));
        assert_eq!(name("embed-0123456789abcdef.js"), Some("embed-0123456789abcdef.js"));
        assert_eq!(name("embed-0123456789abcdef.js.map"), Some("embed-0123456789abcdef.js.map"));
        for other in
            ["embed", "embed@2.js", "embed-x.js", "embed-0123456789abcdef.js.br", "embed-/../0123456789abcdef.js"]
        {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
