//! People of other servers' frontends: they come without saying who they are, say a name later or never, take any name that
//! can be had, and find or make rooms by what they call them.

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use sociable_protocol::limits::NAME_CHARS;
use sociable_protocol::{
    Cursor, DisplayName, Error, ErrorCode, InvalidName, Message, MessageId, Rev, RoomKind, RoomName, RoomSlug, Seq,
    Topic, UpdateUser, User, UserId,
};
use tokio::time::Instant;

use super::refusal::{answer, refused, unavailable};
use super::session::name_taken;
use super::{Chat, ConnectionId, Presence, RateKind, entropy, now, rules, slug};
use crate::store::{Missed, NewRoom, Page, Refused};

/// Begins the names of people who gave none.
const NAMELESS: &str = "Guest ";
/// How many characters of their ids follow.
const DIGITS: usize = 6;
/// How many variants of a name are tried for somebody who changes theirs.
const VARIANTS: usize = 20;

/// Somebody who is nobody yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Who they will be, under a name that nobody sees.
    pub user: User,
    /// Names their connection from now on. Whoever has it owes [`Presence::disconnect`].
    pub connection: ConnectionId,
}

/// The name somebody wants.
#[derive(Debug, Clone, Copy)]
pub struct Settling<'a> {
    /// As they gave it; `None` for any.
    pub asked: Option<&'a str>,
    /// Whether they are to have this name or none: else one is made of it that can be had.
    pub strict: bool,
}

/// What was said in a public room.
#[derive(Debug)]
pub struct Overheard {
    /// Where the room stands.
    pub head: Seq,
    /// The number of its last change.
    pub rev: Rev,
    /// The newest messages, or all that was missed.
    pub messages: Vec<Message>,
}

/// Takes a name back unless it is kept: also where whoever waits for it gives up halfway.
struct Claimed<'a> {
    presence: &'a Presence,
    connection: ConnectionId,
    kept: bool,
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        if !self.kept {
            let departure = self.presence.disconnect(self.connection);
            self.presence.expire(&departure);
        }
    }
}

impl Chat {
    /// Lets a connection in that has not said who it is. It is in no list, and nothing is kept of it.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] for too many from one address; [`ErrorCode::TokenRequired`] where no guests come in.
    pub fn visit(&self, address: Option<IpAddr>) -> Result<Visitor, Error> {
        self.limiter.connect(address, Instant::now())?;
        self.doors.open_to_guests()?;
        let id = UserId::new(now(), entropy::random()?);
        Ok(Visitor { user: User::guest(id, nameless(id)?), connection: self.presence.visitor() })
    }

    /// Makes a guest of a visitor.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidName`] and [`ErrorCode::NameTaken`] where they are to have the very name;
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn settle_visitor(
        &self,
        id: UserId,
        connection: ConnectionId,
        settling: Settling<'_>,
    ) -> Result<User, Error> {
        let user = User::guest(id, settling.name(id)?);
        let user = self.presence.enter_visitor(&user, connection, !settling.strict).ok_or_else(name_taken)?;
        let mut claimed = Claimed { presence: &self.presence, connection, kept: false };
        self.store.create_user(&user, now()).await.map_err(|error| unavailable(&error))?;
        claimed.kept = true;
        Ok(user)
    }

    /// The token of somebody who has just become a guest.
    #[must_use]
    pub fn first_token(&self, user: UserId) -> String {
        self.key.sign(user, super::session::FIRST_GENERATION)
    }

    /// Gives somebody another name.
    ///
    /// # Errors
    /// As [`update_user`](Self::update_user); where they may have any like it, [`ErrorCode::NameTaken`] if not even a variant
    /// is free.
    pub async fn rename_visitor(&self, user: &User, settling: Settling<'_>) -> Result<User, Error> {
        let wanted = settling.name(user.id)?;
        let mut last = name_taken();
        for n in 1..=if settling.strict { 1 } else { VARIANTS } {
            let Some(name) = (if n == 1 { Some(wanted.clone()) } else { super::presence::variant(&wanted, n) }) else {
                break;
            };
            match self.update_user(user, UpdateUser { name: name.into() }).await {
                Err(error) if error.code == ErrorCode::NameTaken => last = error,
                done => return done,
            }
        }
        Err(last)
    }

    /// The address of the room that others call so, and its name; `None` where it is no name of a room.
    #[must_use]
    pub fn address_of(&self, asked: &str) -> Option<(RoomSlug, RoomName)> {
        let name = RoomName::new(asked).ok()?;
        Some((slug::for_asked(&name), name))
    }

    /// Sees to it that there is a room of this address: where there is none, a public one of this name is made. Says
    /// whether it was.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] and [`ErrorCode::LimitReached`] for who makes too many; [`ErrorCode::Unavailable`].
    pub async fn find_or_make_room(
        &self,
        user: &User,
        address: Option<IpAddr>,
        room: &RoomSlug,
        name: &RoomName,
    ) -> Result<bool, Error> {
        let standing = self.store.standing(room, user.id).await.map_err(|error| unavailable(&error))?;
        if standing.is_some() {
            return Ok(false);
        }
        self.allow(RateKind::Manage, user.id, address)?;
        let room = NewRoom {
            slug: room.clone(),
            name: name.clone(),
            kind: RoomKind::Public,
            topic: Topic::default(),
            owner: Some(user.id),
            created_at: now(),
        };
        answer(
            self.store.create_room(room, self.limits.rooms_per_user).await.map(|made| match made {
                // Somebody else was faster.
                Err(Refused::SlugTaken) => Ok(false),
                made => made.map(|_| true),
            }),
            |why| match why {
                Refused::LimitReached => self.too_many_rooms(),
                why => refused(why),
            },
        )
    }

    /// What is said in a public room, for somebody who is not in it: the newest, or what they missed since the cursor where
    /// that is not too much.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`], [`ErrorCode::RoomArchived`], [`ErrorCode::Banned`]; [`ErrorCode::Unavailable`] where the
    /// store fails.
    pub async fn overhear(&self, id: UserId, room: &RoomSlug, cursor: Option<Cursor>) -> Result<Overheard, Error> {
        let missed = match &cursor {
            Some(cursor) => self.catch_up(id, room, cursor, rules::overhear).await?,
            None => None,
        };
        let excerpt = match missed {
            Some(Missed { excerpt, .. }) => excerpt,
            None => {
                let size = self.page(self.default_page());
                answer(self.store.excerpt(room, id, Page::Latest, size, rules::overhear).await, refused)?
            }
        };
        Ok(Overheard { head: excerpt.head, rev: excerpt.rev, messages: excerpt.messages })
    }

    /// One page of what happened in a public room, as [`missed`](Self::missed), for somebody who is not in it.
    ///
    /// # Errors
    /// As [`overhear`](Self::overhear).
    pub async fn overheard(&self, id: UserId, room: &RoomSlug, seq: Seq, rev: Rev) -> Result<Missed, Error> {
        let size = self.page(self.limits.history_page);
        answer(self.store.missed(room, id, (seq, Some(rev)), size, rules::overhear).await, refused)
    }
}

impl Settling<'_> {
    fn name(self, id: UserId) -> Result<DisplayName, Error> {
        let Some(asked) = self.asked else { return nameless(id) };
        match DisplayName::new(asked) {
            Ok(name) => Ok(name),
            Err(error) if self.strict => Err(Error::new(ErrorCode::InvalidName, error.to_string()).at("name")),
            Err(InvalidName::Empty) => nameless(id),
            // Normalising may make it longer.
            Err(InvalidName::TooLong(_)) => (1..=NAME_CHARS)
                .rev()
                .find_map(|chars| DisplayName::new(&asked.chars().take(chars).collect::<String>()).ok())
                .map_or_else(|| nameless(id), Ok),
        }
    }
}

/// The name of somebody who gave none.
fn nameless(id: UserId) -> Result<DisplayName, Error> {
    let id = id.to_string();
    let digits: String = id.chars().skip(id.len().saturating_sub(DIGITS)).collect();
    super::session::display_name(&format!("{NAMELESS}{digits}"))
}

/// Whether this is the name of somebody who gave none.
pub(crate) fn is_nameless(name: &str) -> bool {
    let digits = name.strip_prefix(NAMELESS).unwrap_or_default();
    digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The id of the message that its author calls so. Two who call theirs the same must not do so in the same words.
pub(crate) fn keyed_id(room: &RoomSlug, key: &str) -> Option<MessageId> {
    let digest = Sha256::new().chain_update(room.as_str()).chain_update([0]).chain_update(key).finalize();
    MessageId::from_slice(digest.get(..16)?)
}

/// A new message's id.
pub(crate) fn new_id() -> Result<MessageId, Error> {
    Ok(MessageId::new(now(), entropy::random()?))
}

#[cfg(test)]
mod tests {
    use sociable_protocol::Timestamp;

    use super::*;

    fn settled(asked: &str, strict: bool) -> Result<String, ErrorCode> {
        let id = UserId::new(Timestamp::from_millis(7), [0xab; 10]);
        Settling { asked: Some(asked), strict }.name(id).map(Into::into).map_err(|error| error.code)
    }

    #[test]
    fn any_name_can_be_settled_for_unless_it_is_to_be_the_very_one() {
        assert_eq!(settled(" Ada ", true), Ok("Ada".to_owned()));
        assert_eq!(settled("", false), Ok("Guest ababab".to_owned()));
        assert_eq!(settled(&"x".repeat(40), false), Ok("x".repeat(32)));
        assert_eq!(settled(&"ﷺ".repeat(32), false).map(|name| name.chars().count() <= 32), Ok(true));
        assert_eq!(settled("", true), Err(ErrorCode::InvalidName));
        assert_eq!(settled(&"x".repeat(33), true), Err(ErrorCode::InvalidName));
    }

    #[test]
    fn who_gave_no_name_is_known_by_the_one_they_were_given() {
        assert!(is_nameless("Guest ababab"));
        assert!(!is_nameless("Guest house") && !is_nameless("Ada"));
    }
}
