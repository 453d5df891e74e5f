//! The browser that the end-to-end tests drive.

use std::env;
use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::setup::apt;
use crate::shell::which;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const REMEDY: &str = "Install Chromium or Chrome, or set CHROMIUM to the path of one.";

/// A Chromium: the one named by `CHROMIUM`, else one on PATH, else Debian's, which is installed.
pub(crate) fn ensure(project: &Project) -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        if named.is_file() {
            return Ok(named);
        }
        return Err(Failure::new(format_args!("CHROMIUM names {}, which is no file", named.display()), REMEDY));
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    apt::install(project, &["chromium"], "a browser for the tests", REMEDY)?;
    on_path().ok_or_else(|| Failure::new("no browser is on PATH after installing the package chromium", REMEDY))
}

fn on_path() -> Option<PathBuf> {
    NAMES.into_iter().find_map(which)
}
