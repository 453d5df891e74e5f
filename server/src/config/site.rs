//! The site that people come from: what its server may ask, and what it is told.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::Args;
use reqwest::Url;
use serde::Deserialize;

use super::auth::{RemoteError, remote};
use super::{Secret, SecretError};

/// As given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct SiteOptions {
    /// A file with the keys that your server asks the HTTP API with, one on each line [default: the API is off]
    #[arg(long, value_name = "FILE", env = "SOCIABLE_API_KEY_FILE")]
    pub api_key_file: Option<PathBuf>,

    /// Where your server is told what happens (webhooks); https, or http on this machine [default: nowhere]
    #[arg(long, value_name = "URL", env = "SOCIABLE_WEBHOOK_URL")]
    pub webhook_url: Option<WebhookUrl>,

    /// A file with the secret that webhooks are signed with, as `whsec_…` and base64 of 24 to 64 bytes
    #[arg(long, value_name = "FILE", env = "SOCIABLE_WEBHOOK_SECRET_FILE")]
    pub webhook_secret_file: Option<PathBuf>,
}

/// With defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteConfig {
    /// Keys that the HTTP API is asked with; it is off where there are none.
    pub api_keys: Vec<Secret>,
    /// Who is told what happens.
    pub webhook: Option<WebhookConfig>,
}

/// Who is told what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookConfig {
    /// Where.
    pub url: Url,
    /// What it is signed with.
    pub secret: Secret,
    /// How long after the first try that fails the second comes.
    pub first_retry: Duration,
}

/// What one failure costs, and what a site that restarts takes.
const FIRST_RETRY: Duration = Duration::from_secs(1);

/// What is configured cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// Webhooks are not signed.
    #[error("webhooks are signed; give --webhook-secret-file, made with `echo whsec_$(openssl rand -base64 32)`")]
    Unsigned,
    /// The secret for webhooks has another form.
    #[error("{0} holds no secret for webhooks; make one with `echo whsec_$(openssl rand -base64 32)`")]
    Form(PathBuf),
}

impl SiteOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            api_key_file: self.api_key_file.or(other.api_key_file),
            webhook_url: self.webhook_url.or(other.webhook_url),
            webhook_secret_file: self.webhook_secret_file.or(other.webhook_secret_file),
        }
    }
}

impl TryFrom<SiteOptions> for SiteConfig {
    type Error = SiteError;

    fn try_from(options: SiteOptions) -> Result<Self, SiteError> {
        let api_keys = options.api_key_file.map_or_else(|| Ok(Vec::new()), |file| Secret::read_all(&file))?;
        let webhook = match (options.webhook_url, options.webhook_secret_file) {
            (None, _) => None,
            (Some(_), None) => return Err(SiteError::Unsigned),
            (Some(WebhookUrl(url)), Some(file)) => {
                let text = Secret::read_all(&file)?.remove(0);
                let secret = webhook_secret(text.bytes()).ok_or(SiteError::Form(file))?;
                Some(WebhookConfig { url, secret, first_retry: FIRST_RETRY })
            }
        };
        Ok(Self { api_keys, webhook })
    }
}

/// A secret as Standard Webhooks writes it.
pub fn webhook_secret(text: &[u8]) -> Option<Secret> {
    let text = std::str::from_utf8(text).ok()?;
    let bytes = BASE64_STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?;
    (24..=64).contains(&bytes.len()).then(|| Secret::of_any_length(&bytes))
}

/// An address that is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct WebhookUrl(pub Url);

impl std::str::FromStr for WebhookUrl {
    type Err = RemoteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        remote(text).map(Self)
    }
}

impl TryFrom<String> for WebhookUrl {
    type Error = RemoteError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_for_webhooks_is_base64_with_or_without_its_mark() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(webhook_secret(secret.as_bytes()).unwrap().bytes().len(), 24);
        assert_eq!(webhook_secret(secret.as_bytes()), webhook_secret(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        for wrong in ["", "whsec_", "whsec_short", "a secret of words and spaces, long enough"] {
            assert_eq!(webhook_secret(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn webhooks_without_a_secret_are_refused() {
        let options = SiteOptions { webhook_url: "https://example.org/hook".parse().ok(), ..SiteOptions::default() };
        let error = SiteConfig::try_from(options).unwrap_err();
        assert!(error.to_string().contains("--webhook-secret-file"), "{error}");
    }
}
