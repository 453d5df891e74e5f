//! Whose pages may connect: those of the server's own host, and those of origins that are allowed by name.
//!
//! One rule for polling and for WebSockets, for which browsers have none themselves. Who sends no `Origin` is no page in a
//! browser, and could send any; nothing that a session may do depends on this.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use parking_lot::Mutex;

use super::forwarded::Addressed;
use crate::config::Origin;

/// How long a browser may keep the answer to the question whether it may ask; two hours is the most that any does.
const PREFLIGHT_AGE: HeaderValue = HeaderValue::from_static("7200");

/// Of how many origins that are refused the log tells.
const ORIGINS_TOLD: usize = 16;

/// What follows from a request's origin.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has none, or the server's own.
    Own,
    /// It is allowed by name; its pages may read the answer.
    Allowed(HeaderValue),
    /// It is not. The origin, where it is one.
    Refused(Option<Origin>),
}

impl Verdict {
    pub(super) fn of(headers: &HeaderMap, addressed: &Addressed, allowed: &[Origin]) -> Self {
        let mut fields = headers.get_all(header::ORIGIN).iter();
        let Some(field) = fields.next() else { return Self::Own };
        let origin = field.to_str().ok().filter(|_| fields.next().is_none()).and_then(|text| text.parse().ok());
        match origin {
            Some(origin) if is_own(&origin, addressed) => Self::Own,
            Some(origin) if allowed.contains(&origin) => Self::Allowed(field.clone()),
            other => Self::Refused(other),
        }
    }

    /// Says with a response who may read it.
    pub(super) fn mark(&self, response: &mut Response) {
        let headers = response.headers_mut();
        // A cache must not give one origin what was meant for another.
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let Self::Allowed(origin) = self {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
    }
}

/// Whether it is where the request went. Where nobody trusted says by which scheme, either is taken: a proxy that speaks
/// HTTPS may be in between.
fn is_own(origin: &Origin, addressed: &Addressed) -> bool {
    let scheme = addressed.scheme.as_deref().unwrap_or_else(|| origin.scheme());
    let is_web = matches!(origin.scheme(), "http" | "https");
    is_web
        && addressed.authority.as_deref().and_then(|authority| Origin::new(scheme, authority)).as_ref() == Some(origin)
}

/// Whether a browser asks whether its page may ask.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Yes, it may.
pub(super) fn preflight(asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_AGE);
    // Clients are free to send headers of their own.
    if let Some(names) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        headers.insert(header::VARY, HeaderValue::from_static("access-control-request-headers"));
    }
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Says why and what can be done, with Node's number for it.
pub(super) fn refuse(origin: Option<&Origin>) -> Response {
    let message = origin.map_or_else(
        || "requests of this origin are not allowed".to_owned(),
        |origin| {
            if is_news(origin) {
                tracing::warn!(
                    "refused a page of {origin}; start the server with --allow-origin {origin} to let it in"
                );
            }
            format!("pages of {origin} are not allowed to connect; start the server with --allow-origin {origin}")
        },
    );
    let body = serde_json::json!({ "code": 4, "message": message });
    let kind: [(HeaderName, HeaderValue); 1] = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (StatusCode::FORBIDDEN, kind, body.to_string()).into_response()
}

/// Whether it is refused for the first time. A browser shows whoever makes such a page only that something may not be read, so
/// the log says what: of the first origins, since anybody can name any number of them.
fn is_news(origin: &Origin) -> bool {
    static TOLD: Mutex<Vec<Origin>> = Mutex::new(Vec::new());
    let mut told = TOLD.lock();
    let is_news = told.len() < ORIGINS_TOLD && !told.contains(origin);
    if is_news {
        told.push(origin.clone());
    }
    is_news
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(origin: &'static str, host: &str, scheme: Option<&str>) -> Verdict {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        let addressed =
            Addressed { scheme: scheme.map(str::to_owned), authority: Some(host.to_owned()), ..Addressed::default() };
        Verdict::of(&headers, &addressed, &["https://friend.example".parse().unwrap()])
    }

    #[test]
    fn who_sends_no_origin_is_let_in() {
        assert_eq!(Verdict::of(&HeaderMap::new(), &Addressed::default(), &[]), Verdict::Own);
    }

    #[test]
    fn pages_of_the_same_host_are_let_in() {
        assert_eq!(verdict("http://chat.example:3000", "chat.example:3000", None), Verdict::Own);
        assert_eq!(verdict("https://chat.example", "chat.example", None), Verdict::Own, "behind a proxy");
        assert_eq!(verdict("https://chat.example", "chat.example:443", Some("https")), Verdict::Own);
        assert!(matches!(verdict("http://chat.example", "chat.example", Some("https")), Verdict::Refused(_)));
    }

    #[test]
    fn an_allowed_origin_is_that_one_and_none_like_it() {
        let allowed = Verdict::Allowed(HeaderValue::from_static("https://friend.example"));
        assert_eq!(verdict("https://friend.example", "chat.example", None), allowed);
        for origin in [
            "http://friend.example",
            "https://friend.example:8443",
            "https://friend.example.evil.example",
            "https://evil.friend.example",
            "https://friend.examplex",
            "https://chat.example:81",
            "https://friend.example/",
            "null",
            "",
            "file://",
        ] {
            assert!(matches!(verdict(origin, "chat.example", None), Verdict::Refused(_)), "{origin}");
        }
    }

    #[test]
    fn two_origins_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, HeaderValue::from_static("https://friend.example"));
        headers.append(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
        let allowed = ["https://friend.example".parse().unwrap()];
        assert!(matches!(Verdict::of(&headers, &Addressed::default(), &allowed), Verdict::Refused(_)));
    }
}
