//! The command line.

use std::path::PathBuf;

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

    use super::Cli;

    #[test]
    fn the_command_line_is_well_defined() {
        Cli::command().debug_assert();
    }
}
