//! `cargo xtask`: takes an empty machine to a running, tested program.
//!
//! Everything the build and the tests need beyond Rust itself is looked for, and installed when it is missing, so that
//! the README can be two commands. The price is that this program knows package managers; it keeps them in `setup`, asks
//! for as little as possible, and every failure says what to do (see [`failure`]).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its user by printing")]

mod bench;
mod client_dist;
mod dist;
mod embed;
mod failure;
mod fuzz;
mod glue;
mod pages;
mod parts;
mod project;
mod run;
mod server;
mod setup;
mod shell;
mod sizes;
mod soak;
mod stamp;
mod test;
mod trunk;
mod types;
mod web;

use std::ffi::OsString;
use std::process::ExitCode;

use failure::{Failure, Result};
use lexopt::Arg;
use project::Project;
use web::OverBudget;

const HELP: &str = "\
cargo xtask — set up, build, run and test Sociable

  cargo xtask run [-- ARGS]     build everything and start the server on http://localhost:3000
                                ARGS go to `sociable serve`, for example: -- --listen 127.0.0.1:4000 --data /some/dir
  cargo xtask build             build target/release/sociable, one file with the frontend inside
  cargo xtask embed             build only the drop-in for other pages: its scripts, its npm package, the example pages
  cargo xtask bench ui          measure the frontend in a real browser: size, Lighthouse, frames, memory; some minutes
  cargo xtask soak [TEST]       what takes minutes: kill, cut, fill and restart the server, and compare what is left; with
                                figures. TEST is part of a test's name
  cargo xtask fuzz [TARGET]     look for inputs that break what reads them; --seconds N for each target (60); --keep
                                adds to fuzz/corpus/ what reaches code that nothing there reaches
  cargo xtask types             write the TypeScript types and the AsyncAPI document anew, from the contract in protocol/
  cargo xtask test [--only X]   run every check and test; X is a step or a group (see `cargo xtask test --help`)

What is missing is installed: tools into the user's cache (~/.cache/sociable/tools), npm packages into node_modules,
and, only where there is no other way, Debian packages with apt-get.

Environment:
  SOCIABLE_WASM_TOOLCHAIN=auto|rustup|debian   which compiler builds the frontend (default: auto, rustup first)
  CHROMIUM=/path/to/chromium                   which browser the tests drive (default: the one on PATH)
  NGINX=/path/to/nginx                         which reverse proxy they go through (default: the one that is installed)";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<ExitCode> {
    let mut args = lexopt::Parser::from_env();
    let command = match args.next().map_err(usage)? {
        Some(Arg::Value(command)) => command,
        Some(Arg::Long("help") | Arg::Short('h')) | None => {
            println!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(other) => return Err(usage(other.unexpected())),
    };
    let project = Project::locate()?;
    match command.to_str() {
        Some("run") => run::run(&project, &trailing_args(&mut args)?),
        Some("build") => {
            no_more(&mut args)?;
            web::build(&project, OverBudget::Fails)?;
            server::build(&project)?;
            Ok(ExitCode::SUCCESS)
        }
        Some("embed") => {
            no_more(&mut args)?;
            embed::build(&project)?;
            embed::examples(&project)?;
            Ok(ExitCode::SUCCESS)
        }
        Some("bench") => {
            let names = trailing_args(&mut args)?;
            bench::run(&project, names.first().and_then(|name| name.to_str()))
        }
        Some("soak") => soak::run(&project, &trailing_args(&mut args)?),
        Some("fuzz") => fuzz::run(&project, &mut args),
        Some("types") => {
            no_more(&mut args)?;
            types::write(&project)
        }
        Some("test") => test::test(&project, &mut args),
        _ => Err(Failure::new(
            format!("there is no command {}", command.display()),
            "Run `cargo xtask --help` to see the commands.",
        )),
    }
}

/// The arguments for the server: all that follow, with or without the `--` that separates them.
fn trailing_args(args: &mut lexopt::Parser) -> Result<Vec<OsString>> {
    let rest: Vec<OsString> = args.raw_args().map_err(usage)?.collect();
    Ok(match rest.split_first() {
        Some((first, others)) if first == "--" => others.to_vec(),
        _ => rest,
    })
}

fn no_more(args: &mut lexopt::Parser) -> Result<()> {
    match args.next().map_err(usage)? {
        None => Ok(()),
        Some(other) => Err(usage(other.unexpected())),
    }
}

fn usage(error: lexopt::Error) -> Failure {
    Failure::new(error, "Run `cargo xtask --help` to see what there is.")
}
