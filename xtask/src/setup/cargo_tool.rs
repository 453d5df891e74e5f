//! Development tools written in Rust, built from crates.io into the user's cache.
//!
//! Building takes minutes where a download takes seconds, but it needs only the registry that the project itself needs.
//! The tools run for seconds, so they are compiled for a short build and not for speed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Advise as _, Failure, Result};
use crate::project::{Project, major_minor};
use crate::shell::{Cmd, path_with, step, which};

/// A tool, the version to install, and which other versions will do.
pub(crate) struct CargoTool {
    package: &'static str,
    binary: &'static str,
    version: String,
    /// Whether a version that is already on PATH can be used instead.
    accepts: fn(wanted: &str, found: &str) -> bool,
    /// Whether it knows `--version`; what does not is taken for what the name of its folder says.
    says_version: bool,
    flags: &'static [&'static str],
    /// How far the compiler optimises it: just so much that a build does not wait for the tool.
    opt_level: &'static str,
    /// How long it takes on two cores.
    takes: &'static str,
}

impl CargoTool {
    /// Builds the frontend. Trunk changes its output between versions, so only this one will do.
    ///
    /// Without its default features it cannot download anything, and never needs to: the tools it runs are on PATH.
    pub(crate) fn trunk() -> Self {
        Self {
            package: "trunk",
            binary: "trunk",
            version: "0.21.14".to_owned(),
            accepts: |wanted, found| wanted == found,
            says_version: true,
            flags: &["--locked", "--no-default-features"],
            opt_level: "0",
            takes: "about 3 minutes",
        }
    }

    /// Makes JavaScript bindings. It refuses WebAssembly made with any other version of its library.
    pub(crate) fn wasm_bindgen(project: &Project) -> Result<Self> {
        Ok(Self {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: project.locked_version("wasm-bindgen")?,
            accepts: |wanted, found| wanted == found,
            says_version: true,
            // The package carries no lock file.
            flags: &[],
            opt_level: "1",
            takes: "about 2 minutes",
        })
    }

    /// Cuts WebAssembly into parts. It says no version, so only what was installed here will do.
    pub(crate) fn wasm_split() -> Self {
        Self {
            package: "wasm_split_cli_support",
            binary: "wasm-split-cli",
            version: "0.2.4".to_owned(),
            accepts: |_, _| false,
            says_version: false,
            flags: &["--locked", "--features=build-binary"],
            opt_level: "1",
            takes: "about 2 minutes",
        }
    }

    /// Checks licences, sources and advisories of all dependencies.
    pub(crate) fn cargo_deny() -> Self {
        Self {
            package: "cargo-deny",
            binary: "cargo-deny",
            version: "0.20.2".to_owned(),
            accepts: |_, found| major_minor(found) >= Some((0, 19)),
            says_version: true,
            flags: &["--locked"],
            opt_level: "1",
            takes: "about 2 minutes",
        }
    }

    /// Runs the fuzzer, which is in the compiler.
    pub(crate) fn cargo_fuzz() -> Self {
        Self {
            package: "cargo-fuzz",
            binary: "cargo-fuzz",
            version: "0.13.2".to_owned(),
            accepts: |_, found| major_minor(found) == Some((0, 13)),
            says_version: true,
            flags: &["--locked"],
            opt_level: "0",
            takes: "about a minute",
        }
    }

    /// Runs the tests, each in its own process.
    pub(crate) fn nextest() -> Self {
        Self {
            package: "cargo-nextest",
            binary: "cargo-nextest",
            version: "0.9.151".to_owned(),
            accepts: |_, found| major_minor(found) == Some((0, 9)),
            says_version: true,
            flags: &["--locked", "--no-default-features", "--features=default-no-update"],
            opt_level: "0",
            takes: "about 3 minutes",
        }
    }

    /// What identifies this tool among the inputs of a build.
    pub(crate) fn id(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    /// The tool's path; it is installed when no suitable version is found.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        let tools = tools_dir()?;
        let root = tools.join(self.id());
        let cached = root.join("bin").join(format!("{}{}", self.binary, env::consts::EXE_SUFFIX));
        if !self.says_version && cached.is_file() {
            return Ok(cached);
        }
        for candidate in which(self.binary).into_iter().chain([cached.clone()]) {
            if version_of(&candidate).is_some_and(|found| (self.accepts)(&self.version, &found)) {
                return Ok(candidate);
            }
        }
        self.install(&tools, &root)?;
        match version_of(&cached) {
            Some(found) if found == self.version => Ok(cached),
            None if !self.says_version && cached.is_file() => Ok(cached),
            _ => Err(Failure::new(
                format_args!("{} does not run after its installation", cached.display()),
                format!("Delete {} and run the same command again.", root.display()),
            )),
        }
    }

    fn install(&self, tools: &Path, root: &Path) -> Result<()> {
        fs::create_dir_all(tools).advise(
            format_args!("creating {}", tools.display()),
            "Make that folder writable, or set XDG_CACHE_HOME to one that is.",
        )?;
        // A folder of its own: tools share next to no dependencies, and an interrupted build continues where it stopped.
        let build = tools.join(format!("{}.build", self.id()));
        step(&format!("Installing {} {} from source: {}, once", self.package, self.version, self.takes), || {
            Cmd::cargo()
                .args(["install", self.package, "--version", &self.version, "--force", "--root"])
                .arg(root)
                .args(self.flags)
                .env("CARGO_TARGET_DIR", &build)
                // Otherwise cargo advises to extend PATH, which nobody needs to do.
                .env("PATH", path_with(&[root.join("bin")]))
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level)
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
                .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
                .without_env("RUSTFLAGS")
                .without_env("CARGO_BUILD_TARGET")
                .dir(tools)
                .stream()
                .advise(
                    format_args!("installing {}", self.package),
                    "Check that crates.io can be reached and 2 GB of disk are free, then run the same command again; it \
                     continues where it stopped.",
                )
        })?;
        fs::remove_dir_all(&build).advise("tidying up", format!("Delete {} by hand.", build.display()))
    }
}

/// The version a tool reports, as in `trunk 0.21.14`; nothing when it is missing or does not run.
fn version_of(binary: &Path) -> Option<String> {
    if !binary.is_file() {
        return None;
    }
    let text = Cmd::new(binary).arg("--version").read().ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

/// The user's cache, where all that is installed goes.
pub(crate) fn tools_dir() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    cache
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .map(|cache| cache.join("sociable/tools"))
        .ok_or_else(|| Failure::new("there is no home folder", "Set HOME or XDG_CACHE_HOME to a writable folder."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(tool: &CargoTool, found: &str) -> bool {
        (tool.accepts)(&tool.version, found)
    }

    #[test]
    fn a_trunk_of_another_version_is_not_used() {
        assert!(accepts(&CargoTool::trunk(), "0.21.14"));
        assert!(!accepts(&CargoTool::trunk(), "0.22.0-beta.1"));
        assert!(!accepts(&CargoTool::trunk(), "nonsense"));
    }

    #[test]
    fn a_newer_cargo_deny_is_used_and_an_older_one_is_not() {
        assert!(accepts(&CargoTool::cargo_deny(), "1.0.0"));
        assert!(!accepts(&CargoTool::cargo_deny(), "0.18.9"));
    }

    #[test]
    fn a_binary_that_does_not_exist_has_no_version() {
        assert_eq!(version_of(Path::new("/no/such/tool")), None);
    }
}
