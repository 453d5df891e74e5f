//! Pages that only tests open: the client's flows against stock servers, and its example. Trunk builds them, as it would
//! for those who write such pages.

use std::path::PathBuf;

use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::setup::wasm::WasmToolchain;
use crate::shell::{Cmd, path_with, step};
use crate::trunk::PROFILE;

/// The folders with a page, and what each is called where it is built.
const PAGES: [(&str, &str); 2] = [("client/tests/browser", "flows"), ("client/examples/yew-chat", "chat")];

/// Builds the pages; returns the folder with a folder for each.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    let toolchain = WasmToolchain::ensure(project)?;
    let trunk = CargoTool::trunk().ensure()?;
    let bindgen = CargoTool::wasm_bindgen(project)?.ensure()?;
    let tools: Vec<PathBuf> = bindgen.parent().map(Into::into).into_iter().collect();
    let pages = project.scratch()?.join("pages");
    step("Building the pages of the client's tests (a minute or two when much has changed)", || {
        for (folder, name) in PAGES {
            let cmd = Cmd::new(&trunk)
                .args(["build", "--cargo-profile", PROFILE, "--dist"])
                .arg(pages.join(name))
                .env("PATH", path_with(&tools))
                .env("TRUNK_SKIP_VERSION_CHECK", "true")
                // Trunk takes only true and false here, and fails on the customary NO_COLOR=1.
                .without_env("NO_COLOR")
                .dir(&project.root().join(folder));
            toolchain.configure(cmd, project).stream().advise(
                format_args!("building the page in {folder}"),
                "Mend what the compiler or Trunk says above, then run the same command again.",
            )?;
        }
        Ok(())
    })?;
    Ok(pages)
}
