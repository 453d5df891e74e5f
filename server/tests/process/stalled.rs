//! Peers that stop reading: they hold nothing for long, and cost the others nothing.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use sociable_protocol::{MessageText, RoomSlug, SendMessage};
use tempfile::TempDir;

use crate::bot::new_id;
use crate::figures::sender;
use crate::process::Process;
use crate::raw::Raw;

const STALLED: usize = 20;
/// As many as fill every buffer on the way to who does not read, at a kilobyte each.
const MESSAGES: usize = 5_000;
/// As many as show how long one waits where everybody reads.
const FEW: usize = 500;
const PATIENCE: Duration = Duration::from_secs(60);

/// Comes into the lobby, and reads no further.
async fn stall(url: &str, name: &str) -> Raw {
    let mut raw = Raw::connect(url, &format!("{{\"name\":\"{name}\"}}")).await;
    raw.send("421[\"room:join\",{\"room\":\"lobby\"}]").await;
    raw.read_until(b"431[").await;
    raw
}

/// Sends many messages and says how long their acknowledgements took: half of them, and nearly all.
async fn flood(client: &sociable_client::transport::Client, messages: usize) -> (Duration, Duration) {
    let sends = futures_util::stream::iter(0..messages).map(|_| async {
        let text = MessageText::new(&"x".repeat(1_000)).unwrap();
        let id = Some(new_id(&mut fastrand::Rng::new()));
        let begin = Instant::now();
        let send = SendMessage { room: RoomSlug::lobby(), id, text, reply_to: None };
        client.request(&send, PATIENCE).await.unwrap();
        begin.elapsed()
    });
    let mut waits: Vec<Duration> = sends.buffer_unordered(16).collect().await;
    waits.sort_unstable();
    (waits[messages / 2], waits[messages * 99 / 100])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_that_stop_reading_hold_no_connection_and_cost_the_others_nothing() {
    let data = TempDir::new().unwrap();
    let server = Process::start_as(&["env", "SOCIABLE_RATE_FACTOR=10"], data.path());
    let client = sender(&server.url, "honest").await;
    let (before, alone) = (server.connections(), flood(&client, FEW).await);
    let mut stalled = Vec::new();
    for n in 0..STALLED {
        stalled.push(stall(&server.url, &format!("stalled {n}")).await);
    }
    let memory = server.resident_kib();
    let among = flood(&client, MESSAGES).await;
    let grown = server.resident_kib().saturating_sub(memory);

    let begin = Instant::now();
    while server.connections() > before {
        assert!(
            begin.elapsed() < Duration::from_secs(32),
            "{} connections more than before",
            server.connections() - before
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!(
        "acknowledged within {alone:?} alone, {among:?} among {STALLED} who do not read (half, 99 %); these held {} KiB \
         each, and were closed {:?} later",
        grown / STALLED as u64,
        begin.elapsed()
    );
    // 5 MB were written to each of them; a queue without bounds would hold that.
    assert!(grown < 3_000 * STALLED as u64, "{grown} KiB for {STALLED}");
    flood(&client, FEW).await;
    drop(stalled);
}
