//! Running other programs, and telling the user about it.
//!
//! A program's output either streams through (it shows progress) or goes to a file that is printed only on failure (it
//! would be noise). Standard input is always closed: nothing here may wait for an answer.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A command that did not do its work.
#[derive(Debug)]
pub(crate) enum CmdError {
    /// It could not be started.
    Start(String, io::Error),
    /// It ended with an exit status that means failure.
    Exit(String, ExitStatus),
    /// It was stopped after this long.
    TooSlow(String, Duration),
}

impl fmt::Display for CmdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(shown, error) => write!(f, "`{shown}` could not be started ({error})"),
            Self::Exit(shown, status) => write!(f, "`{shown}` failed ({status})"),
            Self::TooSlow(shown, limit) => write!(f, "`{shown}` was stopped after {} s", limit.as_secs()),
        }
    }
}

/// A command to run.
pub(crate) struct Cmd {
    command: Command,
    limit: Option<Duration>,
}

impl Cmd {
    /// A program by name or path.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        // `cargo run` describes this package to this process. Build scripts that watch these variables would otherwise
        // rebuild every time one alternates between `cargo xtask` and plain cargo.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        Self { command, limit: None }
    }

    /// The cargo that runs this program.
    pub(crate) fn cargo() -> Self {
        Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Adds several arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets one environment variable.
    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes one environment variable away.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Sets the working directory.
    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Stops the program when it takes longer than this.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs it with its output streaming through.
    pub(crate) fn stream(mut self) -> Result<(), CmdError> {
        let child = self.spawn()?;
        self.finish(child)
    }

    /// Runs it with its output in a file below `scratch`, shown only when the program fails.
    pub(crate) fn quiet(mut self, scratch: &Path) -> Result<(), CmdError> {
        let log = scratch.join(format!("command-{}.log", std::process::id()));
        let file = File::create(&log).map_err(|error| CmdError::Start(self.shown(), error))?;
        let copy = file.try_clone().map_err(|error| CmdError::Start(self.shown(), error))?;
        self.command.stdout(file).stderr(copy);
        let result = self.stream();
        if result.is_err() {
            match fs::read(&log) {
                Ok(text) => eprintln!("{}", String::from_utf8_lossy(&text).trim_end()),
                Err(error) => eprintln!("(its output is lost: {error})"),
            }
        }
        if let Err(error) = fs::remove_file(&log) {
            eprintln!("note: {} stays behind: {error}", log.display());
        }
        result
    }

    /// Runs it with its output thrown away: for attempts whose failure is an expected answer.
    pub(crate) fn silent(mut self) -> Result<(), CmdError> {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        self.stream()
    }

    /// Runs it and returns what it wrote to standard output; its standard error is dropped.
    pub(crate) fn read(mut self) -> Result<String, CmdError> {
        self.command.stderr(Stdio::null());
        let output = self.command.output().map_err(|error| CmdError::Start(self.shown(), error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(CmdError::Exit(self.shown(), output.status))
        }
    }

    fn spawn(&mut self) -> Result<Child, CmdError> {
        self.command.spawn().map_err(|error| CmdError::Start(self.shown(), error))
    }

    fn finish(&self, mut child: Child) -> Result<(), CmdError> {
        let failed = |error| CmdError::Start(self.shown(), error);
        let status = match self.limit {
            None => child.wait().map_err(failed)?,
            Some(limit) => match wait_until(&mut child, Instant::now() + limit).map_err(failed)? {
                Some(status) => status,
                None => return Err(CmdError::TooSlow(self.shown(), limit)),
            },
        };
        if status.success() { Ok(()) } else { Err(CmdError::Exit(self.shown(), status)) }
    }

    fn shown(&self) -> String {
        let program = Path::new(self.command.get_program());
        let mut shown = program.file_name().unwrap_or(program.as_os_str()).display().to_string();
        for arg in self.command.get_args() {
            shown.push(' ');
            shown.push_str(&arg.to_string_lossy());
        }
        shown
    }
}

/// The exit status, or nothing when the program had to be killed at the deadline.
fn wait_until(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    const POLL: Duration = Duration::from_millis(50);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

/// Where `program` is on PATH.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).map(|dir| dir.join(&name)).find(|candidate| candidate.is_file())
}

/// The PATH of this process with `dirs` before it.
pub(crate) fn path_with(dirs: &[PathBuf]) -> std::ffi::OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    // Joining fails only when a folder's name contains the separator; such a folder could not be on PATH anyway.
    env::join_paths(dirs.iter().cloned().chain(env::split_paths(&rest))).unwrap_or(rest)
}

/// Says what begins, does it, and says how long it took.
pub(crate) fn step<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    println!("==> {what}");
    let begin = Instant::now();
    let result = work()?;
    println!("    done in {:.1} s", begin.elapsed().as_secs_f64());
    Ok(result)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named_with_its_arguments() {
        let error = Cmd::new("false").arg("--now").stream().unwrap_err();
        assert!(error.to_string().starts_with("`false --now` failed"), "{error}");
    }

    #[test]
    fn a_program_that_does_not_exist_is_reported_and_not_a_panic() {
        let error = Cmd::new("/no/such/program").stream().unwrap_err();
        assert!(matches!(error, CmdError::Start(..)), "{error}");
    }

    #[test]
    fn a_command_that_exceeds_its_limit_is_stopped() {
        let begin = Instant::now();
        let error = Cmd::new("sleep").arg("60").limit(Duration::from_millis(10)).stream().unwrap_err();
        assert!(matches!(error, CmdError::TooSlow(..)), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_a_command_prints_can_be_read() {
        assert_eq!(Cmd::new("echo").arg("hello").read().unwrap(), "hello");
    }
}
