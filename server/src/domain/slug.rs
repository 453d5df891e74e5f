//! Addresses for rooms that were given none.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use sociable_protocol::limits::SLUG_CHARS;
use sociable_protocol::{Error, RoomName, RoomSlug, UserId};
use unicode_normalization::UnicodeNormalization as _;

use super::refusal::{internal, invalid};

/// Begins the addresses of direct rooms, and of no others.
const DIRECT: &str = "dm-";
/// Bytes of the digest in the address of a direct room: 128 bits, as many as the identifiers it is made of.
const DIRECT_BYTES: usize = 16;

/// The address a room is given: the one asked for, or one made of its name.
///
/// # Errors
/// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) at `slug` where the name has nothing to
/// make one of, or it would be one of a direct room: whoever made such a room could wait there for two people.
pub(super) fn for_room(asked: Option<RoomSlug>, name: &RoomName) -> Result<RoomSlug, Error> {
    let slug = match asked {
        Some(slug) => slug,
        None => {
            from_name(name).ok_or_else(|| invalid("slug", "no address can be made of this name; give one as slug"))?
        }
    };
    if slug.as_str().starts_with(DIRECT) {
        return Err(invalid("slug", "addresses that begin with dm- are those of direct rooms; give another slug"));
    }
    Ok(slug)
}

/// Whether this is the address of a direct room.
pub(crate) fn is_direct(slug: &RoomSlug) -> bool {
    slug.as_str().starts_with(DIRECT)
}

/// The address of the direct room of two people: the same whoever asks.
///
/// # Errors
/// [`ErrorCode::Internal`](sociable_protocol::ErrorCode::Internal), never in practice: the text is a valid address.
pub(super) fn for_direct(one: UserId, other: UserId) -> Result<RoomSlug, Error> {
    const FAULT: &str = "the server could not make an address";
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    let digest = Sha256::new().chain_update(first.as_bytes()).chain_update(second.as_bytes()).finalize();
    let mut slug = DIRECT.to_owned();
    for byte in digest.iter().take(DIRECT_BYTES) {
        write!(slug, "{byte:02x}").map_err(|_| internal(FAULT))?;
    }
    slug.parse().map_err(|_| internal(FAULT))
}

/// The name's letters and digits as far as ASCII has them, words joined by dashes.
fn from_name(name: &RoomName) -> Option<RoomSlug> {
    // Upper case first, where ß is SS.
    let folded = name.as_str().to_uppercase().to_lowercase();
    let mut slug = String::new();
    for c in folded.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            // Letters that do not fall apart into a base and a mark.
            'æ' => slug.push_str("ae"),
            'œ' => slug.push_str("oe"),
            'þ' => slug.push_str("th"),
            'ø' => slug.push('o'),
            'đ' | 'ð' => slug.push('d'),
            'ł' => slug.push('l'),
            '\'' | '’' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    // What is left is ASCII.
    slug.truncate(SLUG_CHARS);
    slug.trim_end_matches('-').parse().ok()
}

#[cfg(test)]
mod tests {
    use sociable_protocol::{ErrorCode, Timestamp};

    use super::*;

    fn made(name: &str) -> Result<String, ErrorCode> {
        for_room(None, &RoomName::new(name).unwrap()).map(Into::into).map_err(|error| error.code)
    }

    #[test]
    fn an_address_is_the_name_as_far_as_ascii_has_it() {
        for (name, slug) in [
            ("General", "general"),
            ("  Team -- Red & Blue! ", "team-red-blue"),
            ("Café Zoë", "cafe-zoe"),
            ("Große Straße", "grosse-strasse"),
            ("Ørsted Łódź", "orsted-lodz"),
            ("Ada's room", "adas-room"),
            ("Ｆｕｌｌ 2", "full-2"),
            ("日本 chat", "chat"),
        ] {
            assert_eq!(made(name), Ok(slug.to_owned()), "{name}");
        }
        assert_eq!(made(&"ﬃ".repeat(64)).unwrap().len(), SLUG_CHARS);
    }

    #[test]
    fn a_name_without_letters_of_ascii_needs_an_address_given() {
        assert_eq!(made("日本"), Err(ErrorCode::InvalidPayload));
        let slug = for_room(Some("nihon".parse().unwrap()), &RoomName::new("日本").unwrap()).unwrap();
        assert_eq!(slug.as_str(), "nihon");
    }

    #[test]
    fn nobody_takes_the_address_of_a_direct_room() {
        assert_eq!(made("DM 2"), Err(ErrorCode::InvalidPayload));
        let name = RoomName::new("trap").unwrap();
        let error = for_room(Some("dm-0123".parse().unwrap()), &name).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, Some("slug")));
    }

    #[test]
    fn two_people_have_one_direct_room() {
        let user = |n| UserId::new(Timestamp::from_millis(0), [n; 10]);
        let slug = for_direct(user(1), user(2)).unwrap();
        assert_eq!(for_direct(user(2), user(1)).unwrap(), slug);
        assert_ne!(for_direct(user(1), user(3)).unwrap(), slug);
        assert_eq!(slug.as_str().len(), DIRECT.len() + 2 * DIRECT_BYTES);
    }
}
