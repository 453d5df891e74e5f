//! `cargo xtask test`: every check and test there is, cheapest first, stopping at the first that fails.
//!
//! The order is also that of the build products: later steps reuse what earlier ones compiled.

mod browsers;
mod clients;
mod deny;
mod e2e;
mod rust;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use lexopt::Arg;

use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::web::{self, OverBudget};
use crate::{server, usage};

/// What a step came to.
enum Outcome {
    /// It was done, and nothing is wrong.
    Passed,
    /// It could not be done here, for this reason; the other steps still mean something.
    Skipped(&'static str),
}

struct Step {
    name: &'static str,
    /// Steps that are selected together.
    groups: &'static [&'static str],
    what: &'static str,
    run: fn(&Project) -> Result<Outcome>,
}

const STEPS: [Step; 12] = [
    Step { name: "fmt", groups: &["rust"], what: "Checking the formatting", run: rust::fmt },
    Step { name: "clippy", groups: &["rust"], what: "Linting everything", run: rust::clippy },
    Step { name: "clippy-web", groups: &["rust"], what: "Linting the frontend for WebAssembly", run: rust::clippy_web },
    Step { name: "deny", groups: &["rust"], what: "Checking licences and sources of dependencies", run: deny::policy },
    Step { name: "advisories", groups: &["rust"], what: "Checking dependencies for advisories", run: deny::advisories },
    Step { name: "doc", groups: &["rust"], what: "Building the documentation", run: rust::doc },
    Step { name: "unit", groups: &["rust"], what: "Running the Rust tests", run: rust::unit },
    Step { name: "doctest", groups: &["rust"], what: "Running the examples in the documentation", run: rust::doctest },
    Step {
        name: "web",
        groups: &["e2e", "browsers"],
        what: "Building the frontend within its size budget",
        run: frontend,
    },
    Step { name: "server", groups: &["e2e", "browsers"], what: "Building the server", run: release },
    Step { name: "e2e", groups: &[], what: "Running the tests with stock clients and a browser", run: e2e::run },
    Step {
        name: "browsers",
        groups: &[ON_REQUEST],
        what: "Telling the main stories in Firefox and WebKit",
        run: browsers::run,
    },
];

/// The group of steps that run only where they are named.
const ON_REQUEST: &str = "on-request";

const HELP: &str = "\
cargo xtask test [--only STEP-OR-GROUP]...

Runs all steps but those on request, or only the named ones, in this order:";

/// Runs the steps that the arguments select.
pub(crate) fn test(project: &Project, args: &mut lexopt::Parser) -> Result<ExitCode> {
    let mut only = Vec::new();
    while let Some(arg) = args.next().map_err(usage)? {
        match arg {
            Arg::Long("only") => only.push(args.value().map_err(usage)?.to_string_lossy().into_owned()),
            Arg::Long("help") | Arg::Short('h') => {
                help();
                return Ok(ExitCode::SUCCESS);
            }
            other => return Err(usage(other.unexpected())),
        }
    }
    let steps = select(&only)?;
    let begin = Instant::now();
    let mut report = Vec::new();
    let mut failure = None;
    for Step { name, what, run, .. } in &steps {
        let begin = Instant::now();
        println!("\n=== {name}: {what}");
        let result = run(project);
        if let Ok(Outcome::Skipped(reason)) = &result {
            println!("    skipped: {reason}");
        }
        report.push((*name, describe(&result), begin.elapsed()));
        if let Err(error) = result {
            failure = Some(error);
            break;
        }
    }
    summarize(&steps, &report, begin.elapsed());
    failure.map_or(Ok(ExitCode::SUCCESS), Err)
}

fn select(only: &[String]) -> Result<Vec<&'static Step>> {
    let means = |wish: &str, step: &Step| step.name == wish || step.groups.contains(&wish);
    if let Some(unknown) = only.iter().find(|wish| !STEPS.iter().any(|step| means(wish, step))) {
        return Err(Failure::new(
            format_args!("there is no step or group {unknown}"),
            "Run `cargo xtask test --help` to see them.",
        ));
    }
    let wanted = |step: &&Step| match only {
        [] => !step.groups.contains(&ON_REQUEST),
        named => named.iter().any(|wish| means(wish, step)),
    };
    Ok(STEPS.iter().filter(wanted).collect())
}

fn describe(result: &Result<Outcome>) -> String {
    match result {
        Ok(Outcome::Passed) => "ok".to_owned(),
        Ok(Outcome::Skipped(reason)) => format!("skipped: {reason}"),
        Err(_) => "FAILED".to_owned(),
    }
}

fn summarize(steps: &[&Step], report: &[(&str, String, Duration)], total: Duration) {
    println!("\n{:<12} {:>8}  result", "step", "seconds");
    for (name, outcome, took) in report {
        println!("{name:<12} {:>8.1}  {outcome}", took.as_secs_f64());
    }
    for step in steps.iter().skip(report.len()) {
        println!("{:<12} {:>8}  not run", step.name, "");
    }
    println!("{:<12} {:>8.1}", "total", total.as_secs_f64());
}

fn help() {
    println!("{HELP}");
    for Step { name, groups, what, .. } in &STEPS {
        println!("  {name:<12} {what}{}", groups.iter().map(|group| format!(" [{group}]")).collect::<String>());
    }
}

fn frontend(project: &Project) -> Result<Outcome> {
    web::build(project, OverBudget::Fails).map(|()| Outcome::Passed)
}

fn release(project: &Project) -> Result<Outcome> {
    server::build(project).map(|_| Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str]) -> Vec<&'static str> {
        let only: Vec<String> = only.iter().map(ToString::to_string).collect();
        select(&only).unwrap().into_iter().map(|step| step.name).collect()
    }

    #[test]
    fn everything_runs_when_nothing_is_selected() {
        assert_eq!(names(&[]).len(), STEPS.len() - 1);
        assert!(!names(&[]).contains(&"browsers"), "but what is large and asked for by name");
    }

    #[test]
    fn the_end_to_end_tests_bring_the_builds_they_need() {
        assert_eq!(names(&["e2e"]), ["web", "server", "e2e"]);
        assert_eq!(names(&["browsers"]), ["web", "server", "browsers"]);
    }

    #[test]
    fn steps_run_in_their_order_whatever_the_order_of_the_wishes() {
        assert_eq!(names(&["unit", "fmt"]), ["fmt", "unit"]);
    }

    #[test]
    fn a_wish_that_names_no_step_is_refused() {
        assert!(select(&["unti".to_owned()]).is_err());
    }
}
