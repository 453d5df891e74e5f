//! The state machine of one connection to one namespace, over all its reconnections.
//!
//! Time is a `Duration` since any fixed start; it never runs backwards here, whatever the caller's clock does. After
//! any input, take [`Command`]s, [`Reply`]s and [`Event`]s until there are none, and call [`timer`](Session::timer)
//! at [`next_timeout`](Session::next_timeout).
//!
//! Trade-off: delivery is at most once. A packet is sent on the connection that takes it and never again, so whoever
//! needs more repeats it under an idempotency key, as the chat does. What was not sent yet is kept, within limits.

use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::time::Duration;

use serde_json::value::RawValue;

use super::attachments::Assembly;
use super::backoff::Backoff;
use super::buffer::SendBuffer;
use super::packet;
use super::requests::Requests;
use super::{Command, Config, Event, InvalidUrl, Reason, Reply, RequestFailure, RequestId, SendError};

mod incoming;
#[cfg(test)]
mod tests;

/// A Socket.IO client without I/O. See the [module](super).
pub struct Session {
    config: Config,
    url: Result<String, InvalidUrl>,
    now: Duration,
    state: State,
    backoff: Backoff,
    /// The server asked not to be called before this time.
    not_before: Duration,
    assembly: Assembly,
    /// The packets of the protocol itself, which go first: at most one CONNECT and one pong.
    control: VecDeque<String>,
    buffer: SendBuffer,
    requests: Requests,
    /// The largest packet the server takes, in bytes.
    max_packet: usize,
    commands: VecDeque<Command>,
    replies: VecDeque<Reply>,
    events: VecDeque<Event>,
}

/// Not what waits to be sent, and not who we are: logs are no place for either.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("config", &self.config)
            .field("connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}

enum State {
    /// No connection, and none wanted.
    Idle,
    /// The transport is being opened.
    Opening {
        until: Duration,
    },
    /// The transport is open; the server's handshake has not come.
    Handshaking {
        until: Duration,
        auth: Option<Box<RawValue>>,
    },
    /// The handshake is done; the server has not let us into the namespace.
    Joining {
        until: Duration,
        heartbeat: Heartbeat,
    },
    Connected {
        heartbeat: Heartbeat,
    },
    /// The last connection failed; the next attempt is at `until`.
    Waiting {
        until: Duration,
    },
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
    /// A session that does nothing until [`connect`](Self::connect) is called. `seed` is for the jitter of
    /// reconnections and should differ between clients.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            url: config.endpoint(),
            now: Duration::ZERO,
            state: State::Idle,
            backoff: Backoff::new(config.reconnection, seed),
            not_before: Duration::ZERO,
            assembly: Assembly::default(),
            control: VecDeque::new(),
            buffer: SendBuffer::new(&config.limits),
            requests: Requests::new(config.limits.pending_requests),
            max_packet: config.limits.packet_bytes,
            commands: VecDeque::new(),
            replies: VecDeque::new(),
            events: VecDeque::new(),
            config,
        }
    }

    /// Connects, at once if the session is waiting to reconnect. Does nothing if it is connected or connecting.
    pub fn connect(&mut self, now: Duration) {
        self.advance(now);
        if matches!(self.state, State::Idle | State::Waiting { .. }) {
            self.open();
        }
    }

    /// Leaves the namespace, closes the transport, and stays so until [`connect`](Self::connect). What waits to be
    /// sent is kept.
    pub fn disconnect(&mut self, now: Duration) {
        self.advance(now);
        let farewell = match self.state {
            State::Connected { .. } => Some(packet::disconnect(&self.config.namespace)),
            _ => None,
        };
        if !matches!(self.state, State::Idle | State::Waiting { .. }) {
            self.commands.push_back(Command::Close { farewell });
        }
        self.backoff.reset();
        self.lost(Reason::ClientDisconnect, Retry::Later);
    }

    /// The machine woke up, or is back on line: an attempt that is waited for is made now, and a connection on which
    /// nothing was heard for too long is taken for dead and replaced now.
    pub fn reconnect_now(&mut self, now: Duration) {
        self.advance(now);
        match &self.state {
            State::Waiting { .. } => self.open(),
            State::Connected { heartbeat } if heartbeat.deadline() <= self.now => {
                self.fail(Reason::PingTimeout, Retry::AtOnce);
            }
            _ => {}
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

    /// Sends an event without asking for an answer: now if connected, else after the next connection.
    ///
    /// # Errors
    /// [`SendError::BufferFull`] or [`SendError::TooLarge`]; nothing is sent then.
    pub fn emit(&mut self, name: &str, args: &[Box<RawValue>]) -> Result<(), SendError> {
        self.enqueue(None, name, args)
    }

    /// Sends an event and asks for an answer. There is exactly one [`Reply`] for the id that is returned, no later
    /// than `timeout` from now; a request that has not been sent by then is not sent any more.
    ///
    /// # Errors
    /// [`SendError::BufferFull`] or [`SendError::TooLarge`]; nothing is sent then.
    pub fn request(
        &mut self,
        now: Duration,
        name: &str,
        args: &[Box<RawValue>],
        timeout: Duration,
    ) -> Result<RequestId, SendError> {
        self.advance(now);
        let id = self.requests.next_id()?;
        self.enqueue(Some(id), name, args)?;
        self.requests.begin(self.now.saturating_add(timeout));
        Ok(id)
    }
}

/// What happened. While a command waits, the transport that is spoken of has been given up, and nothing of it counts.
impl Session {
    /// The transport that [`Command::Open`] asked for is open. `auth` is who we are this time, if we say so.
    pub fn transport_opened(&mut self, now: Duration, auth: Option<Box<RawValue>>) {
        self.advance(now);
        if let State::Opening { until } = self.state
            && !self.is_disowned()
        {
            self.state = State::Handshaking { until, auth };
        }
    }

    /// The transport is gone, or could not be opened.
    pub fn transport_closed(&mut self, now: Duration, reason: Reason) {
        self.advance(now);
        if !self.is_disowned() {
            self.lost(reason, Retry::Later);
        }
    }

    /// Time has passed.
    pub fn timer(&mut self, now: Duration) {
        self.advance(now);
        for request in self.requests.expire(self.now) {
            self.buffer.remove(request);
            self.replies.push_back(Reply { request, result: Err(RequestFailure::Timeout) });
        }
        if self.state_deadline().is_none_or(|deadline| deadline > self.now) {
            return;
        }
        match self.state {
            State::Idle => {}
            State::Waiting { .. } => self.open(),
            State::Connected { .. } => self.fail(Reason::PingTimeout, Retry::Later),
            State::Opening { .. } | State::Handshaking { .. } | State::Joining { .. } => {
                self.fail(Reason::ConnectTimeout, Retry::Later);
            }
        }
    }
}

/// What to do, and what to tell.
impl Session {
    /// The next thing to do with the transport.
    pub fn poll_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// The next text frame to write; from here on it counts as sent. Call it only when the transport can take it.
    pub fn poll_frame(&mut self) -> Option<String> {
        if let Some(frame) = self.control.pop_front() {
            return Some(frame);
        }
        if !self.is_connected() {
            return None;
        }
        let (request, frame) = self.buffer.pop()?;
        if let Some(request) = request {
            self.requests.mark_sent(request);
        }
        Some(frame)
    }

    /// The next result of a request.
    pub fn poll_reply(&mut self) -> Option<Reply> {
        self.replies.pop_front()
    }

    /// The next event for the application.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Whether an event waits for the application.
    #[must_use]
    pub fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Whether the application is so far behind that no further frame should be read. Events that do not come from
    /// frames are still made, at most a handful.
    #[must_use]
    pub fn is_congested(&self) -> bool {
        self.events.len() >= self.config.limits.waiting_events
    }

    /// Whether the namespace is joined.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        matches!(self.state, State::Connected { .. })
    }

    /// When [`timer`](Self::timer) must be called next.
    #[must_use]
    pub fn next_timeout(&self) -> Option<Duration> {
        [self.state_deadline(), self.requests.next_deadline()].into_iter().flatten().min()
    }
}

impl Session {
    fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
    }

    /// Whether the transport that an input comes from is none of ours.
    fn is_disowned(&self) -> bool {
        matches!(self.state, State::Idle | State::Waiting { .. }) || !self.commands.is_empty()
    }

    fn state_deadline(&self) -> Option<Duration> {
        match &self.state {
            State::Idle => None,
            State::Opening { until } | State::Handshaking { until, .. } | State::Waiting { until } => Some(*until),
            State::Joining { until, heartbeat } => Some(heartbeat.deadline().min(*until)),
            State::Connected { heartbeat } => Some(heartbeat.deadline()),
        }
    }

    fn open(&mut self) {
        match &self.url {
            Ok(url) => {
                self.commands.push_back(Command::Open { url: url.clone() });
                self.state = State::Opening { until: self.now.saturating_add(self.config.connect_timeout) };
            }
            Err(invalid) => self.report(Event::ConnectError { message: invalid.to_string(), data: None }),
        }
    }

    /// Ends the connection from our side.
    fn fail(&mut self, reason: Reason, retry: Retry) {
        self.commands.push_back(Command::Close { farewell: None });
        self.lost(reason, retry);
    }

    /// There is no transport any more.
    fn lost(&mut self, reason: Reason, retry: Retry) {
        let was = mem::replace(&mut self.state, State::Idle);
        self.control.clear();
        self.assembly.reset();
        for request in self.requests.lose_sent() {
            self.replies.push_back(Reply { request, result: Err(RequestFailure::Disconnected) });
        }
        if matches!(was, State::Connected { .. }) {
            self.report(Event::Disconnected { reason: reason.clone() });
        }
        if !reason.reconnects() {
            return;
        }
        let (attempt, backoff) = self.backoff.next();
        match retry {
            Retry::Later => {
                let until = self.now.saturating_add(backoff).max(self.not_before);
                self.state = State::Waiting { until };
                self.report(Event::Reconnecting { attempt, delay: until.saturating_sub(self.now), reason });
            }
            Retry::AtOnce => {
                self.report(Event::Reconnecting { attempt, delay: Duration::ZERO, reason });
                self.open();
            }
        }
    }

    /// Adds an event. Where nobody takes events, the same news about the connection again and again replaces itself.
    fn report(&mut self, event: Event) {
        match self.events.back_mut() {
            Some(last)
                if !matches!(event, Event::Message(_)) && mem::discriminant(last) == mem::discriminant(&event) =>
            {
                *last = event;
            }
            _ => self.events.push_back(event),
        }
    }

    fn enqueue(&mut self, id: Option<RequestId>, name: &str, args: &[Box<RawValue>]) -> Result<(), SendError> {
        let frame = packet::event(&self.config.namespace, id.map(|id| id.0), name, args)?;
        if frame.len() > self.max_packet {
            return Err(SendError::TooLarge { bytes: frame.len(), max: self.max_packet });
        }
        self.buffer.push(id, frame)
    }
}
