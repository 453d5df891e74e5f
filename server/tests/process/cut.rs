//! The connection breaks between a write and its acknowledgement.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use sociable_client::socketio::{Event, Reconnection};
use sociable_client::transport::{Client, Options, native};
use sociable_protocol::{JoinRoom, MessageText, RoomSlug, SendMessage, Session};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::bot::new_id;
use crate::process::Process;

const CUTS: u64 = 200;
const PATIENCE: Duration = Duration::from_secs(20);

/// Passes bytes on until it is told to cut every connection.
async fn proxy(to: String) -> (String, watch::Sender<u64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (cut, cuts) = watch::channel(0);
    tokio::spawn(async move {
        loop {
            let (mut inner, _) = listener.accept().await.unwrap();
            let (to, mut cuts) = (to.clone(), cuts.clone());
            tokio::spawn(async move {
                cuts.mark_unchanged();
                let Ok(mut outer) = TcpStream::connect(to).await else { return };
                tokio::select! {
                    // However it ends, both ends are dropped, which is the cut.
                    _ = copy_bidirectional(&mut inner, &mut outer) => {}
                    _ = cuts.changed() => {}
                }
            });
        }
    });
    (url, cut)
}

async fn connect(url: &str, auth: serde_json::Value) -> (Client, Session) {
    let mut options = Options::new(url);
    options.auth = Box::new(move || serde_json::value::to_raw_value(&auth).ok());
    let (initial, max) = (Duration::from_millis(5), Duration::from_millis(20));
    options.config.reconnection = Reconnection { initial, max, ..Reconnection::default() };
    let (client, mut events, driver) = native::connect(options);
    tokio::spawn(driver);
    let (told, mut session) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if let Some(Ok(session)) = Event::push::<Session>(&event) {
                // Only the first is waited for.
                drop(told.try_send(session));
            }
        }
    });
    (client, session.recv().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_whose_acknowledgement_was_cut_off_is_stored_once() {
    let mut random = fastrand::Rng::new();
    let data = TempDir::new().unwrap();
    let server = Process::start(data.path());
    let (url, cut) = proxy(server.url.trim_start_matches("http://").to_owned()).await;
    let (_, session) = connect(&server.url, serde_json::json!({ "name": "Ada" })).await;
    let token = serde_json::json!({ "token": session.token });
    let (direct, _) = connect(&server.url, token.clone()).await;
    let (cut_off, _) = connect(&url, token).await;
    direct.request(&JoinRoom::anew(RoomSlug::lobby()), PATIENCE).await.unwrap();

    // Twice as long as an answer takes here and now, so that cuts fall on both sides of it on any machine.
    let mut within = Duration::from_millis(20);
    let (mut unanswered, mut already_there) = (0, 0);
    for n in 1..=CUTS {
        let text = MessageText::new(&format!("message {n}")).unwrap();
        let send = SendMessage { room: RoomSlug::lobby(), id: Some(new_id(&mut random)), text, reply_to: None };
        let cutting = async {
            tokio::time::sleep(within.mul_f64(random.f64())).await;
            cut.send_modify(|cuts| *cuts += 1);
        };
        let begin = Instant::now();
        let asking = async { (cut_off.request(&send, PATIENCE).await, begin.elapsed()) };
        let ((first, took), ()) = tokio::join!(asking, cutting);
        let head = direct.request(&JoinRoom::anew(RoomSlug::lobby()), PATIENCE).await.unwrap().head;
        let again = cut_off.request(&send, PATIENCE).await.or(cut_off.request(&send, PATIENCE).await).unwrap();
        assert_eq!(again.message.seq.0, n, "one message for each");
        match first {
            Ok(first) => {
                assert_eq!(first.message, again.message);
                within = took * 2;
            }
            Err(_) => {
                unanswered += 1;
                already_there += u32::from(head.0 == n);
            }
        }
    }
    println!("{CUTS} cuts: {unanswered} without an answer, {already_there} of these stored before the retry");
    assert!(unanswered > 0 && already_there > 0, "cuts at both sides of the commit");
    drop(server);
}
