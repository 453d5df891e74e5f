//! The reverse proxy that the end-to-end tests go through.
//!
//! Debian's package is unpacked into the cache and not installed: that would need root, and start a server on port 80 of
//! this machine.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Advise as _, Failure, Result};
use crate::project::Project;
use crate::setup::{apt, cargo_tool};
use crate::shell::{Cmd, step, which};

const REMEDY: &str = "Install nginx, or set NGINX to the path of one.";
/// Debian's, and Ubuntu's before 2023, where the program is in a package of its own.
const PACKAGES: [&str; 2] = ["nginx", "nginx-core"];
/// Where programs of this kind are, which is not on everybody's PATH.
const INSTALLED: &str = "/usr/sbin/nginx";

/// An nginx: the one named by `NGINX`, else one that is installed, else Debian's, which is unpacked.
pub(crate) fn ensure(project: &Project) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("NGINX") {
        return works(PathBuf::from(named));
    }
    if let Some(found) = which("nginx").or_else(|| Some(PathBuf::from(INSTALLED)).filter(|path| path.is_file())) {
        return works(found);
    }
    let dir = cargo_tool::tools_dir()?.join("nginx");
    let binary = dir.join("usr/sbin/nginx");
    if !binary.is_file() {
        unpack(project, &dir, &binary)?;
    }
    works(binary)
}

fn unpack(project: &Project, dir: &Path, binary: &Path) -> Result<()> {
    for program in ["apt-get", "dpkg-deb"] {
        if which(program).is_none() {
            return Err(Failure::new(format_args!("nginx is missing, and this system has no {program}"), REMEDY));
        }
    }
    fs::create_dir_all(dir).advise(format_args!("creating {}", dir.display()), "Make that folder writable.")?;
    let fetch = |package: &str| Cmd::new("apt-get").args(["download", "-q", package]).dir(dir);
    step("Unpacking Debian's nginx, for the tests, into the cache (seconds, once; nothing is installed)", || {
        for package in PACKAGES {
            if fetch(package).silent().is_err() {
                // Perhaps only because nobody has asked for the lists yet.
                apt::update(project)?;
                fetch(package).quiet(&project.scratch()?).advise(format_args!("downloading {package}"), REMEDY)?;
            }
            for archive in archives(dir)? {
                let unpack = Cmd::new("dpkg-deb").arg("-x").arg(&archive).arg(dir).quiet(&project.scratch()?);
                unpack.advise(format_args!("unpacking {}", archive.display()), REMEDY)?;
                fs::remove_file(&archive).advise("tidying up", "Delete that file by hand.")?;
            }
            if binary.is_file() {
                return Ok(());
            }
        }
        Err(Failure::new("no package of Debian's has nginx where it should be", REMEDY))
    })
}

fn archives(dir: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(dir).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let files = files.advise(format_args!("reading {}", dir.display()), "Make that folder readable.")?;
    let paths = files.into_iter().map(|file| file.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).collect())
}

/// The same path, where the program there runs: libraries of its may be missing.
fn works(binary: PathBuf) -> Result<PathBuf> {
    Cmd::new(&binary).arg("-v").silent().advise(format_args!("running {}", binary.display()), REMEDY)?;
    Ok(binary)
}
