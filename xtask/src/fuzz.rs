//! `cargo xtask fuzz`: looks for inputs that break what the targets in `fuzz/` check, one target after another.
//!
//! cargo-fuzz wants a nightly compiler for two flags. Any stable one takes them where it is told to (`RUSTC_BOOTSTRAP`), but
//! for the address sanitizer, which needs its own standard library: there is no unsafe code to find faults in, so it is off.

use std::fs;
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
    let (mut seconds, mut wanted, mut minimise) = (SECONDS, Vec::new(), false);
    while let Some(arg) = args.next().map_err(usage)? {
        match arg {
            Arg::Long("seconds") => {
                let value = args.value().map_err(usage)?;
                seconds = value.to_string_lossy().parse().map_err(|_| {
                    Failure::new("--seconds takes a number", "Run for example `cargo xtask fuzz --seconds 600`.")
                })?;
            }
            Arg::Long("minimise") => minimise = true,
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
    let fuzz = |verb: &str, target: &str| {
        Cmd::new(&tool)
            // As cargo would call it.
            .args(["fuzz", verb, "--fuzz-dir", "fuzz", "--sanitizer", "none", target])
            .env("RUSTC_BOOTSTRAP", "1")
            // Not among what the other commands have compiled: the flags are others.
            .without_env("CARGO_TARGET_DIR")
            .dir(project.root())
    };
    for target in targets.iter().filter(|target| wanted.is_empty() || wanted.contains(target)) {
        let title = format!("Fuzzing {target} for {seconds} s (compiling it first takes some minutes, once)");
        step(&title, || {
            let limits = [
                format!("-max_total_time={seconds}"),
                format!("-max_len={LONGEST}"),
                format!("-timeout={TOO_SLOW}"),
                format!("-rss_limit_mb={MEMORY}"),
                "-print_final_stats=1".to_owned(),
            ];
            fuzz("run", target).arg("--").args(limits).stream().advise(
                format_args!("fuzzing {target}"),
                "Mend what the input breaks that is named above, and keep it in fuzz/corpus/ as a test.",
            )
        })?;
        if minimise {
            step(&format!("Leaving out of the corpus of {target} what adds nothing"), || {
                fuzz("cmin", target)
                    .stream()
                    .advise(format_args!("minimising {target}"), "Look at what is printed above.")
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
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
