//! The handshake: who one is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{DisplayName, Limits, Push, Timestamp, UserId};

/// A person, as others see them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Their permanent identifier.
    pub id: UserId,
    /// The name they show.
    pub name: DisplayName,
}

/// What a client puts into Socket.IO's `auth`: a token to come back as who it was, or a name to come in as a guest.
/// With both, the token decides who one is; the name is not looked at.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshake {
    /// The token of an earlier [`Session`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The name to come in with. Not yet checked: the server answers what is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshake").field("token", &self.token.as_ref().map(|_| "…")).field("name", &self.name).finish()
    }
}

/// `session`: the first event on every connection, before anything else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who this connection is.
    pub user: User,
    /// Proves it next time, from any device. A secret: whoever has it is this person.
    pub token: String,
    /// The limits in force.
    pub limits: Limits,
    /// The server's clock, for a client whose own is off.
    pub server_time: Timestamp,
    /// The version of the wire contract, [`VERSION`](crate::VERSION).
    pub version: u32,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user", &self.user)
            .field("token", &"…")
            .field("server_time", &self.server_time)
            .finish_non_exhaustive()
    }
}

impl Push for Session {
    const EVENT: &'static str = "session";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_never_appear_in_debug_output() {
        let handshake = Handshake { token: Some("s3cret".to_owned()), name: None };
        assert!(!format!("{handshake:?}").contains("s3cret"));
    }
}
