//! Running Trunk with the right tools and without its network.
//!
//! Trunk downloads from GitHub what it does not find, so everything is put on its PATH first. It builds the page and
//! compiles the program; where Node is there, what follows the compiler is done anew in [`parts`], so Trunk's release mode,
//! which would only optimise what is thrown away, is off.

use std::path::{Path, PathBuf};

use crate::failure::{Advise as _, Result};
use crate::parts;
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::setup::npm;
use crate::setup::wasm::{TARGET, WasmToolchain};
use crate::shell::{Cmd, path_with, step};

/// The cargo profile of the frontend, tuned for size.
pub(crate) const PROFILE: &str = "web";

/// Builds the frontend into `out`, installing what is missing.
pub(crate) fn build(project: &Project, out: &Path) -> Result<()> {
    // First, because it is what may need the user: better before the minutes that the tools take than after.
    let toolchain = WasmToolchain::ensure(project)?;
    let trunk = CargoTool::trunk().ensure()?;
    let bindgen = CargoTool::wasm_bindgen(project)?.ensure()?;
    let tools: Vec<PathBuf> = bindgen.parent().map(Path::to_owned).into_iter().collect();
    let cutting = if !toolchain.can_be_cut() {
        println!("note: this linker's output cannot be cut, so the frontend is one large file and not optimised");
        None
    } else if npm::available() {
        let optimisers = npm::install(project, "web", "the optimisers of WebAssembly and JavaScript")?;
        Some(parts::Tools { cutter: CargoTool::wasm_split().ensure()?, bindgen, optimisers })
    } else {
        println!("note: Node and npm are not on PATH, so the frontend is one large file and not optimised");
        None
    };
    let title = format!("Building the frontend{} (a minute or two when much has changed)", toolchain.describe());
    step(&title, || {
        let cmd = Cmd::new(&trunk)
            .args(["build", "--cargo-profile", PROFILE, "--dist"])
            .arg(out)
            .args(cutting.iter().flat_map(|_| ["--features", parts::FEATURE]))
            .env("PATH", path_with(&tools))
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Trunk takes only true and false here, and fails on the customary NO_COLOR=1.
            .without_env("NO_COLOR")
            .dir(project.root());
        toolchain.configure(cmd, project).stream().advise(
            "building the frontend",
            "Mend what the compiler or Trunk says above, then run the same command again.",
        )
    })?;
    let linked = toolchain.target_dir(project).join(TARGET).join(PROFILE).join("sociable-web.wasm");
    cutting.map_or(Ok(()), |tools| parts::cut(project, &linked, out, &tools))
}
