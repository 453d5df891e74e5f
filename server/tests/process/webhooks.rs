//! Killed between what was committed and what the site was told.

use std::time::Duration;

use sociable_protocol::RoomSlug;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::bot::{Bot, new_id};
use crate::process::Process;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_before_the_site_is_told_tells_it_afterwards() {
    let data = TempDir::new().unwrap();
    let secret = data.path().join("secret");
    std::fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr").unwrap();
    let site = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("SOCIABLE_WEBHOOK_URL=http://{}/hook", site.local_addr().unwrap());
    let secret = format!("SOCIABLE_WEBHOOK_SECRET_FILE={}", secret.display());
    // What goes to this machine without encryption needs no roots, and goes through no proxy: nobody is at that one.
    let without = ["SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent", "http_proxy=http://127.0.0.1:1"];
    let wrapper = [&["env", &url, &secret], &without[..]].concat();
    let mut server = Process::start_as(&wrapper, &data.path().join("data"));

    let mut random = fastrand::Rng::new();
    let mut bot = Bot::start(&server.url, "Ada", &[RoomSlug::lobby()]);
    let wait = |done: &mut dyn FnMut() -> bool| {
        let end = std::time::Instant::now() + PATIENCE;
        while !done() {
            assert!(std::time::Instant::now() < end, "waited too long");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let head = |bot: &Bot| bot.state().room(&RoomSlug::lobby()).map_or(0, |room| room.timeline.last().0);
    wait(&mut || bot.state().room(&RoomSlug::lobby()).is_some_and(|room| room.loaded));
    for n in 0..20 {
        bot.say(&RoomSlug::lobby(), new_id(&mut random), format!("message {n}"));
    }
    // The site does not answer: its connections wait to be accepted. All is acknowledged nevertheless.
    wait(&mut || head(&bot) == 20);
    server.kill();
    server.start_again();

    let mut told: Vec<String> = Vec::new();
    while !told.iter().any(|text| text == "message 19") {
        let (mut stream, _) = tokio::time::timeout(PATIENCE, site.accept()).await.unwrap().unwrap();
        let mut request = Vec::new();
        let body = loop {
            let mut buffer = [0; 4_096];
            match stream.read(&mut buffer).await {
                // Of the server that was killed.
                Ok(0) | Err(_) => break None,
                Ok(read) => request.extend(&buffer[..read]),
            }
            if let Some(body) = body(&request) {
                break Some(body);
            }
        };
        let Some(body) = body else { continue };
        let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
        // Whoever asked may be dead.
        if stream.write_all(answer).await.is_ok()
            && let Some(text) = body["data"]["message"]["text"].as_str()
            && told.last().is_none_or(|last| last != text)
        {
            told.push(text.to_owned());
        }
    }
    let mut once = told.clone();
    once.dedup();
    let from = once.iter().rposition(|text| text == "message 0").unwrap();
    let expected: Vec<String> = (0..20).map(|n| format!("message {n}")).collect();
    assert_eq!(once[from..], expected, "nothing is lost, and all is in order");
    server.check();
}

/// The body of a request that has come whole.
fn body(request: &[u8]) -> Option<serde_json::Value> {
    let end = request.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    serde_json::from_slice(&request[end..]).ok()
}
