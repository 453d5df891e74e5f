//! Where things are: the repository, the places xtask writes to, and what the manifests say.
//!
//! `Cargo.lock` and `Cargo.toml` are read line by line: two values are wanted from them, and a TOML parser would double
//! the time in which xtask itself compiles.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::failure::{Advise as _, Failure, Result};

/// The repository this program belongs to.
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the repository.
    pub(crate) fn locate() -> Result<Self> {
        // At run time cargo says where the package is; the compiled-in path serves when the program is started by hand.
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        match package.parent() {
            Some(root) if root.join("Cargo.lock").is_file() => Ok(Self { root: root.to_owned() }),
            _ => Err(Failure::new(
                format_args!("there is no workspace around {}", package.display()),
                "Run `cargo xtask` inside a complete clone of the repository.",
            )),
        }
    }

    /// The top folder of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The finished frontend, which the server embeds.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A folder for intermediate results, ignored by git, safe to delete.
    pub(crate) fn scratch(&self) -> Result<PathBuf> {
        let dir = self.root.join("target/xtask");
        fs::create_dir_all(&dir)
            .advise(format_args!("creating {}", dir.display()), "Make the repository folder writable.")?;
        Ok(dir)
    }

    /// Waits until no other xtask builds the frontend, and keeps others waiting until the lock is dropped.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.scratch()?.join("lock");
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        lock.advise(format_args!("locking {}", path.display()), "Delete target/xtask and run the same command again.")
    }

    /// The server binary of a release build.
    ///
    /// Found beside this program, so that every way to move cargo's target directory is honoured.
    pub(crate) fn release_binary(&self) -> Result<PathBuf> {
        let here = env::current_exe().advise("finding this program's own path", "Run it as `cargo xtask`.")?;
        let target = here.parent().and_then(Path::parent).unwrap_or(&self.root);
        Ok(target.join("release").join(format!("sociable{}", env::consts::EXE_SUFFIX)))
    }

    /// An example of the server's, as a debug build has it; found beside this program for the same reason.
    pub(crate) fn example(&self, name: &str) -> Result<PathBuf> {
        let here = env::current_exe().advise("finding this program's own path", "Run it as `cargo xtask`.")?;
        let debug = here.parent().unwrap_or(&self.root);
        Ok(debug.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
    }

    /// The version of `package` that `Cargo.lock` names.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let lock = self.read("Cargo.lock")?;
        locked_version(&lock, package).map(str::to_owned).ok_or_else(|| {
            Failure::new(
                format_args!("Cargo.lock does not name {package}"),
                "Restore Cargo.lock with `git checkout Cargo.lock`.",
            )
        })
    }

    /// The oldest Rust, as (major, minor), that the workspace declares to work with.
    pub(crate) fn rust_version(&self) -> Result<(u32, u32)> {
        let manifest = self.read("Cargo.toml")?;
        let declared = manifest.lines().find_map(|line| quoted(line, "rust-version"));
        declared.and_then(major_minor).ok_or_else(|| {
            Failure::new("Cargo.toml has no rust-version", "Restore Cargo.toml with `git checkout Cargo.toml`.")
        })
    }

    fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.root.join(file))
            .advise(format_args!("reading {file}"), format!("Restore it with `git checkout {file}`."))
    }
}

/// The first two numbers of a version such as `1.96.0`.
pub(crate) fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let mut lines = lock.lines();
    lines.find(|line| quoted(line, "name") == Some(package))?;
    lines.next().and_then(|line| quoted(line, "version"))
}

fn quoted<'line>(line: &'line str, key: &str) -> Option<&'line str> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
    value.strip_prefix('"')?.strip_suffix('"')
}

/// An empty folder for one test.
#[cfg(test)]
pub(crate) fn test_dir(name: &str) -> PathBuf {
    let dir = env::temp_dir().join(format!("sociable-xtask-{}-{name}", std::process::id()));
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    fs::create_dir_all(&dir).unwrap();
    dir
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen-macro\"
version = \"0.2.99\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"registry+https://example.org/index\"
dependencies = [
 \"wasm-bindgen-macro\",
]
";

    #[test]
    fn the_locked_version_is_that_of_the_package_with_exactly_this_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-macro"), Some("0.2.99"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }

    #[test]
    fn versions_compare_by_number_and_not_by_text() {
        assert!(major_minor("1.100.0") > major_minor("1.96.0-nightly"));
        assert_eq!(major_minor("1"), None);
    }
}
