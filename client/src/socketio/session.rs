//! The state machine of one connection and the namespaces on it, over all its reconnections.
//!
//! Time is a `Duration` since any fixed start; it never runs backwards here, whatever the caller's clock does. After
//! any input, carry out [`Command`]s, then [`join`](Session::join) what [`poll_join`](Session::poll_join) names, take
//! [`Reply`]s and [`Event`]s until there are none, begin the requests of [`poll_get`](Session::poll_get) and
//! [`poll_post`](Session::poll_post), and call [`timer`](Session::timer) at [`next_timeout`](Session::next_timeout).
//!
//! A connection is there as long as a namespace is wanted: the first one that is connected opens it, the last one that
//! is left closes it.
//!
//! Trade-off: delivery is at most once. A packet is sent on the connection that takes it and never again, so whoever
//! needs more repeats it under an idempotency key, as the chat does. What was not sent yet is kept, within limits.

use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::time::Duration;

use super::attachments::Assembly;
use super::backoff::Backoff;
use super::engine::Engine;
use super::packet;
use super::requests::Requests;
use super::{Command, Config, Event, InvalidUrl, NamespaceError, Reason, Reply, RequestFailure, TransportKind};

mod incoming;
mod namespace;
mod outgoing;
#[cfg(test)]
mod tests;

pub use namespace::NamespaceId;
use namespace::{Namespace, Step};

/// A Socket.IO client without I/O. See the [module](super).
pub struct Session {
    config: Config,
    engine: Result<Engine, InvalidUrl>,
    now: Duration,
    state: State,
    backoff: Backoff,
    /// The server asked not to be called before this time.
    not_before: Duration,
    /// Counts how often a namespace has been joined.
    memberships: u64,
    assembly: Assembly,
    namespaces: Vec<Namespace>,
    /// The namespace whose packet was the last to be sent.
    last_served: usize,
    /// The packets of the protocol itself, which go first: at most one pong, and a DISCONNECT and a CONNECT for each
    /// namespace.
    control: VecDeque<String>,
    /// The attachments of the packet that was the last to be sent.
    attachments: VecDeque<Vec<u8>>,
    requests: Requests,
    /// The largest packet the server takes, in bytes.
    max_packet: usize,
    replies: VecDeque<Reply>,
}

/// Not what waits to be sent, and not who we are: logs are no place for either.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = self.namespaces.iter().filter(|namespace| namespace.is_joined()).count();
        f.debug_struct("Session").field("config", &self.config).field("joined", &joined).finish_non_exhaustive()
    }
}

enum State {
    /// No connection, and none wanted.
    Idle,
    /// A transport is being opened, or has been and the server's handshake has not come.
    Opening { until: Duration },
    /// The handshake is done.
    Open { heartbeat: Heartbeat },
    /// The last connection failed; the next attempt is at `until`.
    Waiting { until: Duration },
}

#[derive(Debug, Clone, Copy)]
struct Heartbeat {
    silence: Duration,
    last_heard: Duration,
}

impl Heartbeat {
    fn deadline(&self) -> Duration {
        self.last_heard.saturating_add(self.silence)
    }
}

/// What follows the end of a connection.
#[derive(Clone, Copy)]
enum Retry {
    Later,
    AtOnce,
}

/// Wishes of the application.
impl Session {
    /// A session that does nothing until [`connect`](Self::connect) is called, with the namespace that `config` names,
    /// [`NamespaceId::FIRST`]. `seed` is for the jitter of reconnections and should differ between clients.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            engine: Engine::new(&config),
            now: Duration::ZERO,
            state: State::Idle,
            backoff: Backoff::new(config.reconnection, seed),
            not_before: Duration::ZERO,
            memberships: 0,
            assembly: Assembly::default(),
            namespaces: vec![Namespace::new(&config.namespace, &config.limits)],
            last_served: 0,
            control: VecDeque::new(),
            attachments: VecDeque::new(),
            requests: Requests::new(config.limits.pending_requests),
            max_packet: config.limits.packet_bytes,
            replies: VecDeque::new(),
            config,
        }
    }

    /// One more namespace, not connected yet.
    ///
    /// # Errors
    /// [`NamespaceError`].
    pub fn add_namespace(&mut self, name: &str) -> Result<NamespaceId, NamespaceError> {
        namespace::add(&mut self.namespaces, name, &self.config.limits)
    }

    /// Leaves a namespace for good. What waits for it is forgotten, and its id may be another's afterwards.
    pub fn remove_namespace(&mut self, now: Duration, id: NamespaceId) {
        self.disconnect(now, id);
        for request in self.requests.lose_all(id) {
            self.replies.push_back(Reply { request, result: Err(RequestFailure::Disconnected) });
        }
        if let Some(namespace) = self.namespaces.get_mut(id.0) {
            let Namespace { unanswered, was_left, .. } = *namespace;
            let name = mem::take(&mut namespace.name);
            // Until the connection ends, something may still come for it.
            *namespace =
                Namespace { unanswered, was_left, in_use: false, ..Namespace::new(&name, &self.config.limits) };
        }
    }

    /// Joins a namespace, and connects if there is no connection, at once if the session is waiting to reconnect. Does
    /// nothing if the namespace is joined or being joined.
    pub fn connect(&mut self, now: Duration, id: NamespaceId) {
        self.advance(now);
        let until = self.now.saturating_add(self.config.connect_timeout);
        let Some(namespace) = self.namespaces.get_mut(id.0) else { return };
        namespace.wanted = true;
        match self.state {
            State::Idle | State::Waiting { .. } => self.open(),
            State::Open { .. } if namespace.step == Step::Out => namespace.step = Step::Asking { until },
            State::Opening { .. } | State::Open { .. } => {}
        }
    }

    /// Leaves the namespace, closes the connection if no other one is wanted, and stays so until
    /// [`connect`](Self::connect). What waits to be sent is kept.
    pub fn disconnect(&mut self, now: Duration, id: NamespaceId) {
        self.advance(now);
        let Some(namespace) = self.namespaces.get_mut(id.0) else { return };
        if !namespace.wanted {
            return;
        }
        namespace.wanted = false;
        let farewell = packet::disconnect(&namespace.name);
        let step = namespace.step;
        if namespace.leave() {
            namespace.report(Event::Disconnected { reason: Reason::ClientDisconnect });
        }
        self.fail_requests(id);
        if self.close_if_unwanted((step == Step::Joined).then(|| farewell.clone())) {
            self.backoff.reset();
        } else if matches!(step, Step::Joining { .. } | Step::Joined) {
            self.say_farewell(id, farewell);
        }
    }

    /// Leaves a namespace of a connection that goes on.
    fn say_farewell(&mut self, id: NamespaceId, farewell: String) {
        let Some(namespace) = self.namespaces.get_mut(id.0) else { return };
        let connect = packet::connect(&namespace.name, None);
        // What follows is an `auth`, which is JSON, or another namespace's name.
        let is_ours = |frame: &String| frame.strip_prefix(&connect).is_some_and(|rest| !rest.starts_with('/'));
        if let Some(unsent) = self.control.iter().position(is_ours) {
            // Nobody needs to know that we nearly came in.
            self.control.remove(unsent);
            namespace.unanswered = namespace.unanswered.saturating_sub(1);
        } else {
            namespace.was_left = true;
            self.control.push_back(farewell);
        }
    }

    /// The machine woke up, or is back on line: an attempt that is waited for is made now, and a connection on which
    /// nothing was heard for too long is taken for dead and replaced now.
    pub fn reconnect_now(&mut self, now: Duration) {
        self.advance(now);
        match &self.state {
            State::Waiting { .. } => self.open(),
            State::Open { heartbeat } if heartbeat.deadline() <= self.now => {
                self.fail(Reason::PingTimeout, Retry::AtOnce);
            }
            _ => {}
        }
    }

    /// The machine has no network any more: the connection is lost, which would otherwise be noticed only at the next
    /// heartbeat.
    pub fn network_lost(&mut self, now: Duration) {
        self.advance(now);
        if matches!(self.state, State::Opening { .. } | State::Open { .. }) {
            self.end(None);
            self.lost(&Reason::TransportClose, Retry::Later);
        }
    }

    /// The server said that it will not be back before `delay` has passed: no attempt is made until then, except by
    /// [`connect`](Self::connect) and [`reconnect_now`](Self::reconnect_now).
    pub fn delay_next_reconnect(&mut self, now: Duration, delay: Duration) {
        self.advance(now);
        self.not_before = self.now.saturating_add(delay);
        if let State::Waiting { until } = &mut self.state {
            *until = self.not_before.max(*until);
        }
    }

    /// Time has passed.
    pub fn timer(&mut self, now: Duration) {
        self.advance(now);
        for request in self.requests.expire(self.now) {
            self.namespaces.iter_mut().for_each(|namespace| namespace.buffer.remove(request));
            self.replies.push_back(Reply { request, result: Err(RequestFailure::Timeout) });
        }
        if self.state_deadline().is_some_and(|deadline| deadline <= self.now) {
            return match self.state {
                State::Idle => {}
                State::Waiting { .. } => self.open(),
                State::Open { .. } => self.fail(Reason::PingTimeout, Retry::Later),
                State::Opening { .. } => {
                    self.end(None);
                    self.lost(&Reason::ConnectTimeout, Retry::Later);
                }
            };
        }
        if let Ok(engine) = &mut self.engine {
            let outcome = engine.timer(self.now);
            self.conclude(outcome);
        }
        self.end_joining();
    }

    /// Gives up joining namespaces where the server does not answer. Where it has let us into another one, it is only
    /// this one's fault.
    fn end_joining(&mut self) {
        let now = self.now;
        let late = |namespace: &Namespace| namespace.deadline().is_some_and(|deadline| deadline <= now);
        if !self.namespaces.iter().any(late) {
            return;
        }
        if !self.namespaces.iter().any(Namespace::is_joined) {
            return self.fail(Reason::ConnectTimeout, Retry::Later);
        }
        for namespace in self.namespaces.iter_mut().filter(|namespace| late(namespace)) {
            namespace.leave();
            namespace.wanted = false;
            namespace.was_left = true;
            namespace.report(Event::ConnectError { message: Reason::ConnectTimeout.to_string(), data: None });
        }
    }
}

/// What to do, and what to tell.
impl Session {
    /// The next thing to do with the transport.
    pub fn poll_command(&mut self) -> Option<Command> {
        self.engine.as_mut().ok()?.poll_command()
    }

    /// The next result of a request.
    pub fn poll_reply(&mut self) -> Option<Reply> {
        self.replies.pop_front()
    }

    /// The next event of a namespace for the application.
    pub fn poll_event(&mut self, namespace: NamespaceId) -> Option<Event> {
        self.namespaces.get_mut(namespace.0)?.events.pop_front()
    }

    /// Whether an event of a namespace waits for the application.
    #[must_use]
    pub fn has_events(&self, namespace: NamespaceId) -> bool {
        self.namespaces.get(namespace.0).is_some_and(|namespace| !namespace.events.is_empty())
    }

    /// Whether the application is so far behind that nothing further should be read. Events that do not come from
    /// frames are still made, at most a handful, and the rest of what one poll has brought.
    #[must_use]
    pub fn is_congested(&self) -> bool {
        let limit = self.config.limits.waiting_events;
        self.namespaces.iter().any(|namespace| namespace.events.len() >= limit)
    }

    /// Whether a namespace is joined.
    #[must_use]
    pub fn is_connected(&self, namespace: NamespaceId) -> bool {
        self.namespaces.get(namespace.0).is_some_and(Namespace::is_joined)
    }

    /// What carries the connection, once the server has answered on it.
    #[must_use]
    pub fn carrier(&self) -> Option<TransportKind> {
        let open = matches!(self.state, State::Open { .. });
        self.engine.as_ref().ok().filter(|_| open).and_then(Engine::carrier)
    }

    /// When [`timer`](Self::timer) must be called next.
    #[must_use]
    pub fn next_timeout(&self) -> Option<Duration> {
        let engine = self.engine.as_ref().ok().and_then(Engine::next_timeout);
        let namespaces = self.namespaces.iter().filter_map(Namespace::deadline).min();
        [self.state_deadline(), engine, namespaces, self.requests.next_deadline()].into_iter().flatten().min()
    }
}

impl Session {
    fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
    }

    fn state_deadline(&self) -> Option<Duration> {
        match &self.state {
            State::Idle => None,
            State::Opening { until } | State::Waiting { until } => Some(*until),
            State::Open { heartbeat } => Some(heartbeat.deadline()),
        }
    }

    fn open(&mut self) {
        match &mut self.engine {
            Ok(engine) => {
                engine.begin(self.now);
                self.state = State::Opening { until: self.now.saturating_add(self.config.connect_timeout) };
            }
            Err(invalid) => {
                for namespace in self.namespaces.iter_mut().filter(|namespace| namespace.wanted) {
                    namespace.wanted = false;
                    namespace.report(Event::ConnectError { message: invalid.to_string(), data: None });
                }
            }
        }
    }

    /// Gives up the transport.
    fn end(&mut self, farewell: Option<String>) {
        if let Ok(engine) = &mut self.engine {
            engine.end(farewell);
        }
    }

    /// Closes the connection if no namespace is wanted; true if it is closed.
    fn close_if_unwanted(&mut self, farewell: Option<String>) -> bool {
        if self.namespaces.iter().any(|namespace| namespace.wanted) {
            return false;
        }
        if matches!(self.state, State::Opening { .. } | State::Open { .. }) {
            self.end(farewell);
        }
        self.forget_connection();
        true
    }

    /// Ends the connection from our side, or goes on to the next transport where none has worked yet.
    fn fail(&mut self, reason: Reason, retry: Retry) {
        match (&self.state, &mut self.engine) {
            (State::Opening { .. }, Ok(engine)) => {
                let outcome = engine.failed(self.now, reason);
                self.conclude(outcome);
            }
            _ => {
                self.end(None);
                self.lost(&reason, retry);
            }
        }
    }

    fn forget_connection(&mut self) {
        self.state = State::Idle;
        self.control.clear();
        self.attachments.clear();
        self.assembly.reset();
        for index in 0..self.namespaces.len() {
            self.fail_requests(NamespaceId(index));
            self.namespaces.get_mut(index).map(Namespace::lose);
        }
    }

    /// There is no transport any more.
    fn lost(&mut self, reason: &Reason, retry: Retry) {
        for namespace in self.namespaces.iter_mut().filter(|namespace| namespace.is_joined()) {
            namespace.report(Event::Disconnected { reason: reason.clone() });
        }
        self.forget_connection();
        let Some((attempt, backoff)) = self.backoff.next() else {
            self.backoff.reset();
            for namespace in self.namespaces.iter_mut().filter(|namespace| namespace.wanted) {
                namespace.wanted = false;
                namespace.report(Event::GaveUp { reason: reason.clone() });
            }
            return;
        };
        let delay = match retry {
            Retry::Later => self.now.saturating_add(backoff).max(self.not_before).saturating_sub(self.now),
            Retry::AtOnce => Duration::ZERO,
        };
        for namespace in self.namespaces.iter_mut().filter(|namespace| namespace.wanted) {
            namespace.report(Event::Reconnecting { attempt, delay, reason: reason.clone() });
        }
        match retry {
            Retry::Later => self.state = State::Waiting { until: self.now.saturating_add(delay) },
            Retry::AtOnce => self.open(),
        }
    }
}
