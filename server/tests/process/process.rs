//! The server as a process.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::port::Port;

/// A server process; killed when dropped.
pub(crate) struct Process {
    child: Child,
    command: Vec<String>,
    pub(crate) url: String,
    port: Port,
    data: PathBuf,
}

impl Process {
    /// Starts a server on a free port.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_as(&[], data)
    }

    /// Starts it under another program, for example `strace`.
    pub(crate) fn start_as(wrapper: &[&str], data: &Path) -> Self {
        let command = wrapper.iter().map(|&word| word.to_owned()).chain([binary()]);
        let command: Vec<String> = command.collect();
        let port = Port::hold();
        let (child, url) = spawn(&command, data, &port.address());
        Self { child, command, url, port, data: data.to_owned() }
    }

    /// SIGKILL: nothing is finished, nothing is said.
    pub(crate) fn kill(&mut self) {
        self.signal("KILL");
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits.
    pub(crate) fn stop(&mut self) {
        self.signal("TERM");
        assert!(self.child.wait().unwrap().success(), "a clean stop");
    }

    /// Waits until it ends by itself; whether it took that for a success.
    pub(crate) fn ends(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// To the whole group: under another program, the server is that program's child.
    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.child.id());
        let kill = Command::new("kill").args(["-s", signal, "--", &group]).status().unwrap();
        assert!(kill.success());
    }

    /// Starts it again on the same port and data.
    pub(crate) fn start_again(&mut self) {
        (self.child, self.url) = spawn(&self.command, &self.data, &self.port.address());
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Memory that the process holds, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Connections that the process has open.
    pub(crate) fn connections(&self) -> usize {
        let files = std::fs::read_dir(format!("/proc/{}/fd", self.id())).unwrap();
        // A file that is closed meanwhile is none.
        let names = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
        names.filter(|name| name.to_string_lossy().starts_with("socket:")).count()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("sociable.db")
    }

    /// What `sociable check` says; panics where it finds damage.
    pub(crate) fn check(&self) -> String {
        let check = Command::new(binary()).arg("check").arg("--data").arg(&self.data).output();
        let check = check.unwrap();
        let said = String::from_utf8(check.stdout).unwrap();
        assert!(check.status.success(), "{said}{}", String::from_utf8_lossy(&check.stderr));
        said.trim().to_owned()
    }
}

/// The server that is tested: the one that was built with these tests, or another, to compare.
pub(crate) fn binary() -> String {
    std::env::var("SOCIABLE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_sociable").to_owned())
}

fn spawn(command: &[String], data: &Path, address: &str) -> (Child, String) {
    let (program, arguments) = command.split_first().unwrap();
    let mut child = Command::new(program)
        .args(arguments)
        .args(["serve", "--listen", address, "--data"])
        .arg(data)
        // Not as a flag, which would win over what the other program sets.
        .env("SOCIABLE_LOG", "warn")
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("Sociable is ready at ").unwrap_or_else(|| panic!("not ready: {line:?}"));
    (child, url.to_owned())
}

impl Drop for Process {
    fn drop(&mut self) {
        // Where it is gone already, there is nothing to do, and its id may be another's by now.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
    }
}
