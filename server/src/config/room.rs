//! Rooms that are there from the start.

use std::str::FromStr;

use serde::Deserialize;
use sociable_protocol::{RoomName, RoomSlug};

/// A public room, as `SLUG` or `SLUG=NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RoomOption {
    /// Its address.
    pub slug: RoomSlug,
    /// Its name; that of the address where none is given.
    pub name: RoomName,
}

/// The text is no such room.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no room; give its address in small letters, digits and hyphens, and perhaps a name, as in support=Support desk"
)]
pub struct RoomOptionError(String);

impl FromStr for RoomOption {
    type Err = RoomOptionError;

    fn from_str(text: &str) -> Result<Self, RoomOptionError> {
        let wrong = || RoomOptionError(text.chars().take(100).collect());
        let (slug, name) = text.split_once('=').map_or((text, None), |(slug, name)| (slug, Some(name)));
        let slug: RoomSlug = slug.trim().parse().map_err(|_| wrong())?;
        let name = match name {
            Some(name) => RoomName::new(name).map_err(|_| wrong())?,
            None => RoomName::from(slug.clone()),
        };
        Ok(Self { slug, name })
    }
}

impl TryFrom<String> for RoomOption {
    type Error = RoomOptionError;

    fn try_from(text: String) -> Result<Self, RoomOptionError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_has_an_address_and_perhaps_a_name() {
        let room = |text: &str| text.parse::<RoomOption>().map(|room| (room.slug.to_string(), room.name.to_string()));
        assert_eq!(room("support"), Ok(("support".to_owned(), "support".to_owned())));
        assert_eq!(room("support=Support desk"), Ok(("support".to_owned(), "Support desk".to_owned())));
        for wrong in ["", "Support!", "support=", "=x"] {
            assert!(room(wrong).is_err(), "{wrong}");
        }
    }
}
