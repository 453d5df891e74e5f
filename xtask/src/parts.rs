//! Cutting the frontend into what is needed at once and parts that are loaded later.
//!
//! The compiler links one program, in which `web/src/lazy.rs` marks where it may be cut. Trunk builds the page around it;
//! then the program is cut here, and what Trunk has bound in one piece is replaced: wasm-split cuts (it needs to know
//! what refers to what, so it comes first), wasm-bindgen binds what is loaded at once, wasm-opt makes all of it small.
//! The parts share memory and functions with what they were cut from and run with nothing else, so all have one name
//! that changes with any of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::dist;
use crate::failure::{Advise as _, Failure, Result};
use crate::glue::{self, Names};
use crate::project::Project;
use crate::shell::{Cmd, step};

/// The feature of the frontend that marks where it is cut. Without it all of it is in one file, which `trunk serve` needs.
pub(crate) const FEATURE: &str = "split";

/// Every browser of the last years has these.
const WASM_FEATURES: [&str; 6] = [
    "--enable-reference-types",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

const REMEDY: &str = "Delete dist/, target/xtask/ and web/node_modules/, and run the same command again.";

/// The programs that do it.
pub(crate) struct Tools {
    /// wasm-split, which cuts.
    pub(crate) cutter: PathBuf,
    /// wasm-bindgen.
    pub(crate) bindgen: PathBuf,
    /// The folder of wasm-opt and esbuild.
    pub(crate) optimisers: PathBuf,
}

/// Puts `linked`, cut and small, in the place of what Trunk has built of it in `staged`.
pub(crate) fn cut(project: &Project, linked: &Path, staged: &Path, tools: &Tools) -> Result<()> {
    let base = base_of(staged)?;
    let pieces = project.scratch()?.join("parts");
    step("Cutting the frontend into parts, and making them small (half a minute)", || {
        if pieces.exists() {
            fs::remove_dir_all(&pieces).advise(format_args!("emptying {}", pieces.display()), REMEDY)?;
        }
        Cmd::new(&tools.cutter)
            .args(["--target", "web", "--out-name", &base])
            .arg(linked)
            .arg(&pieces)
            .quiet(&project.scratch()?)
            .advise("cutting the frontend into parts", REMEDY)?;
        Cmd::new(&tools.bindgen)
            .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", &base, "--out-dir"])
            .arg(staged)
            .arg(pieces.join(format!("{base}.wasm")))
            .stream()
            .advise("binding the frontend", REMEDY)?;
        let whole = staged.join(format!("{base}_bg.wasm"));
        let names = optimise(&tools.optimisers, &whole, &whole, &["--minify-imports-and-exports-and-modules"])?;
        for part in parts(&pieces, &base).advise("reading the parts", REMEDY)? {
            let to = staged.join(format!("{base}-{}.wasm", part.name));
            optimise(&tools.optimisers, &part.file, &to, &[])?;
        }
        glue::join(staged, &base, &pieces.join(LINKER), &Names::parse(&names), &tools.optimisers)
    })
}

/// What wasm-split calls the script that loads the parts.
const LINKER: &str = "__wasm_split.js";

/// How Trunk has called the program: a name and a fingerprint.
fn base_of(staged: &Path) -> Result<String> {
    let found = dist::with_suffix(staged, "_bg.wasm").advise("reading what Trunk built", REMEDY)?;
    match found.as_slice() {
        [wasm] => {
            let name = wasm.file_name().unwrap_or_default().to_string_lossy();
            Ok(name.trim_end_matches("_bg.wasm").to_owned())
        }
        _ => Err(Failure::new(format_args!("Trunk has built {} programs and not one", found.len()), REMEDY)),
    }
}

struct Part {
    file: PathBuf,
    /// As the program calls it.
    name: String,
}

/// Everything that was cut off.
fn parts(pieces: &Path, base: &str) -> io::Result<Vec<Part>> {
    let files = dist::with_suffix(pieces, ".wasm")?.into_iter();
    let named = files.filter_map(|file| {
        let stem = file.file_stem()?.to_string_lossy().into_owned();
        (stem != base).then(|| Part { name: name_of(&stem).to_owned(), file })
    });
    Ok(named.collect())
}

/// `split_dialogs` is the part `dialogs`; what several parts share is `chunk_1` and so on.
pub(crate) fn name_of(stem: &str) -> &str {
    stem.strip_prefix("split_").unwrap_or(stem)
}

/// Runs wasm-opt, and returns what it prints.
fn optimise(bin: &Path, from: &Path, to: &Path, more: &[&str]) -> Result<String> {
    Cmd::new(bin.join("wasm-opt"))
        .arg("-Oz")
        .args(WASM_FEATURES)
        .args(more)
        .arg(from)
        .arg("-o")
        .arg(to)
        .read()
        .advise(format_args!("making {} small", from.display()), REMEDY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::test_dir;

    #[test]
    fn parts_have_the_names_that_the_program_gives_them() {
        let pieces = test_dir("parts");
        for file in ["app-12.wasm", "split_dialogs.wasm", "chunk_1.wasm", "__wasm_split.js"] {
            fs::write(pieces.join(file), "").unwrap();
        }
        let mut names: Vec<String> = parts(&pieces, "app-12").unwrap().into_iter().map(|part| part.name).collect();
        names.sort();
        assert_eq!(names, ["chunk_1", "dialogs"]);
    }

    #[test]
    fn a_page_of_no_program_or_of_two_is_refused() {
        let staged = test_dir("base");
        assert!(base_of(&staged).is_err());
        fs::write(staged.join("app-12_bg.wasm"), "").unwrap();
        assert_eq!(base_of(&staged).unwrap(), "app-12");
        fs::write(staged.join("other-34_bg.wasm"), "").unwrap();
        assert!(base_of(&staged).is_err());
    }
}
