//! People whom a site vouches for, by a token that it signed.
//!
//! They keep the name that the site has for them, also where somebody else uses it: of two people with one name, the one
//! that is vouched for is marked. A session token of ours would outlive theirs and say less, so they get none, and come
//! back with a token of the site's.

use std::sync::Arc;

use sociable_protocol::{AvatarUrl, Error, ErrorCode, RenewSession, Timestamp, User, UserId};

use super::access::Access;
use super::refusal::{internal, unavailable};
use super::{Chat, Entered, entropy, now};
use crate::auth::{Authority, Claims, LEEWAY, TokenFault};
use crate::config::{AuthConfig, AuthMode, Origin};
use crate::store::{Account, Vouched};

/// Who may come in, and who vouches for them.
#[derive(Debug)]
pub struct Doors {
    mode: AuthMode,
    authority: Option<Arc<Authority>>,
    avatar_origins: Vec<Origin>,
}

/// Guests alone.
impl Default for Doors {
    fn default() -> Self {
        Self { mode: AuthMode::Guest, authority: None, avatar_origins: Vec::new() }
    }
}

impl Doors {
    /// As configured, with what checks tokens, if anything does.
    #[must_use]
    pub fn new(config: &AuthConfig, authority: Option<Authority>) -> Self {
        let usual = if authority.is_some() { AuthMode::Both } else { AuthMode::Guest };
        let mode = config.mode.unwrap_or(usual);
        let authority = authority.filter(|_| mode != AuthMode::Guest).map(Arc::new);
        Self { mode, authority, avatar_origins: config.avatar_origins.clone() }
    }

    /// Whether people come in whom nobody vouches for.
    #[must_use]
    pub fn take_guests(&self) -> bool {
        self.mode != AuthMode::Token
    }

    /// Whether people come in whom a site vouches for.
    #[must_use]
    pub fn take_vouched(&self) -> bool {
        self.authority.is_some()
    }

    /// Where people's pictures may be.
    #[must_use]
    pub fn avatar_origins(&self) -> &[Origin] {
        &self.avatar_origins
    }

    /// That guests may come in.
    pub(super) fn open_to_guests(&self) -> Result<(), Error> {
        if self.take_guests() {
            return Ok(());
        }
        let message = "guests may not come in here; put a token of your site into the handshake's auth";
        Err(Error::new(ErrorCode::TokenRequired, message).at("token"))
    }

    async fn verify(&self, token: &str) -> Result<Claims, Error> {
        let Some(authority) = &self.authority else {
            let message = "tokens of other sites are not taken here; the server has to be started with their key";
            return Err(Error::new(ErrorCode::InvalidToken, message).at("token"));
        };
        authority.verify(token).await.map_err(|fault| {
            tracing::debug!(%fault, "a token is not taken");
            let code = match fault {
                TokenFault::Expired => ErrorCode::TokenExpired,
                TokenFault::NoKeys => return unavailable_keys(),
                _ => ErrorCode::InvalidToken,
            };
            Error::new(code, fault.to_string()).at("token")
        })
    }

    /// The picture, where it is at a place that is allowed: `https`, or `http` on this machine.
    pub(super) fn avatar(&self, url: AvatarUrl) -> Option<AvatarUrl> {
        let origin = Origin::of_url(url.as_str())?;
        let is_safe = origin.scheme() == "https" || origin.is_this_machine();
        (is_safe && self.avatar_origins.contains(&origin)).then_some(url)
    }
}

/// Somebody who goes on with a fresh token.
#[derive(Debug)]
pub struct Renewed {
    /// Who they are now.
    pub user: User,
    /// What they may touch now.
    pub access: Access,
    /// When the connection ends now.
    pub expires_at: Timestamp,
}

/// Somebody whom a token vouches for.
struct Known {
    account: Account,
    access: Access,
    expires_at: Timestamp,
}

impl Chat {
    /// Who may come in.
    #[must_use]
    pub const fn doors(&self) -> &Doors {
        &self.doors
    }

    /// The person whom a token vouches for.
    pub(super) async fn vouched(&self, token: &str) -> Result<Entered, Error> {
        let Known { account, access, expires_at } = self.known(token).await?;
        let generation = account.token_generation;
        let (connection, change) = self.presence.enter_vouched(&account.user);
        let session = self.session(account.user, None, Some(expires_at));
        Ok(Entered { session, access, generation, connection, change })
    }

    /// Goes on with a fresh token of the same person. Their name, picture and role are what it says from now on.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidToken`], also for another person's; [`ErrorCode::TokenExpired`]; [`ErrorCode::Unavailable`] where
    /// the store fails, or the keys cannot be had.
    pub async fn renew(&self, user: UserId, renew: RenewSession) -> Result<Renewed, Error> {
        let Known { account, access, expires_at } = self.known(&renew.token).await?;
        if account.user.id != user {
            let message = "the token is another person's; disconnect, and connect with it";
            return Err(Error::new(ErrorCode::InvalidToken, message).at("token"));
        }
        Ok(Renewed { user: account.user, access, expires_at })
    }

    /// What a token says, with the account brought up to it.
    async fn known(&self, token: &str) -> Result<Known, Error> {
        let claims = self.doors.verify(token).await?;
        let avatar = claims.avatar.and_then(|avatar| self.doors.avatar(avatar));
        let subject = person(&claims.subject);
        let known = self.store.subject(&subject).await.map_err(|error| unavailable(&error))?;
        let id = match &known {
            Some(account) => account.user.id,
            None => UserId::new(now(), entropy::random()?),
        };
        let user = User { id, name: claims.name, avatar, verified: true };
        let account = match known {
            // Nothing is written where nothing is new: after a restart everybody comes back at once.
            Some(account) if account.user == user && account.granted == claims.role => account,
            _ => self.vouch(Vouched { subject, user, granted: claims.role }).await?,
        };
        if let Some(revoked_at) = account.revoked_at
            && claims.issued_at.is_none_or(|issued_at| issued_at <= revoked_at)
        {
            let message = match claims.issued_at {
                Some(_) => "the person's sessions were ended after this token was signed; sign a fresh one",
                None => "the person's sessions were ended; sign a token that says when, by the claim `iat`",
            };
            return Err(Error::new(ErrorCode::InvalidToken, message).at("token"));
        }
        let now = now();
        let leeway = i64::try_from(LEEWAY.as_millis()).unwrap_or_default();
        // Taken although it is over, because clocks differ: then it is over when that is no reason any more.
        let expires_at = match claims.expires_at > now {
            true => claims.expires_at,
            false => Timestamp::from_millis(claims.expires_at.as_millis().saturating_add(leeway)),
        };
        let access = claims.rooms.map_or(Access::ALL, Access::to);
        Ok(Known { account, access, expires_at })
    }

    /// Keeps what is said of somebody.
    pub(super) async fn vouch(&self, vouched: Vouched) -> Result<Account, Error> {
        self.store.vouch(&vouched, now()).await.map_err(|error| unavailable(&error))
    }
}

/// A person of a site, as the store has subjects.
pub(super) fn person(subject: &str) -> String {
    format!("person:{subject}")
}

fn unavailable_keys() -> Error {
    let keys = internal(&TokenFault::NoKeys.to_string());
    Error { code: ErrorCode::Unavailable, ..keys }
}
