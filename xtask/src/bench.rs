//! `cargo xtask bench`: figures, on this machine.

use std::process::ExitCode;

use crate::failure::{Advise as _, Failure, Result};
use crate::project::Project;
use crate::server;
use crate::setup::{chromium, npm};
use crate::shell::Cmd;
use crate::web::{self, OverBudget};

/// Runs the benchmark of this name.
pub(crate) fn run(project: &Project, name: Option<&str>) -> Result<ExitCode> {
    match name {
        Some("ui") => ui(project),
        _ => Err(Failure::new("there is no such benchmark", "Run `cargo xtask bench ui`.")),
    }
}

/// The frontend in a real browser: what is downloaded, Lighthouse, frames, memory.
fn ui(project: &Project) -> Result<ExitCode> {
    let node = npm::node_for_tests()?;
    web::build(project, OverBudget::Warns)?;
    let binary = server::build(project)?;
    npm::install(project, "bench/ui", "the benchmark")?;
    let chromium = chromium::ensure(project)?;
    let cmd = Cmd::new(node)
        .args(["measure.mjs"])
        .env("SOCIABLE_BIN", binary)
        .env("CHROMIUM", chromium)
        .dir(&project.root().join("bench/ui"));
    cmd.stream().advise("measuring the frontend", "Look at what is printed above, and run the same command again.")?;
    Ok(ExitCode::SUCCESS)
}
