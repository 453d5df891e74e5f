//! Where attacks take place: a server process with an honest client beside it, and what the server held before.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::honest::Honest;
use crate::process::Process;

/// How much more memory the server may hold after the second half of many repetitions of an attack than after the first:
/// what an allocator and the database's caches keep varies, what leaks grows with each.
const WAVERS_KIB: u64 = 16_384;
/// Tasks that come and go by themselves.
const WAVERING_TASKS: usize = 4;
/// How long the server may take to be as it was: longer than two heartbeats, after which it forgets whoever it could not
/// notice to be gone, as one whose last request was reset before it was read.
const SETTLES_WITHIN: Duration = Duration::from_secs(70);

/// A server under attack.
pub(crate) struct Arena {
    pub(crate) server: Process,
    pub(crate) address: SocketAddr,
    honest: Honest,
    before: Holds,
    /// Tasks that are still waited for, though what they wait for is over.
    unjoined: AtomicUsize,
    log: PathBuf,
    _data: TempDir,
}

/// What a server holds.
#[derive(Debug, Clone, Copy)]
struct Holds {
    connections: usize,
    sockets: usize,
    tasks: usize,
}

impl Arena {
    pub(crate) async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// With these settings, as environment variables.
    pub(crate) async fn open_with(settings: &[&str]) -> Self {
        let data = TempDir::new().unwrap();
        let log = data.path().join("stderr");
        // `exec`, so that the process is the server.
        let script = format!("exec \"$@\" 2>{}", log.display());
        let mut wrapper = vec!["sh", "-c", &script, "sh", "env", "SOCIABLE_LOG=info,sociable=info"];
        // Nobody wants to wait ten seconds until attackers count as gone.
        wrapper.push("SOCIABLE_PRESENCE_GRACE_MS=50");
        wrapper.extend(settings);
        let server = Process::start_as(&wrapper, &data.path().join("data"));
        let address = server.url.trim_start_matches("http://").parse().unwrap();
        let honest = Honest::start(&server.url).await;
        let mut arena =
            Self { server, address, honest, before: Holds::NOTHING, unjoined: AtomicUsize::new(0), log, _data: data };
        arena.before = arena.holds().await;
        arena
    }

    /// So many tasks are of sessions that have not joined. The engine keeps them until the time to do so is over, 20 s; that
    /// it ends then is looked at where time limits are.
    pub(crate) fn forgives_unjoined(&self, tasks: usize) {
        self.unjoined.fetch_add(tasks, Ordering::Relaxed);
    }

    /// Does something often, and sees that it does not matter how often.
    pub(crate) async fn endures(&self, times: usize, mut attack: impl AsyncFnMut(&Self)) {
        let mut half = async || {
            for _ in 0..times.div_ceil(2) {
                attack(self).await;
            }
            self.settles().await;
            self.server.resident_kib()
        };
        let (first, second) = (half().await, half().await);
        assert!(second <= first + WAVERS_KIB, "after {times} times {second} KiB, after half as many {first} KiB");
    }

    /// Waits until the server holds what it held before the attack.
    pub(crate) async fn settles(&self) {
        let begin = Instant::now();
        loop {
            let holds = self.holds().await;
            if holds.is_back_at(&self.before, self.unjoined.load(Ordering::Relaxed)) {
                return;
            }
            assert!(begin.elapsed() < SETTLES_WITHIN, "it holds {holds:?}, and before {:?}", self.before);
            assert!(self.honest.is_served(), "the honest client is not served; the log says: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it all: the honest client was served, nothing is left, nothing went wrong.
    pub(crate) async fn close(self) {
        // Also after the attack.
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.settles().await;
        let log = self.log();
        let served = self.honest.stop().await;
        println!("the honest client had {} messages, the slowest within {:?}", served.messages, served.slowest);
        assert!(served.messages > 0);
        assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
    }

    /// What the server has written so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    async fn holds(&self) -> Holds {
        let asked = self.log().matches("holds").count();
        let signalled = Command::new("kill").args(["-s", "USR1", &self.server.id().to_string()]).status().unwrap();
        assert!(signalled.success());
        let begin = Instant::now();
        loop {
            let log = self.log();
            let line = log.lines().filter(|line| line.contains("holds")).nth(asked);
            let number = |name: &str| line?.split_once(name)?.1.split_whitespace().next()?.parse().ok();
            if let (Some(sockets), Some(tasks)) = (number("sockets="), number("tasks=")) {
                return Holds { connections: self.server.connections(), sockets, tasks };
            }
            assert!(begin.elapsed() < SETTLES_WITHIN, "the server does not answer a signal: {log}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Holds {
    const NOTHING: Self = Self { connections: 0, sockets: 0, tasks: 0 };

    const fn is_back_at(&self, before: &Self, unjoined: usize) -> bool {
        self.connections <= before.connections
            && self.sockets <= before.sockets
            && self.tasks <= before.tasks + WAVERING_TASKS + unjoined
    }
}
