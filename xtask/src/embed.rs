//! The drop-in for host pages, from `embed/`: the scripts that the server hands out at `/embed.js` and beside it, and for the
//! tests the npm package and the example pages that use it, each built with its own tools.
//!
//! Without npm the server is built without the scripts, and says so when it is asked for them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::client_dist;
use crate::dist;
use crate::failure::{Advise as _, Result};
use crate::project::Project;
use crate::setup::npm;
use crate::shell::{Cmd, step};
use crate::stamp;

const PACKAGE: &str = "embed";
/// Where the server looks for the scripts.
pub(crate) const TARGET: &str = "server/embed-dist";
/// Where the package builds into.
const OUTPUT: &str = "embed/dist";
const INPUTS: [&str; 5] =
    ["embed/src", "embed/build.mjs", "embed/package.json", "embed/package-lock.json", "embed/tsconfig.json"];

/// Host pages that are built, by Vite.
const EXAMPLES: [&str; 2] = ["embed/examples/react", "embed/examples/vue"];
/// What those are built of.
const SOURCES: [&str; 7] =
    ["src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
/// A host page that is served as it is, with packages from npm.
const PLAIN: &str = "embed/examples/jquery";

/// Raised with every change to this file that changes its result.
const REVISION: u32 = 1;

/// Brings the folder that the server embeds up to date.
pub(crate) fn build(project: &Project) -> Result<()> {
    if !npm::available() {
        println!("note: without npm the server is built without the drop-in for other pages (/embed.js)");
        return Ok(());
    }
    when_changed(project, "embed.stamp", &INPUTS, &[TARGET], || {
        npm::install(project, PACKAGE, "the drop-in for other pages")?;
        let staged = project.scratch()?.join("embed-dist");
        step("Building the drop-in for other pages (seconds)", || {
            bundle(project, &["--loader"])?;
            stage(&project.root().join(OUTPUT), &staged)
                .and_then(|()| dist::compress(&staged))
                .and_then(|()| client_dist::publish(&staged, &project.root().join(TARGET)))
                .advise(format_args!("preparing {TARGET}"), format!("Delete {TARGET} and run the same command again."))
        })
    })
}

/// Builds the package with its types, and the example pages; returns the folder of the examples.
pub(crate) fn examples(project: &Project) -> Result<PathBuf> {
    let outputs: Vec<String> = EXAMPLES.iter().map(|example| format!("{example}/dist")).collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).chain([OUTPUT]).collect();
    let sources = |example| SOURCES.map(|source| format!("{example}/{source}"));
    let sources: Vec<String> = EXAMPLES.into_iter().flat_map(sources).collect();
    let inputs: Vec<&str> = INPUTS.into_iter().chain(sources.iter().map(String::as_str)).collect();
    when_changed(project, "embed-examples.stamp", &inputs, &outputs, || {
        npm::install(project, PACKAGE, "the drop-in for other pages")?;
        step("Building the package of the drop-in, with its types (seconds)", || bundle(project, &[]))?;
        for example in EXAMPLES {
            npm::install(project, example, "an example of a page that takes the drop-in")?;
            step(&format!("Checking and building {example} with Vite (seconds)"), || {
                Cmd::new("npm").args(["run", "--silent", "build"]).dir(&project.root().join(example)).stream().advise(
                    format_args!("building {example}"),
                    "Mend what is said above, then run the same command again.",
                )
            })?;
        }
        Ok(())
    })?;
    npm::install(project, PLAIN, "an example of a page that takes the drop-in")?;
    Ok(project.root().join("embed/examples"))
}

fn bundle(project: &Project, args: &[&str]) -> Result<()> {
    Cmd::new("node").arg("build.mjs").args(args).dir(&project.root().join(PACKAGE)).stream().advise(
        "building embed/",
        "Mend what the compiler says above; if it does not start, delete embed/node_modules. Then run the same command again.",
    )
}

/// Does `work` unless neither `inputs` nor `outputs` are other ones than after it was done last.
fn when_changed(
    project: &Project,
    stamp_name: &str,
    inputs: &[&str],
    outputs: &[&str],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp_file = project.scratch()?.join(stamp_name);
    let inputs = stamp::of_files(project.root(), inputs)
        .advise("reading the sources in embed/", "Make the repository folder readable.")?;
    let stamp = || {
        let output = stamp::of_files(project.root(), outputs).unwrap_or_default();
        format!("{REVISION} {inputs:x} {output:x}")
    };
    if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp()) {
        return Ok(());
    }
    work()?;
    fs::write(&stamp_file, stamp())
        .advise(format_args!("writing {}", stamp_file.display()), "Make the repository folder writable.")
}

/// Copies the scripts for pages without a bundler: `embed.js`, and `embed-<fingerprint>.js`, which that fetches.
fn stage(built: &Path, staged: &Path) -> io::Result<()> {
    if staged.exists() {
        fs::remove_dir_all(staged)?;
    }
    fs::create_dir_all(staged)?;
    for file in fs::read_dir(built)? {
        let file = file?;
        let name = file.file_name();
        if name.to_string_lossy().starts_with("embed") && name.to_string_lossy().ends_with(".js") {
            fs::copy(file.path(), staged.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::test_dir;

    #[test]
    fn the_server_gets_the_scripts_and_nothing_else_of_the_package() {
        let (built, staged) = (test_dir("embed-built"), test_dir("embed-staged"));
        for file in ["embed.js", "embed-0123456789abcdef.js", "element.js", "embed.d.ts"] {
            fs::write(built.join(file), file).unwrap();
        }
        fs::write(staged.join("embed-of-last-time.js"), "").unwrap();
        stage(&built, &staged).unwrap();
        let names: Vec<_> =
            stamp::files_below(&staged).unwrap().iter().map(|file| file.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["embed-0123456789abcdef.js", "embed.js"]);
    }
}
