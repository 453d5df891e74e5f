//! What is generated from the contract is in the repository as it would be generated now.
#![cfg(feature = "schema")]

use std::fs;
use std::path::Path;

use sociable_protocol::schema::{GENERATED, Generated};

#[test]
fn what_is_generated_from_the_contract_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for Generated { path, text } in GENERATED {
        let there = fs::read_to_string(root.join(path)).unwrap_or_default();
        let text = text();
        let differs = there.lines().zip(text.lines()).position(|(there, now)| there != now);
        let line = differs.unwrap_or_else(|| there.lines().count().min(text.lines().count())) + 1;
        assert!(there == text, "{path} is of another contract, from line {line} on: run `cargo xtask types`");
    }
}
