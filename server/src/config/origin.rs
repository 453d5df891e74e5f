//! Origins of web pages, `scheme://host:port`, as they are allowed to connect.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use serde::Deserialize;

/// An origin in its one form: small letters, no port where it is the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin {
    scheme: Box<str>,
    /// Host and port.
    authority: Box<str>,
}

/// The text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no origin; give scheme://host or scheme://host:port and nothing behind it, as in https://example.org"
)]
pub struct OriginError(String);

impl Origin {
    /// The origin of pages at `authority`, a host with its port, if it has one.
    #[must_use]
    pub fn new(scheme: &str, authority: &str) -> Option<Self> {
        let scheme = scheme.to_ascii_lowercase();
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        let own_port = match scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            // Apps in a web view have schemes of their own, and no ports.
            _ => None,
        };
        let (host, port) = host_and_port(authority).filter(|_| is_scheme)?;
        let authority = match port.filter(|port| Some(*port) != own_port) {
            Some(port) => format!("{host}:{port}"),
            None => host,
        };
        Some(Self { scheme: scheme.into(), authority: authority.into() })
    }

    /// The origin of an address; `None` where it has none that can be compared.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let url = reqwest::Url::parse(url).ok().filter(|url| url.has_host())?;
        url.origin().ascii_serialization().parse().ok()
    }

    /// Whether its host is this machine.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        let host = match self.authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next(),
            None => self.authority.split(':').next(),
        };
        host.is_some_and(super::is_this_machine)
    }

    /// `http`, `https`, or that of an app.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }
}

/// A host in its one form, and its port, if it has one. Browsers write no other characters: names of other scripts are
/// `xn--…` to them.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            (format!("[{}]", address.parse::<Ipv6Addr>().ok()?), port)
        }
        None => {
            let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            let is_host = !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
            (is_host.then(|| host.to_ascii_lowercase())?, port)
        }
    };
    if port.is_empty() {
        return Some((host, None));
    }
    let digits = port.strip_prefix(':').filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((host, Some(digits.parse().ok()?)))
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let parts = text.split_once("://");
        parts
            .and_then(|(scheme, authority)| Self::new(scheme, authority))
            .ok_or_else(|| OriginError(text.chars().take(100).collect()))
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Self, OriginError> {
        text.parse()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_one_form() {
        for (text, form) in [
            ("https://Example.ORG", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("http://example.org:443", "http://example.org:443"),
            ("http://example.org:0080", "http://example.org"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("https://[2001:DB8:0:0::1]:443", "https://[2001:db8::1]"),
            ("capacitor://localhost", "capacitor://localhost"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), form);
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in [
            "",
            "null",
            "*",
            "example.org",
            "https://",
            "https://:443",
            "https://example.org/",
            "https://example.org:",
            "https://example.org:+1",
            "https://example.org:65536",
            "https://a:b@c",
            "https://a@b",
            "https://*.example.org",
            "https://[::1",
            "https://[::1]x",
            "https://[example.org]",
            "https://::1",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
