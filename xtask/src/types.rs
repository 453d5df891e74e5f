//! `cargo xtask types`: writes what is generated from the contract in `protocol/` into the repository: the TypeScript types
//! and the AsyncAPI document. A test fails where they are of another contract.

use std::process::ExitCode;

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::shell::{Cmd, step};

/// The package, with the feature that it has for this.
pub(crate) const CONTRACT: [&str; 4] = ["-p", "sociable-protocol", "--features", "schema"];

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
