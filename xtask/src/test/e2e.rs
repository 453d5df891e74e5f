//! The tests from outside: the release binary, stock Socket.IO clients, a real browser.

use std::path::PathBuf;
use std::time::Duration;

use super::{Outcome, clients};
use crate::embed;
use crate::failure::{Advise as _, Failure, Result};
use crate::pages;
use crate::project::Project;
use crate::setup::{chromium, nginx, npm};
use crate::shell::Cmd;
use crate::stamp;
use crate::types;

/// Far more than they need: a hanging test must end the run and not the patience.
const LIMIT: Duration = Duration::from_mins(30);

/// What one file of tests may take, in milliseconds: several times what the longest takes on a machine that is busy.
const FILE_LIMIT: &str = "--test-timeout=600000";

/// Files of tests that run at a time. Much of their time they wait for a clock, and node would run one fewer than there are
/// processors.
const AT_A_TIME: &str = "--test-concurrency=2";

/// Runs all `e2e/**/*.test.mjs`.
pub(super) fn run(project: &Project) -> Result<Outcome> {
    let node = npm::node_for_tests()?;
    let tests = tests(project)?;
    npm::install(project, "e2e", "the tests")?;
    npm::install(project, "client", "the stock server that the client is tested with")?;
    types::build(project)?;
    let pages = pages::build(project)?;
    let examples = embed::examples(project)?;
    let chromium = chromium::ensure(project)?;
    let nginx = match nginx::ensure(project) {
        Ok(nginx) => Some(nginx),
        Err(failure) => {
            println!("note: THE TESTS BEHIND NGINX ARE SKIPPED: {failure}");
            None
        }
    };
    let mut cmd = Cmd::new(node);
    for (variable, program) in clients::ensure(project)? {
        cmd = cmd.env(variable, program);
    }
    cmd.args(["--test", "--test-reporter=spec", FILE_LIMIT, AT_A_TIME])
        .args(tests)
        .env("SOCIABLE_BIN", project.release_binary()?)
        .env("CHROMIUM", chromium)
        .env("CLIENT_PAGES", pages)
        .env("EMBED_DIST", project.root().join(embed::TARGET))
        .env("EMBED_EXAMPLES", examples)
        .env("NGINX", nginx.unwrap_or_default())
        .dir(&project.root().join("e2e"))
        .limit(LIMIT)
        .stream()
        .advise(
            "end-to-end tests",
            "Mend the tests that failed above; e2e/artifacts/ may hold screenshots and logs.",
        )?;
    Ok(Outcome::Passed)
}

/// The test files, named one by one because Node 20 does not understand patterns.
fn tests(project: &Project) -> Result<Vec<PathBuf>> {
    let mut files = stamp::files_below(&project.root().join("e2e"))
        .advise("looking for tests in e2e/", "Make the folder e2e readable.")?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    if files.is_empty() {
        return Err(Failure::new("there are no tests in e2e/", "Restore them with `git checkout e2e`."));
    }
    Ok(files)
}
