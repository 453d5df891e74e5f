//! The honest client beside every attack: it writes and reads all the time, and must neither wait nor come again.

use std::time::{Duration, Instant};

use serde_json::json;
use sociable_protocol::Session;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::TestUser;

/// How long a message may take, both to be acknowledged and to come back. A debug server shares this machine with other
/// tests; what is looked for is one that is not served, not one that is slow.
const SERVED_WITHIN: Duration = Duration::from_secs(10);

/// Between two messages.
const PAUSE: Duration = Duration::from_millis(50);

/// An honest client at work.
pub(crate) struct Honest {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Served>,
}

/// How it was served.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) messages: usize,
    pub(crate) slowest: Duration,
}

impl Honest {
    pub(crate) async fn start(url: &str) -> Self {
        let mut user = TestUser::connect(url, json!({ "name": "Honest" })).await;
        user.join(None).await;
        let (stop, mut stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let mut served = Served { messages: 0, slowest: Duration::ZERO };
            while stopped.try_recv().is_err() {
                let begin = Instant::now();
                let text = format!("honest {}", served.messages);
                let exchange = async {
                    user.say(&text).await;
                    // Others may write in between.
                    while user.hears().await != text {}
                };
                tokio::time::timeout(SERVED_WITHIN, exchange).await.expect("the honest client is served");
                served.messages += 1;
                served.slowest = served.slowest.max(begin.elapsed());
                tokio::time::sleep(PAUSE).await;
            }
            assert_eq!(user.so_far::<Session>().await, [], "the honest client stays connected");
            served
        });
        Self { stop, task }
    }

    /// Whether it is still served: a failure is shown at once and not at the end.
    pub(crate) fn is_served(&self) -> bool {
        !self.task.is_finished()
    }

    pub(crate) async fn stop(self) -> Served {
        // Where it has failed, the task says how.
        self.stop.send(()).ok();
        self.task.await.expect("the honest client is served")
    }
}
