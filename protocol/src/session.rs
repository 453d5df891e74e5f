//! The handshake: who one is.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Cursor, Limits, Push, Request, RoomSlug, Timestamp, User};

/// What a client puts into Socket.IO's `auth`: a token to come back as who it was, or one that its site has signed, or a
/// name to come in as a guest. With a token it decides who one is; the name is not looked at.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Handshake {
    /// The token of an earlier [`Session`], or a JSON Web Token (RFC 7519) of the site that the person is signed in at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The name to come in with. Not yet checked: the server answers what is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The rooms to be in at once, and how far one has each: as if they were joined, but what was missed comes as single
    /// events, followed by [`RoomState`](crate::RoomState). For clients that keep positions and no outbox of joins. At
    /// most [`ROOMS_PER_SOCKET`](crate::limits::ROOMS_PER_SOCKET).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cursors: BTreeMap<RoomSlug, Cursor>,
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshake")
            .field("token", &self.token.as_ref().map(|_| "…"))
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// `session`: the first event on every connection, before anything else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who this connection is.
    pub user: User,
    /// Proves it next time, from any device. A secret: whoever has it is this person. Missing for one who came with a token
    /// of their site's: they come back with one of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// When this connection ends by itself, unless a fresh token is given by [`RenewSession`] before; missing where it does
    /// not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
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
            .field("expires_at", &self.expires_at)
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
        let handshake = Handshake { token: Some("s3cret".to_owned()), ..Handshake::default() };
        assert!(!format!("{handshake:?}").contains("s3cret"));
    }
}

/// `user:update`: show another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateUser {
    /// The name to show from now on. Not yet checked: the server answers what is wrong with it.
    pub name: String,
}

/// The answer to [`UpdateUser`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateUserReply {
    /// Who one is now.
    pub user: User,
}

impl Request for UpdateUser {
    const EVENT: &'static str = "user:update";
    type Reply = UpdateUserReply;
}

/// `user:updated`: somebody in a joined room, or oneself on another device, shows another name now. Messages keep the
/// name of their time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserUpdated {
    /// Who they are now.
    pub user: User,
}

impl Push for UserUpdated {
    const EVENT: &'static str = "user:updated";
}

/// `session:revoke`: make every token of this person void and close all their other connections. For a device that is
/// lost, or a token that got into wrong hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevokeSessions {}

/// The answer to [`RevokeSessions`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RevokeSessionsReply {
    /// The only token that is valid from now on, for this connection's next time.
    pub token: String,
}

impl fmt::Debug for RevokeSessionsReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevokeSessionsReply")
    }
}

impl Request for RevokeSessions {
    const EVENT: &'static str = "session:revoke";
    type Reply = RevokeSessionsReply;
}

/// `session:revoked`: this connection's token is void, and the connection is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionRevoked {}

impl Push for SessionRevoked {
    const EVENT: &'static str = "session:revoked";
}

/// `session:expiring`: this connection ends soon, unless a fresh token is given by [`RenewSession`]. Sent a minute before,
/// or a third of the token's life before where that is less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionExpiring {
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Push for SessionExpiring {
    const EVENT: &'static str = "session:expiring";
}

/// `session:renew`: go on with a fresh token of the same person. What it says of their name, avatar, role and rooms holds
/// from now on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RenewSession {
    /// A JSON Web Token of the site that the person is signed in at.
    pub token: String,
}

impl fmt::Debug for RenewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RenewSession")
    }
}

/// The answer to [`RenewSession`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RenewSessionReply {
    /// When this connection ends now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl Request for RenewSession {
    const EVENT: &'static str = "session:renew";
    type Reply = RenewSessionReply;
}

/// `session:expired`: this connection's token is too old now, and the connection is closed. Come back with a fresh one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionExpired {}

impl Push for SessionExpired {
    const EVENT: &'static str = "session:expired";
}

/// `server:restart`: the server is about to stop. The connection will be closed; a client that comes back by itself
/// waits this long first, so that not all come at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServerRestart {
    /// How long to wait, in milliseconds; another for each connection.
    pub retry_after_ms: u64,
}

impl Push for ServerRestart {
    const EVENT: &'static str = "server:restart";
}
