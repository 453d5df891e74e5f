//! The client against a real socketioxide server, over real sockets.
//!
//! Every server has its own thread and runtime, so that stopping one ends all its connections, as a crash would.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]

mod connecting;
mod exchanging;
mod proxy;
mod reconnecting;
mod server;

use std::time::Duration;

use futures_util::StreamExt;
use sociable_client::socketio::{Event, Reconnection};
use sociable_client::transport::{Client, Events, Options, native};
use tokio::task::JoinHandle;

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client with its driver running.
struct Peer {
    client: Client,
    events: Events,
    driver: JoinHandle<()>,
}

impl Peer {
    /// Connects to `url` with quick reconnections.
    fn connect(url: &str) -> Self {
        Self::connect_with(url, |_| {})
    }

    fn connect_with(url: &str, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::new(url);
        let (initial, max) = (Duration::from_millis(20), Duration::from_millis(80));
        options.config.reconnection = Reconnection { initial, max, ..Reconnection::default() };
        change(&mut options);
        let (client, events, driver) = native::connect(options);
        Self { client, events, driver: tokio::spawn(driver) }
    }

    async fn next(&mut self) -> Event {
        tokio::time::timeout(PATIENCE, self.events.next()).await.expect("an event in time").expect("an event")
    }

    /// The next event that `choose` takes; the ones before it are passed over.
    async fn until<T>(&mut self, mut choose: impl FnMut(Event) -> Option<T>) -> T {
        loop {
            if let Some(chosen) = choose(self.next().await) {
                return chosen;
            }
        }
    }

    async fn connected(&mut self) -> String {
        self.until(|event| match event {
            Event::Connected { sid } => Some(sid),
            _ => None,
        })
        .await
    }

    async fn disconnected(&mut self) -> sociable_client::socketio::Reason {
        self.until(|event| match event {
            Event::Disconnected { reason } => Some(reason),
            _ => None,
        })
        .await
    }
}
