//! What holds of a session whatever the server sends, the application does, and in whatever order. The fuzzer (`fuzz/`) looks
//! for what breaks it; the tests go through what the fuzzer has collected.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::value::RawValue;

use crate::event_action;
use crate::socketio::{
    AckId, Args, Command, Config, Event, Farewell, Frame, Limits, NamespaceId, Reason, RequestId, SendError, Session,
    TransportKind,
};

/// Small, so that they are reached.
const LIMITS: Limits = Limits {
    buffered_packets: 4,
    buffered_bytes: 512,
    pending_requests: 4,
    waiting_events: 8,
    namespaces: 2,
    frame_bytes: 2_048,
    body_bytes: 4_096,
    attachments: 2,
    packet_bytes: 256,
};
/// Commands that one input may lead to: give up a WebSocket, close this connection, open another.
const COMMANDS: usize = 3;
/// Events that are made even where too many wait already: those that do not come from frames, and the rest of a poll, whose
/// shortest event has eight bytes of at most 255.
const NEWS: usize = 4 + 32;
const OPEN: &str = r#"0{"sid":"a","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":200}"#;
const JOINED: &str = r#"40{"sid":"b"}"#;
const JOINED_OTHER: &str = r#"40/b,{"sid":"c"}"#;
const OTHER: &str = "/b";
/// What separates the packets of a body.
const SEPARATOR: char = '\u{1e}';

/// Plays what happens to a session, as the bytes say; over which transports, says their number.
pub fn session(data: &[u8]) {
    let mut play = Play::new(data);
    while let Some(op) = play.byte() {
        play.step(op);
        play.check();
    }
    play.end();
}

struct Play<'a> {
    data: &'a [u8],
    session: Session,
    namespaces: [NamespaceId; 2],
    now: Duration,
    /// Whether a poll is under way, and a post.
    getting: bool,
    posting: bool,
    /// Requests without an answer.
    asked: HashSet<RequestId>,
    /// An event of the first namespace that the server wants to have acknowledged.
    wants_ack: Option<AckId>,
    events: usize,
}

impl<'a> Play<'a> {
    fn new(data: &'a [u8]) -> Self {
        let transports = match data.len() % 4 {
            0 => vec![TransportKind::WebSocket],
            1 => vec![TransportKind::Polling],
            2 => vec![TransportKind::Polling, TransportKind::WebSocket],
            _ => vec![TransportKind::WebSocket, TransportKind::Polling],
        };
        let config = Config { limits: LIMITS, transports, ..Config::new("http://localhost") };
        let mut session = Session::new(config, 7);
        let other = session.add_namespace(OTHER).unwrap_or(NamespaceId::FIRST);
        Self {
            data,
            session,
            namespaces: [NamespaceId::FIRST, other],
            now: Duration::ZERO,
            getting: false,
            posting: false,
            asked: HashSet::new(),
            wants_ack: None,
            events: 0,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.data.split_first()?;
        self.data = rest;
        Some(*first)
    }

    /// As many bytes as the next says.
    fn bytes(&mut self) -> &'a [u8] {
        let length = self.byte().map_or(0, usize::from);
        let (bytes, rest) = self.data.split_at(length.min(self.data.len()));
        self.data = rest;
        bytes
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    fn step(&mut self, op: u8) {
        let now = self.now;
        // The upper half of what says what happens says to whom.
        let [first, other] = self.namespaces;
        let namespace = if op & 0x80 == 0 { first } else { other };
        match op % 16 {
            0 => self.session.connect(now, namespace),
            1 => self.session.socket_opened(now),
            2 => self.hear(OPEN),
            3 => self.hear(if namespace == first { JOINED } else { JOINED_OTHER }),
            4..=5 => {
                let text = self.text();
                self.hear(&text);
            }
            6 => self.end_request(op & 0x40 != 0),
            7 => {
                let bytes = self.bytes();
                if !self.session.is_congested() {
                    self.session.socket_binary(now, bytes);
                }
            }
            8 => {
                let (name, arg) = (self.text(), self.text());
                if let Ok(args) = Args::one(&arg) {
                    let sent = self.session.emit(namespace, &name, args);
                    // What was sent before has gone out over a WebSocket, so there is space.
                    let goes_out = self.session.is_connected(namespace)
                        && self.session.carrier() == Some(TransportKind::WebSocket);
                    assert!(!goes_out || !matches!(sent, Err(SendError::BufferFull)), "{sent:?}");
                }
            }
            9 => {
                let (name, millis) = (self.text(), self.byte().unwrap_or_default());
                let timeout = Duration::from_millis(millis.into());
                if let Ok(request) = self.session.request(now, namespace, &name, Args::new(), timeout) {
                    assert!(self.asked.insert(request), "{request:?} is used twice");
                }
            }
            10 => {
                let hundredths = self.byte().unwrap_or_default();
                self.now += Duration::from_millis(u64::from(hundredths) * 10);
            }
            11 => self.until_next(),
            12 => self.session.socket_closed(now, Reason::TransportClose),
            13 => self.session.disconnect(now, namespace),
            14 if op & 0x40 != 0 => self.session.network_lost(now),
            14 => self.session.reconnect_now(now),
            _ if op & 0x40 != 0 => {
                if let Some(ack) = self.wants_ack {
                    // Too late, too large or too many is for the application to know.
                    drop(self.session.acknowledge(first, ack, Args::new()));
                }
            }
            _ => {
                let delay = self.byte().unwrap_or_default();
                self.session.delay_next_reconnect(now, Duration::from_millis(delay.into()));
            }
        }
    }

    /// As a driver does: nothing is read while too many events wait. What answers a probe comes over the WebSocket.
    fn hear(&mut self, text: &str) {
        if self.session.is_congested() {
        } else if self.getting && !text.starts_with('3') {
            self.getting = false;
            self.session.got(self.now, Ok(text.to_owned()));
        } else {
            self.session.socket_text(self.now, text);
        }
    }

    /// A post comes to its end, or else a poll fails.
    fn end_request(&mut self, fails: bool) {
        let failure = || Reason::TransportError("HTTP 400".to_owned());
        if self.posting {
            self.posting = false;
            self.session.posted(self.now, if fails { Err(failure()) } else { Ok(()) });
        } else if self.getting && fails {
            self.getting = false;
            self.session.got(self.now, Err(failure()));
        }
    }

    /// Lets time pass until something is due.
    fn until_next(&mut self) {
        if let Some(due) = self.session.next_timeout() {
            self.now = self.now.max(due);
        }
        self.session.timer(self.now);
    }

    /// Takes what is to be done and told, and looks at it.
    fn check(&mut self) {
        for count in 0.. {
            let Some(command) = self.session.poll_command() else { break };
            assert!(count < COMMANDS, "{command:?} is one too many");
            if let Command::Close { farewell } = command {
                (self.getting, self.posting) = (false, false);
                match farewell {
                    Some(Farewell::Frame(frame)) => assert!(is_farewell(&frame), "{frame}"),
                    Some(Farewell::Post { body, .. }) => {
                        let said: Vec<&str> = body.split(SEPARATOR).collect();
                        assert!(said.len() == 2 && is_farewell(said[0]) && said[1] == "1", "{body}");
                    }
                    None => {}
                }
            }
        }
        while let Some(namespace) = self.session.poll_join() {
            let auth = RawValue::from_string(r#"{"token":"t"}"#.to_owned()).ok();
            self.session.join(namespace, auth.as_deref());
        }
        while let Some(frame) = self.session.poll_frame() {
            match frame {
                Frame::Text(text) => check_packet(&text),
                Frame::Binary(_) => panic!("nobody has sent binary data"),
            }
        }
        if self.session.poll_get().is_some() {
            assert!(!self.getting, "there are two polls");
            self.getting = true;
        }
        if let Some((_, body)) = self.session.poll_post() {
            assert!(!self.posting, "there are two posts");
            self.posting = true;
            body.split(SEPARATOR).for_each(check_packet);
        }
        self.take_replies();
        // Not always: the application may be slow.
        if self.data.len().is_multiple_of(2) {
            for namespace in self.namespaces {
                self.events = 0;
                while let Some(event) = self.session.poll_event(namespace) {
                    self.events += 1;
                    let most = LIMITS.waiting_events + NEWS;
                    assert!(self.events <= most, "more than {most} events waited");
                    check_event(&event);
                    if let Event::Message(message) = event
                        && namespace == NamespaceId::FIRST
                    {
                        self.wants_ack = message.ack.or(self.wants_ack);
                    }
                }
            }
        }
        // What is due is done when its time has come, so there is no circle.
        if let Some(due) = self.session.next_timeout()
            && due <= self.now
        {
            self.session.timer(self.now);
            let next = self.session.next_timeout();
            assert!(next.is_none_or(|next| next > self.now), "{next:?} is due again at {:?}", self.now);
            self.take_replies();
        }
    }

    fn take_replies(&mut self) {
        while let Some(reply) = self.session.poll_reply() {
            assert!(self.asked.remove(&reply.request), "{:?} has an answer, and had one", reply.request);
        }
    }

    /// In the end every request has its one answer.
    fn end(mut self) {
        for namespace in self.namespaces {
            self.session.disconnect(self.now, namespace);
        }
        self.now += Duration::from_secs(1);
        self.session.timer(self.now);
        self.check();
        assert!(self.asked.is_empty(), "{:?} have no answer", self.asked);
        assert!(self.session.next_timeout().is_none());
    }
}

fn is_farewell(frame: &str) -> bool {
    frame == "41" || frame == "41/b,"
}

/// What is sent is the engine's own, or what a server can read.
fn check_packet(packet: &str) {
    if matches!(packet, "2probe" | "3" | "5") || is_farewell(packet) {
        return;
    }
    assert!(packet.len() <= LIMITS.packet_bytes, "{packet} is too long");
    let (kind, rest) = packet.split_at_checked(2).unwrap_or_default();
    let rest = rest.strip_prefix("/b,").unwrap_or(rest);
    let payload = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(payload).is_ok();
    assert!(matches!(kind, "40" | "42" | "43") && is_json, "{packet} is no packet");
    if kind == "42" {
        let named = serde_json::from_str::<Vec<serde_json::Value>>(payload);
        assert!(named.is_ok_and(|args| args.first().is_some_and(serde_json::Value::is_string)), "{packet} has no name");
    }
}

/// What is told can be shown, and read or refused.
fn check_event(event: &Event) {
    let shown = format!("{event:?}");
    if let Event::Message(message) = event {
        assert!(message.attachments.len() <= LIMITS.attachments, "{shown}");
        assert!(message.attachments.iter().map(Vec::len).sum::<usize>() <= LIMITS.frame_bytes, "{shown}");
        let args = message.args.iter().map(|arg| arg.get());
        assert!(args.map(str::len).sum::<usize>() <= LIMITS.frame_bytes, "{shown}");
    }
    drop(event_action(event));
}

#[cfg(test)]
#[path = "../../fuzz/corpus.rs"]
mod corpus;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzzer_has_collected_still_holds() {
        corpus::each("client_session", session);
    }
}
