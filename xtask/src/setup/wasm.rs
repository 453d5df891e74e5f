//! A Rust compiler for WebAssembly.
//!
//! rustup's target is the ordinary way. Where the network reaches only package registries it cannot be downloaded; then
//! Debian's `rustc-web` is used, the compiler Debian keeps current to build browsers, together with the source of the
//! standard library.
//!
//! Where that source is there, which rustup has as a component, the library is compiled along with the frontend, for size
//! and without the texts of panics: a twelfth less to download. That relies on unstable features, so it is asked first
//! whether the compiler has them, and has a target directory of its own: two ways to compile would throw away each
//! other's results.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::{Advise as _, Failure, Result};
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

/// What makes a program small that is compiled together with the standard library. A panic ends it at once and says
/// nothing, where otherwise the code that formats what it says is in the download, used or not.
const SMALL: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// A compiler that makes WebAssembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The compiler that is used for everything else, with the target installed.
    Rustup,
    /// The same, building the standard library from source.
    RustupSource,
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
            return Self::rustup(project);
        }
        if debian && debian_usable(project)? {
            return Ok(Self::Debian);
        }
        if rustup && rustup_target_add() {
            return Self::rustup(project);
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

    /// rustup's compiler, in the way that gives the smaller program, if it can.
    fn rustup(project: &Project) -> Result<Self> {
        let rustc = rustup_rustc();
        let source = takes_small(&rustc) && (source_installed(&rustc) || rustup_source_add(project, &rustc)?);
        Ok(if source { Self::RustupSource } else { Self::Rustup })
    }

    /// `cmd` with the environment that makes cargo use this compiler.
    pub(crate) fn configure(self, cmd: Cmd, project: &Project) -> Cmd {
        let cmd = cmd.env("CARGO_TARGET_DIR", self.target_dir(project));
        match self {
            Self::Rustup => cmd,
            Self::RustupSource => with_source(cmd, &rustup_rustc()),
            Self::Debian => with_source(cmd, OsStr::new(DEBIAN_RUSTC))
                .env("RUSTC", DEBIAN_RUSTC)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", newer_linker().unwrap_or_else(|| "wasm-ld".into())),
        }
    }

    /// Whether what it links can be cut into parts: Debian's linker is of a version whose records of what refers to what
    /// wasm-split cannot read.
    pub(crate) fn can_be_cut(self) -> bool {
        self != Self::Debian || newer_linker().is_some()
    }

    /// Where this compiler's results are.
    pub(crate) fn target_dir(self, project: &Project) -> PathBuf {
        let name = match self {
            Self::Rustup => "web-plain",
            Self::RustupSource => "web-rustup",
            Self::Debian => "web-debian",
        };
        project.root().join("target").join(name)
    }

    /// A phrase for the line that announces a build.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Rustup => "",
            Self::RustupSource => ", with the standard library from source",
            Self::Debian => ", with Debian's compiler and the standard library from source",
        }
    }
}

/// The linker that comes with the compiler that is used for everything else; Debian's compiler gets on with it.
fn newer_linker() -> Option<PathBuf> {
    let libraries = Cmd::new(rustup_rustc()).args(["--print", "target-libdir"]).read().ok()?;
    Some(Path::new(&libraries).parent()?.join("bin/rust-lld")).filter(|linker| linker.is_file())
}

/// The compiler that is used for everything else.
fn rustup_rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// `cmd`, compiling the standard library, too, and all of it for size.
fn with_source(cmd: Cmd, rustc: &OsStr) -> Cmd {
    let cmd = cmd
        // Allows what follows, which stable compilers refuse.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
    if takes_small(rustc) {
        // For the frontend alone: what runs on this machine while it is built panics as usual.
        cmd.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SMALL.join(" "))
    } else {
        cmd
    }
}

/// Whether the compiler knows the flags that make a program small; they may change with any version.
fn takes_small(rustc: &OsStr) -> bool {
    let probe = Cmd::new(rustc).env("RUSTC_BOOTSTRAP", "1").args(["-", "--crate-name", "probe", "--print=file-names"]);
    probe.args(["--target", TARGET]).args(SMALL).silent().is_ok()
}

/// Whether the source of the compiler's standard library is there.
fn source_installed(rustc: &OsStr) -> bool {
    let sysroot = Cmd::new(rustc).args(["--print", "sysroot"]).read();
    sysroot.is_ok_and(|dir| Path::new(&dir).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file())
}

/// Adds the source with rustup. A network where that is not possible is asked once, and not before every build.
fn rustup_source_add(project: &Project, rustc: &OsStr) -> Result<bool> {
    let refused = project.scratch()?.join("no-rust-src");
    if which("rustup").is_none() || refused.exists() {
        return Ok(false);
    }
    let added =
        step("Adding the standard library's source with rustup, for a smaller frontend (seconds, once)", || {
            Cmd::new("rustup").args(["component", "add", "rust-src"]).limit(RUSTUP_LIMIT).silent()
        });
    if let Err(error) = &added {
        println!("    not possible on this network, so the frontend is somewhat larger: {error}");
        fs::write(&refused, "Delete this file to have xtask try again to add rust-src.\n")
            .advise(format_args!("writing {}", refused.display()), "Make the repository folder writable.")?;
    }
    Ok(added.is_ok() && source_installed(rustc))
}

fn rustup_target_installed() -> bool {
    let libraries = Cmd::new(rustup_rustc()).args(["--print", "target-libdir", "--target", TARGET]).read();
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
    let Ok(version) = Cmd::new(DEBIAN_RUSTC).arg("--version").read() else {
        return Ok(false);
    };
    let found = version.split_whitespace().nth(1).and_then(major_minor);
    let rustc = OsStr::new(DEBIAN_RUSTC);
    Ok(source_installed(rustc) && found >= Some(project.rust_version()?))
}
