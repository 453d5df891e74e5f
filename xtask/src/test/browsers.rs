//! The main stories in Firefox and in WebKit, for who asks for them: the browsers are large, and differ from Chromium in
//! few things.

use std::time::Duration;

use super::Outcome;
use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::{browsers, npm};
use crate::shell::Cmd;

/// Far more than they need: a hanging browser must end the run and not the patience.
const LIMIT: Duration = Duration::from_mins(10);

/// Runs `e2e/browsers/stories.mjs`.
pub(super) fn run(project: &Project) -> Result<Outcome> {
    let node = npm::node_for_tests()?;
    npm::install(project, "e2e", "the tests")?;
    npm::install(project, "e2e/browsers", "driving Firefox")?;
    let found = browsers::ensure(project);
    if found.is_empty() {
        return Ok(Outcome::Skipped("there is neither Firefox nor WebKit"));
    }
    let mut cmd = Cmd::new(node);
    for (variable, program) in found {
        cmd = cmd.env(variable, program);
    }
    cmd.args(["--test", "--test-reporter=spec", "--test-timeout=300000", "browsers/stories.mjs"])
        .env("SOCIABLE_BIN", project.release_binary()?)
        .dir(&project.root().join("e2e"))
        .limit(LIMIT)
        .stream()
        .advise(
            "the stories in other browsers",
            "Mend what failed above; e2e/artifacts/ has a picture of how each ended.",
        )?;
    Ok(Outcome::Passed)
}
