//! Secrets that are shared with others: read from files, and in no output.

use std::fmt;
use std::path::{Path, PathBuf};

/// Shortest secret, in bytes: as long as what HMAC-SHA-256 makes of it (RFC 7518, section 3.2).
pub const SECRET_BYTES: usize = 32;
/// Largest file with secrets, in bytes.
const FILE_BYTES: u64 = 65_536;

/// A secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<[u8]>);

/// A secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Its file cannot be read.
    #[error("cannot read the secret in {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It could be guessed.
    #[error(
        "the secret of {0} has fewer than 32 bytes and could be guessed; make one with `openssl rand -base64 32` and give both \
         sides the same text"
    )]
    Short(String),
    /// There is none.
    #[error("{0} holds no secret; put one on a line of its own, made with `openssl rand -base64 32`")]
    None(PathBuf),
}

impl Secret {
    /// A secret of somebody's.
    ///
    /// # Errors
    /// [`SecretError::Short`]; `of` says whose.
    pub fn new(secret: &[u8], of: &str) -> Result<Self, SecretError> {
        if secret.len() < SECRET_BYTES { Err(SecretError::Short(of.to_owned())) } else { Ok(Self(secret.into())) }
    }

    /// A secret whose length was looked at.
    pub(super) fn of_any_length(secret: &[u8]) -> Self {
        Self(secret.into())
    }

    /// The secret that a file holds: all of it but for the end of its line.
    ///
    /// # Errors
    /// [`SecretError`] where it cannot be read or is too short.
    pub fn read(path: &Path) -> Result<Self, SecretError> {
        let text = read(path)?;
        Self::new(text.trim_end_matches(['\r', '\n']).as_bytes(), &path.display().to_string())
    }

    /// The secrets that a file holds, one on each line; lines that begin with `#` are remarks.
    ///
    /// # Errors
    /// [`SecretError`] where it cannot be read, holds none, or one that is too short.
    pub fn read_all(path: &Path) -> Result<Vec<Self>, SecretError> {
        let text = read(path)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let of = path.display().to_string();
        let secrets = lines.map(|line| Self::new(line.as_bytes(), &of)).collect::<Result<Vec<_>, _>>()?;
        if secrets.is_empty() { Err(SecretError::None(path.to_owned())) } else { Ok(secrets) }
    }

    /// The secret itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn read(path: &Path) -> Result<String, SecretError> {
    let failed = |source| SecretError::Read { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(failed)?.len() > FILE_BYTES {
        return Err(failed(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it has more than 64 KiB")));
    }
    std::fs::read_to_string(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_secret_is_its_line_without_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        for end in ["", "\n", "\r\n"] {
            std::fs::write(&file, format!("{LONG}{end}")).unwrap();
            assert_eq!(Secret::read(&file).unwrap().bytes(), LONG.as_bytes());
        }
        assert_eq!(format!("{:?}", Secret::read(&file).unwrap()), "Secret");
        let short = "0123456789abcdef0123456789abcde";
        std::fs::write(&file, short).unwrap();
        let error = Secret::read(&file).unwrap_err().to_string();
        assert!(error.contains("openssl") && !error.contains(short), "{error}");
    }

    #[test]
    fn a_file_may_hold_several_secrets() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("keys");
        std::fs::write(&file, format!("# ours\n{LONG}\n\n  {LONG}2\n")).unwrap();
        assert_eq!(Secret::read_all(&file).unwrap().len(), 2);
        std::fs::write(&file, "# none\n").unwrap();
        assert!(matches!(Secret::read_all(&file), Err(SecretError::None(_))));
        std::fs::write(&file, format!("{LONG}\nshort\n")).unwrap();
        assert!(matches!(Secret::read_all(&file), Err(SecretError::Short(_))));
    }
}
