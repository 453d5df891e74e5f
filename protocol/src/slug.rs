//! A room's address.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits::SLUG_CHARS;

/// A room's address: 1 to [`SLUG_CHARS`] of `a`–`z`, `0`–`9` and `-`, beginning and ending with a letter or digit.
///
/// It stands in URLs and is what people type, so there is exactly one way to write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$")))]
#[serde(try_from = "String", into = "String")]
pub struct RoomSlug(String);

/// A text that is not a [`RoomSlug`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a room is named by 1 to {SLUG_CHARS} of a-z, 0-9 and -, beginning and ending with a letter or digit")]
pub struct InvalidSlug;

impl RoomSlug {
    /// The room that exists from the start.
    #[must_use]
    pub fn lobby() -> Self {
        Self("lobby".to_owned())
    }

    /// The slug as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RoomSlug {
    type Error = InvalidSlug;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let valid = (1..=SLUG_CHARS).contains(&text.len())
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if valid { Ok(Self(text)) } else { Err(InvalidSlug) }
    }
}

impl FromStr for RoomSlug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

impl From<RoomSlug> for String {
    fn from(slug: RoomSlug) -> Self {
        slug.0
    }
}

impl fmt::Display for RoomSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_exactly_one_spelling() {
        for good in ["lobby", "a", "7", "team-4-ever"] {
            assert!(good.parse::<RoomSlug>().is_ok(), "{good}");
        }
        for bad in ["", "Lobby", "-a", "a-", "a b", "a/b", "ä", "a\0", &"x".repeat(65)] {
            assert_eq!(bad.parse::<RoomSlug>(), Err(InvalidSlug), "{bad}");
        }
    }
}
