//! The client that the server hands out at `/socket.io/socket.io.js` and beside it: taken from npm's `socket.io`, exactly
//! as its lock file in `server/npm` names it, compressed, and put where the server embeds it.
//!
//! Nothing of it is in the repository. Without npm the server is built without it, and says so when it is asked for it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::dist;
use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::npm;
use crate::shell::step;
use crate::stamp;

/// Where its lock file is.
const PACKAGE: &str = "server/npm";
/// Where the server looks for it.
const TARGET: &str = "server/client-dist";
/// Where npm has the bundles, and which version they are.
const BUNDLES: &str = "node_modules/socket.io/client-dist";
const MANIFEST: &str = "node_modules/socket.io/package.json";

/// Raised with every change to this file that changes its result.
const REVISION: u32 = 1;

/// Brings the folder that the server embeds up to date.
pub(crate) fn build(project: &Project) -> Result<()> {
    if !npm::available() {
        println!("note: without npm the server is built without Socket.IO's client (/socket.io/socket.io.js)");
        return Ok(());
    }
    let lock = project.root().join(PACKAGE).join("package-lock.json");
    let lock = fs::read(&lock).advise(
        format_args!("reading {}", lock.display()),
        "Restore it with `git checkout server/npm/package-lock.json`.",
    )?;
    let stamp_file = project.scratch()?.join("client-dist.stamp");
    let output = || stamp::of_files(project.root(), &[TARGET]).unwrap_or_default();
    let stamp = || format!("{:x} {:x}", stamp::of_bytes(&[&lock, &REVISION.to_le_bytes()]), output());
    if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp()) {
        return Ok(());
    }
    npm::install(project, PACKAGE, "the client that the server hands out")?;
    let staged = project.scratch()?.join("client-dist");
    step("Compressing Socket.IO's client with brotli and gzip (seconds, once)", || {
        stage(&project.root().join(PACKAGE), &staged)
            .and_then(|()| dist::compress(&staged))
            .and_then(|()| publish(&staged, &project.root().join(TARGET)))
            .advise(
                format_args!("preparing {TARGET}"),
                format!("Delete {TARGET} and {PACKAGE}/node_modules and run the same command again."),
            )
    })?;
    fs::write(&stamp_file, stamp())
        .advise(format_args!("writing {}", stamp_file.display()), "Make the repository folder writable.")
}

/// Copies the bundles, and notes their version: it is their ETag.
fn stage(package: &Path, staged: &Path) -> io::Result<()> {
    if staged.exists() {
        fs::remove_dir_all(staged)?;
    }
    fs::create_dir_all(staged)?;
    for file in fs::read_dir(package.join(BUNDLES))? {
        let file = file?;
        fs::copy(file.path(), staged.join(file.file_name()))?;
    }
    let manifest = fs::read_to_string(package.join(MANIFEST))?;
    let version = version(&manifest).ok_or_else(|| io::Error::other("npm's socket.io does not say its version"))?;
    fs::write(staged.join("version"), version)
}

/// The version in a `package.json`, read line by line for the reason that [`crate::project`] gives.
fn version(manifest: &str) -> Option<&str> {
    let line = manifest.lines().find(|line| line.trim_start().starts_with("\"version\""))?;
    line.split('"').nth(3)
}

/// Makes `target` hold what `staged` holds, leaving equal files untouched.
pub(crate) fn publish(staged: &Path, target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    let fresh = names(staged)?;
    for gone in names(target)?.iter().filter(|file| !fresh.contains(file)) {
        fs::remove_file(target.join(gone))?;
    }
    for file in fresh {
        let content = fs::read(staged.join(&file))?;
        if !fs::read(target.join(&file)).is_ok_and(|present| present == content) {
            fs::write(target.join(&file), content)?;
        }
    }
    Ok(())
}

/// What is in a folder without folders.
fn names(dir: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(dir)?.map(|file| file.map(|file| file.file_name().into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_manifest() {
        let manifest = "{\n  \"name\": \"socket.io\",\n  \"version\": \"4.8.4\",\n  \"license\": \"MIT\"\n}";
        assert_eq!(version(manifest), Some("4.8.4"));
        assert_eq!(version("{}"), None);
    }
}
