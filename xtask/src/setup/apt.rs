//! Debian packages: the last resort, because they change the system.

use std::io::{IsTerminal as _, stdin};

use crate::failure::{Advise as _, Failure, Result};
use crate::project::Project;
use crate::shell::{Cmd, step, which};

/// Installs `packages` and what they depend on, with a word on `why`; `otherwise` says what to do where that fails.
///
/// Never removes a package that is in the way: then it fails and changes nothing.
pub(crate) fn install(project: &Project, packages: &[&str], why: &str, otherwise: &str) -> Result<()> {
    let names = packages.join(" ");
    if which("apt-get").is_none() {
        return Err(Failure::new(format_args!("{why} is missing, and this system has no apt-get"), otherwise));
    }
    let elevated = elevation().ok_or_else(|| {
        Failure::new(
            format_args!("{why} is missing, and installing it needs root or sudo"),
            format!("Run `apt-get install --no-install-recommends {names}` as root, then run the same command again."),
        )
    })?;
    let scratch = project.scratch()?;
    let apt = |words: &[&str]| apt_get(&elevated, words);
    step(&format!("Installing Debian packages for {why}: {names} (under a minute, once)"), || {
        if let Err(error) = apt(&["update", "-q"]).quiet(&scratch) {
            println!("    note: {error}; trying with the package lists at hand");
        }
        let flags = ["install", "-q", "-y", "--no-remove", "--no-install-recommends"];
        apt(&[&flags, packages].concat()).quiet(&scratch).advise(format_args!("installing {why}"), otherwise)
    })
}

/// Asks for the lists of packages, where there is a way to.
///
/// # Errors
/// Only where the repository cannot be written to: old lists may do.
pub(crate) fn update(project: &Project) -> Result<()> {
    let Some(elevated) = elevation() else { return Ok(()) };
    if let Err(error) = apt_get(&elevated, &["update", "-q"]).quiet(&project.scratch()?) {
        println!("    note: {error}; trying with the package lists at hand");
    }
    Ok(())
}

fn apt_get(elevated: &[&'static str], words: &[&str]) -> Cmd {
    let mut line = elevated.to_vec();
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]);
    line.extend(words);
    let (program, args) = line.split_first().unwrap_or((&"apt-get", &[]));
    Cmd::new(program).args(args)
}

/// The words to put before a command that needs root, or nothing when there is no way.
fn elevation() -> Option<Vec<&'static str>> {
    if Cmd::new("id").arg("-u").read().is_ok_and(|uid| uid == "0") {
        return Some(Vec::new());
    }
    which("sudo")?;
    if stdin().is_terminal() {
        return Some(vec!["sudo"]);
    }
    Cmd::new("sudo").args(["-n", "true"]).silent().ok().map(|()| vec!["sudo", "-n"])
}
