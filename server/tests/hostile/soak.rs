//! The same for minutes and by the thousand: `cargo xtask soak`.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::time::{interval, sleep};

use crate::arena::Arena;
use crate::session::{Polling, in_lobby, opened};
use crate::websocket::End;

/// What the engine keeps of a session that has not joined, at most for so long.
const JOIN_WITHIN: Duration = Duration::from_secs(20);

#[tokio::test]
#[ignore = "takes minutes: cargo xtask soak"]
async fn thousands_of_handshakes_that_lead_to_nothing_leave_nothing() {
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let arena = Arena::open().await;
    let idle = arena.server.resident_kib();
    let mut after = Vec::new();
    for _ in 0..8 {
        for _ in 0..50 {
            // Some come once to poll, and some open a WebSocket and drop it.
            join_all((0..50).map(async |_| drop(Polling::open(arena.address).await))).await;
            join_all((0..50).map(async |_| drop(opened(arena.address).await))).await;
        }
        let at_most = arena.server.resident_kib();
        sleep(JOIN_WITHIN).await;
        arena.settles().await;
        after.push(arena.server.resident_kib());
        println!("5,000 handshakes: {idle} KiB, then {at_most}, and {} when they are forgotten", after.last().unwrap());
    }
    assert!(after[7] < after[3] + 8_192, "{after:?} KiB");
    arena.close().await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo xtask soak"]
async fn forty_polls_a_second_that_vanish_leave_nothing() {
    let arena = Arena::open().await;
    let mut after = Vec::new();
    for _ in 0..4 {
        let (begin, mut ticks) = (Instant::now(), interval(Duration::from_millis(25)));
        let mut vanishing = tokio::task::JoinSet::new();
        while begin.elapsed() < Duration::from_secs(60) {
            ticks.tick().await;
            let address = arena.address;
            vanishing.spawn(async move {
                let mut polling = Polling::enter(address).await;
                let target = polling.target();
                polling.tcp.ask("GET", &target, "", b"").await;
                sleep(Duration::from_millis(100)).await;
                polling.tcp.reset();
            });
        }
        let sessions = vanishing.len();
        vanishing.join_all().await;
        arena.settles().await;
        after.push(arena.server.resident_kib());
        println!("{sessions} polls vanished: {} KiB", after.last().unwrap());
    }
    assert!(after[3] < after[0] + 8_192, "{after:?} KiB");
    arena.close().await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo xtask soak"]
async fn peers_that_say_nothing_any_more_are_gone_after_two_heartbeats() {
    let arena = Arena::open().await;
    let silent = join_all((0..200).map(|_| in_lobby(arena.address))).await;
    let begin = Instant::now();
    let ended = join_all(silent.into_iter().map(async |mut websocket| {
        loop {
            match tokio::time::timeout(Duration::from_secs(60), websocket.hear()).await.expect("closed in time") {
                Some((8, _)) | None => return begin.elapsed(),
                Some(_) => {}
            }
        }
    }))
    .await;
    let (first, last) = (ended.iter().min().unwrap(), ended.iter().max().unwrap());
    println!("200 silent peers were closed between {first:?} and {last:?} after they came in");
    // A ping every 25 s, and 20 s to answer it.
    assert!(*first > Duration::from_secs(40) && *last < Duration::from_secs(55));
    arena.close().await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo xtask soak"]
async fn closing_with_a_code_stays_as_quick_and_as_small() {
    let arena = Arena::open().await;
    arena
        .endures(2_000, async |arena| {
            let mut websocket = in_lobby(arena.address).await;
            websocket.write(crate::websocket::Frame::new(3, "")).await;
            assert_eq!(websocket.end().await, End::Closed(Some(1_002)));
        })
        .await;
    arena.close().await;
}
