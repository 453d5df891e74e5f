//! What client, events and driver have in common: the session, behind a mutex.

use crate::sorted::SortedMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::sync::{Notify, oneshot};

use crate::socketio::{Command, RequestFailure, RequestId, Session};

/// What a request is told in the end.
pub(super) type Answer = Result<Vec<Box<RawValue>>, RequestFailure>;

pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// Tells the driver that something has changed.
    changed: Notify,
    now: fn() -> Duration,
}

pub(super) struct Inner {
    pub(super) session: Session,
    /// Who waits for which answer: bounded, for the session bounds its requests.
    pub(super) waiting: SortedMap<RequestId, oneshot::Sender<Answer>>,
    /// The task that waits for an event.
    pub(super) reader: Option<Waker>,
    /// There is no [`Client`](super::Client) any more.
    pub(super) clients_gone: bool,
    /// There are no [`Events`](super::Events) any more.
    pub(super) events_gone: bool,
    /// There is no driver any more.
    pub(super) closed: bool,
}

/// What the driver is to do next.
pub(super) struct Turn {
    pub(super) command: Option<Command>,
    /// How long it may wait for something else to happen.
    pub(super) wait: Option<Duration>,
    /// Whether nobody uses the client any more. Commands come first.
    pub(super) abandoned: bool,
}

impl Shared {
    pub(super) fn new(session: Session, now: fn() -> Duration) -> Arc<Self> {
        let inner = Inner {
            session,
            waiting: SortedMap::new(),
            reader: None,
            clients_gone: false,
            events_gone: false,
            closed: false,
        };
        Arc::new(Self { inner: Mutex::new(inner), changed: Notify::new(), now })
    }

    /// The session for a moment, and the time. A panic elsewhere leaves a session that is still one.
    pub(super) fn lock(&self) -> (MutexGuard<'_, Inner>, Duration) {
        (self.inner.lock().unwrap_or_else(PoisonError::into_inner), (self.now)())
    }

    /// Changes something that the driver has to know of.
    pub(super) fn update<R>(&self, change: impl FnOnce(&mut Inner, Duration) -> R) -> R {
        let (mut inner, now) = self.lock();
        let result = change(&mut inner, now);
        drop(inner);
        self.changed.notify_one();
        result
    }

    /// Waits until something has changed.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Lets time pass, hands out answers, wakes who waits for events, and says what is next.
    pub(super) fn turn(&self) -> Turn {
        let (mut inner, now) = self.lock();
        let abandoned = inner.clients_gone && inner.events_gone;
        if abandoned {
            inner.session.disconnect(now);
        }
        inner.session.timer(now);
        while let Some(reply) = inner.session.poll_reply() {
            if let Some(waiting) = inner.waiting.remove(&reply.request) {
                // Whoever asked may have stopped waiting, and then there is nobody to tell.
                let _ = waiting.send(reply.result);
            }
        }
        if inner.events_gone {
            while inner.session.poll_event().is_some() {}
        }
        let command = inner.session.poll_command();
        let wait = inner.session.next_timeout().map(|at| at.saturating_sub(now));
        let reader = if inner.session.has_events() { inner.reader.take() } else { None };
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
        Turn { command, wait, abandoned }
    }

    /// The driver has ended: nobody waits for anything any more.
    pub(super) fn close(&self) {
        let (mut inner, _) = self.lock();
        inner.closed = true;
        inner.waiting.clear();
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
    }
}
