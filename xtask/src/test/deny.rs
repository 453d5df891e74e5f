//! What is allowed among the dependencies (see `deny.toml`), and whether any is known to be vulnerable.
//!
//! The first depends on this repository alone and always counts. The second needs a database that lives on GitHub; a
//! network without GitHub must not make a sound tree fail, nor may it pass in silence.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::Outcome;
use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::shell::{Cmd, which};

const DATABASE: &str = "https://github.com/RustSec/advisory-db";

/// How long GitHub may take to answer before it counts as out of reach.
const PROBE_LIMIT: Duration = Duration::from_secs(20);

/// Licences, sources, banned and duplicate crates.
pub(super) fn policy(project: &Project) -> Result<Outcome> {
    deny(project, &["check", "bans", "licenses", "sources"])?.stream().advise(
        "the policy for dependencies",
        "Choose another dependency, or change deny.toml and give the reason there.",
    )?;
    Ok(Outcome::Passed)
}

/// Known vulnerabilities.
pub(super) fn advisories(project: &Project) -> Result<Outcome> {
    let reachable = which("git").is_some()
        && Cmd::new("git")
            .args(["ls-remote", DATABASE, "HEAD"])
            .env("GIT_TERMINAL_PROMPT", "0")
            .limit(PROBE_LIMIT)
            .silent()
            .is_ok();
    let args: &[&str] = match (reachable, database_at_hand()) {
        (true, _) => &["check", "advisories"],
        (false, true) => {
            println!("note: {DATABASE} is out of reach; the copy fetched earlier is used");
            &["--offline", "check", "advisories"]
        }
        (false, false) => {
            println!(
                "\nWARNING: dependencies were NOT checked for known vulnerabilities: {DATABASE} is out of reach.\n"
            );
            return Ok(Outcome::Skipped("the advisory database is out of reach"));
        }
    };
    deny(project, args)?.stream().advise(
        "advisories",
        "Update the dependency named above with `cargo update -p NAME`, or ignore the advisory in deny.toml with a reason.",
    )?;
    Ok(Outcome::Passed)
}

fn deny(project: &Project, args: &[&str]) -> Result<Cmd> {
    let deny = CargoTool::cargo_deny().ensure()?;
    Ok(Cmd::new(deny).args(args).dir(project.root()))
}

/// Whether cargo-deny has a complete copy of the database: one that git finished fetching.
fn database_at_hand() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let Some(copies) = home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok()) else {
        return false;
    };
    copies.flatten().any(|copy| copy.path().join("crates").is_dir() && copy.path().join(".git/FETCH_HEAD").is_file())
}
