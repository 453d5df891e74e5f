//! Signing a token, for trying things out. A site signs its own, where it knows who is signed in.

use std::path::Path;
use std::time::{Duration, SystemTime};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

use crate::config::Secret;

/// What a token is to say. Fields as in [`Claims`](super::Claims).
#[derive(Debug, Clone, Serialize)]
pub struct Issued {
    /// Subject.
    pub sub: String,
    /// Name.
    pub name: String,
    /// Avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// Rooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rooms: Option<Vec<String>>,
    /// Role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
}

/// What is signed: what is said, and from when until when.
#[derive(Serialize)]
struct Signed<'a> {
    #[serde(flatten)]
    issued: &'a Issued,
    iat: u64,
    exp: u64,
}

/// A key to sign with.
pub struct SigningKey {
    algorithm: Algorithm,
    encoding: EncodingKey,
}

/// A token cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// The file cannot be read.
    #[error("cannot read the private key {path}: {source}")]
    Read {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no private key.
    #[error("{0} holds no private key that tokens can be signed with; give PEM (PKCS #8) of Ed25519, RSA or P-256")]
    Key(std::path::PathBuf),
    /// Signing failed.
    #[error("the token cannot be signed: {0}")]
    Sign(jsonwebtoken::errors::Error),
}

impl SigningKey {
    /// Signs with the secret that the server checks with.
    #[must_use]
    pub fn secret(secret: &Secret) -> Self {
        Self { algorithm: Algorithm::HS256, encoding: EncodingKey::from_secret(secret.bytes()) }
    }

    /// Signs with a private key in PEM, of whose public key the server knows.
    ///
    /// # Errors
    /// [`SigningKeyError`] where the file cannot be read or holds none.
    pub fn read(path: &Path) -> Result<Self, SigningKeyError> {
        let pem = std::fs::read(path).map_err(|source| SigningKeyError::Read { path: path.to_owned(), source })?;
        let (algorithm, encoding) = EncodingKey::from_ed_pem(&pem)
            .map(|key| (Algorithm::EdDSA, key))
            .or_else(|_| EncodingKey::from_ec_pem(&pem).map(|key| (Algorithm::ES256, key)))
            .or_else(|_| EncodingKey::from_rsa_pem(&pem).map(|key| (Algorithm::RS256, key)))
            .map_err(|_| SigningKeyError::Key(path.to_owned()))?;
        Ok(Self { algorithm, encoding })
    }

    /// A token that says this, from now on and for so long.
    ///
    /// # Errors
    /// [`SigningKeyError::Sign`] where the key turns out to be none.
    pub fn sign(&self, issued: &Issued, holds: Duration) -> Result<String, SigningKeyError> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let signed = Signed { issued, iat: now, exp: now.saturating_add(holds.as_secs()) };
        encode(&Header::new(self.algorithm), &signed, &self.encoding).map_err(SigningKeyError::Sign)
    }
}
