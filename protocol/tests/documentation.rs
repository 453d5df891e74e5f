//! `docs/events.md` names everything that there is, and `REQUESTS` and `PUSHES` do.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers, too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sociable_protocol::{ErrorCode, Limits, PUSHES, REQUESTS};

const DOCUMENT: &str = include_str!("../../docs/events.md");

#[track_caller]
fn names(what: &str) {
    assert!(DOCUMENT.contains(&format!("`{what}`")), "docs/events.md does not name `{what}`");
}

/// The events in the first column of the table below a heading.
fn table(heading: &str) -> Vec<&'static str> {
    let (_, section) = DOCUMENT.split_once(&format!("\n## {heading}\n")).unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

#[test]
fn every_event_is_documented_and_no_other() {
    let sorted = |events: &[&'static str]| events.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(sorted(&table("What a client sends")), sorted(REQUESTS));
    assert_eq!(sorted(&table("What a client receives")), sorted(PUSHES));
}

/// An event that is forgotten there would be missing in everything that is generated from the contract.
#[test]
fn no_event_is_missing_in_the_list_of_all() {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        let events = source.lines().filter_map(|line| line.trim().strip_prefix("const EVENT: &'static str = \""));
        found.extend(events.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    let listed: BTreeSet<_> = REQUESTS.iter().chain(PUSHES).map(|&event| event.to_owned()).collect();
    assert_eq!(listed.len(), REQUESTS.len() + PUSHES.len(), "an event is listed twice");
    assert_eq!(found, listed);
}

#[test]
fn every_error_and_every_limit_is_documented() {
    ErrorCode::ALL.into_iter().for_each(|code| names(code.as_str()));
    let limits = serde_json::to_value(Limits::default()).unwrap();
    limits.as_object().unwrap().keys().for_each(|limit| names(limit));
}
