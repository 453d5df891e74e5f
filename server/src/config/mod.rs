//! What can be set, and from where: a flag wins over an environment variable, that over the TOML file, that over the
//! default. One file for each concern; each documents its settings where it reads them.

mod auth;
mod base_path;
mod http;
mod limits;
mod log;
mod network;
mod origin;
mod room;
mod secret;
mod site;
mod store;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;

pub(crate) use auth::is_this_machine;
pub use auth::{AuthConfig, AuthMode, AuthOptions, JwksUrl, RemoteError};
pub use base_path::{BasePath, BasePathError};
pub use http::{HttpConfig, HttpOptions};
pub use limits::{LimitConfig, LimitOptions};
pub use log::{LogConfig, LogOptions};
pub use network::{Network, NetworkError};
pub use origin::{Origin, OriginError};
pub use room::{RoomOption, RoomOptionError};
pub use secret::{SECRET_BYTES, Secret, SecretError};
pub use site::{SiteConfig, SiteError, SiteOptions, WebhookConfig, WebhookUrl, webhook_secret};
pub use store::{StoreConfig, StoreOptions};

/// Everything that can be set, as given: by flags and environment on one hand, by the file on the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Listening.
    #[command(flatten)]
    #[serde(flatten)]
    pub http: HttpOptions,
    /// Keeping.
    #[command(flatten)]
    #[serde(flatten)]
    pub store: StoreOptions,
    /// Limits.
    #[command(flatten)]
    #[serde(flatten)]
    pub limits: LimitOptions,
    /// Who may come in.
    #[command(flatten)]
    #[serde(flatten)]
    pub auth: AuthOptions,
    /// The site that people come from.
    #[command(flatten)]
    #[serde(flatten)]
    pub site: SiteOptions,
    /// Logging.
    #[command(flatten)]
    #[serde(flatten)]
    pub log: LogOptions,
}

/// Everything that can be set, with defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Listening.
    pub http: HttpConfig,
    /// Keeping.
    pub store: StoreConfig,
    /// Limits.
    pub limits: LimitConfig,
    /// Who may come in.
    pub auth: AuthConfig,
    /// The site that people come from.
    pub site: SiteConfig,
    /// Logging.
    pub log: LogConfig,
}

/// The configuration file is not usable.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("cannot read the configuration file {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML, or has a setting that does not exist.
    #[error("the configuration file {path} is not valid: {source}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// What the site is told, or may ask, is not usable.
    #[error(transparent)]
    Site(#[from] SiteError),
}

impl Config {
    /// Fills in what `given` leaves open, from the file if there is one, and then from the defaults.
    ///
    /// # Errors
    /// [`ConfigError`] where the file cannot be read or has something in it that is no setting.
    pub fn load(given: Options, file: Option<&Path>) -> Result<Self, ConfigError> {
        let file = file.map_or_else(|| Ok(Options::default()), read)?;
        let http = HttpConfig::from(given.http.or(file.http));
        Ok(Self {
            auth: given.auth.or(file.auth).configure(&http.allow_origin)?,
            http,
            store: given.store.or(file.store).into(),
            site: given.site.or(file.site).try_into()?,
            limits: given.limits.or(file.limits).into(),
            log: given.log.or(file.log).into(),
        })
    }
}

fn read(path: &Path) -> Result<Options, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|source| ConfigError::Parse { path: path.to_owned(), source: Box::new(source) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_wins_over_the_file_and_the_file_over_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("sociable.toml");
        std::fs::write(&file, "listen = '0.0.0.0:80'\ndata = '/srv/chat'\n").unwrap();
        let given = Options {
            http: HttpOptions { listen: Some("[::1]:4000".to_owned()), ..HttpOptions::default() },
            ..Options::default()
        };
        let config = Config::load(given, Some(&file)).unwrap();
        assert_eq!(config.http.listen, "[::1]:4000");
        assert_eq!(config.store.data, Path::new("/srv/chat"));
        assert_eq!(config.log, LogConfig::default());
    }

    #[test]
    fn lists_come_from_the_file_as_lists() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("sociable.toml");
        let text = "allow_origin = ['https://a.example', 'https://b.example']\ntrust_proxy = ['10.0.0.0/8']\nbase_path = '/chat/'\n";
        std::fs::write(&file, text).unwrap();
        let config = Config::load(Options::default(), Some(&file)).unwrap().http;
        assert_eq!(config.allow_origin.len(), 2);
        assert!(config.trust_proxy[0].contains("10.1.2.3".parse().unwrap()));
        assert_eq!(config.base_path.as_str(), "/chat");
        std::fs::write(&file, "allow_origin = ['*']\n").unwrap();
        let error = Config::load(Options::default(), Some(&file)).unwrap_err().to_string();
        assert!(error.contains("is no origin"), "{error}");
    }

    #[test]
    fn messagepack_is_off_until_it_is_turned_on() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("sociable.toml");
        assert!(!Config::load(Options::default(), None).unwrap().http.msgpack);
        std::fs::write(&file, "msgpack = true\n").unwrap();
        assert!(Config::load(Options::default(), Some(&file)).unwrap().http.msgpack);
        let off = HttpOptions { msgpack: Some(false), ..HttpOptions::default() };
        let given = Options { http: off, ..Options::default() };
        assert!(!Config::load(given, Some(&file)).unwrap().http.msgpack);
    }

    #[test]
    fn a_setting_that_does_not_exist_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("sociable.toml");
        std::fs::write(&file, "lisen = 'x'\n").unwrap();
        let error = Config::load(Options::default(), Some(&file)).unwrap_err().to_string();
        assert!(error.contains("lisen"), "{error}");
    }
}
