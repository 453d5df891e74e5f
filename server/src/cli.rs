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
    Serve(Serve),
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
