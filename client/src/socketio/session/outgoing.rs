//! What a session sends, and what it writes to its transport.

use std::time::Duration;

use serde_json::value::RawValue;

use super::namespace::{Namespace, NamespaceId, Step};
use super::{Session, State};
use crate::socketio::buffer::Outgoing;
use crate::socketio::engine::payload;
use crate::socketio::{AckId, Args, Event, Frame, RequestId, SendError, TransportKind, packet};

/// Wishes of the application.
impl Session {
    /// Sends an event without asking for an answer: now if the namespace is joined, else after it is.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn emit(&mut self, namespace: NamespaceId, name: &str, args: Args) -> Result<(), SendError> {
        self.enqueue(namespace, None, name, args, false)
    }

    /// Sends an event now or never: false where it was not sent, because the namespace is not joined, or because the
    /// transport has not taken all that was sent before.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn emit_volatile(&mut self, namespace: NamespaceId, name: &str, args: Args) -> Result<bool, SendError> {
        let joined = self.namespaces.get(namespace.0).is_some_and(Namespace::is_joined);
        let posting = self.carrier() == Some(TransportKind::Polling)
            && self.engine.as_ref().is_ok_and(|engine| engine.post_url().is_none());
        if !joined || posting || self.next_size().is_some() {
            return Ok(false);
        }
        self.enqueue(namespace, None, name, args, true).map(|()| true)
    }

    /// Sends an event and asks for an answer. There is exactly one [`Reply`](crate::socketio::Reply) for the id that is
    /// returned, no later than `timeout` from now; a request that has not been sent by then is not sent any more.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn request(
        &mut self,
        now: Duration,
        namespace: NamespaceId,
        name: &str,
        args: Args,
        timeout: Duration,
    ) -> Result<RequestId, SendError> {
        self.advance(now);
        let id = self.requests.next_id()?;
        self.enqueue(namespace, Some(id), name, args, false)?;
        self.requests.begin(namespace, self.now.saturating_add(timeout));
        Ok(id)
    }

    /// Acknowledges an event for which the server asked for it. Once is enough: what comes after it is ignored there.
    ///
    /// # Errors
    /// [`SendError::TooLate`] where the namespace has been left or the connection lost since; or as for all packets.
    pub fn acknowledge(&mut self, namespace: NamespaceId, ack: AckId, args: Args) -> Result<(), SendError> {
        let asking = self.namespaces.get(namespace.0).filter(|it| it.is_joined() && ack.membership == it.membership);
        let frame = packet::ack(&asking.ok_or(SendError::TooLate)?.name, ack.id, &args);
        self.push(
            namespace.0,
            Outgoing { frame, attachments: args.attachments, transient: true, ..Outgoing::default() },
        )
    }

    fn enqueue(
        &mut self,
        namespace: NamespaceId,
        request: Option<RequestId>,
        name: &str,
        args: Args,
        transient: bool,
    ) -> Result<(), SendError> {
        let namespace_name = self.namespaces.get(namespace.0).map_or("/", |namespace| &namespace.name);
        let frame = packet::event(namespace_name, request.map(|id| id.0), name, &args)?;
        self.push(namespace.0, Outgoing { request, frame, attachments: args.attachments, transient })
    }

    fn push(&mut self, index: usize, packet: Outgoing) -> Result<(), SendError> {
        let limit = self.config.limits.attachments;
        if packet.attachments.len() > limit {
            return Err(SendError::TooManyAttachments { max: limit });
        }
        let polling = self.carrier() == Some(TransportKind::Polling);
        let size = |data: &Vec<u8>| if polling { payload::binary_size(data.len()) } else { data.len() };
        let largest = packet.attachments.iter().map(size).max().unwrap_or(0).max(packet.frame.len());
        if largest > self.max_packet {
            return Err(SendError::TooLarge { bytes: largest, max: self.max_packet });
        }
        let namespace = self.namespaces.get_mut(index).ok_or(SendError::Closed)?;
        namespace.buffer.push(packet)
    }
}

/// What to write.
impl Session {
    /// A namespace that can be joined as soon as it is known as whom, which [`join`](Self::join) says.
    #[must_use]
    pub fn poll_join(&self) -> Option<NamespaceId> {
        self.namespaces.iter().position(|namespace| matches!(namespace.step, Step::Asking { .. })).map(NamespaceId)
    }

    /// Joins a namespace that [`poll_join`](Self::poll_join) named. `auth` is who we are this time, if we say so: a JSON
    /// object, since servers take anything else for something else. One that is none ends as if the server had refused it.
    pub fn join(&mut self, namespace: NamespaceId, auth: Option<&RawValue>) {
        if auth.is_some_and(|auth| auth.get() != "null" && !auth.get().starts_with('{')) {
            return self.refuse(namespace);
        }
        if let Some(namespace) = self.namespaces.get_mut(namespace.0)
            && let Step::Asking { until } = namespace.step
        {
            namespace.step = Step::Joining { until };
            namespace.unanswered += 1;
            self.control.push_back(packet::connect(&namespace.name, auth));
        }
    }

    fn refuse(&mut self, id: NamespaceId) {
        if let Some(namespace) = self.namespaces.get_mut(id.0) {
            namespace.wanted = false;
            namespace.leave();
            let message = "auth has to be a JSON object".to_owned();
            namespace.report(Event::ConnectError { message, data: None });
        }
        self.fail_requests(id);
        self.close_if_unwanted(None);
    }

    /// The next frame to write to the WebSocket; from here on it counts as sent. Call it only when the WebSocket can
    /// take it.
    pub fn poll_frame(&mut self) -> Option<Frame> {
        let engine = self.engine.as_mut().ok()?;
        if let Some(frame) = engine.poll_frame() {
            return Some(Frame::Text(frame.to_owned()));
        }
        if engine.carrier() == Some(TransportKind::WebSocket) { self.next_frame() } else { None }
    }

    /// The address of a request to be made now, whose answer [`got`](Self::got) is told: there is one at a time. None is
    /// made while the application does not keep up.
    pub fn poll_get(&mut self) -> Option<String> {
        if self.is_congested() {
            return None;
        }
        self.engine.as_mut().ok()?.poll_get()
    }

    /// The address and body of a request to be made now, whose answer [`posted`](Self::posted) is told: there is one at
    /// a time. What is in it counts as sent.
    pub fn poll_post(&mut self) -> Option<(String, String)> {
        let url = self.engine.as_ref().ok()?.post_url()?;
        let mut body = String::new();
        while let Some(size) = self.next_size() {
            // One packet always fits, or it would have been refused.
            if !body.is_empty() && body.len().saturating_add(1).saturating_add(size) > self.max_packet {
                break;
            }
            let Some(frame) = self.next_frame() else { break };
            payload::push(&mut body, &frame);
        }
        if body.is_empty() {
            return None;
        }
        if let Ok(engine) = &mut self.engine {
            engine.begin_post();
        }
        Some((url, body))
    }

    /// Attachments follow their packet; the protocol's own packets go before those of the application.
    fn next_frame(&mut self) -> Option<Frame> {
        if let Some(bytes) = self.attachments.pop_front() {
            return Some(Frame::Binary(bytes));
        }
        if let Some(frame) = self.control.pop_front() {
            return Some(Frame::Text(frame));
        }
        let index = self.next_namespace()?;
        let Outgoing { request, frame, attachments, .. } = self.namespaces.get_mut(index)?.buffer.pop()?;
        self.last_served = index;
        self.attachments = attachments.into();
        if let Some(request) = request {
            self.requests.mark_sent(request);
        }
        Some(Frame::Text(frame))
    }

    /// What the next frame takes in a body.
    fn next_size(&self) -> Option<usize> {
        if let Some(bytes) = self.attachments.front() {
            return Some(payload::binary_size(bytes.len()));
        }
        if let Some(frame) = self.control.front() {
            return Some(frame.len());
        }
        Some(self.namespaces.get(self.next_namespace()?)?.buffer.front()?.frame.len())
    }

    /// The namespace whose turn it is: a busy one does not keep the others waiting.
    fn next_namespace(&self) -> Option<usize> {
        if !matches!(self.state, State::Open { .. }) {
            return None;
        }
        let count = self.namespaces.len();
        let can_send =
            |index: &usize| self.namespaces.get(*index).is_some_and(|it| it.is_joined() && !it.buffer.is_empty());
        (1..=count).map(|offset| (self.last_served + offset) % count).find(can_send)
    }
}
