//! Who a connection is: coming in, going by another name, making tokens void.
//!
//! A name is claimed before it is stored and freed where storing fails, so that two people who want the same name at
//! the same moment do not both get it.

use std::net::IpAddr;
use std::sync::Arc;

use sociable_protocol::{
    DisplayName, Error, ErrorCode, Handshake, InvalidName, RevokeSessionsReply, Session, Timestamp, UpdateUser, User,
    UserId, VERSION,
};
use tokio::time::Instant;

use super::presence::ClaimRefused;
use super::refusal::{answer, forbidden, internal, refused, unavailable};
use super::{Access, Chat, ConnectionId, Presence, StatusChange, entropy, now};
use crate::auth::is_jwt;

/// What a client should wait while another of its changes is under way.
const RENAMING_RETRY_MS: u64 = 1_000;

/// The generation of a new person's tokens, as stores keep it.
pub(super) const FIRST_GENERATION: u32 = 0;

/// A connection that was let in.
#[derive(Debug)]
pub struct Entered {
    /// What to tell it.
    pub session: Session,
    /// What it may touch.
    pub access: Access,
    /// The generation of its token. It is to be closed when a later one is in force.
    pub generation: u32,
    /// Names it from now on. Whoever has it owes [`Presence::disconnect`].
    pub connection: ConnectionId,
    /// The person's status, where the new socket makes it another: they were away on all others.
    pub change: Option<StatusChange>,
}

/// Takes a guest's connection back unless it is `kept`: also where whoever waits for it gives up halfway.
struct Entrance<'a> {
    presence: &'a Presence,
    connection: ConnectionId,
    kept: bool,
}

impl Drop for Entrance<'_> {
    fn drop(&mut self) {
        if !self.kept {
            let departure = self.presence.disconnect(self.connection);
            self.presence.expire(&departure);
        }
    }
}

impl Chat {
    /// Tells who a connection is: the person of its token, the one whom its site's token vouches for, or a new guest of its
    /// name. From then on the name is in use,
    /// until [`Presence::expire`] says that the person is gone. One who comes back while somebody else uses their name
    /// is shown under a variant of it ("Ada 2") for this stay.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] for too many from one address; [`ErrorCode::InvalidToken`],
    /// [`ErrorCode::TokenExpired`], [`ErrorCode::TokenRequired`], [`ErrorCode::NameRequired`],
    /// [`ErrorCode::InvalidName`] and [`ErrorCode::NameTaken`] as their names say;
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn enter(&self, handshake: Handshake, address: Option<IpAddr>) -> Result<Entered, Error> {
        self.limiter.connect(address, Instant::now())?;
        if let Some(token) = handshake.token.as_deref().filter(|token| is_jwt(token)) {
            return self.vouched(token).await;
        }
        self.doors.open_to_guests()?;
        match handshake {
            Handshake { token: Some(token), .. } => self.returning(&token).await,
            Handshake { token: None, name: Some(name), .. } => self.guest(&name).await,
            Handshake { token: None, name: None, .. } => {
                let message = "put a name, or the token of an earlier session, into the handshake's auth";
                Err(Error::new(ErrorCode::NameRequired, message).at("name"))
            }
        }
    }

    async fn returning(&self, token: &str) -> Result<Entered, Error> {
        let invalid = || {
            Error::new(ErrorCode::InvalidToken, "the session token is not valid here; connect again with a name")
                .at("token")
        };
        let (id, generation) = self.key.verify(token).ok_or_else(invalid)?;
        let account = self.store.account(id).await.map_err(|error| unavailable(&error))?.ok_or_else(invalid)?;
        // Who is vouched for has no token of ours.
        if account.token_generation != generation || account.user.verified {
            return Err(invalid());
        }
        let (user, connection, change) = self.presence.enter_returning(&account.user).ok_or_else(name_taken)?;
        let session = self.session(user, Some(generation), None);
        Ok(Entered { session, access: Access::ALL, generation, connection, change })
    }

    async fn guest(&self, name: &str) -> Result<Entered, Error> {
        let (now, name) = (now(), display_name(name)?);
        let user = User::guest(UserId::new(now, entropy::random()?), name);
        let connection = self.presence.enter_guest(&user).ok_or_else(name_taken)?;
        let mut entrance = Entrance { presence: &self.presence, connection, kept: false };
        self.store.create_user(&user, now).await.map_err(|error| unavailable(&error))?;
        entrance.kept = true;
        let generation = FIRST_GENERATION;
        let session = self.session(user, Some(generation), None);
        Ok(Entered { session, access: Access::ALL, generation, connection, change: None })
    }

    /// What a connection is told first; with a token of this generation.
    pub(super) fn session(&self, user: User, generation: Option<u32>, expires_at: Option<Timestamp>) -> Session {
        Session {
            token: generation.map(|generation| self.key.sign(user.id, generation)),
            expires_at,
            user,
            limits: self.limits.clone(),
            server_time: now(),
            version: VERSION,
        }
    }

    /// Whether tokens of this generation are still valid. For a connection that was let in and is now heard of: what was
    /// revoked in between was told to others only.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn is_current(&self, user: UserId, generation: u32) -> Result<bool, Error> {
        let account = self.store.account(user).await.map_err(|error| unavailable(&error))?;
        Ok(account.is_some_and(|account| account.token_generation == generation))
    }

    /// Shows another name, from now on and after coming back. Messages that were sent keep the old one.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for one whom a site vouches for; [`ErrorCode::InvalidName`]; [`ErrorCode::NameTaken`] where
    /// somebody who is here uses it;
    /// [`ErrorCode::Overloaded`] while another change of the same person is under way; [`ErrorCode::Unavailable`] where
    /// the store fails.
    pub async fn update_user(&self, user: &User, update: UpdateUser) -> Result<User, Error> {
        if user.verified {
            return Err(forbidden("your site says what you are called; change it there"));
        }
        let user = User { name: display_name(&update.name)?, ..user.clone() };
        self.presence.claim_name(&user).map_err(|why| match why {
            ClaimRefused::Taken => name_taken(),
            ClaimRefused::Renaming => Error::new(ErrorCode::Overloaded, "your name is just being changed; try again")
                .retry_after(RENAMING_RETRY_MS),
        })?;
        let claimed = user.clone();
        let (store, presence) = (Arc::clone(&self.store), Arc::clone(&self.presence));
        // A task of its own, because the claim must match what is stored, also where nobody waits any longer.
        let storing = tokio::spawn(async move {
            let outcome = store.rename_user(&user).await;
            presence.settle_name(&user, matches!(outcome, Ok(Ok(()))));
            answer(outcome, refused).map(|()| user)
        });
        storing.await.unwrap_or_else(|error| {
            tracing::error!(%error, "storing a name ended early");
            self.presence.settle_name(&claimed, false);
            Err(internal("the server failed to store the name; try again"))
        })
    }

    /// Makes all tokens of a person void and gives the only one that is valid from now on. Their connections are closed
    /// by whoever hears of it.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for one whom a site vouches for; [`ErrorCode::UserNotFound`]; [`ErrorCode::Unavailable`]
    /// where the store fails.
    pub async fn revoke_sessions(&self, user: &User) -> Result<(RevokeSessionsReply, u32), Error> {
        if user.verified {
            return Err(forbidden("your site signs you in and out; end your sessions there"));
        }
        let user = user.id;
        let generation = answer(self.store.revoke_tokens(user, now()).await, refused)?;
        Ok((RevokeSessionsReply { token: self.key.sign(user, generation) }, generation))
    }

    /// Notes that people were connected until now. A failure is logged and nothing else: what is lost is a time that
    /// the next departure corrects.
    pub async fn seen(&self, users: &[UserId]) {
        if let Err(error) = self.store.seen(users, now()).await {
            tracing::warn!(%error, "could not note when people were last seen");
        }
    }
}

pub(super) fn display_name(raw: &str) -> Result<DisplayName, Error> {
    DisplayName::new(raw).map_err(|error: InvalidName| Error::new(ErrorCode::InvalidName, error.to_string()).at("name"))
}

pub(super) fn name_taken() -> Error {
    Error::new(ErrorCode::NameTaken, "somebody who is here has this name; choose another").at("name")
}
