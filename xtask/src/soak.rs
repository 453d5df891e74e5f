//! `cargo xtask soak`: the tests that run the server as a process, and attack it, those that take minutes among them, in
//! release, one after another, with what they print.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::shell::Cmd;
use crate::web::{self, OverBudget};

/// Runs those whose names contain one of `names`, or all.
pub(crate) fn run(project: &Project, names: &[OsString]) -> Result<ExitCode> {
    // The server that is tested has the frontend inside, as always.
    web::build(project, OverBudget::Fails)?;
    let nextest = CargoTool::nextest().ensure()?;
    let cmd = Cmd::new(nextest)
        .args(["nextest", "run", "--release", "--package", "sociable", "--test", "process", "--test", "hostile"])
        .args(["--profile", "soak", "--run-ignored", "all", "--no-capture"])
        .args(names)
        .dir(project.root());
    cmd.stream().advise("soak", "Mend what failed above; SOAK_SEED=<the seed it printed> tries the same again.")?;
    Ok(ExitCode::SUCCESS)
}
