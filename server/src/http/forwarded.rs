//! What reverse proxies do to requests, undone: the path that they pass on below, and whom they speak for.
//!
//! Anybody can write `X-Forwarded-For`. Such headers are read where the connection comes from a proxy that is trusted, and
//! of what they list only the last, which that proxy has added.

use std::net::IpAddr;
use std::str::FromStr as _;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use crate::config::{BasePath, Network};
use crate::link::{ClientAddress, Link};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// No standard, but what several proxies say when they take a prefix off the path.
const FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// How a client has addressed the server, as far as it is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Addressed {
    /// `http` or `https`; `None` where a proxy that is not trusted may be in between.
    pub(super) scheme: Option<String>,
    /// Host and port.
    pub(super) authority: Option<String>,
    /// The path below which the client sees the server, where a trusted proxy says.
    pub(super) base: Option<BasePath>,
}

/// Notes in the request whom a trusted proxy speaks for, and returns what it was asked for.
pub(super) fn resolve(request: &mut Request, trusted: &[Network]) -> Addressed {
    let peer = request.extensions().get::<Arc<Link>>().and_then(|link| link.address());
    let headers = request.headers();
    let host = last(headers, &header::HOST);
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    if !peer.is_some_and(is_trusted) {
        return Addressed { authority: host, ..Addressed::default() };
    }
    let scheme = last(headers, &FORWARDED_PROTO);
    let authority = last(headers, &FORWARDED_HOST).or(host);
    let base = last(headers, &FORWARDED_PREFIX).and_then(|prefix| prefix.parse().ok());
    if let Some(client) = client(headers, is_trusted) {
        request.extensions_mut().insert(ClientAddress(client));
    }
    Addressed { scheme, authority, base }
}

/// The last address that is no trusted proxy's.
fn client(headers: &HeaderMap, is_trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let fields: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|field| field.to_str().ok()).collect();
    let mut addresses = fields.iter().flat_map(|field| field.split(',')).rev().map(|item| address(item.trim()));
    let mut nearest = None;
    // What comes before an address that cannot be read is not looked at: who wrote it is unknown.
    while let Some(Some(address)) = addresses.next() {
        nearest = Some(address);
        if !is_trusted(address) {
            break;
        }
    }
    nearest
}

/// An address, with a port in some proxies' headers.
fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

fn last(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let field = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    field.rsplit(',').next().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Takes the base path off, unless a proxy has done so.
///
/// # Errors
/// Where the path is the base path itself, the answer that leads to the page there: its files are beside it only with
/// the slash.
pub(super) fn rebase(uri: &mut Uri, base: &BasePath) -> Result<(), Box<Response>> {
    let Some(path) = uri.path_and_query().filter(|_| !base.as_str().is_empty()) else { return Ok(()) };
    let Some(rest) = path.as_str().strip_prefix(base.as_str()) else { return Ok(()) };
    if rest.starts_with('/') {
        if let Ok(rest) = PathAndQuery::from_str(rest) {
            let mut parts = uri.clone().into_parts();
            parts.path_and_query = Some(rest);
            if let Ok(rebased) = Uri::from_parts(parts) {
                *uri = rebased;
            }
        }
        return Ok(());
    }
    if !rest.is_empty() && !rest.starts_with('?') {
        return Ok(());
    }
    let page = HeaderValue::from_str(&format!("{}/{rest}", base.as_str()));
    page.map_or(Ok(()), |page| {
        Err(Box::new((StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, page)]).into_response()))
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(peer: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(Arc::new(Link::from(peer.parse().unwrap())));
        for (name, value) in headers {
            request.headers_mut().append(HeaderName::from_str(name).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        request
    }

    fn resolved(peer: &str, headers: &[(&str, &str)]) -> (Option<String>, Addressed) {
        let mut request = request(peer, headers);
        let addressed = resolve(&mut request, &["10.0.0.0/8".parse().unwrap()]);
        (request.extensions().get().map(|ClientAddress(address)| address.to_string()), addressed)
    }

    const FORGED: [(&str, &str); 5] = [
        ("host", "chat.example"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "other.example"),
        ("x-forwarded-prefix", "/chat/"),
    ];

    #[test]
    fn nobody_is_believed_who_is_not_trusted() {
        let expected = Addressed { authority: Some("chat.example".to_owned()), ..Addressed::default() };
        assert_eq!(resolved("192.0.2.99", &FORGED), (None, expected));
    }

    #[test]
    fn a_trusted_proxy_says_who_asks_and_for_what() {
        let expected = Addressed {
            scheme: Some("https".to_owned()),
            authority: Some("other.example".to_owned()),
            base: Some("/chat".parse().unwrap()),
        };
        assert_eq!(resolved("10.0.0.1", &FORGED), (Some("192.0.2.1".to_owned()), expected));
    }

    #[test]
    fn of_a_list_only_what_trusted_proxies_have_added_counts() {
        for (list, client) in [
            ("192.0.2.66, 192.0.2.1, 10.0.0.2", Some("192.0.2.1")),
            ("192.0.2.66, 192.0.2.1:4711", Some("192.0.2.1")),
            ("[2001:db8::1]:80, 10.0.0.2", Some("2001:db8::1")),
            ("192.0.2.66, unknown, 10.0.0.2", Some("10.0.0.2")),
            ("unknown", None),
            ("", None),
        ] {
            assert_eq!(resolved("10.0.0.1", &[("x-forwarded-for", list)]).0.as_deref(), client, "{list}");
        }
        let twice = [("x-forwarded-for", "192.0.2.66"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(resolved("10.0.0.1", &twice).0.as_deref(), Some("192.0.2.1"));
    }

    #[test]
    fn a_prefix_that_is_no_path_is_none() {
        for prefix in ["", "chat", "//evil.example", "/a\"b", "/..", "https://evil.example/"] {
            assert_eq!(resolved("10.0.0.1", &[("x-forwarded-prefix", prefix)]).1.base, None, "{prefix}");
        }
    }

    #[test]
    fn the_base_path_is_taken_off_and_nothing_else() {
        for (path, rebased) in [
            ("/chat/", "/"),
            ("/chat/socket.io/?EIO=4", "/socket.io/?EIO=4"),
            ("/chatter/", "/chatter/"),
            ("/socket.io/", "/socket.io/"),
            ("/", "/"),
        ] {
            let mut uri = Uri::from_static(path);
            assert!(rebase(&mut uri, &"/chat".parse().unwrap()).is_ok());
            assert_eq!(uri, rebased);
        }
        for (path, page) in [("/chat", "/chat/"), ("/chat?name=Ada", "/chat/?name=Ada")] {
            let mut uri = Uri::from_static(path);
            let response = rebase(&mut uri, &"/chat".parse().unwrap()).unwrap_err();
            assert_eq!(response.headers()[header::LOCATION], page);
        }
    }
}
