//! What holds at the edge, whatever a request says of where it comes from and goes to. The fuzzer (`fuzz/`) looks for what
//! breaks it; the tests go through what the fuzzer has collected.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use super::forwarded::{self, Addressed};
use super::origin::Verdict;
use super::{assets, page};
use crate::config::{BasePath, Network, Options, Origin};
use crate::link::{ClientAddress, Link};

pub use super::engine::fuzzing::engine;
pub use super::names::fuzzing::names;

/// Of each line one part of a request.
pub fn edge(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (host, origin, allowed, proxy) = (line(), line(), line(), line());
    origins(host, origin, allowed);
    forwarding(host, proxy, [line(), line(), line(), line()]);
    let (base, path) = (line(), line());
    below(base, path);
    files(path);
    // A file of settings is read or refused.
    drop(toml::from_str::<Options>(text));
}

/// The rule of origins, said in another way.
fn origins(host: &str, origin: &str, allowed: &str) {
    let allowed: Vec<Origin> = allowed.split(',').filter_map(|text| text.parse().ok()).collect();
    for origin in &allowed {
        assert_eq!(origin.to_string().parse().as_ref(), Ok(origin));
    }
    let Ok(field) = HeaderValue::from_str(origin) else { return };
    let headers = HeaderMap::from_iter([(header::ORIGIN, field.clone())]);
    let addressed = Addressed { authority: Some(host.to_owned()), ..Addressed::default() };
    match Verdict::of(&headers, &addressed, &allowed) {
        Verdict::Own => {
            let own = origin
                .split_once("://")
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
            let Some((scheme, authority)) = own else { panic!("{origin} is its own") };
            assert_eq!(Origin::new(scheme, host), Origin::new(scheme, authority));
            assert!(
                authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)),
                "{origin}"
            );
        }
        Verdict::Allowed(marked) => {
            assert_eq!(marked, field);
            assert!(allowed.iter().any(|allowed| Ok(allowed) == origin.parse().as_ref()), "{origin}");
        }
        Verdict::Refused(_) => {}
    }
}

/// Who is not trusted is not believed, and who is speaks of what can be.
fn forwarding(host: &str, proxy: &str, [addresses, scheme, authority, prefix]: [&str; 4]) {
    if let Ok(network) = proxy.parse::<Network>() {
        let address = proxy.split('/').next().and_then(|address| address.parse().ok());
        assert!(address.is_some_and(|address| network.contains(address)), "{proxy}");
    }
    let fields = [
        ("host", host),
        ("x-forwarded-for", addresses),
        ("x-forwarded-proto", scheme),
        ("x-forwarded-host", authority),
        ("x-forwarded-prefix", prefix),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    let (Ok(trusted), Ok(peer)) = ("10.0.0.0/8".parse(), "10.1.2.3".parse()) else { return };
    for trusted in [vec![trusted], vec![]] {
        let mut request = Request::new(Body::empty());
        *request.headers_mut() = headers.clone();
        request.extensions_mut().insert(Arc::new(Link::from(peer)));
        let addressed = forwarded::resolve(&mut request, &trusted);
        if trusted.is_empty() {
            assert_eq!((&addressed.scheme, &addressed.base), (&None, &None));
            assert!(request.extensions().get::<ClientAddress>().is_none());
        }
        if let Some(base) = addressed.base {
            check_base(&base);
        }
    }
}

/// What is below a path is found there, and nothing else is.
fn below(base: &str, path: &str) {
    let Ok(base) = base.parse::<BasePath>() else { return };
    check_base(&base);
    let Ok(mut uri) = path.parse::<Uri>() else { return };
    let asked = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    match forwarded::rebase(&mut uri, &base) {
        Ok(()) => {
            let rebased = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
            assert!(rebased == asked || [base.as_str(), &rebased].concat() == asked, "{asked} is {rebased}");
        }
        Err(elsewhere) => {
            // Its query may have any bytes that an address may have.
            let location = elsewhere.headers()[header::LOCATION].as_bytes();
            assert!(location.starts_with([base.as_str(), "/"].concat().as_bytes()), "{asked} leads to {location:?}");
        }
    }
}

/// A base path can stand in a page, a header and an address as it is.
fn check_base(base: &BasePath) {
    let text = base.as_str();
    assert_eq!(text.parse::<BasePath>().as_ref(), Ok(base));
    assert!(text.is_empty() || text.starts_with('/') && !text.starts_with("//") && !text.ends_with('/'), "{text}");
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte)), "{text}");
    let moved = page::below(b"<html data-base=\"\"><link href=\"/a\">", base);
    let expected = format!("<html data-base=\"{text}\"><link href=\"{text}/a\">");
    assert_eq!(String::from_utf8(moved).ok(), Some(expected));
}

/// Nothing outside the folder is a file of it.
fn files(path: &str) {
    if assets::is_servable(path) {
        assert!(!path.starts_with('/') && path.split('/').all(|part| !part.is_empty() && part != "." && part != ".."));
    }
}

#[cfg(test)]
#[path = "../../../fuzz/corpus.rs"]
mod corpus;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzzer_has_collected_still_holds() {
        corpus::each("server_names", names);
        corpus::each("server_engine", engine);
        corpus::each("server_edge", edge);
    }
}
