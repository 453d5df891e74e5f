//! A thousand clients, and the server restarts.

use std::time::{Duration, Instant};

use sociable_protocol::RoomSlug;
use tempfile::TempDir;

use crate::bot::{Bot, new_id};
use crate::process::Process;

const CLIENTS: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(120);

async fn wait_until(what: &str, mut done: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "waited too long until {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    started.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_come_back_after_a_restart_and_have_missed_nothing() {
    // Each client is an open file, and shells allow few.
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let mut random = fastrand::Rng::new();
    let data = TempDir::new().unwrap();
    let mut server = Process::start(data.path());
    let rooms = [RoomSlug::lobby()];
    let mut bots: Vec<Bot> = (0..CLIENTS).map(|n| Bot::start(&server.url, &format!("bot {n}"), &rooms)).collect();
    let last = |bot: &Bot| bot.state().room(&rooms[0]).unwrap().timeline.last().0;
    let joined =
        wait_until("all are in", || bots.iter().all(|bot| bot.state().room(&rooms[0]).is_some_and(|room| room.loaded)))
            .await;
    println!("{CLIENTS} clients came in within {joined:?}; {} KiB", server.resident_kib());

    for bot in &mut bots[..20] {
        bot.say(&rooms[0], new_id(&mut random), "before".to_owned());
    }
    wait_until("all have heard it", || bots.iter().all(|bot| last(bot) == 20)).await;
    // Said while the server stops: they are kept and sent when it is back.
    for bot in &mut bots[..20] {
        bot.say(&rooms[0], new_id(&mut random), "meanwhile".to_owned());
    }
    let stopping = Instant::now();
    server.stop();
    let stopped = stopping.elapsed();
    server.start_again();
    let started = Instant::now();
    let mut back = Vec::new();
    let mut waiting: Vec<usize> = (0..CLIENTS).collect();
    while !waiting.is_empty() {
        assert!(started.elapsed() < PATIENCE, "{} are still away", waiting.len());
        waiting.retain(|n| {
            let is_back = last(&bots[*n]) == 40 && bots[*n].client.is_connected();
            if is_back {
                back.push(started.elapsed());
            }
            !is_back
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let most = (0..)
        .map(|n| Duration::from_millis(100 * n))
        .take_while(|from| *from < *back.last().unwrap())
        .map(|from| back.iter().filter(|at| (from..from + Duration::from_millis(100)).contains(*at)).count())
        .max();
    println!(
        "stopped within {stopped:?}; back with everything: half after {:?}, all after {:?}, at most {} in 100 ms",
        back[CLIENTS / 2],
        back[CLIENTS - 1],
        most.unwrap_or_default()
    );
    assert!(bots.iter().all(|bot| bot.view(&rooms[0]).len() == 40), "nothing lost, nothing doubled");
}
