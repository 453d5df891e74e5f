//! People of frontends that log in by HTTP before they connect: guests as all others, who are somebody before they are here.

use std::net::IpAddr;

use sociable_protocol::{Error, Handshake, User, UserId};

use super::refusal::unavailable;
use super::{Chat, Entered};

impl Chat {
    /// Whose token this is; `None` where it is nobody's, or void.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn holder(&self, token: &str) -> Result<Option<User>, Error> {
        let Some((id, generation)) = self.key.verify(token) else { return Ok(None) };
        let account = self.store.account(id).await.map_err(|error| unavailable(&error))?;
        Ok(account.filter(|account| account.token_generation == generation).map(|account| account.user))
    }

    /// Somebody, by their id.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn person(&self, id: UserId) -> Result<Option<User>, Error> {
        Ok(self.store.account(id).await.map_err(|error| unavailable(&error))?.map(|account| account.user))
    }

    /// Makes a guest who comes later, with the token that this gives. Until then the name is not in use.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub async fn sign_up(&self, name: String, address: Option<IpAddr>) -> Result<(User, String), Error> {
        let handshake = Handshake { name: Some(name), ..Handshake::default() };
        let Entered { session, connection, .. } = self.enter(handshake, address).await?;
        let departure = self.presence.disconnect(connection);
        self.presence.expire(&departure);
        let token = self.first_token(session.user.id);
        Ok((session.user, token))
    }
}
