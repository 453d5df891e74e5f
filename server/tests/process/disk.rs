//! The disk: full, and really written to.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sociable_client::transport::{Client, RequestError};
use sociable_protocol::{ErrorCode, JoinRoom, MessageText, RoomSlug, SendMessage};
use tempfile::TempDir;

use crate::bot::{Bot, new_id};
use crate::process::Process;

const PATIENCE: Duration = Duration::from_secs(20);

/// A small file system of its own; `None` where this user may not make one.
struct SmallDisk {
    at: TempDir,
}

impl SmallDisk {
    fn mount() -> Option<Self> {
        let at = TempDir::new().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"]).arg(at.path()).output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(Self { at })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.at.path().join(name)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.at.path()).output());
    }
}

async fn come_in(url: &str) -> (Bot, Client) {
    let bot = Bot::start(url, "Ada", &[RoomSlug::lobby()]);
    while !bot.state().rooms.get(&RoomSlug::lobby()).is_some_and(|room| room.loaded) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let client = bot.client.clone();
    (bot, client)
}

async fn say(client: &Client, random: &mut fastrand::Rng, bytes: usize) -> Result<u64, RequestError> {
    let text = MessageText::new(&"x".repeat(bytes)).unwrap();
    let send = SendMessage { room: RoomSlug::lobby(), id: Some(new_id(random)), text, reply_to: None };
    Ok(client.request(&send, PATIENCE).await?.message.seq.0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_and_serves_again_as_soon_as_there_is_room() {
    let mut random = fastrand::Rng::new();
    let Some(disk) = SmallDisk::mount() else {
        println!("not run: this user may not mount a file system");
        return;
    };
    let data = disk.path("data");
    let mut server = Process::start(&data);
    let (_bot, client) = come_in(&server.url).await;
    let ballast = disk.path("ballast");
    std::fs::write(&ballast, vec![0; 1_500_000]).unwrap();
    let mut stored = 0;
    let refusal = loop {
        match say(&client, &mut random, 4_000).await {
            Ok(seq) => stored = seq,
            Err(RequestError::Refused(error)) => break error,
            Err(error) => panic!("neither stored nor refused: {error}"),
        }
        assert!(stored < 5_000, "the disk does not fill up");
    };
    assert_eq!(refusal.code, ErrorCode::Unavailable);
    assert!(refusal.retry_after_ms.is_some());
    // What is there can still be read.
    let head = client.request(&JoinRoom::anew(RoomSlug::lobby()), PATIENCE).await.unwrap().head;
    assert_eq!(head.0, stored, "what was refused is not there");

    std::fs::remove_file(&ballast).unwrap();
    let freed = Instant::now();
    let seq = loop {
        match say(&client, &mut random, 4_000).await {
            Ok(seq) => break seq,
            Err(error) => assert!(freed.elapsed() < PATIENCE, "still refused: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(seq, stored + 1, "positions go on without a gap");
    println!("full after {stored} messages; served again {:?} after there was room", freed.elapsed());
    server.stop();
    println!("{}", server.check());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_message_is_behind_a_flush_of_the_disk() {
    let mut random = fastrand::Rng::new();
    if Command::new("strace").arg("-V").output().is_err() {
        println!("not run: there is no strace here");
        return;
    }
    let data = TempDir::new().unwrap();
    let trace = data.path().join("trace");
    let wrapper = ["strace", "-f", "-y", "-s", "600", "-e", "trace=fdatasync,fsync,write,writev,sendto", "-o"];
    let wrapper: Vec<&str> = wrapper.into_iter().chain([trace.to_str().unwrap()]).collect();
    let mut server = Process::start_as(&wrapper, &data.path().join("data"));
    let (_bot, client) = come_in(&server.url).await;
    for _ in 0..20 {
        say(&client, &mut random, 10).await.unwrap();
    }
    // Not killed: the last answer comes before the line that says so.
    server.stop();
    check_trace(&trace, 20);
}

/// Between an answer and the one before it, the log was flushed.
fn check_trace(trace: &Path, expected: usize) {
    let trace = std::fs::read_to_string(trace).unwrap();
    let (mut flushed, mut answers) = (false, 0);
    for line in trace.lines() {
        let is_flush = line.contains("fdatasync(") || line.contains("fsync(") || line.contains("fdatasync resumed");
        if is_flush && (line.contains("-wal") || line.contains("resumed")) {
            flushed = true;
        }
        // An acknowledgement with a message in it: 43<id>[{"ok":true,"message":…
        if line.contains(r#"[{\"ok\":true,\"message\":"#) {
            assert!(flushed, "answered before the disk was: {line}");
            flushed = false;
            answers += 1;
        }
    }
    assert_eq!(answers, expected, "as many answers as messages");
    println!("{answers} answers, each behind a flush of its own");
}
