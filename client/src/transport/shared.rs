//! What clients, events and driver have in common: the session, behind a mutex.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::Auth;
use super::clock::{Clock, Reading};
use crate::socketio::{Args, Command, NamespaceError, NamespaceId, RequestFailure, RequestId, Session};
use crate::sorted::SortedMap;

/// What a request is told in the end.
pub(super) type Answer = Result<Args, RequestFailure>;

pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// Tells the driver that something has changed.
    changed: Notify,
    reading: fn() -> Reading,
}

pub(super) struct Inner {
    pub(super) session: Session,
    clock: Clock,
    /// Who waits for which answer: bounded, for the session bounds its requests.
    pub(super) waiting: SortedMap<RequestId, oneshot::Sender<Answer>>,
    /// Who uses the session's namespaces, in the same places; nobody where it is free.
    users: Vec<Option<User>>,
    /// There is no driver any more.
    pub(super) closed: bool,
}

/// Who uses a namespace.
pub(super) struct User {
    /// Away while it is asked.
    auth: Option<Auth>,
    /// The task that waits for an event.
    reader: Option<Waker>,
    /// There is no [`Client`](super::Client) any more.
    client_gone: bool,
    /// There are no [`Events`](super::Events) any more.
    events_gone: bool,
}

/// What the driver is to do next.
pub(super) struct Turn {
    pub(super) command: Option<Command>,
    /// A poll to begin.
    pub(super) get: Option<String>,
    /// A post to begin.
    pub(super) post: Option<(String, String)>,
    /// How long it may wait for something else to happen.
    pub(super) wait: Option<Duration>,
    /// Whether nobody uses the client any more. Commands come first.
    pub(super) abandoned: bool,
}

impl Shared {
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            clippy::arc_with_non_send_sync,
            reason = "a browser has one thread, and native programs share this code"
        )
    )]
    pub(super) fn new(session: Session, auth: Auth, reading: fn() -> Reading) -> Arc<Self> {
        let inner = Inner {
            session,
            clock: Clock::default(),
            waiting: SortedMap::new(),
            users: vec![Some(User::new(auth))],
            closed: false,
        };
        Arc::new(Self { inner: Mutex::new(inner), changed: Notify::new(), reading })
    }

    /// The session for a moment, and the time. A panic elsewhere leaves a session that is still one.
    pub(super) fn lock(&self) -> (MutexGuard<'_, Inner>, Duration) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let now = inner.clock.read((self.reading)());
        (inner, now)
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

    /// Lets time pass, joins namespaces, hands out answers, wakes who waits for events, and says what is next.
    pub(super) fn turn(&self) -> Turn {
        let (mut inner, now) = self.lock();
        inner.session.timer(now);
        let mut inner = self.join(inner);
        inner.forget_events();
        while let Some(reply) = inner.session.poll_reply() {
            if let Some(waiting) = inner.waiting.remove(&reply.request) {
                // Whoever asked may have stopped waiting, and then there is nobody to tell.
                let _ = waiting.send(reply.result);
            }
        }
        let command = inner.session.poll_command();
        let (mut get, mut post) = (None, None);
        if command.is_none() {
            get = inner.session.poll_get();
            post = inner.session.poll_post();
        }
        let wait = inner.session.next_timeout().map(|at| at.saturating_sub(now));
        let readers = inner.readers();
        let abandoned = inner.users.iter().all(Option::is_none);
        drop(inner);
        readers.into_iter().for_each(Waker::wake);
        Turn { command, get, post, wait, abandoned }
    }

    /// Joins what can be joined. Who we are is asked without the lock, for the application may use its client there.
    fn join<'a>(&'a self, mut inner: MutexGuard<'a, Inner>) -> MutexGuard<'a, Inner> {
        while let Some(namespace) = inner.session.poll_join() {
            let auth = inner.user(namespace).and_then(|user| user.auth.take());
            drop(inner);
            let said = auth.as_ref().and_then(|auth| auth());
            inner = self.lock().0;
            if let Some(user) = inner.user(namespace) {
                user.auth = auth;
            }
            inner.session.join(namespace, said.as_deref());
        }
        inner
    }

    /// The driver has ended: nobody waits for anything any more.
    pub(super) fn close(&self) {
        let (mut inner, _) = self.lock();
        inner.closed = true;
        inner.waiting.clear();
        let readers: Vec<Waker> = inner.users.iter_mut().flatten().filter_map(|user| user.reader.take()).collect();
        drop(inner);
        readers.into_iter().for_each(Waker::wake);
    }
}

impl Inner {
    pub(super) fn add_namespace(&mut self, name: &str, auth: Auth) -> Result<NamespaceId, NamespaceError> {
        if self.closed {
            return Err(NamespaceError::Closed);
        }
        let id = self.session.add_namespace(name)?;
        while self.users.len() <= id.0 {
            self.users.push(None);
        }
        if let Some(place) = self.users.get_mut(id.0) {
            *place = Some(User::new(auth));
        }
        Ok(id)
    }

    /// There is no [`Client`](super::Client) of a namespace any more. What it gives is to be dropped without the lock: an
    /// [`Auth`] may hold the client of another namespace.
    pub(super) fn client_gone(&mut self, now: Duration, namespace: NamespaceId) -> Option<User> {
        self.user(namespace)?.client_gone = true;
        self.release(now, namespace)
    }

    /// There are no [`Events`](super::Events) of a namespace any more, otherwise as [`client_gone`](Self::client_gone).
    pub(super) fn events_gone(&mut self, now: Duration, namespace: NamespaceId) -> Option<User> {
        self.user(namespace)?.events_gone = true;
        self.release(now, namespace)
    }

    /// Leaves a namespace that nobody uses any more.
    fn release(&mut self, now: Duration, namespace: NamespaceId) -> Option<User> {
        let gone = self.users.get_mut(namespace.0)?.take_if(|user| user.client_gone && user.events_gone)?;
        self.session.remove_namespace(now, namespace);
        Some(gone)
    }

    /// The task to wake when the namespace has an event.
    pub(super) fn wait_for_event(&mut self, namespace: NamespaceId, reader: Waker) {
        if let Some(user) = self.user(namespace) {
            user.reader = Some(reader);
        }
    }

    fn user(&mut self, namespace: NamespaceId) -> Option<&mut User> {
        self.users.get_mut(namespace.0)?.as_mut()
    }

    /// Forgets events that nobody wants.
    fn forget_events(&mut self) {
        for (index, user) in self.users.iter().enumerate() {
            if user.as_ref().is_some_and(|user| user.events_gone) {
                while self.session.poll_event(NamespaceId(index)).is_some() {}
            }
        }
    }

    /// The tasks that wait for what is there now.
    fn readers(&mut self) -> Vec<Waker> {
        let with_events = self.users.iter_mut().enumerate().filter_map(|(index, user)| {
            if self.session.has_events(NamespaceId(index)) { user.as_mut()?.reader.take() } else { None }
        });
        with_events.collect()
    }
}

impl User {
    fn new(auth: Auth) -> Self {
        Self { auth: Some(auth), reader: None, client_gone: false, events_gone: false }
    }
}
