//! What the flows need of a browser.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use sociable_client::transport::{self, Client, Events, Options};
use wasm_bindgen_futures::spawn_local;

pub(crate) fn connect(options: Options) -> (Client, Events) {
    let (client, events, driver) = transport::connect(options);
    spawn_local(driver);
    (client, events)
}

pub(crate) async fn sleep(duration: Duration) {
    TimeoutFuture::new(u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)).await;
}

/// What the future gives, if it does so in time.
pub(crate) async fn timeout<T>(duration: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(sleep(duration))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
