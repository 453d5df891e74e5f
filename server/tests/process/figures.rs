//! Figures: what durable messages cost. Not a test of speed; it prints, and fails only where something is wrong.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use sociable_client::socketio::Event;
use sociable_client::transport::{Client, Options, native};
use sociable_protocol::{MessageId, MessageText, RoomSlug, SendMessage, Session};
use tempfile::TempDir;

use crate::bot::new_id;
use crate::process::Process;
use crate::reader::{Seen, read};

const PATIENCE: Duration = Duration::from_secs(60);
const MEASURED_FOR: Duration = Duration::from_secs(5);

/// Somebody who may write in the lobby and is not in it on this connection: what is measured is storing, not sending
/// out.
pub(crate) async fn sender(url: &str, name: &str) -> Client {
    let (client, token) = connect(url, serde_json::json!({ "name": name })).await;
    client.request_raw("room:join", &serde_json::json!({ "room": "lobby" }), PATIENCE).await.unwrap();
    client.disconnect();
    connect(url, serde_json::json!({ "token": token })).await.0
}

async fn connect(url: &str, auth: serde_json::Value) -> (Client, String) {
    let mut options = Options::new(url);
    options.auth = Box::new(move || serde_json::value::to_raw_value(&auth).ok());
    let (client, mut events, driver) = native::connect(options);
    tokio::spawn(driver);
    let (told, token) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let mut told = Some(told);
        while let Some(event) = events.next().await {
            if let Some(Ok(session)) = Event::push::<Session>(&event)
                && let Some(told) = told.take()
            {
                told.send(session.token.unwrap()).unwrap();
            }
        }
    });
    (client, token.await.unwrap())
}

fn message(id: MessageId) -> SendMessage {
    let text = MessageText::new("sixty bytes of text, which is about what people write at once").unwrap();
    SendMessage { room: RoomSlug::lobby(), id: Some(id), text, reply_to: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo xtask soak"]
async fn group_commit_makes_a_message_cheaper_the_more_are_sent_at_once() {
    for durability in ["full", "normal"] {
        for senders in [1, 16, 256] {
            let data = TempDir::new().unwrap();
            let server = Process::start_as(
                &["env", "SOCIABLE_RATE_FACTOR=1000", &format!("SOCIABLE_DURABILITY={durability}")],
                data.path(),
            );
            let clients: Vec<Client> = futures_util::future::join_all((0..senders).map(|n| {
                let url = server.url.clone();
                async move { sender(&url, &format!("sender {n}")).await }
            }))
            .await;
            let before = cpu(server.id());
            let started = Instant::now();
            let tasks = clients.into_iter().map(|client| {
                tokio::spawn(async move {
                    let mut random = fastrand::Rng::new();
                    let mut waits = Vec::new();
                    while started.elapsed() < MEASURED_FOR {
                        let send = message(new_id(&mut random));
                        let sent = Instant::now();
                        client.request(&send, PATIENCE).await.unwrap();
                        waits.push(sent.elapsed());
                    }
                    waits
                })
            });
            let mut waits: Vec<Duration> =
                futures_util::future::join_all(tasks).await.into_iter().flat_map(Result::unwrap).collect();
            let took = started.elapsed();
            waits.sort_unstable();
            let cpu = cpu(server.id()) - before;
            println!(
                "{durability} {senders:>3} senders: {:>6.0} messages/s, p50 {:?}, p99 {:?}, {:.0} µs of CPU each",
                waits.len() as f64 / took.as_secs_f64(),
                waits[waits.len() / 2],
                waits[waits.len() * 99 / 100],
                cpu.as_micros() as f64 / waits.len() as f64,
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "measures: cargo xtask soak"]
async fn a_message_to_a_thousand_costs_less_for_each_the_more_are_sent() {
    const READERS: u64 = 1_000;
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let data = TempDir::new().unwrap();
    let server = Process::start_as(&["env", "SOCIABLE_RATE_FACTOR=1000"], data.path());
    let (epoch, seen) = (Instant::now(), Arc::new(Seen::default()));
    let idle = server.resident_kib();
    for n in 0..READERS {
        tokio::spawn(read(server.url.clone(), format!("reader {n}"), epoch, Arc::clone(&seen)));
    }
    until(|| seen.joined.load(Ordering::Relaxed) == READERS).await;
    println!("{READERS} came in within {:?}, {} KiB each", epoch.elapsed(), (server.resident_kib() - idle) / READERS);
    let client = sender(&server.url, "sender").await;
    for per_second in [50, 200, 400] {
        let (before, cpu_before) = (seen.messages.load(Ordering::Relaxed), cpu(server.id()));
        seen.micros.store(0, Ordering::Relaxed);
        seen.worst_micros.store(0, Ordering::Relaxed);
        let (begin, count) = (Instant::now(), per_second * 5);
        let mut due = tokio::time::interval(Duration::from_secs(1) / per_second);
        let mut sending = tokio::task::JoinSet::new();
        for _ in 0..count {
            due.tick().await;
            let client = client.clone();
            let text = format!("at {} {}", epoch.elapsed().as_micros(), "x".repeat(45));
            sending.spawn(async move {
                let (id, text) = (new_id(&mut fastrand::Rng::new()), MessageText::new(&text).unwrap());
                let send = SendMessage { room: RoomSlug::lobby(), id: Some(id), text, reply_to: None };
                client.request(&send, PATIENCE).await.unwrap();
            });
        }
        sending.join_all().await;
        // Counted only when every one of them has every message.
        let expected = u64::from(count) * READERS;
        until(|| seen.messages.load(Ordering::Relaxed) == before + expected).await;
        let (took, cpu) = (begin.elapsed(), cpu(server.id()) - cpu_before);
        println!(
            "{per_second:>3} messages/s: {:.1} µs of CPU for each of {expected} deliveries, {:.0} deliveries/s, after {:.1} ms, at most {:.1} ms",
            cpu.as_micros() as f64 / expected as f64,
            expected as f64 / took.as_secs_f64(),
            seen.micros.load(Ordering::Relaxed) as f64 / expected as f64 / 1_000.0,
            seen.worst_micros.load(Ordering::Relaxed) as f64 / 1_000.0,
        );
    }
}

async fn until(done: impl Fn() -> bool) {
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < PATIENCE, "waited too long");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// CPU time that a process has used.
fn cpu(id: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo xtask soak"]
async fn memory_does_not_grow_with_the_log() {
    const MESSAGES: u64 = 1_000_000;
    const AT_ONCE: usize = 200;
    const SENDERS: usize = 32;
    let data = TempDir::new().unwrap();
    let server = Process::start_as(&["env", "SOCIABLE_RATE_FACTOR=1000"], data.path());
    let clients: Vec<Arc<Client>> = futures_util::future::join_all((0..SENDERS).map(|n| {
        let url = server.url.clone();
        async move { Arc::new(sender(&url, &format!("sender {n}")).await) }
    }))
    .await;
    let (started, mut sent) = (Instant::now(), 0);
    println!("{:>8} messages: {} KiB", sent, server.resident_kib());
    while sent < MESSAGES {
        let tasks = clients.iter().map(|client| {
            let client = Arc::clone(client);
            tokio::spawn(async move {
                let stored = futures_util::stream::iter(0..3_125).map(|_| {
                    let client = Arc::clone(&client);
                    async move {
                        let send = message(new_id(&mut fastrand::Rng::new()));
                        client.request(&send, PATIENCE).await.unwrap();
                    }
                });
                stored.buffer_unordered(AT_ONCE).count().await as u64
            })
        });
        sent += futures_util::future::join_all(tasks).await.into_iter().map(Result::unwrap).sum::<u64>();
        println!("{sent:>8} messages after {:?}: {} KiB", started.elapsed(), server.resident_kib());
    }
    let size = std::fs::metadata(server.database()).unwrap().len();
    println!("{} bytes of database for each message", size / MESSAGES);
}
