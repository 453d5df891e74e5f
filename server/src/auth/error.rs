//! Why a token is not taken, and why the server does not start with its keys.

use std::path::PathBuf;

use crate::remote::RemoteSetupError;

/// Why a token is not taken. Never says anything that the token holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It is no such token, or what it holds cannot be.
    #[error("{0}")]
    Malformed(&'static str),
    /// A claim is missing.
    #[error("the token lacks the claim `{0}`")]
    Missing(&'static str),
    /// No key here has the algorithm and the name that its header names.
    #[error("the token is signed with a key or an algorithm that is not known here")]
    UnknownKey,
    /// The key that it names did not sign it.
    #[error("the token's signature is not valid; is it signed with the key that the server has?")]
    Signature,
    /// It was valid, and is too old now.
    #[error("the token is expired; get a fresh one and connect again")]
    Expired,
    /// It is not valid yet.
    #[error("the token is not valid yet; are the clocks in step?")]
    NotYet,
    /// It is by somebody else.
    #[error("the token's issuer (`iss`) is not one that is trusted here")]
    Issuer,
    /// It is for somebody else.
    #[error("the token is not meant for this server: its audience (`aud`) is another than --auth-audience")]
    Audience,
    /// The keys are to be had at an address that does not answer.
    #[error("the keys to check the token with cannot be had now; try again")]
    NoKeys,
}

/// Why the keys that are configured cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthSetupError {
    /// A file cannot be read.
    #[error("cannot read the key file {path}: {source}; check --auth-key-file")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds no public key that tokens can be checked with.
    #[error(
        "{path} holds no usable public key: {why}; give --auth-key-file PEM (`openssl pkey -in key.pem -pubout`), a JWK or a \
         JWK set, with Ed25519, RSA of 2048 bits or more, or P-256"
    )]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Tokens are asked for, and there is nothing to check them with.
    #[error(
        "--auth token lets nobody in without a key; give --auth-secret-file, --auth-key-file or --auth-jwks-url, or --auth \
         guest"
    )]
    NoKey,
    /// Keys cannot be asked for.
    #[error(transparent)]
    Remote(#[from] RemoteSetupError),
}
