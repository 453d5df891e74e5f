//! A person, as others see them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::AVATAR_URL_BYTES;
use crate::{DisplayName, UserId};

/// A person, as others see them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Their permanent identifier.
    pub id: UserId,
    /// The name they show.
    pub name: DisplayName,
    /// Their picture; missing where they have none. Only people whom a site vouches for have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarUrl>,
    /// Whether a site that the server trusts vouches for their name, by a token that it signed. Guests call themselves what
    /// they like, and for them it is missing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub verified: bool,
}

impl User {
    /// Somebody who calls themselves so, and whom nobody vouches for.
    #[must_use]
    pub const fn guest(id: UserId, name: DisplayName) -> Self {
        Self { id, name, avatar: None, verified: false }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// The address of a picture: absolute, `https`, or `http` where a server allows that for development; at most
/// [`AVATAR_URL_BYTES`] of the characters that addresses are written in. Which hosts it may be on is for the server to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "uri", "maxLength" = AVATAR_URL_BYTES)))]
#[serde(try_from = "String", into = "String")]
pub struct AvatarUrl(Box<str>);

/// A text that is no [`AvatarUrl`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an avatar is an absolute https address of at most 1024 characters")]
pub struct InvalidAvatar;

impl AvatarUrl {
    /// Takes an address that can be one.
    ///
    /// # Errors
    /// [`InvalidAvatar`] where it is of another kind, too long, or has characters that have to be escaped.
    pub fn new(url: &str) -> Result<Self, InvalidAvatar> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or(InvalidAvatar)?;
        // What would end an attribute, a CSS `url()` or a header is never in an address that is written as it should be.
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`');
        let fits = url.len() <= AVATAR_URL_BYTES;
        if fits && !rest.is_empty() && url.bytes().all(is_plain) { Ok(Self(url.into())) } else { Err(InvalidAvatar) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AvatarUrl {
    type Error = InvalidAvatar;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        Self::new(&url)
    }
}

impl From<AvatarUrl> for String {
    fn from(url: AvatarUrl) -> Self {
        url.0.into()
    }
}

impl fmt::Display for AvatarUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_is_an_address_and_nothing_that_could_end_one() {
        for url in
            ["https://example.org/a.png", "https://example.org:8443/a?s=1&t=%20#x", "http://localhost:5173/a.svg"]
        {
            assert_eq!(AvatarUrl::new(url).unwrap().as_str(), url);
        }
        let long = format!("https://example.org/{}", "x".repeat(AVATAR_URL_BYTES));
        for url in [
            "",
            "https://",
            "/a.png",
            "//example.org/a.png",
            "javascript:alert(1)",
            "data:image/png;base64,AAAA",
            "HTTPS://example.org/",
            "https://example.org/a b",
            "https://example.org/\"onload=x",
            "https://example.org/')",
            "https://example.org/é",
            "https://example.org/\n",
            &long,
        ] {
            assert_eq!(AvatarUrl::new(url), Err(InvalidAvatar), "{url}");
        }
    }
}
