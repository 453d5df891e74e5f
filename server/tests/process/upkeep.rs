//! The commands that look after a server's data.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use sociable_protocol::{MessageText, RoomSlug, SendMessage};
use tempfile::TempDir;

use crate::figures::sender;
use crate::process::{Process, binary};

fn run(arguments: &[&str], data: &Path) -> (bool, String) {
    let Output { status, stdout, stderr } =
        Command::new(binary()).args(arguments).arg("--data").arg(data).output().unwrap();
    let said = [stdout, stderr].concat();
    (status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_server_is_backed_up_and_checked() {
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let mut server = Process::start(&data);
    let client = sender(&server.url, "Ada").await;
    for n in 1..=50 {
        let text = MessageText::new(&n.to_string()).unwrap();
        let send = SendMessage { room: RoomSlug::lobby(), id: None, text, reply_to: None };
        client.request(&send, Duration::from_secs(20)).await.unwrap();
    }
    let copy = place.path().join("restored").join("sociable.db");
    std::fs::create_dir(copy.parent().unwrap()).unwrap();
    let (done, said) = run(&["backup", copy.to_str().unwrap()], &data);
    assert!(done, "{said}");
    let (done, said) = run(&["backup", copy.to_str().unwrap()], &data);
    assert!(!done && said.contains("exists"), "a backup is not written over: {said}");
    for data in [&data, copy.parent().unwrap()] {
        let (done, said) = run(&["check"], data);
        assert!(done && said.contains("50 messages"), "{said}");
    }
    let (done, said) = run(&["check"], &place.path().join("nowhere"));
    assert!(!done && said.contains("--data"), "{said}");
    server.stop();

    // A message that is gone is found out.
    let damage = sqlx::SqlitePool::connect(copy.to_str().unwrap()).await.unwrap();
    sqlx::query("DELETE FROM messages WHERE seq = 7").execute(&damage).await.unwrap();
    damage.close().await;
    let (done, said) = run(&["check"], copy.parent().unwrap());
    assert!(!done && said.contains("lobby"), "{said}");
}

#[test]
fn a_server_whose_data_is_moved_or_replaced_stops_instead_of_writing_where_nobody_looks() {
    let place = TempDir::new().unwrap();
    let [data, moved] = ["data", "moved"].map(|name| place.path().join(name));
    let mut server = Process::start(&data);
    std::fs::rename(&data, &moved).unwrap();
    assert!(!server.ends(), "that is a failure");

    // A backup that is put in its place while the server runs, too.
    let mut server = Process::start(&moved);
    let [database, copy] = [server.database(), place.path().join("copy.db")];
    std::fs::copy(&database, &copy).unwrap();
    std::fs::rename(&copy, &database).unwrap();
    assert!(!server.ends());
}
