//! The path below which everything is served, where a reverse proxy shares one host among several programs.

use std::str::FromStr;

use serde::Deserialize;

/// `/chat`, or nothing: then everything is served at the top.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct BasePath(Box<str>);

/// The text is no such path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no path to serve at; give a path of letters, digits, '-', '_' and '.', as in /chat")]
pub struct BasePathError(String);

impl BasePath {
    /// Without a slash at the end; empty where everything is served at the top.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BasePath {
    type Err = BasePathError;

    fn from_str(text: &str) -> Result<Self, BasePathError> {
        let path = text.strip_suffix('/').unwrap_or(text);
        let is_part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        };
        let is_path = path.is_empty() || path.strip_prefix('/').is_some_and(|parts| parts.split('/').all(is_part));
        if is_path { Ok(Self(path.into())) } else { Err(BasePathError(text.chars().take(100).collect())) }
    }
}

impl TryFrom<String> for BasePath {
    type Error = BasePathError;

    fn try_from(text: String) -> Result<Self, BasePathError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_has_no_slash_at_its_end() {
        for (text, path) in [("", ""), ("/", ""), ("/chat", "/chat"), ("/chat/", "/chat"), ("/a/b-c/", "/a/b-c")] {
            assert_eq!(text.parse::<BasePath>().unwrap().as_str(), path);
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["chat", "//", "/a//b", "/..", "/a/./b", "/a b", "/%2e", "https://example.org/chat"] {
            assert!(text.parse::<BasePath>().is_err(), "{text}");
        }
    }
}
