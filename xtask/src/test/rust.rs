//! The checks that cargo does: format, lints, documentation, tests.

use super::Outcome;
use crate::failure::{Advise as _, Result};
use crate::parts;
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::setup::component;
use crate::setup::npm;
use crate::setup::wasm::{self, WasmToolchain};
use crate::shell::Cmd;
use crate::types::CONTRACT;

/// rustfmt leaves nothing to change.
pub(super) fn fmt(project: &Project) -> Result<Outcome> {
    component::ensure(project, "fmt", "rustfmt")?;
    passed(cargo(project, &["fmt", "--all", "--", "--check"]), "formatting", "Run `cargo fmt --all`.")
}

/// Clippy has nothing to say about any target on this machine's platform.
pub(super) fn clippy(project: &Project) -> Result<Outcome> {
    component::ensure(project, "clippy", "clippy")?;
    let remedy = "Mend what clippy says above.";
    let cmd = cargo(project, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    passed(cmd, "clippy", remedy)?;
    let cmd = cargo(project, &["clippy"]).args(CONTRACT).args(["--all-targets", "--", "-D", "warnings"]);
    passed(cmd, "clippy on what describes the contract", remedy)
}

/// Clippy has nothing to say about the code that only WebAssembly sees.
pub(super) fn clippy_web(project: &Project) -> Result<Outcome> {
    if WasmToolchain::ensure(project)? == WasmToolchain::Debian {
        return Ok(Outcome::Skipped("Debian's compiler brings no clippy; the frontend's build still checks the code"));
    }
    component::ensure(project, "clippy", "clippy")?;
    let packages = ["sociable-web", "sociable-client", "sociable-client-flows", "yew-chat-example"];
    let split = format!("sociable-web/{}", parts::FEATURE);
    let cmd = cargo(project, &["clippy", "--no-default-features", "--features", &split, "--target", wasm::TARGET])
        .args(packages.iter().flat_map(|package| ["-p", package]))
        .args(["--", "-D", "warnings"]);
    passed(cmd, "clippy for WebAssembly", "Mend what clippy says above.")
}

/// Every link in the documentation leads somewhere.
pub(super) fn doc(project: &Project) -> Result<Outcome> {
    let cmd = cargo(project, &["doc", "--workspace", "--no-deps", "--document-private-items"])
        .args(["--features", "sociable-protocol/schema"])
        .env("RUSTDOCFLAGS", "-D warnings");
    passed(cmd, "documentation", "Mend what rustdoc says above.")
}

/// Unit and integration tests. Those of the client with a stock server need Node, and say so aloud where it is not.
pub(super) fn unit(project: &Project) -> Result<Outcome> {
    if npm::available() {
        npm::install(project, "client", "the stock server that the client is tested with")?;
    }
    let nextest = CargoTool::nextest().ensure()?;
    let remedy = "Mend the tests that failed above; `cargo nextest run NAME` runs one.";
    let cmd = Cmd::new(&nextest).args(["nextest", "run", "--workspace"]).dir(project.root());
    passed(cmd, "tests", remedy)?;
    let cmd =
        Cmd::new(&nextest).args(["nextest", "run"]).args(CONTRACT).args(["--test", "generated"]).dir(project.root());
    passed(cmd, "what is generated from the contract", remedy)
}

/// The examples in doc comments, which nextest does not run.
pub(super) fn doctest(project: &Project) -> Result<Outcome> {
    let cmd = cargo(project, &["test", "--doc", "--workspace"]);
    passed(cmd, "examples in the documentation", "Mend the examples that failed above.")
}

fn cargo(project: &Project, args: &[&str]) -> Cmd {
    Cmd::cargo().args(args).dir(project.root())
}

fn passed(cmd: Cmd, doing: &str, remedy: &str) -> Result<Outcome> {
    cmd.stream().advise(doing, remedy).map(|()| Outcome::Passed)
}
