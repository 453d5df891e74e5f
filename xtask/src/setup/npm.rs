//! Node and npm packages: the optimiser for WebAssembly, and the stock clients and browser driver of the tests.
//!
//! `web/`, `e2e/`, `client/` and `client/typescript/` keep separate package files, so that running the program does not
//! fetch what only tests need.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Advise as _, Failure, Result};
use crate::project::{Project, major_minor};
use crate::shell::{Cmd, step, which};

/// The oldest Node, as (major, minor), whose test runner has what the tests use.
const NODE_FOR_TESTS: (u32, u32) = (20, 11);

/// Whether Node and npm are there.
pub(crate) fn available() -> bool {
    which("node").is_some() && which("npm").is_some()
}

/// The path of a Node that can run the tests.
pub(crate) fn node_for_tests() -> Result<PathBuf> {
    let remedy = "Install Node 20.11 or newer with npm (https://nodejs.org), then run the same command again.";
    let node =
        which("node").filter(|_| available()).ok_or_else(|| Failure::new("the tests need Node and npm", remedy))?;
    let version = Cmd::new(&node).arg("--version").read().advise("asking Node for its version", remedy)?;
    if major_minor(version.trim_start_matches('v')) < Some(NODE_FOR_TESTS) {
        return Err(Failure::new(format_args!("Node {version} is too old for the tests"), remedy));
    }
    Ok(node)
}

/// Installs exactly what `folder`'s lock file names, unless that is in place; returns the folder of its programs.
pub(crate) fn install(project: &Project, folder: &str, why: &str) -> Result<PathBuf> {
    let dir = project.root().join(folder);
    let modules = dir.join("node_modules");
    let lock = read(&dir.join("package-lock.json"))?;
    let done = modules.join(".installed-lock.json");
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(modules.join(".bin"));
    }
    step(&format!("Installing npm packages for {why} into {folder}/node_modules (seconds, once)"), || {
        Cmd::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"])
            .dir(&dir)
            .quiet(&project.scratch()?)
            .advise(
                format_args!("installing npm packages in {folder}"),
                "Check that the npm registry can be reached, then run the same command again.",
            )
    })?;
    // Written last: an interrupted installation is not taken for a finished one.
    fs::write(&done, lock).advise(format_args!("writing {}", done.display()), "Make the repository writable.")?;
    Ok(modules.join(".bin"))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).advise(
        format_args!("reading {}", file.display()),
        format!("Restore it with `git checkout {}`.", file.display()),
    )
}
