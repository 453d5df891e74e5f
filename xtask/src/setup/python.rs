//! Python's Socket.IO clients, each in a virtual environment of its own in the user's cache, with exactly the packages that
//! its requirements name. The name of the environment's folder changes with these and with Python.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::{apt, cargo_tool};
use crate::shell::{Cmd, step, which};
use crate::stamp;

/// Written last: an interrupted installation is not taken for a finished one.
const DONE: &str = ".complete";

/// A Python that has what `requirements` name, for `what`. `None` where there is no Python at all.
pub(crate) fn ensure(project: &Project, requirements: &str, what: &str) -> Result<Option<PathBuf>> {
    let Some(system) = which("python3").or_else(|| which("python")) else { return Ok(None) };
    let version = Cmd::new(&system).args(["-c", "import sys; print(sys.version, sys.prefix)"]).read().advise(
        "asking Python for its version",
        "Repair Python, or take it from PATH; then run the same command again.",
    )?;
    let requirements = project.root().join(requirements);
    let wanted = fs::read(&requirements).advise(
        format_args!("reading {}", requirements.display()),
        format!("Restore it with `git checkout {}`.", requirements.display()),
    )?;
    let id = stamp::of_bytes(&[&wanted, version.as_bytes()]);
    let environment = cargo_tool::tools_dir()?.join(format!("python-{id:016x}"));
    let python = environment.join("bin/python");
    if environment.join(DONE).is_file() && python.is_file() {
        return Ok(Some(python));
    }
    step(&format!("Installing {what} from PyPI into {} (seconds, once)", environment.display()), || {
        install(project, &system, &environment, &requirements)
    })?;
    Ok(Some(python))
}

fn install(project: &Project, system: &Path, environment: &Path, requirements: &Path) -> Result<()> {
    let scratch = project.scratch()?;
    let make = || Cmd::new(system).args(["-m", "venv", "--clear"]).arg(environment);
    if make().silent().is_err() {
        // Debian has it in a package of its own.
        let otherwise = "Install what `python3 -m venv` needs, then run the same command again.";
        apt::install(project, &["python3-venv"], "Python's virtual environments", otherwise)?;
        make().quiet(&scratch).advise("making a virtual environment of Python", otherwise)?;
    }
    Cmd::new(environment.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "-r"])
        .arg(requirements)
        .quiet(&scratch)
        .advise(
            format_args!("installing what {} names", requirements.display()),
            "Check that PyPI can be reached and that Python is 3.10 or newer, then run the same command again.",
        )?;
    let done = environment.join(DONE);
    fs::write(&done, "").advise(format_args!("writing {}", done.display()), "Make that folder writable.")
}
