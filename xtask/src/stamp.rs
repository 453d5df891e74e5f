//! Fingerprints of files, by content: whether a result still belongs to what it was made from.
//!
//! Modification times would be faster and wrong: git sets them anew on every checkout. The hash is not cryptographic and
//! may change with the compiler; either costs one needless build.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

/// Folders of generated or installed files, which never are an input.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// The fingerprint of one piece of data.
pub(crate) fn of_bytes(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// The fingerprint of everything at `paths` below `root`, names and contents; what does not exist counts as absent.
pub(crate) fn of_files(root: &Path, paths: &[&str]) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        for file in files_below(&root.join(path))? {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
            fs::read(&file)?.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

/// All files at or below `path`, sorted; hidden ones and [`SKIPPED`] folders are left out.
pub(crate) fn files_below(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![path.to_owned()];
    while let Some(path) = pending.pop() {
        if path.is_file() {
            found.push(path);
        } else if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                let entry = entry?;
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if !name.starts_with('.') && !SKIPPED.contains(&name.as_ref()) {
                    pending.push(entry.path());
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::test_dir;

    #[test]
    fn a_change_of_content_or_of_name_changes_the_fingerprint_and_a_rewrite_does_not() {
        let dir = test_dir("stamp-change");
        let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
        let fingerprint = || of_files(&dir, &["."]).unwrap();
        write("a", "one");
        let before = fingerprint();
        write("a", "one");
        assert_eq!(fingerprint(), before);
        write("a", "two");
        assert_ne!(fingerprint(), before);
        fs::rename(dir.join("a"), dir.join("b")).unwrap();
        write("b", "one");
        assert_ne!(fingerprint(), before);
    }

    #[test]
    fn installed_packages_and_hidden_files_are_no_input() {
        let dir = test_dir("stamp-skip");
        let before = of_files(&dir, &["."]).unwrap();
        fs::create_dir_all(dir.join("node_modules/x")).unwrap();
        fs::write(dir.join("node_modules/x/y"), "z").unwrap();
        fs::write(dir.join(".swap"), "z").unwrap();
        assert_eq!(of_files(&dir, &[".", "missing"]).unwrap(), before);
    }
}
