//! The frontend's files: inside the binary in a release build, read from `dist/` in a debug build.
//!
//! The build leaves `name.br` and `name.gz` beside each file worth compressing, so nothing is compressed while serving.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

use super::{embed_dist, page};
use crate::config::{BasePath, Origin};

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

const INDEX: &str = "index.html";
const WORKER: &str = "sw.js";
/// A worker is under the policy that it came with, and has to ask for files.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");

/// A year, the longest that caches take: the name of such a file changes with its content.
pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, but asked about before each use; an unchanged file costs a 304.
pub(super) const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

const NOT_BUILT: &str = "This server was built without its frontend. Build it with `cargo xtask build`.\n\
                         Socket.IO clients connect all the same.\n";

/// Who comes to the page, and from where.
#[derive(Debug, Clone)]
pub(super) struct Visitors {
    /// Whose pages may have it in a frame.
    pub(super) hosts: Arc<[Origin]>,
    /// Where people's pictures may be.
    pub(super) pictures: Arc<[Origin]>,
    /// Which of them may come in, where that is not guests alone.
    pub(super) doors: Option<&'static str>,
}

/// Serves a file; every path that is none but could be a page of the frontend's own routing gets `index.html`.
pub(super) async fn serve(
    method: Method,
    uri: Uri,
    State(visitors): State<Visitors>,
    Extension(base): Extension<BasePath>,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(name) = embed_dist::name(path) {
        return embed_dist::serve(name, &headers);
    }
    let hosts = page::is_embedded(path).then_some(&*visitors.hosts);
    let site = Site { base: &base, hosts, pictures: &visitors.pictures, doors: visitors.doors };
    if is_servable(path)
        && let Some(response) = file(path, site, &headers)
    {
        return response;
    }
    let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    if !is_page {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    }
    file(INDEX, site, &headers).unwrap_or_else(|| (StatusCode::NOT_FOUND, NOT_BUILT).into_response())
}

/// Compressed copies are chosen by negotiation, never by name; and in a debug build, where files come from the disk,
/// nothing outside the folder is reachable.
pub(super) fn is_servable(path: &str) -> bool {
    !path.is_empty()
        && !path.ends_with(".br")
        && !path.ends_with(".gz")
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// What the page is to be: it alone says where everything is and whose frames it may be in.
#[derive(Clone, Copy)]
struct Site<'a> {
    base: &'a BasePath,
    /// Where it is for frames, whose.
    hosts: Option<&'a [Origin]>,
    pictures: &'a [Origin],
    doors: Option<&'static str>,
}

impl Site<'_> {
    /// The page, where it is another one than was built.
    fn rewrite(self, html: &[u8]) -> Option<Vec<u8>> {
        let mut page = Cow::Borrowed(html);
        if !self.base.as_str().is_empty() {
            page = page::below(&page, self.base).into();
        }
        if let Some(hosts) = self.hosts {
            page = page::for_frames(&page, hosts).into();
        }
        if let Some(doors) = self.doors {
            page = page::with_doors(&page, doors).into();
        }
        if let Cow::Owned(page) = page { Some(page) } else { None }
    }
}

fn file(path: &str, site: Site<'_>, headers: &HeaderMap) -> Option<Response> {
    let mut original = Dist::get(path)?;
    let rewritten = if path == INDEX { site.rewrite(&original.data) } else { None };
    let hash = match &rewritten {
        Some(page) => Sha256::digest(page).into(),
        None => original.metadata.sha256_hash(),
    };
    // Of what is written here there is no compressed copy.
    let (encoding, chosen) = match negotiate::<Dist>(path, headers).filter(|_| rewritten.is_none()) {
        Some((name, file)) => (Some(name), Some(file)),
        None => (None, None),
    };
    if let Some(page) = rewritten {
        original.data = page.into();
    }

    let etag = etag(&hash, encoding);
    let mut response = if matches_etag(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(body(chosen.as_ref().unwrap_or(&original).data.clone()))
    };

    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, if is_hashed(path) { FOR_EVER } else { REVALIDATE });
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        fields.insert(header::ETAG, etag);
    }
    if let Ok(mime) = HeaderValue::from_str(content_type(original.metadata.mimetype()).as_ref()) {
        fields.insert(header::CONTENT_TYPE, mime);
    }
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if path == WORKER {
        fields.insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    }
    if path == INDEX
        && let Ok(policy) = HeaderValue::from_str(&page::policy(&original.data, site.hosts, site.pictures))
    {
        fields.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if path == INDEX && site.hosts.is_some() {
        fields.extend(page::FOR_ISOLATED_HOSTS);
    }
    Some(response)
}

/// Names what is sent: which content, compressed how.
pub(super) fn etag(hash: &[u8; 32], encoding: Option<&str>) -> String {
    let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}{}\"", encoding.map_or_else(String::new, |name| format!("-{name}")))
}

pub(super) fn body(data: Cow<'static, [u8]>) -> Body {
    match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes).into(),
        Cow::Owned(bytes) => bytes.into(),
    }
}

/// The best compressed copy that exists among the files `F` and that the client takes.
pub(super) fn negotiate<F: RustEmbed>(path: &str, headers: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepts(accepted, name))
        .find_map(|(name, suffix)| Some((name, F::get(&format!("{path}{suffix}"))?)))
}

/// Whether an Accept-Encoding field lists `encoding` with a weight that is not 0 (RFC 9110, section 12.5.3).
pub(super) fn accepts(field: &str, encoding: &str) -> bool {
    field.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts
            .filter_map(|parameter| parameter.strip_prefix("q="))
            .any(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0));
        named && !refused
    })
}

pub(super) fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(header::IF_NONE_MATCH)
        .and_then(|field| field.to_str().ok())
        .is_some_and(|field| field.split(',').any(|known| known.trim().trim_start_matches("W/") == etag))
}

/// Whether a name holds a hash of the content, as Trunk writes them: `name-0123456789abcdef.css`.
pub(super) fn is_hashed(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .unwrap_or_default()
        .split(['-', '.', '_'])
        .any(|part| part.len() == 16 && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
}

/// Text is UTF-8; a browser that is not told guesses.
fn content_type(mime: &str) -> Cow<'_, str> {
    if mime.starts_with("text/") { format!("{mime}; charset=utf-8").into() } else { mime.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_taken_by_name_and_refused_by_weight_zero() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "br"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("sociable-web-0123456789abcdef_bg.wasm"));
        assert!(is_hashed("app-0123456789abcdef.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("icon.svg"));
    }

    #[test]
    fn nothing_outside_the_folder_is_servable() {
        for path in ["", "../Cargo.toml", "a/../../b", "a//b", "./a", "app.js.br", "app.js.gz"] {
            assert!(!is_servable(path), "{path}");
        }
        assert!(is_servable("snippets/x/inline0.js"));
    }
}
