//! The frontend, from source to a `dist/` that the server can embed.
//!
//! Trunk writes into a scratch folder; only a finished, compressed build is copied to `dist/`, and only where it
//! differs, so that cargo does not rebuild the server for nothing. When neither inputs nor output have changed, nothing is
//! run at all.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::dist;
use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::setup::{npm, wasm};
use crate::shell::step;
use crate::sizes::Sizes;
use crate::{stamp, trunk};

/// Everything that goes into the frontend.
const INPUTS: [&str; 9] = [
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "web",
    "styles",
    "client/Cargo.toml",
    "client/src",
    "protocol",
];

/// What a frontend above its size budget means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverBudget {
    /// A line of warning.
    Warns,
    /// The build fails.
    Fails,
}

/// Brings `dist/` up to date.
pub(crate) fn build(project: &Project, over_budget: OverBudget) -> Result<()> {
    let _only_one = project.lock()?;
    let stamp_file = project.scratch()?.join("web.stamp");
    let inputs = inputs(project)?;
    let stamp = || format!("{inputs:x} {:x}", output(project));
    if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp()) {
        println!("==> The frontend is up to date");
    } else {
        rebuild(project)?;
        fs::write(&stamp_file, stamp()).advise(
            format_args!("writing {}", stamp_file.display()),
            "Make the repository folder writable and its disk not full.",
        )?;
        Sizes::measure(&project.dist())?.print();
    }
    match (Sizes::measure(&project.dist())?.check_budget(), over_budget) {
        (Err(failure), OverBudget::Fails) => Err(failure),
        (Err(failure), OverBudget::Warns) => {
            println!("note: {failure}");
            Ok(())
        }
        (Ok(()), _) => Ok(()),
    }
}

fn rebuild(project: &Project) -> Result<()> {
    let staged = project.scratch()?.join("dist");
    trunk::build(project, &staged)?;
    step("Compressing the frontend with brotli and gzip (seconds)", || {
        dist::name_by_content(&staged)
            .and_then(|()| dist::bundle_styles(&staged))
            .and_then(|()| dist::fill_worker(&staged))
            .and_then(|()| dist::compress(&staged))
            .and_then(|()| dist::publish(&staged, &project.dist()))
            .advise(
                "preparing dist/",
                "Delete dist/ and target/xtask/, check the free disk, and run the same command again.",
            )
    })
}

/// The fingerprint of the sources and the tools.
fn inputs(project: &Project) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    stamp::of_files(project.root(), &INPUTS)
        .advise("reading the frontend's sources", "Make the repository folder readable.")?
        .hash(&mut hasher);
    CargoTool::trunk().id().hash(&mut hasher);
    CargoTool::wasm_bindgen(project)?.id().hash(&mut hasher);
    CargoTool::wasm_split().id().hash(&mut hasher);
    npm::available().hash(&mut hasher);
    env::var_os(wasm::OVERRIDE).hash(&mut hasher);
    dist::REVISION.hash(&mut hasher);
    Ok(hasher.finish())
}

/// The fingerprint of what is in `dist/`; an unreadable folder matches nothing that was built.
fn output(project: &Project) -> u64 {
    stamp::of_files(&project.dist(), &["."]).unwrap_or_default()
}
