//! What a token says of a person.
//!
//! A site has reasons of its own for its claims: what is not understood is ignored where ignoring it grants nothing, and a
//! name that is too long for here is shortened rather than keeping somebody out.

use serde::Deserialize;
use sociable_protocol::limits::NAME_CHARS;
use sociable_protocol::{AvatarUrl, DisplayName, InvalidName, Role, RoomSlug, Timestamp};

use super::TokenFault;

/// Longest subject, in bytes.
pub const SUBJECT_BYTES: usize = 255;
/// The end of times as they are written: 9999-12-31T23:59:59Z.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// What a token says, read and not yet checked. A claim that is there twice makes it none.
#[derive(Deserialize)]
pub(super) struct RawClaims {
    sub: Option<String>,
    name: Option<String>,
    exp: Option<f64>,
    /// Whom it is for; whether that is us is checked before.
    pub(super) aud: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    iat: Option<f64>,
    #[serde(default)]
    avatar: Option<serde_json::Value>,
    #[serde(default)]
    rooms: Option<Vec<String>>,
    #[serde(default)]
    role: Option<serde_json::Value>,
}

/// What a token says of a person, for as long as it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// What the site calls them: permanent.
    pub subject: String,
    /// The name they show.
    pub name: DisplayName,
    /// Their picture. Whether it is on a host that is allowed is not checked yet.
    pub avatar: Option<AvatarUrl>,
    /// The only rooms that they may be in; `None` where nothing is said of it.
    pub rooms: Option<Vec<RoomSlug>>,
    /// What they are in every room that they are a member of, where it is more than a member.
    pub role: Option<Role>,
    /// When it was signed, if it says so.
    pub issued_at: Option<Timestamp>,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

impl RawClaims {
    /// What it says, where it can be.
    pub(super) fn checked(self) -> Result<Claims, TokenFault> {
        let subject = self.sub.ok_or(TokenFault::Missing("sub"))?;
        if !(1..=SUBJECT_BYTES).contains(&subject.len()) {
            return Err(TokenFault::Malformed("the token's subject (`sub`) has to have 1 to 255 bytes"));
        }
        let name = name(&self.name.ok_or(TokenFault::Missing("name"))?)?;
        let expires_at = self.exp.map(timestamp).ok_or(TokenFault::Missing("exp"))?;
        let is_slug = |slug: String| slug.parse().ok();
        Ok(Claims {
            subject,
            name,
            avatar: self.avatar.as_ref().and_then(|avatar| AvatarUrl::new(avatar.as_str()?).ok()),
            // One that no room can have limits as much as one that no room has.
            rooms: self.rooms.map(|rooms| rooms.into_iter().filter_map(is_slug).collect()),
            role: self.role.as_ref().and_then(|role| match role.as_str()? {
                "moderator" => Some(Role::Moderator),
                "owner" => Some(Role::Owner),
                // Many sites have roles of their own.
                _ => None,
            }),
            issued_at: self.iat.map(timestamp),
            expires_at,
        })
    }
}

/// The name as it is shown here, shortened where it is too long.
pub(crate) fn name(raw: &str) -> Result<DisplayName, TokenFault> {
    let shortened = |most: usize| DisplayName::new(&raw.trim_start().chars().take(most).collect::<String>());
    let mut name = DisplayName::new(raw);
    let mut most = NAME_CHARS;
    // Some characters become several in the form that names have.
    while matches!(name, Err(InvalidName::TooLong(_))) && most > 0 {
        name = shortened(most);
        most -= 1;
    }
    name.map_err(|_| TokenFault::Malformed("the token's `name` has no character that can be seen"))
}

/// Seconds since 1970, perhaps with a fraction (RFC 7519, section 2).
fn timestamp(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "within bounds; a float that is none becomes 0")]
    Timestamp::from_millis((seconds.clamp(0.0, LAST_SECOND) * 1_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(claims: &Value) -> Result<Claims, TokenFault> {
        serde_json::from_value::<RawClaims>(claims.clone()).unwrap().checked()
    }

    #[test]
    fn everything_that_a_token_can_say_is_read() {
        let claims = read(&json!({
            "sub": "42", "name": " Ada  Lovelace ", "exp": 1_000, "iat": 900.5, "avatar": "https://example.org/a.png",
            "rooms": ["lobby", "No Room", "team"], "role": "moderator", "email": ["ignored"],
        }));
        let claims = claims.unwrap();
        assert_eq!((claims.subject.as_str(), claims.name.as_str()), ("42", "Ada Lovelace"));
        assert_eq!(claims.avatar.unwrap().as_str(), "https://example.org/a.png");
        assert_eq!(claims.rooms.unwrap(), ["lobby".parse().unwrap(), "team".parse().unwrap()]);
        assert_eq!(claims.role, Some(Role::Moderator));
        assert_eq!(claims.issued_at, Some(Timestamp::from_millis(900_500)));
        assert_eq!(claims.expires_at, Timestamp::from_millis(1_000_000));
    }

    #[test]
    fn what_is_not_understood_grants_nothing() {
        let with = |key: &str, value: Value| {
            let mut claims = json!({ "sub": "42", "name": "Ada", "exp": 1_000 });
            claims[key] = value;
            read(&claims).unwrap()
        };
        for role in [json!("admin"), json!("Owner"), json!(["owner"]), json!(null), json!(7)] {
            assert_eq!(with("role", role).role, None);
        }
        for avatar in [json!("javascript:alert(1)"), json!({}), json!(null), json!("/a.png")] {
            assert_eq!(with("avatar", avatar).avatar, None);
        }
        assert_eq!(with("rooms", json!(null)).rooms, None);
        assert_eq!(with("rooms", json!(["Not A Slug"])).rooms, Some(Vec::new()), "still no other room");
    }

    #[test]
    fn a_long_name_is_shortened_and_one_that_cannot_be_seen_is_refused() {
        assert_eq!(name(&"x".repeat(100)).unwrap().as_str(), "x".repeat(NAME_CHARS));
        // Becomes 18 characters.
        assert_eq!(name(&"\u{fdfa}".repeat(30)).unwrap().as_str().chars().count(), 18);
        for none in ["", "  ", "\u{200b}"] {
            assert!(matches!(name(none), Err(TokenFault::Malformed(_))));
        }
    }

    #[test]
    fn times_beyond_what_can_be_written_are_brought_within() {
        assert_eq!(timestamp(f64::MAX).to_string(), "9999-12-31T23:59:59.000Z");
        assert_eq!(timestamp(f64::NAN), Timestamp::from_millis(0));
        assert_eq!(timestamp(-1.0), Timestamp::from_millis(0));
    }

    #[test]
    fn a_claim_that_is_there_twice_makes_it_no_token() {
        for twice in ["sub", "name", "exp", "rooms", "role", "avatar", "iat"] {
            let json = format!(r#"{{"sub":"42","name":"Ada","exp":1000,"{twice}":null,"{twice}":null}}"#);
            assert!(serde_json::from_str::<RawClaims>(&json).is_err(), "{twice}");
        }
    }
}
