//! Session tokens: who holds one is the person it names.
//!
//! A token is `v2.<user id>.<generation>.<MAC>`, the MAC being HMAC-SHA-256 over what stands before it. It needs no
//! table of sessions, survives restarts, and works on every device it is taken to; in return a single token cannot be
//! called back, only all those of a person, by raising the generation kept with them, or all of them, by changing the
//! key.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sociable_protocol::UserId;

const VERSION: &str = "v2";
const KEY_BYTES: usize = 32;
/// Longest text that is looked at as a token: anything longer is none.
const MAX_CHARS: usize = 256;

/// The server's secret. Whoever has it can be anybody.
#[derive(Clone)]
pub struct TokenKey([u8; KEY_BYTES]);

/// The secret could not be read or made.
#[derive(Debug, thiserror::Error)]
pub enum TokenKeyError {
    /// Reading or writing the file failed.
    #[error("cannot read or write the session key {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file does not hold a key.
    #[error(
        "{0} is not a session key: it must hold exactly 32 bytes; restore it from a backup, or delete it to make a new \
         one (everybody then comes back as a new guest)"
    )]
    Invalid(PathBuf),
    /// The operating system gives no randomness.
    #[error("cannot make a session key: {0}")]
    Entropy(getrandom::Error),
}

impl TokenKey {
    /// The key in the file at `path`; the first call makes it, readable by its owner only. One that others may read, as
    /// copies often are, becomes so, too, and the log says it.
    ///
    /// # Errors
    /// [`TokenKeyError`] where the file cannot be read or made, or holds something else.
    pub fn load_or_create(path: &Path) -> Result<Self, TokenKeyError> {
        let io = |source| TokenKeyError::Io { path: path.to_owned(), source };
        match std::fs::read(path) {
            Ok(bytes) => {
                #[cfg(unix)]
                make_private(path, &std::fs::metadata(path).map_err(io)?);
                bytes.try_into().map(Self).map_err(|_| TokenKeyError::Invalid(path.to_owned()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut key = [0; KEY_BYTES];
                getrandom::fill(&mut key).map_err(TokenKeyError::Entropy)?;
                // Written beside and renamed, so that a crash in between never leaves half a key.
                let draft = path.with_extension("tmp");
                write_private(&draft, &key).map_err(io)?;
                std::fs::rename(&draft, path).map_err(io)?;
                sync_dir(path).map_err(io)?;
                Ok(Self(key))
            }
            Err(error) => Err(io(error)),
        }
    }

    /// A token for this person, valid while theirs are of this generation.
    #[must_use]
    pub fn sign(&self, user: UserId, generation: u32) -> String {
        let claim = format!("{VERSION}.{user}.{generation}");
        let mac = BASE64_URL_SAFE_NO_PAD.encode(self.mac(&claim).finalize().into_bytes());
        format!("{claim}.{mac}")
    }

    /// The person a token names, and its generation; `None` unless this key signed it. Whether that generation is still
    /// valid is for the caller to look up.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<(UserId, u32)> {
        if token.len() > MAX_CHARS {
            return None;
        }
        let (claim, mac) = token.rsplit_once('.')?;
        let mac = BASE64_URL_SAFE_NO_PAD.decode(mac).ok()?;
        // Compares in constant time.
        self.mac(claim).verify_slice(&mac).ok()?;
        let mut parts = claim.split('.');
        let (version, user, generation) = (parts.next()?, parts.next()?, parts.next()?);
        if version != VERSION || parts.next().is_some() {
            return None;
        }
        Some((user.parse().ok()?, generation.parse().ok()?))
    }

    fn mac(&self, claim: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(claim.as_bytes());
        mac
    }
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Takes the right to read the file from all but its owner. Where the file system knows no such thing, or the file is
/// somebody else's, the log says so and all goes on: there the directory has to protect it.
#[cfg(unix)]
fn make_private(path: &Path, file: &std::fs::Metadata) {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = file.permissions();
    if permissions.mode() & 0o077 == 0 {
        return;
    }
    permissions.set_mode(0o600);
    let set = std::fs::set_permissions(path, permissions);
    let path = path.display();
    match set {
        Ok(()) => tracing::warn!(
            %path,
            "others could read the session key, and whoever has it can be anybody; now only its owner can. Where somebody \
             may have read it, delete it: everybody then comes back as a new guest"
        ),
        Err(error) => tracing::warn!(
            %path,
            %error,
            "others can read the session key, and whoever has it can be anybody; see that only its owner can"
        ),
    }
}

/// Makes the new name itself survive a power failure: without it everybody would come back as a new guest.
fn sync_dir(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(dir) = path.parent() {
        std::fs::File::open(dir)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sociable_protocol::Timestamp;

    use super::*;

    fn user() -> UserId {
        UserId::new(Timestamp::from_millis(1_700_000_000_000), [7; 10])
    }

    #[test]
    fn a_token_names_the_person_and_generation_it_was_signed_for() {
        let key = TokenKey([1; KEY_BYTES]);
        assert_eq!(key.verify(&key.sign(user(), 3)), Some((user(), 3)));
    }

    #[test]
    fn a_token_that_was_changed_or_signed_by_another_key_names_nobody() {
        let key = TokenKey([1; KEY_BYTES]);
        let token = key.sign(user(), 0);
        assert_eq!(TokenKey([2; KEY_BYTES]).verify(&token), None);
        for i in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[i] = if forged[i] == b'a' { b'b' } else { b'a' };
            let forged = String::from_utf8(forged).unwrap();
            if forged != token {
                assert_eq!(key.verify(&forged), None, "{forged}");
            }
        }
        for not_a_token in ["", ".", "v2...", "v2", "v1.x.y", &"a.".repeat(10_000)] {
            assert_eq!(key.verify(not_a_token), None);
        }
    }

    #[test]
    fn a_token_of_another_version_names_nobody() {
        let key = TokenKey([1; KEY_BYTES]);
        let signed = |claim: String| {
            let mac = BASE64_URL_SAFE_NO_PAD.encode(key.mac(&claim).finalize().into_bytes());
            key.verify(&format!("{claim}.{mac}"))
        };
        assert_eq!(signed(format!("v2.{}.0", user())), Some((user(), 0)));
        for other in [format!("v1.{}.0", user()), format!("v1.{}", user()), format!("v2.{}", user())] {
            assert_eq!(signed(other), None);
        }
        assert_eq!(signed(format!("v2.{}.0.0", user())), None);
    }

    #[test]
    fn the_key_is_made_once_and_readable_by_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("session.key");
        let token = TokenKey::load_or_create(&path).unwrap().sign(user(), 0);
        assert_eq!(TokenKey::load_or_create(&path).unwrap().verify(&token), Some((user(), 0)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(), 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(TokenKey::load_or_create(&path).unwrap().verify(&token), Some((user(), 0)));
            assert_eq!(mode(), 0o600, "also one that was copied carelessly");
        }
    }

    #[test]
    fn a_damaged_key_is_not_replaced_silently() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("session.key");
        std::fs::write(&path, b"short").unwrap();
        assert!(matches!(TokenKey::load_or_create(&path), Err(TokenKeyError::Invalid(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"short");
    }
}
