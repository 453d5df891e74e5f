//! Keys that tokens are checked with, each for one algorithm, read from secrets, PEM, JWK (RFC 7517) and sets of them.

use std::path::Path;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Header};
use serde::Deserialize;
use serde_json::Value;

use super::{AuthSetupError, names};

/// Most keys of one file or address: a few, and what a rotation leaves.
const KEYS: usize = 64;
/// Shortest modulus of RSA, in bytes (RFC 7518, section 3.3).
const RSA_BYTES: usize = 256;
/// Bytes of a point on P-256, not compressed.
const P256_BYTES: usize = 65;
/// Bytes of a key of Ed25519.
const ED25519_BYTES: usize = 32;

/// A key and the one algorithm that it checks.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
}

/// Some keys.
#[derive(Debug, Clone, Default)]
pub(super) struct KeySet(Vec<Key>);

impl Key {
    pub(super) fn secret(bytes: &[u8]) -> Self {
        Self { id: None, algorithm: Algorithm::HS256, decoding: DecodingKey::from_secret(bytes) }
    }

    /// A public key in PEM.
    fn from_pem(pem: &str) -> Result<Self, String> {
        if !pem.contains("PUBLIC KEY-----") {
            return Err("it is no public key".to_owned());
        }
        let pem = pem.as_bytes();
        let (algorithm, decoding) = DecodingKey::from_ed_pem(pem)
            .map(|key| (Algorithm::EdDSA, key))
            .or_else(|_| DecodingKey::from_ec_pem(pem).map(|key| (Algorithm::ES256, key)))
            .or_else(|_| DecodingKey::from_rsa_pem(pem).map(|key| (Algorithm::RS256, key)))
            .map_err(|error| error.to_string())?;
        Self { id: None, algorithm, decoding }.sound()
    }

    /// A public key as JSON.
    fn from_jwk(jwk: Value) -> Result<Self, String> {
        let jwk: Jwk = serde_json::from_value(jwk).map_err(|_| "it is no JWK".to_owned())?;
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
            AlgorithmParameters::OctetKey(_) => return Err("a secret is no public key".to_owned()),
            _ => return Err("keys of its kind are not known here".to_owned()),
        };
        let is_meant = jwk.common.key_algorithm.is_none_or(|meant| meant.to_string() == format!("{algorithm:?}"));
        let signs = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature))
            && jwk.common.key_operations.as_ref().is_none_or(|may| may.contains(&KeyOperations::Verify));
        if !is_meant || !signs {
            return Err(format!("it is not meant for checking signatures of {algorithm:?}"));
        }
        let decoding = DecodingKey::from_jwk(&jwk).map_err(|error| error.to_string())?;
        Self { id: jwk.common.key_id, algorithm, decoding }.sound()
    }

    /// The key, where it is as long as its algorithm takes.
    fn sound(self) -> Result<Self, String> {
        let is_sound = match (self.algorithm, self.decoding.kind()) {
            (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, .. }) => n.len() >= RSA_BYTES,
            // The key with its lengths, so that this is a little more than the modulus.
            (Algorithm::RS256, DecodingKeyKind::SecretOrDer(der)) => der.len() > RSA_BYTES,
            (Algorithm::ES256, DecodingKeyKind::SecretOrDer(point)) => point.len() == P256_BYTES,
            (Algorithm::EdDSA, DecodingKeyKind::SecretOrDer(key)) => key.len() == ED25519_BYTES,
            _ => false,
        };
        is_sound.then_some(self).ok_or_else(|| "it has another length than a key that is taken here".to_owned())
    }
}

impl KeySet {
    pub(super) fn add(&mut self, key: Key) {
        self.0.push(key);
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The keys that may have signed a token with this header.
    pub(super) fn matching(&self, header: &Header) -> impl Iterator<Item = &Key> {
        self.0.iter().filter(|key| names(header, key))
    }

    /// Adds the keys of a file: PEM, one or several, a JWK or a set of them. Every one has to be usable.
    pub(super) fn read_file(&mut self, path: &Path) -> Result<(), AuthSetupError> {
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|source| AuthSetupError::Read { path: path.to_owned(), source })?;
        let keys = if text.trim_start().starts_with('{') {
            jwks(&text).and_then(|keys| keys.into_iter().map(Key::from_jwk).collect())
        } else {
            pems(&text).into_iter().map(|pem| Key::from_pem(&pem)).collect()
        };
        let keys: Vec<Key> = keys.map_err(|why| AuthSetupError::Key { path: path.to_owned(), why })?;
        if keys.is_empty() {
            return Err(AuthSetupError::Key { path: path.to_owned(), why: "it is neither PEM nor JSON".to_owned() });
        }
        self.0.extend(keys);
        Ok(())
    }

    /// The keys of a set from elsewhere. What is not usable here is for others (RFC 7517, section 5).
    pub(super) fn from_jwks(text: &str) -> Result<Self, String> {
        let keys: Vec<Key> = jwks(text)?.into_iter().filter_map(|jwk| Key::from_jwk(jwk).ok()).collect();
        if keys.is_empty() { Err("it has no key that is usable here".to_owned()) } else { Ok(Self(keys)) }
    }
}

/// The keys of a JWK set, or the one that stands alone.
fn jwks(text: &str) -> Result<Vec<Value>, String> {
    #[derive(Deserialize)]
    struct Set {
        keys: Option<Vec<Value>>,
    }

    let value: Value = serde_json::from_str(text).map_err(|_| "it is no JSON".to_owned())?;
    let set: Set = serde_json::from_value(value.clone()).map_err(|_| "it is no JWK set".to_owned())?;
    let keys = set.keys.unwrap_or_else(|| vec![value]);
    if keys.len() > KEYS { Err(format!("it has more than {KEYS} keys")) } else { Ok(keys) }
}

/// The blocks of PEM in a text.
fn pems(text: &str) -> Vec<String> {
    text.split("-----BEGIN ").skip(1).take(KEYS).map(|block| format!("-----BEGIN {block}")).collect()
}
