//! Who may come in, and who vouches for them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use reqwest::Url;
use serde::Deserialize;

use super::http::given;
use super::{Origin, RoomOption, Secret, SecretError};

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum AuthMode {
    /// Everybody, under a name that they choose.
    Guest,
    /// Only people with a token of a site that is trusted.
    Token,
    /// Both; people with a token are shown as verified.
    Both,
}

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct AuthOptions {
    /// Who may come in: guests under a name they choose, people with a token of your site, or both [default: both with a key,
    /// guest without]
    #[arg(long, value_name = "MODE", env = "SOCIABLE_AUTH")]
    pub auth: Option<AuthMode>,

    /// A file with the secret that your site signs tokens with (HS256), at least 32 bytes; or the secret itself in
    /// SOCIABLE_AUTH_SECRET
    #[arg(long, value_name = "FILE", env = "SOCIABLE_AUTH_SECRET_FILE")]
    pub auth_secret_file: Option<PathBuf>,

    /// Files with public keys that your site's tokens are checked with (EdDSA, RS256, ES256): PEM, JWK or JWK set; several with
    /// commas
    #[arg(long, value_name = "FILE", env = "SOCIABLE_AUTH_KEY_FILE", value_delimiter = ',')]
    pub auth_key_file: Vec<PathBuf>,

    /// Where your site's public keys are to be had, a JWK set; https, or http on this machine
    #[arg(long, value_name = "URL", env = "SOCIABLE_AUTH_JWKS_URL")]
    pub auth_jwks_url: Option<JwksUrl>,

    /// Whose tokens are taken: their `iss`; several with commas [default: any that is signed with a key]
    #[arg(long, value_name = "ISSUER", env = "SOCIABLE_AUTH_ISSUER", value_delimiter = ',')]
    pub auth_issuer: Vec<String>,

    /// Who tokens are for: their `aud`; several with commas [default: tokens without one]
    #[arg(long, value_name = "AUDIENCE", env = "SOCIABLE_AUTH_AUDIENCE", value_delimiter = ',')]
    pub auth_audience: Vec<String>,

    /// Origins that people's pictures may be at, besides those of --allow-origin; several with commas
    #[arg(long, value_name = "ORIGIN", env = "SOCIABLE_AVATAR_ORIGIN", value_delimiter = ',')]
    pub avatar_origin: Vec<Origin>,

    /// Public rooms that are there from the start, as SLUG or SLUG=NAME; several with commas
    #[arg(long, value_name = "ROOM", env = "SOCIABLE_ROOM", value_delimiter = ',')]
    pub room: Vec<RoomOption>,

    /// From the environment alone, since a command line can be seen by others.
    #[arg(skip)]
    #[serde(skip)]
    pub auth_secret: Option<String>,
}

/// With defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthConfig {
    /// Who may come in; `None` for both where there is a key, and guests alone where there is none.
    pub mode: Option<AuthMode>,
    /// What HS256 is checked with.
    pub secret: Option<Secret>,
    /// What has public keys.
    pub key_files: Vec<PathBuf>,
    /// Where public keys are to be had.
    pub jwks_url: Option<Url>,
    /// Whose tokens are taken; anybody's where empty.
    pub issuers: Vec<String>,
    /// Who tokens are for; where empty, only those that are for nobody in particular are taken.
    pub audiences: Vec<String>,
    /// Where pictures may be.
    pub avatar_origins: Vec<Origin>,
    /// Rooms that are there from the start.
    pub rooms: Vec<RoomOption>,
}

impl AuthOptions {
    /// Adds the secret of the environment.
    #[must_use]
    pub fn with_environment(self) -> Self {
        let auth_secret = self.auth_secret.or_else(|| std::env::var("SOCIABLE_AUTH_SECRET").ok());
        Self { auth_secret: auth_secret.filter(|secret| !secret.is_empty()), ..self }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            auth: self.auth.or(other.auth),
            // The secret of the environment wins over the file's name of a configuration file.
            auth_secret_file: self.auth_secret_file.or(other.auth_secret_file.filter(|_| self.auth_secret.is_none())),
            auth_key_file: given(self.auth_key_file, other.auth_key_file),
            auth_jwks_url: self.auth_jwks_url.or(other.auth_jwks_url),
            auth_issuer: given(self.auth_issuer, other.auth_issuer),
            auth_audience: given(self.auth_audience, other.auth_audience),
            avatar_origin: given(self.avatar_origin, other.avatar_origin),
            room: given(self.room, other.room),
            auth_secret: self.auth_secret.or(other.auth_secret),
        }
    }

    /// The secret, from wherever it is given; a file that is named wins.
    ///
    /// # Errors
    /// [`SecretError`] where it cannot be read or is too short.
    pub fn secret(&self) -> Result<Option<Secret>, SecretError> {
        match (&self.auth_secret_file, &self.auth_secret) {
            (Some(file), _) => Secret::read(file).map(Some),
            (None, Some(secret)) => Secret::new(secret.as_bytes(), "SOCIABLE_AUTH_SECRET").map(Some),
            (None, None) => Ok(None),
        }
    }

    /// With defaults filled in; `allowed` are the origins whose pages may connect.
    pub(super) fn configure(self, allowed: &[Origin]) -> Result<AuthConfig, SecretError> {
        let secret = self.secret()?;
        let mut avatar_origins = self.avatar_origin;
        avatar_origins.extend(allowed.iter().cloned());
        Ok(AuthConfig {
            mode: self.auth,
            secret,
            key_files: self.auth_key_file,
            jwks_url: self.auth_jwks_url.map(|url| url.0),
            issuers: self.auth_issuer,
            audiences: self.auth_audience,
            avatar_origins,
            rooms: self.room,
        })
    }
}

/// An address with keys.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct JwksUrl(pub Url);

impl std::str::FromStr for JwksUrl {
    type Err = RemoteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        remote(text).map(Self)
    }
}

impl TryFrom<String> for JwksUrl {
    type Error = RemoteError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The text is no address that may be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no address that can be asked; give https://…, or http://… on this machine, without a name and password"
)]
pub struct RemoteError(String);

/// An address that may be asked: what goes over a network is encrypted.
pub(super) fn remote(text: &str) -> Result<Url, RemoteError> {
    let url = Url::parse(text).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    url.filter(|url| url.scheme() == "https" || (url.scheme() == "http" && url.host_str().is_some_and(is_this_machine)))
        .ok_or_else(|| RemoteError(text.chars().take(100).collect()))
}

/// Whether a host is this machine whatever the network says.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_over_a_network_is_asked_encrypted() {
        for url in ["https://example.org/keys", "http://localhost:9/x", "http://127.0.0.1/", "http://[::1]:80/"] {
            assert!(remote(url).is_ok(), "{url}");
        }
        for url in
            ["http://example.org/", "http://localhost.example.org/", "ftp://localhost/", "https://a:b@c/", "x", ""]
        {
            assert!(remote(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_secret_that_is_named_wins_over_one_that_lies_about() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        std::fs::write(&file, "f".repeat(32)).unwrap();
        let from_environment = AuthOptions { auth_secret: Some("e".repeat(32)), ..AuthOptions::default() };
        assert_eq!(from_environment.secret().unwrap().unwrap().bytes(), "e".repeat(32).as_bytes());
        let in_file = AuthOptions { auth_secret_file: Some(file), ..AuthOptions::default() };
        let both = AuthOptions { auth_secret_file: in_file.auth_secret_file.clone(), ..from_environment.clone() };
        assert_eq!(both.secret().unwrap().unwrap().bytes(), "f".repeat(32).as_bytes());
        assert_eq!(from_environment.or(in_file).secret().unwrap().unwrap().bytes(), "e".repeat(32).as_bytes());
    }
}
