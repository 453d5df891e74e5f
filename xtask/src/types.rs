//! What is generated from the contract in `protocol/`, the TypeScript types and the AsyncAPI document, and the npm package that
//! the types are in.
//!
//! `cargo xtask types` writes both into the repository; a test fails where they are of another contract.

use std::process::ExitCode;

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::npm;
use crate::shell::{Cmd, step};

/// The package, with the feature that it has for this.
pub(crate) const CONTRACT: [&str; 4] = ["-p", "sociable-protocol", "--features", "schema"];

/// The npm package `@sociable/client`.
const PACKAGE: &str = "client/typescript";

/// Writes what is generated anew.
pub(crate) fn write(project: &Project) -> Result<ExitCode> {
    step("Writing client/typescript/src/contract.ts and docs/asyncapi.json (seconds)", || {
        Cmd::cargo()
            .args(["run", "--quiet"])
            .args(CONTRACT)
            .args(["--example", "contract"])
            .dir(project.root())
            .stream()
            .advise("writing what is generated from the contract", "Mend what the compiler says above.")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Compiles the npm package, for the tests that use it.
pub(crate) fn build(project: &Project) -> Result<()> {
    let bin = npm::install(project, PACKAGE, "the TypeScript client")?;
    Cmd::new(bin.join("tsc"))
        .dir(&project.root().join(PACKAGE))
        .stream()
        .advise("compiling the TypeScript client", "Mend what the compiler says above.")
}
