//! `cargo xtask fuzz`: looks for inputs that break what the targets in `fuzz/` check, one target after another.
//!
//! cargo-fuzz needs a nightly compiler for the address sanitizer alone. There is no unsafe code here for it to find faults in,
//! so it is off, and any stable compiler will do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::Arg;

use crate::failure::{Advise as _, Failure, Result};
use crate::project::Project;
use crate::setup::cargo_tool::CargoTool;
use crate::shell::{Cmd, step};
use crate::usage;

/// How long a target runs where nothing is said, in seconds.
const SECONDS: u32 = 60;
/// Longest input, in bytes: what is longer teaches nothing new, and takes longer.
const LONGEST: u32 = 4_096;
/// Longest that one input may take, in seconds, before it counts as a fault.
const TOO_SLOW: u32 = 10;
/// Most memory, in MB: what needs more is a fault.
const MEMORY: u32 = 1_024;

/// Runs the targets that the arguments name, or all.
pub(crate) fn run(project: &Project, args: &mut lexopt::Parser) -> Result<ExitCode> {
    let (mut seconds, mut wanted, mut keep) = (SECONDS, Vec::new(), false);
    while let Some(arg) = args.next().map_err(usage)? {
        match arg {
            Arg::Long("seconds") => {
                let value = args.value().map_err(usage)?;
                seconds = value.to_string_lossy().parse().map_err(|_| {
                    Failure::new("--seconds takes a number", "Run for example `cargo xtask fuzz --seconds 600`.")
                })?;
            }
            Arg::Long("keep") => keep = true,
            Arg::Value(target) => wanted.push(target.to_string_lossy().into_owned()),
            other => return Err(usage(other.unexpected())),
        }
    }
    let targets = targets(project)?;
    if let Some(unknown) = wanted.iter().find(|wanted| !targets.contains(wanted)) {
        return Err(Failure::new(
            format_args!("there is no target {unknown}"),
            format!("The targets are {}.", targets.join(", ")),
        ));
    }
    let tool = CargoTool::cargo_fuzz().ensure()?;
    for target in targets.iter().filter(|target| wanted.is_empty() || wanted.contains(target)) {
        let title = format!("Fuzzing {target} for {seconds} s (compiling it first takes some minutes, once)");
        step(&title, || fuzz(project, &tool, target, seconds))?;
        if keep {
            step(&format!("Keeping what reaches code of {target} that nothing in its corpus reaches"), || {
                merge(project, &tool, target)
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is found goes into a folder of its own, which git ignores: most of it says the same again.
fn fuzz(project: &Project, tool: &Path, target: &str, seconds: u32) -> Result<()> {
    let [corpus, found] = folders(project, target)?;
    let limits = [
        format!("-max_total_time={seconds}"),
        format!("-max_len={LONGEST}"),
        format!("-timeout={TOO_SLOW}"),
        format!("-rss_limit_mb={MEMORY}"),
        "-print_final_stats=1".to_owned(),
    ];
    cargo_fuzz(project, tool, target).arg(found).arg(corpus).arg("--").args(limits).stream().advise(
        format_args!("fuzzing {target}"),
        "Mend what the input breaks that is named above, and keep it in fuzz/corpus/ as a test.",
    )
}

/// Adds to the corpus what reaches code that nothing there reaches, the smallest of it.
fn merge(project: &Project, tool: &Path, target: &str) -> Result<()> {
    let [corpus, found] = folders(project, target)?;
    cargo_fuzz(project, tool, target)
        .arg(corpus)
        .arg(found)
        .args(["--", "-merge=1", "-use_counters=0"])
        .stream()
        .advise(format_args!("adding to the corpus of {target}"), "Look at what is printed above.")
}

fn cargo_fuzz(project: &Project, tool: &Path, target: &str) -> Cmd {
    Cmd::new(tool)
        // As cargo would call it.
        .args(["fuzz", "run", "--fuzz-dir", "fuzz", "--sanitizer", "none", target])
        // Not among what the other commands have compiled: the flags are others.
        .without_env("CARGO_TARGET_DIR")
        .dir(project.root())
}

/// What is kept, and what is found.
fn folders(project: &Project, target: &str) -> Result<[PathBuf; 2]> {
    let folders = ["corpus", "found"].map(|name| project.root().join("fuzz").join(name).join(target));
    for folder in &folders {
        fs::create_dir_all(folder)
            .advise(format_args!("creating {}", folder.display()), "Make the repository folder writable.")?;
    }
    Ok(folders)
}

/// Every target, by name.
fn targets(project: &Project) -> Result<Vec<String>> {
    let folder = project.root().join("fuzz/targets");
    let files = fs::read_dir(&folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let files = files.advise("looking for targets in fuzz/targets", "Restore them with `git checkout fuzz`.")?;
    let mut names: Vec<String> = files
        .iter()
        .filter_map(|file| file.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}
