//! What a session makes of the frames it is given.

use std::time::Duration;

use serde_json::value::RawValue;

use super::{Heartbeat, Retry, Session, State};
use crate::socketio::attachments::Complete;
use crate::socketio::engine::{self, Open};
use crate::socketio::packet::{self, Data, Packet};
use crate::socketio::{Command, Event, Malformed, Message, Reason, Reply, RequestId};

impl Session {
    /// The transport brought a text frame.
    pub fn transport_text(&mut self, now: Duration, text: &str) {
        self.advance(now);
        if let Err(malformed) = self.receive(text) {
            self.fail(malformed.into(), Retry::Later);
        }
    }

    /// The transport brought a binary frame.
    pub fn transport_binary(&mut self, now: Duration, bytes: &[u8]) {
        self.advance(now);
        if self.is_disowned() {
            return;
        }
        self.heard();
        let complete = match self.state {
            State::Joining { .. } | State::Connected { .. } => self.assembly.binary(bytes, &self.config.limits),
            _ => Err(Malformed::Unexpected),
        };
        if let Err(malformed) = complete.and_then(|complete| complete.map_or(Ok(()), |packet| self.handle(packet))) {
            self.fail(malformed.into(), Retry::Later);
        }
    }

    fn heard(&mut self) {
        if let State::Joining { heartbeat, .. } | State::Connected { heartbeat } = &mut self.state {
            heartbeat.last_heard = self.now;
        }
    }

    fn receive(&mut self, text: &str) -> Result<(), Malformed> {
        if self.is_disowned() {
            return Ok(());
        }
        if text.len() > self.config.limits.frame_bytes {
            return Err(Malformed::TooLarge);
        }
        self.heard();
        match engine::Packet::decode(text)? {
            engine::Packet::Open(open) => self.handshake(&open),
            engine::Packet::Noop => Ok(()),
            engine::Packet::Close => {
                self.fail(Reason::TransportClose, Retry::Later);
                Ok(())
            }
            engine::Packet::Ping => {
                if !self.control.iter().any(|frame| frame == engine::PONG) {
                    self.control.push_back(engine::PONG.to_owned());
                }
                Ok(())
            }
            engine::Packet::Message(body) => {
                if matches!(self.state, State::Handshaking { .. }) {
                    return Err(Malformed::Unexpected);
                }
                let complete = self.assembly.packet(Packet::decode(body)?, &self.config.limits)?;
                complete.map_or(Ok(()), |packet| self.handle(packet))
            }
        }
    }

    fn handshake(&mut self, open: &Open) -> Result<(), Malformed> {
        let State::Handshaking { until, auth } = &self.state else { return Err(Malformed::Unexpected) };
        self.control.push_back(packet::connect(&self.config.namespace, auth.as_deref()));
        let heartbeat = Heartbeat { silence: open.silence, last_heard: self.now };
        self.state = State::Joining { until: *until, heartbeat };
        self.max_packet = open.max_payload.unwrap_or(usize::MAX).min(self.config.limits.packet_bytes);
        Ok(())
    }

    fn handle(&mut self, packet: Complete) -> Result<(), Malformed> {
        // A packet for a namespace that is not ours is nothing to us, as in socket.io-client.
        if packet.namespace != self.config.namespace {
            return Ok(());
        }
        match (&self.state, packet.data) {
            (State::Joining { heartbeat, .. }, Data::Connect { sid: Some(sid) }) => {
                self.state = State::Connected { heartbeat: *heartbeat };
                self.backoff.reset();
                self.report(Event::Connected { sid });
            }
            (State::Joining { .. }, Data::Connect { sid: None }) => {
                self.refused("the server speaks Socket.IO 2, this client 3 and 4".to_owned(), None);
            }
            (State::Joining { .. }, Data::ConnectError { message, data }) => self.refused(message, data),
            (State::Connected { .. }, Data::Event { name, args }) => {
                self.report(Event::Message(Message { name, args, attachments: packet.attachments }));
            }
            (State::Connected { .. }, Data::Ack { id, args }) => {
                let request = RequestId(id);
                if self.requests.answer(request) {
                    self.replies.push_back(Reply { request, result: Ok(args) });
                }
            }
            (State::Connected { .. }, Data::Disconnect) => self.fail(Reason::ServerDisconnect, Retry::Later),
            _ => return Err(Malformed::Unexpected),
        }
        Ok(())
    }

    fn refused(&mut self, message: String, data: Option<Box<RawValue>>) {
        self.commands.push_back(Command::Close { farewell: None });
        self.lost(Reason::ServerDisconnect, Retry::Later);
        self.report(Event::ConnectError { message, data });
    }
}
