//! Tokens that a site signs for the people who are signed in there: JSON Web Tokens (RFC 7519). The only place that knows
//! their form, and where the keys come from that they are checked with.
//!
//! Which algorithm a token may have follows from the key, never from the token: a secret checks HS256 and nothing else, and a
//! public key of RSA, Ed25519 or P-256 the one algorithm of its kind. So no token can have a public key taken for a secret
//! (RFC 8725, section 3.1), and `none` is no algorithm.

mod claims;
mod error;
mod jwks;
mod keys;
mod sign;

use std::time::Duration;

use jsonwebtoken::errors::{Error as JwtError, ErrorKind};
use jsonwebtoken::{Header, Validation, decode, decode_header, get_current_timestamp};

use crate::config::{AuthConfig, AuthMode};
use claims::RawClaims;
pub(crate) use claims::name as claims_name;
pub use claims::{Claims, SUBJECT_BYTES};
pub use error::{AuthSetupError, TokenFault};
use jwks::Source;
use keys::{Key, KeySet};
pub use sign::{Issued, SigningKey, SigningKeyError};

/// Longest token that is looked at, in bytes. What proxies take in a header, and far more than these claims need.
pub const TOKEN_BYTES: usize = 8_192;

/// By how much another clock may be off.
pub const LEEWAY: Duration = Duration::from_secs(30);

/// Who may vouch for people here: the keys, and what else a token must say.
#[derive(Debug)]
pub struct Authority {
    fixed: KeySet,
    source: Option<Source>,
    validation: Validation,
}

impl Authority {
    /// The keys that are configured; `None` where there are none and none is needed. Keys at an address are asked for from now on.
    ///
    /// # Errors
    /// [`AuthSetupError`] where a file cannot be read or holds no key, and where there is none although one is needed.
    pub fn load(config: &AuthConfig) -> Result<Option<Self>, AuthSetupError> {
        let mut fixed = KeySet::default();
        if let Some(secret) = &config.secret {
            fixed.add(Key::secret(secret.bytes()));
        }
        for path in &config.key_files {
            fixed.read_file(path)?;
        }
        if fixed.is_empty() && config.jwks_url.is_none() {
            return if config.mode == Some(AuthMode::Token) { Err(AuthSetupError::NoKey) } else { Ok(None) };
        }
        if config.mode == Some(AuthMode::Guest) {
            tracing::warn!("there are keys to check tokens with, and --auth guest takes none");
        }
        let source = config.jwks_url.as_ref().map(|url| Source::start(url.clone())).transpose()?;
        Ok(Some(Self { fixed, source, validation: validation(config) }))
    }

    /// What a token says, where one of the keys signed it and it holds now.
    ///
    /// # Errors
    /// [`TokenFault`]. Whether it is expired is said only of a token that is otherwise in order.
    pub async fn verify(&self, token: &str) -> Result<Claims, TokenFault> {
        if token.len() > TOKEN_BYTES {
            return Err(TokenFault::Malformed("the token is longer than 8192 bytes"));
        }
        let header = decode_header(token).map_err(|error| fault(&error))?;
        if header.crit.is_some() {
            return Err(TokenFault::Malformed("the token's header has `crit`, of which nothing is understood here"));
        }
        match (self.check_with(&self.fixed, &header, token), &self.source) {
            (Err(TokenFault::UnknownKey | TokenFault::Signature), Some(source)) => {
                self.check_with(&*source.keys_for(&header).await?, &header, token)
            }
            (checked, _) => checked,
        }
    }

    /// Looks for the key that signed it among these.
    fn check_with(&self, keys: &KeySet, header: &Header, token: &str) -> Result<Claims, TokenFault> {
        let mut last = TokenFault::UnknownKey;
        for key in keys.matching(header) {
            match self.check(token, key) {
                Err(TokenFault::Signature) => last = TokenFault::Signature,
                checked => return checked,
            }
        }
        Err(last)
    }

    fn check(&self, token: &str, key: &Key) -> Result<Claims, TokenFault> {
        let validation = Validation { algorithms: vec![key.algorithm], ..self.validation.clone() };
        let raw = decode::<RawClaims>(token, &key.decoding, &validation).map_err(|error| fault(&error))?.claims;
        // One that the library cannot read is none to it.
        if raw.aud.is_some() && self.validation.aud.is_none() {
            return Err(TokenFault::Audience);
        }
        let claims = raw.checked()?;
        // Whoever ends a person's sessions makes void what was signed until then, which a time to come would escape.
        let latest = Duration::from_secs(get_current_timestamp()).saturating_add(LEEWAY).as_millis();
        match claims.issued_at {
            Some(issued_at) if i128::from(issued_at.as_millis()) > latest.cast_signed() => Err(TokenFault::NotYet),
            _ => Ok(claims),
        }
    }
}

fn validation(config: &AuthConfig) -> Validation {
    let mut validation = Validation { leeway: LEEWAY.as_secs(), validate_nbf: true, ..Validation::default() };
    let mut required = vec!["exp", "sub"];
    if !config.issuers.is_empty() {
        validation.set_issuer(&config.issuers);
        required.push("iss");
    }
    // Where none is configured, a token that is for somebody in particular is not for us (RFC 7519, section 4.1.3).
    if !config.audiences.is_empty() {
        validation.set_audience(&config.audiences);
        required.push("aud");
    }
    validation.set_required_spec_claims(&required);
    validation
}

/// Whether a text is meant as such a token, rather than as one of our own, which have four parts.
#[must_use]
pub fn is_jwt(token: &str) -> bool {
    token.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// Which key signed a token, as its header says: the algorithm must be the key's, and the name, where both have one.
fn names(header: &Header, key: &Key) -> bool {
    let same_name = match (&header.kid, &key.id) {
        (Some(wanted), Some(id)) => wanted == id,
        _ => true,
    };
    header.alg == key.algorithm && same_name
}

fn fault(error: &JwtError) -> TokenFault {
    match error.kind() {
        ErrorKind::ExpiredSignature => TokenFault::Expired,
        ErrorKind::ImmatureSignature => TokenFault::NotYet,
        ErrorKind::InvalidSignature => TokenFault::Signature,
        ErrorKind::InvalidIssuer => TokenFault::Issuer,
        ErrorKind::InvalidAudience => TokenFault::Audience,
        ErrorKind::MissingRequiredClaim(claim) => TokenFault::Missing(match claim.as_str() {
            "exp" => "exp",
            "sub" => "sub",
            "iss" => "iss",
            _ => "aud",
        }),
        // What a parser says may repeat what it read.
        _ => TokenFault::Malformed("the token is no JSON Web Token with the claims sub, name and exp"),
    }
}
