//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use sociable::config::Options;

/// A self-hosted real-time chat: one binary, every message kept, any Socket.IO client welcome.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the chat until Ctrl-C or SIGTERM.
    Serve(Box<Serve>),
    /// Copy the database to a file, also while the server runs.
    Backup(Backup),
    /// Look for damage in the database, also while the server runs.
    Check(Check),
    /// Sign a token for trying out, as a site does for the people who are signed in there, and print it.
    Token(Token),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    /// Who they are to your site, permanently: the claim `sub`.
    #[arg(long, value_name = "ID")]
    pub(crate) sub: String,

    /// The name they show.
    #[arg(long)]
    pub(crate) name: String,

    /// The address of their picture; the server shows it where it is on one of its --avatar-origin.
    #[arg(long, value_name = "URL")]
    pub(crate) avatar: Option<String>,

    /// The only rooms they may be in; several with commas.
    #[arg(long, value_name = "ROOMS", value_delimiter = ',')]
    pub(crate) rooms: Option<Vec<String>>,

    /// What they are in every room that they come into.
    #[arg(long)]
    pub(crate) role: Option<GivenRole>,

    /// How long it holds, as 30s, 15m, 1h or 7d.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = span)]
    pub(crate) expires: Duration,

    /// Its issuer: the claim `iss`.
    #[arg(long, env = "SOCIABLE_AUTH_ISSUER")]
    pub(crate) issuer: Option<String>,

    /// Its audience: the claim `aud`.
    #[arg(long, env = "SOCIABLE_AUTH_AUDIENCE")]
    pub(crate) audience: Option<String>,

    #[command(flatten)]
    pub(crate) secret: SignWith,
}

/// What to sign with: one of these, or the secret in SOCIABLE_AUTH_SECRET.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(crate) struct SignWith {
    /// The file with the secret that the server has (HS256); or the secret itself in SOCIABLE_AUTH_SECRET.
    #[arg(long, value_name = "FILE", env = "SOCIABLE_AUTH_SECRET_FILE")]
    pub(crate) auth_secret_file: Option<PathBuf>,

    /// A private key in PEM, whose public key the server has (EdDSA, RS256, ES256).
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

/// A role that a token can grant.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum GivenRole {
    Member,
    Moderator,
    Owner,
}

impl GivenRole {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }
}

/// A span of time, as a number and a unit.
fn span(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time; give a number and a unit, as in 30s, 15m, 1h or 7d");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) data: DataDir,

    /// The file to make; it must not exist. To restore it, stop the server and put it in place of sociable.db.
    #[arg(value_name = "FILE")]
    pub(crate) target: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) data: DataDir,
}

/// Where the database is.
#[derive(Debug, clap::Args)]
pub(crate) struct DataDir {
    /// The data directory of the server
    #[arg(long, value_name = "DIR", env = "SOCIABLE_DATA", default_value = "data")]
    pub(crate) data: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) options: Options,

    /// A TOML file with any of these settings; flags and environment variables win over it.
    #[arg(long, value_name = "FILE", env = "SOCIABLE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{Cli, span};

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        let seconds = |text| span(text).map(|span| span.as_secs());
        assert_eq!(["5s", "15m", "2h", "7d"].map(seconds), [Ok(5), Ok(900), Ok(7_200), Ok(604_800)]);
        for text in ["", "5", "h", "1.5h", "-1h", "5 m", "1é"] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_line_is_well_defined() {
        Cli::command().debug_assert();
    }
}
