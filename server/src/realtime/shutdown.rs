//! Stopping without a herd: every client is told when to come back, and not all are let go at once.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use sociable_protocol::{ServerRestart, UserId};
use socketioxide::SocketIo;
use tokio::time::Instant;

use super::Realtime;
use super::outbox::Encoded;
use super::outlet::Outlet;

/// How many connections are closed in a second: as many come back in a second, to this server or to the one after it.
const CLOSED_PER_SECOND: u32 = 500;
/// How long closing them takes at most.
const SPREAD: Duration = Duration::from_secs(4);
/// How long clients have to take what they are told before the first is closed.
const FAREWELL: Duration = Duration::from_millis(100);
/// How often some are closed.
const STEP: Duration = Duration::from_millis(20);
/// How long a restart takes, as far as clients are told: the least that they should wait.
const RESTART: Duration = Duration::from_secs(1);

/// The sockets that were told, in the order in which they are closed.
pub(crate) struct Farewell {
    sockets: Vec<Arc<Outlet>>,
}

impl Farewell {
    /// How long after the first one is closed.
    fn turn(&self, index: usize) -> Duration {
        let total = u32::try_from(self.sockets.len()).unwrap_or(u32::MAX).max(1);
        let spread = SPREAD.min(Duration::from_secs(1) * total / CLOSED_PER_SECOND);
        spread * u32::try_from(index).unwrap_or(u32::MAX) / total
    }
}

impl Realtime {
    /// Tells every client that the server is about to stop and when to come back. Clients that poll still have to be able
    /// to ask when it returns.
    pub(crate) async fn say_farewell(&self) -> Farewell {
        // A person's sockets stand together in it, in the order of a hash map: none in particular.
        let farewell = Farewell { sockets: self.context.hub.sockets() };
        for (index, outlet) in farewell.sockets.iter().enumerate() {
            // The wait counts from now; who is closed later comes back later.
            let retry_after = RESTART + farewell.turn(index);
            let event = ServerRestart { retry_after_ms: u64::try_from(retry_after.as_millis()).unwrap_or(u64::MAX) };
            if let Some(event) = Encoded::new(&event)
                && outlet.push(&event).is_err()
            {
                tracing::debug!("a client is not told of the restart");
            }
        }
        let mut people: Vec<UserId> = farewell.sockets.iter().map(|outlet| outlet.user_id()).collect();
        people.dedup();
        self.context.chat.seen(&people).await;
        // So that what was just said is on its way.
        tokio::time::sleep(FAREWELL).await;
        farewell
    }

    /// Closes connections, a few at a time, at most [`SPREAD`] for all. Returns when all are closed or `limit` more has
    /// passed, whichever is first: a peer that does not read could otherwise hold it up for ever.
    pub(crate) async fn close(&self, farewell: &Farewell, limit: Duration) {
        let started = Instant::now();
        for (index, outlet) in farewell.sockets.iter().enumerate() {
            let due = started + farewell.turn(index);
            if due > Instant::now() + STEP {
                tokio::time::sleep_until(due).await;
            }
            // Not `disconnect`: stock clients take that as meant for them, and stay away.
            outlet.outbox.cut();
        }
        let closing = join_all(self.ios.iter().map(SocketIo::close));
        if tokio::time::timeout(limit, closing).await.is_err() {
            tracing::warn!("some connections did not close in time and are given up");
        }
    }
}
