//! The browsers besides Chromium that stories are told in, and what drives them: large, so only for who asks for them.

use std::path::{Path, PathBuf};

use crate::failure::Result;
use crate::project::Project;
use crate::setup::apt;
use crate::shell::which;

const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];
const REMEDY: &str = "Install them by hand, or run the tests on a Debian or Ubuntu.";
/// Where packages of WebKitGTK put its small browser: each architecture, and each version of its interface, has a folder.
const LIBRARIES: [&str; 3] = ["/usr/lib", "/usr/libexec", "/usr/lib64"];

/// What was found, as the stories' environment has it. What can neither be found nor installed is not in it.
pub(crate) fn ensure(project: &Project) -> Vec<(&'static str, PathBuf)> {
    let noted = |installed: Result<()>, what: &str| {
        if let Err(failure) = installed {
            println!("note: THE STORIES IN {what} ARE SKIPPED: {failure}");
        }
    };
    if firefox().is_none() {
        noted(apt::install(project, &["firefox-esr"], "Firefox for the tests", REMEDY), "FIREFOX");
    }
    if webkit().is_none() {
        let packages = ["webkit2gtk-driver", "xvfb"];
        noted(apt::install(project, &packages, "WebKit for the tests, and a screen for it", REMEDY), "WEBKIT");
    }
    let firefox = firefox().map(|path| ("FIREFOX", path));
    firefox.into_iter().chain(webkit().into_iter().flatten()).collect()
}

fn firefox() -> Option<PathBuf> {
    FIREFOX.into_iter().find_map(which)
}

/// Its driver, its browser, and a screen for it; all of them or nothing.
fn webkit() -> Option<[(&'static str, PathBuf); 3]> {
    let mini_browser = LIBRARIES.iter().find_map(|folder| find(Path::new(folder), 2))?;
    Some([("WEBKIT_DRIVER", which("WebKitWebDriver")?), ("MINI_BROWSER", mini_browser), ("XVFB", which("Xvfb")?)])
}

/// The browser somewhere below `folder`, in one for WebKitGTK, at most so many levels down.
fn find(folder: &Path, levels: u32) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    let folders: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    let of_webkit = |path: &&PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit"));
    let here = folders.iter().filter(of_webkit).map(|path| path.join("MiniBrowser")).find(|file| file.is_file());
    here.or_else(|| folders.iter().filter(|_| levels > 1).find_map(|path| find(path, levels - 1)))
}
