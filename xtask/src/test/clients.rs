//! The clients of `e2e/matrix` that are not from npm, and the server that sends bytes back to all of them.

use std::env;
use std::path::PathBuf;

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::{apt, python};
use crate::shell::{Cmd, step};

/// A crate of its own, outside of the workspace: what it depends on is not what the program depends on.
const RUST: &str = "e2e/matrix/clients/rust_socketio";
const PYTHON: &str = "e2e/matrix/clients/python";

/// Where the tests look for each: variables of the environment.
pub(super) fn ensure(project: &Project) -> Result<Vec<(&'static str, PathBuf)>> {
    let mut clients = vec![("SOCIABLE_ECHO", echo(project)?), ("SOCIABLE_RUST_SOCKETIO", rust_socketio(project)?)];
    for (variable, major) in [("SOCIABLE_PYTHON_SOCKETIO_4", 4), ("SOCIABLE_PYTHON_SOCKETIO_5", 5)] {
        let requirements = format!("{PYTHON}/requirements-{major}.txt");
        match python::ensure(project, &requirements, &format!("python-socketio {major}"))? {
            Some(python) => clients.push((variable, python)),
            None => println!("\nWARNING: python-socketio {major} is NOT tested: there is no Python on PATH.\n"),
        }
    }
    Ok(clients)
}

/// The example that sends back what it is sent. As the Rust tests have built it, so that little is left to do.
fn echo(project: &Project) -> Result<PathBuf> {
    step("Building the server that sends back what it is sent (seconds after the Rust tests)", || {
        Cmd::cargo()
            .args(["build", "--quiet", "--workspace", "--example", "conformance"])
            .dir(project.root())
            .stream()
            .advise("building the example conformance", "Mend what the compiler says above.")
    })?;
    project.example("conformance")
}

fn rust_socketio(project: &Project) -> Result<PathBuf> {
    let has_openssl = Cmd::new("pkg-config").args(["--exists", "openssl"]).silent().is_ok();
    if !has_openssl {
        let otherwise = "Install OpenSSL's headers and pkg-config, then run the same command again.";
        apt::install(project, &["libssl-dev", "pkg-config"], "what rust_socketio is built with", otherwise)?;
    }
    let target = project.root().join("target/rust_socketio");
    step("Building the client rust_socketio (a minute or two, once)", || {
        Cmd::cargo()
            .args(["build", "--locked", "--target-dir"])
            .arg(&target)
            .arg("--manifest-path")
            .arg(project.root().join(RUST).join("Cargo.toml"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .dir(project.root())
            .quiet(&project.scratch()?)
            .advise("building rust_socketio", "Check that crates.io can be reached, then run the same command again.")
    })?;
    Ok(target.join("debug").join(format!("sociable-e2e-rust-socketio{}", env::consts::EXE_SUFFIX)))
}
