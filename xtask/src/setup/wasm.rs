//! A Rust compiler for WebAssembly.
//!
//! rustup's target is the ordinary way. Where the network reaches only package registries it cannot be downloaded; then
//! Debian's `rustc-web` is used, the compiler Debian keeps current to build browsers, together with the source of the
//! standard library, which is compiled along with the frontend. That relies on an unstable cargo feature, so it stays
//! the fallback, and has a target directory of its own: two compilers would throw away each other's results.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::project::{Project, major_minor};
use crate::setup::apt;
use crate::shell::{Cmd, step, which};

/// The triple the frontend is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Chooses the compiler: `auto` (default), `rustup` or `debian`.
pub(crate) const OVERRIDE: &str = "SOCIABLE_WASM_TOOLCHAIN";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "lld"];

/// rustup waits long for a network that swallows packets; the download itself takes seconds.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

const BY_HAND: &str = "Run `rustup target add wasm32-unknown-unknown` on a network that reaches static.rust-lang.org, then \
                       run the same command again.";

/// A compiler that makes WebAssembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The compiler that is used for everything else, with the target installed.
    Rustup,
    /// Debian's compiler, building the standard library from source.
    Debian,
}

impl WasmToolchain {
    /// Finds a compiler, or installs what is missing for one.
    pub(crate) fn ensure(project: &Project) -> Result<Self> {
        let wish = env::var(OVERRIDE).unwrap_or_else(|_| "auto".to_owned());
        let (rustup, debian) = match wish.as_str() {
            "auto" => (true, true),
            "rustup" => (true, false),
            "debian" => (false, true),
            other => {
                return Err(Failure::new(
                    format_args!("{OVERRIDE} is set to {other}"),
                    format!("Set {OVERRIDE} to auto, rustup or debian, or unset it."),
                ));
            }
        };
        if rustup && rustup_target_installed() {
            return Ok(Self::Rustup);
        }
        if debian && debian_usable(project)? {
            return Ok(Self::Debian);
        }
        if rustup && rustup_target_add() {
            return Ok(Self::Rustup);
        }
        if !debian {
            return Err(Failure::new("the compiler's WebAssembly target is missing", BY_HAND));
        }
        apt::install(project, &DEBIAN_PACKAGES, "a WebAssembly compiler", BY_HAND)?;
        if debian_usable(project)? {
            return Ok(Self::Debian);
        }
        Err(Failure::new(
            format_args!("{DEBIAN_RUSTC} cannot build this project, it is too old or incomplete"),
            BY_HAND,
        ))
    }

    /// `cmd` with the environment that makes cargo use this compiler.
    pub(crate) fn configure(self, cmd: Cmd, project: &Project) -> Cmd {
        match self {
            Self::Rustup => cmd,
            Self::Debian => cmd
                .env("RUSTC", DEBIAN_RUSTC)
                // Allows `build-std`, which stable compilers refuse.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld")
                .env("CARGO_TARGET_DIR", project.root().join("target/web-debian")),
        }
    }

    /// A phrase for the line that announces a build.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Rustup => "",
            Self::Debian => ", with Debian's compiler and the standard library from source",
        }
    }
}

fn rustup_target_installed() -> bool {
    let libraries = Cmd::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--print", "target-libdir", "--target", TARGET])
        .read();
    libraries.is_ok_and(|dir| Path::new(&dir).is_dir())
}

fn rustup_target_add() -> bool {
    if which("rustup").is_none() {
        return false;
    }
    let added = step("Adding the WebAssembly target with rustup (seconds, once)", || {
        Cmd::new("rustup").args(["target", "add", TARGET]).limit(RUSTUP_LIMIT).silent()
    });
    if let Err(error) = &added {
        println!("    not possible on this network: {error}");
    }
    added.is_ok() && rustup_target_installed()
}

fn debian_usable(project: &Project) -> Result<bool> {
    if which("wasm-ld").is_none() {
        return Ok(false);
    }
    let ask = |args: &[&str]| Cmd::new(DEBIAN_RUSTC).args(args).read();
    let (Ok(version), Ok(sysroot)) = (ask(&["--version"]), ask(&["--print", "sysroot"])) else {
        return Ok(false);
    };
    let source = PathBuf::from(sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    let found = version.split_whitespace().nth(1).and_then(major_minor);
    Ok(source.is_file() && found >= Some(project.rust_version()?))
}
