//! rustfmt and clippy, which a minimal installation of Rust lacks.

use std::time::Duration;

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::shell::{Cmd, step};

const LIMIT: Duration = Duration::from_secs(180);

/// Makes sure that `cargo SUBCOMMAND` works, which `component` brings.
pub(crate) fn ensure(project: &Project, subcommand: &str, component: &str) -> Result<()> {
    if Cmd::cargo().args([subcommand, "--version"]).silent().is_ok() {
        return Ok(());
    }
    let scratch = project.scratch()?;
    step(&format!("Adding {component} with rustup (seconds, once)"), || {
        Cmd::new("rustup").args(["component", "add", component]).limit(LIMIT).quiet(&scratch).advise(
            format_args!("adding {component}"),
            format!("Run `rustup component add {component}` on a network that reaches static.rust-lang.org."),
        )
    })
}
