//! What the fuzzer has collected, for the tests of each crate: they include this file.

use std::fs;
use std::path::Path;

/// Calls `check` with everything in the corpus of `target`.
pub(crate) fn each(target: &str, check: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        // A failure says which file it was.
        println!("{}", path.display());
        check(&fs::read(&path).unwrap());
        count += 1;
    }
    assert!(count > 0, "there is nothing in {}", folder.display());
}
