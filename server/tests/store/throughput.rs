//! How fast the store is. Not tests of anything: run them by name, in a release build, with `--ignored --nocapture`.
#![expect(clippy::print_stdout, reason = "what a measurement is for")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use sociable::store::{Durability, SharedStore, SqliteOptions, SqliteStore};
use sociable_protocol::{RoomKind, User};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::contract::{MANY, Test, anybody, done, lobby, message, now, person, text};
use crate::sqlite::Sqlite;

/// How long each setting is measured.
const TIME: Duration = Duration::from_secs(3);

async fn measure(durability: Durability, appenders: u16, searchable: bool) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("test.db");
    let options = SqliteOptions { durability, ..SqliteOptions::new(&path) };
    let (publish, mut committed) = mpsc::channel(64);
    let store: SharedStore = Arc::new(SqliteStore::open(&options, publish).await.unwrap());
    tokio::spawn(async move { while committed.recv().await.is_some() {} });
    if !searchable {
        let mut other = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
        sqlx::query("DROP TRIGGER words_come").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    }
    let ada = person(1, "Ada");
    store.create_user(&ada, now()).await.unwrap();
    done(store.admit(&lobby(), ada.id, now(), MANY, anybody).await);
    let started = Instant::now();
    let tasks: Vec<_> = (0..appenders).map(|n| tokio::spawn(append(store.clone(), ada.clone(), n, started))).collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.unwrap());
    }
    let rate = f64::from(u32::try_from(waits.len()).unwrap()) / started.elapsed().as_secs_f64();
    waits.sort();
    let slow = waits[waits.len() * 99 / 100];
    let wal = std::fs::metadata(dir.path().join("test.db-wal")).unwrap().len() / 1_024;
    store.close().await.unwrap();
    let index = if searchable { "" } else { ", without the search index" };
    println!(
        "{durability:?}, {appenders} at once{index}: {rate:.0} a second, half within {:?}, 99 % within {slow:?}; \
         write-ahead log {wal} KiB",
        waits[waits.len() / 2],
    );
}

async fn append(store: SharedStore, ada: User, appender: u16, started: Instant) -> Vec<Duration> {
    let mut waits = Vec::new();
    for n in 0_u32.. {
        if started.elapsed() > TIME {
            break;
        }
        let mut random = [0; 10];
        random[..2].copy_from_slice(&appender.to_be_bytes());
        random[6..].copy_from_slice(&n.to_be_bytes());
        let mut new = message(&ada, 0);
        new.id = sociable_protocol::MessageId::new(now(), random);
        new.text = text(&format!("message {n} of {appender}, as long as people write them on average"));
        let begun = Instant::now();
        done(store.append(new, anybody).await.unwrap().committed().await);
        waits.push(begun.elapsed());
    }
    waits
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn appends() {
    for durability in [Durability::Full, Durability::Normal] {
        for appenders in [1, 16, 256] {
            measure(durability, appenders, true).await;
        }
    }
    for appenders in [1, 16, 256] {
        measure(Durability::Full, appenders, false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn listing_a_hundred_rooms_with_all_unread() {
    let test = Test::<Sqlite>::open().await;
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    for n in 0..100_u16 {
        let room = test.make_room(&ada, &format!("room-{n}"), RoomKind::Public).await;
        test.admit(&room, &bob).await;
        test.append_many(&ada, &room, n * 600, 600).await;
    }
    for who in [&bob, &ada] {
        let begun = Instant::now();
        let rooms = test.store.rooms_of(who.id).await.unwrap();
        println!("{} rooms, {} unread in each: {:?}", rooms.len(), rooms[0].unread, begun.elapsed());
    }
}
