//! `cargo xtask run`: build everything, then become the server.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::server;
use crate::web::{self, OverBudget};

/// Builds what is not up to date and starts the server with `args`; the working directory is the repository.
pub(crate) fn run(project: &Project, args: &[OsString]) -> Result<ExitCode> {
    if !project.release_binary()?.exists() {
        println!(
            "The first start sets up tools and compiles everything, about 10 minutes on two cores; later ones take seconds."
        );
    }
    web::build(project, OverBudget::Warns)?;
    let binary = server::build(project)?;
    println!("==> Starting the server; it prints its address when it is ready, and Ctrl-C stops it");
    become_server(Command::new(&binary).args(server_args(args)).current_dir(project.root()), &binary)
}

/// `serve` is implied unless the first argument is a subcommand of its own.
fn server_args(args: &[OsString]) -> Vec<OsString> {
    let is_subcommand = |arg: &OsString| !arg.to_string_lossy().starts_with('-');
    let implied = if args.first().is_some_and(is_subcommand) { None } else { Some(OsString::from("serve")) };
    implied.into_iter().chain(args.iter().cloned()).collect()
}

/// Replaces this process, so that signals go straight to the server.
#[cfg(unix)]
fn become_server(command: &mut Command, binary: &Path) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).advise(
        format_args!("starting {}", binary.display()),
        "Delete target/release/sociable and run the same command again.",
    )
}

#[cfg(not(unix))]
fn become_server(command: &mut Command, binary: &Path) -> Result<ExitCode> {
    let status = command.status().advise(
        format_args!("starting {}", binary.display()),
        "Delete target/release/sociable and run the same command again.",
    )?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(args: &[&str]) -> Vec<String> {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        server_args(&args).into_iter().map(|arg| arg.into_string().unwrap()).collect()
    }

    #[test]
    fn options_go_to_the_serve_command() {
        assert_eq!(split(&[]), ["serve"]);
        assert_eq!(split(&["--listen", "127.0.0.1:4000"]), ["serve", "--listen", "127.0.0.1:4000"]);
    }

    #[test]
    fn a_subcommand_is_passed_as_it_is() {
        assert_eq!(split(&["doctor", "--data", "x"]), ["doctor", "--data", "x"]);
    }
}
