//! What a session makes of what its transport brings.

use std::time::Duration;

use super::namespace::{NamespaceId, Step};
use super::{Heartbeat, Retry, Session, State};
use crate::socketio::attachments::Complete;
use crate::socketio::engine::packet::{self as engine_packet, Open};
use crate::socketio::engine::{Outcome, payload};
use crate::socketio::packet::{Data, Packet};
use crate::socketio::{AckId, Args, Event, Frame, Malformed, Message, Reason, Reply, RequestFailure, RequestId};

/// What happened. While a command waits, what it gives up has been given up, and nothing of it counts.
impl Session {
    /// The WebSocket that [`Command::Open`](crate::socketio::Command::Open) asked for is open.
    pub fn socket_opened(&mut self, now: Duration) {
        self.advance(now);
        if let Ok(engine) = &mut self.engine
            && !engine.disowns_socket()
        {
            engine.socket_opened();
        }
    }

    /// The WebSocket brought a text frame.
    pub fn socket_text(&mut self, now: Duration, text: &str) {
        self.advance(now);
        if self.takes_from_socket(Some(text)) {
            self.handled(|session| session.receive(text));
        }
    }

    /// The WebSocket brought a binary frame.
    pub fn socket_binary(&mut self, now: Duration, bytes: &[u8]) {
        self.advance(now);
        if self.takes_from_socket(None) {
            self.handled(|session| session.receive_binary(bytes));
        }
    }

    /// The WebSocket is gone, or could not be opened.
    pub fn socket_closed(&mut self, now: Duration, reason: Reason) {
        self.advance(now);
        let Ok(engine) = &mut self.engine else { return };
        if !engine.disowns_socket() {
            let outcome = engine.socket_closed(self.now, reason);
            self.conclude(outcome);
        }
    }

    /// The request of [`poll_get`](Self::poll_get) was answered with this body, or failed.
    pub fn got(&mut self, now: Duration, answer: Result<String, Reason>) {
        self.advance(now);
        if !self.owns_requests() {
            return;
        }
        match answer {
            Ok(body) => {
                for frame in payload::packets(&body) {
                    self.handled(|session| match frame? {
                        Frame::Text(text) => session.receive(&text),
                        Frame::Binary(bytes) => session.receive_binary(&bytes),
                    });
                    // A packet may have ended the connection.
                    if !self.owns_requests() {
                        return;
                    }
                }
                if let Ok(engine) = &mut self.engine {
                    engine.got();
                }
            }
            Err(reason) => self.fail(reason, Retry::Later),
        }
    }

    /// The request of [`poll_post`](Self::poll_post) was answered, or failed.
    pub fn posted(&mut self, now: Duration, answer: Result<(), Reason>) {
        self.advance(now);
        if !self.owns_requests() {
            return;
        }
        match (answer, &mut self.engine) {
            (Ok(()), Ok(engine)) => engine.posted(),
            (Ok(()), Err(_)) => {}
            (Err(reason), _) => self.fail(reason, Retry::Later),
        }
    }

    fn owns_requests(&self) -> bool {
        self.engine.as_ref().is_ok_and(|engine| !engine.disowns_requests())
    }

    fn takes_from_socket(&mut self, text: Option<&str>) -> bool {
        self.engine.as_mut().is_ok_and(|engine| !engine.disowns_socket() && engine.socket_frame(text))
    }

    pub(super) fn conclude(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Continues => {}
            Outcome::Lost(reason) => self.lost(&reason, Retry::Later),
        }
    }

    fn handled(&mut self, receive: impl FnOnce(&mut Self) -> Result<(), Malformed>) {
        if let Err(malformed) = receive(self) {
            self.fail(malformed.into(), Retry::Later);
        }
    }

    fn heard(&mut self) {
        if let State::Open { heartbeat } = &mut self.state {
            heartbeat.last_heard = self.now;
        }
    }

    fn receive_binary(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        self.heard();
        if !matches!(self.state, State::Open { .. }) {
            return Err(Malformed::Unexpected);
        }
        let complete = self.assembly.binary(bytes, &self.config.limits)?;
        complete.map_or(Ok(()), |packet| self.handle(packet))
    }

    fn receive(&mut self, text: &str) -> Result<(), Malformed> {
        if text.len() > self.config.limits.frame_bytes {
            return Err(Malformed::TooLarge);
        }
        self.heard();
        match engine_packet::Packet::decode(text)? {
            engine_packet::Packet::Open(open) => self.greeted(&open),
            engine_packet::Packet::Noop => Ok(()),
            engine_packet::Packet::Close => {
                self.fail(Reason::TransportClose, Retry::Later);
                Ok(())
            }
            engine_packet::Packet::Ping => {
                if !self.control.iter().any(|frame| frame == engine_packet::PONG) {
                    self.control.push_back(engine_packet::PONG.to_owned());
                }
                Ok(())
            }
            engine_packet::Packet::Message(body) => {
                if !matches!(self.state, State::Open { .. }) {
                    return Err(Malformed::Unexpected);
                }
                let complete = self.assembly.packet(Packet::decode(body)?, &self.config.limits)?;
                complete.map_or(Ok(()), |packet| self.handle(packet))
            }
        }
    }

    fn greeted(&mut self, open: &Open) -> Result<(), Malformed> {
        let State::Opening { until } = self.state else { return Err(Malformed::Unexpected) };
        if let Ok(engine) = &mut self.engine {
            engine.greeted(self.now, open)?;
        }
        self.state = State::Open { heartbeat: Heartbeat { silence: open.silence, last_heard: self.now } };
        self.max_packet = open.max_payload.unwrap_or(usize::MAX).min(self.config.limits.packet_bytes);
        for namespace in self.namespaces.iter_mut().filter(|namespace| namespace.wanted) {
            namespace.step = Step::Asking { until };
        }
        Ok(())
    }

    fn handle(&mut self, packet: Complete) -> Result<(), Malformed> {
        // A packet for a namespace that is not ours is nothing to us, as in socket.io-client.
        let Some(index) = self.namespaces.iter().position(|namespace| namespace.name == packet.namespace) else {
            return Ok(());
        };
        let id = NamespaceId(index);
        let Some(namespace) = self.namespaces.get_mut(index) else { return Ok(()) };
        let answers = matches!(packet.data, Data::Connect { .. } | Data::ConnectError { .. });
        if answers && namespace.unanswered > 0 {
            namespace.unanswered -= 1;
            // The answer to a CONNECT that has been taken back, or repeated.
            if namespace.unanswered > 0 || !matches!(namespace.step, Step::Joining { .. }) {
                return Ok(());
            }
        }
        match (namespace.step, packet.data) {
            (Step::Joining { .. }, Data::Connect { sid: Some(sid) }) => {
                namespace.step = Step::Joined;
                self.memberships += 1;
                namespace.membership = self.memberships;
                namespace.report(Event::Connected { sid });
                self.backoff.reset();
            }
            (Step::Joining { .. }, Data::Connect { sid: None }) => {
                let message = "the server speaks Socket.IO 2, this client 3 and 4".to_owned();
                self.leave(id, |namespace| namespace.report(Event::ConnectError { message, data: None }));
            }
            (Step::Joining { .. }, Data::ConnectError { message, data }) => {
                self.leave(id, |namespace| namespace.report(Event::ConnectError { message, data }));
            }
            (Step::Joined, Data::Event { name, args, ack }) => {
                let ack = ack.map(|id| AckId { id, membership: namespace.membership });
                namespace.report(Event::Message(Message { name, args, attachments: packet.attachments, ack }));
            }
            (Step::Joined, Data::Ack { id: request, args }) => {
                let request = RequestId(request);
                if self.requests.answer(id, request) {
                    let args = Args { values: args, attachments: packet.attachments };
                    self.replies.push_back(Reply { request, result: Ok(args) });
                }
            }
            (Step::Joined, Data::Disconnect) => {
                let reason = Reason::ServerDisconnect;
                self.leave(id, |namespace| namespace.report(Event::Disconnected { reason }));
            }
            // What the server sent before it knew that we had left.
            (
                Step::Out | Step::Asking { .. } | Step::Joining { .. },
                Data::Event { .. } | Data::Ack { .. } | Data::Disconnect,
            ) if namespace.was_left => {}
            _ => return Err(Malformed::Unexpected),
        }
        Ok(())
    }

    /// The server has put us out of a namespace, or not let us in, which stays so until the application says otherwise.
    /// A connection without a namespace is closed.
    fn leave(&mut self, id: NamespaceId, tell: impl FnOnce(&mut super::namespace::Namespace)) {
        let Some(namespace) = self.namespaces.get_mut(id.0) else { return };
        namespace.leave();
        namespace.wanted = false;
        namespace.was_left = true;
        tell(namespace);
        self.fail_requests(id);
        self.close_if_unwanted(None);
    }

    pub(super) fn fail_requests(&mut self, id: NamespaceId) {
        for request in self.requests.lose_sent(id) {
            self.replies.push_back(Reply { request, result: Err(RequestFailure::Disconnected) });
        }
    }
}
