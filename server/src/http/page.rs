//! The page: below which path it is, in whose frames, and what it may do.
//!
//! It is built to be at the top, and the only file that names others by where they are; all the rest finds what is beside
//! it (`web/src/place.rs`, `web/assets/sw.js`). So one build serves below any path, and all that is done for that is here.
//! The same page is what other pages have in a frame, at addresses of its own: only there may it be in one.

use axum::http::{HeaderName, HeaderValue};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::config::{BasePath, Origin};

/// How an address at the top begins in the page: in an attribute, and in the script that starts the program.
const ADDRESSES: [(&str, &str); 2] = [("=\"/", "=\""), ("'/", "'")];
/// Where the program reads below which path it is.
const PLACE: &str = "data-base=\"";

/// What lets the page be in a frame of one that is isolated from others (`Cross-Origin-Embedder-Policy`). Not the stricter
/// `require-corp`: people's pictures are where their site has them, and few of those say that they may be loaded.
pub(super) const FOR_ISOLATED_HOSTS: [(HeaderName, HeaderValue); 2] = [
    (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("credentialless")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
];

/// Whether the page at this path is for frames: `/embed`, and `/embed/r/{room}`.
pub(super) fn is_embedded(path: &str) -> bool {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    matches!(
        (parts.next(), parts.next(), parts.next(), parts.next()),
        (Some("embed"), None, ..) | (Some("embed"), Some("r"), Some(_), None)
    )
}

/// The page of a server that lets others in than guests, or no guests: so it need not ask for a name that would be refused
/// (`web/src/doors.rs`).
pub(super) fn with_doors(html: &[u8], doors: &'static str) -> Vec<u8> {
    String::from_utf8_lossy(html).replacen(PLACE, &format!("data-auth=\"{doors}\" {PLACE}"), 1).into_bytes()
}

/// The page for frames: it says of whose, since that is for the program to know, too (`web/src/embedded/`).
pub(super) fn for_frames(html: &[u8], hosts: &[Origin]) -> Vec<u8> {
    // An origin has neither quotes nor spaces in it.
    let hosts = hosts.iter().map(Origin::to_string).collect::<Vec<_>>().join(" ");
    String::from_utf8_lossy(html).replacen(PLACE, &format!("data-hosts=\"{hosts}\" {PLACE}"), 1).into_bytes()
}

/// The page as it is below `base`. No `<base>` element, which would lead links within the page elsewhere, too, and would
/// have to be allowed.
pub(super) fn below(html: &[u8], base: &BasePath) -> Vec<u8> {
    let base = base.as_str();
    let html = String::from_utf8_lossy(html).into_owned();
    let html =
        ADDRESSES.into_iter().fold(html, |html, (begin, before)| html.replace(begin, &format!("{before}{base}/")));
    html.replacen(PLACE, &format!("{PLACE}{base}"), 1).into_bytes()
}

/// Its Content-Security-Policy. Its only inline script is the one with which Trunk starts the WASM; it is allowed
/// by its hash. `hosts` are whose pages may have it in a frame, besides the server's own; without them, nobody's. Pictures may
/// come from `pictures`, too.
pub(super) fn policy(html: &[u8], hosts: Option<&[Origin]>, pictures: &[Origin]) -> String {
    let ancestors = hosts.map_or_else(
        || " 'none'".to_owned(),
        |hosts| hosts.iter().fold(" 'self'".to_owned(), |ancestors, host| format!("{ancestors} {host}")),
    );
    let pictures: String = pictures.iter().map(|origin| format!(" {origin}")).collect();
    let hashes: String = inline_scripts(&String::from_utf8_lossy(html))
        .map(|script| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:{pictures}; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors{ancestors}"
    )
}

/// The contents of the `<script>` elements that have no `src`. Reads only what our own build wrote.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_a_path_everything_is_beside_the_page() {
        let html = "<html data-base=\"\"><link href=\"/app.css\"/><a href=\"#x\"></a><a href=\"https://example.org/\"></a>\
                    <script type=\"text/javascript\">import init from '/app.js'; init('./b.wasm')</script>";
        let moved = "<html data-base=\"/a/b\"><link href=\"/a/b/app.css\"/><a href=\"#x\"></a>\
                     <a href=\"https://example.org/\"></a>\
                     <script type=\"text/javascript\">import init from '/a/b/app.js'; init('./b.wasm')</script>";
        let below = below(html.as_bytes(), &"/a/b".parse().unwrap());
        assert_eq!(String::from_utf8(below).unwrap(), moved);
    }

    #[test]
    fn the_policy_allows_the_inline_script_by_its_hash_and_no_other() {
        let pictures = ["https://pictures.example".parse().unwrap()];
        let html = b"<script src=\"a.js\"></script><script type=\"module\">alert(1)</script>";
        let policy = policy(html, None, &pictures);
        // echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 1);
        assert!(!policy.contains("unsafe-inline"));
        assert!(policy.contains("img-src 'self' data: https://pictures.example;"), "{policy}");
    }

    #[test]
    fn only_pages_for_frames_may_be_in_one_and_only_in_those_of_hosts() {
        let hosts = ["https://friend.example".parse().unwrap(), "http://localhost:5173".parse().unwrap()];
        assert!(policy(b"", None, &[]).ends_with("frame-ancestors 'none'"));
        assert!(policy(b"", Some(&[]), &[]).ends_with("frame-ancestors 'self'"));
        let framed = policy(b"", Some(&hosts), &[]);
        assert!(framed.ends_with("frame-ancestors 'self' https://friend.example http://localhost:5173"), "{framed}");
        let page = String::from_utf8(for_frames(b"<html data-base=\"\">", &hosts)).unwrap();
        assert_eq!(page, "<html data-hosts=\"https://friend.example http://localhost:5173\" data-base=\"\">");
    }

    #[test]
    fn the_pages_for_frames_are_the_one_and_that_of_each_room() {
        for path in ["embed", "embed/", "embed/r/lobby"] {
            assert!(is_embedded(path), "{path}");
        }
        for path in ["", "r/embed", "embed/r", "embed/r/lobby/7", "embed/lobby", "embedded", "embed.js"] {
            assert!(!is_embedded(path), "{path}");
        }
    }
}
