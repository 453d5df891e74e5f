//! The server's release build.

use std::path::PathBuf;

use crate::client_dist;
use crate::embed;
use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::shell::{Cmd, step};

/// Builds the server with the frontend that is in `dist/`, and returns the binary.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    client_dist::build(project)?;
    embed::build(project)?;
    step("Building the server in release mode (some minutes the first time, seconds later)", || {
        Cmd::cargo()
            .args(["build", "--release", "--package", "sociable"])
            .dir(project.root())
            .stream()
            .advise("building the server", "Mend what the compiler says above, then run the same command again.")
    })?;
    let binary = project.release_binary()?;
    println!("    {}", binary.display());
    Ok(binary)
}
