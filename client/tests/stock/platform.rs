//! What the flows need of a native program.

use std::future::Future;
use std::time::Duration;

use sociable_client::transport::{Client, Events, Options, native};

pub(crate) fn connect(options: Options) -> (Client, Events) {
    let (client, events, driver) = native::connect(options);
    tokio::spawn(driver);
    (client, events)
}

pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// What the future gives, if it does so in time.
pub(crate) async fn timeout<T>(duration: Duration, future: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(duration, future).await.ok()
}
