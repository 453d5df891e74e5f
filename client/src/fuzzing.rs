//! What holds of a session whatever the server sends, the application does, and in whatever order. The fuzzer (`fuzz/`) looks
//! for what breaks it; the tests go through what the fuzzer has collected.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::value::{RawValue, to_raw_value};

use crate::event_action;
use crate::socketio::{Command, Config, Event, Limits, RequestId, SendError, Session};

/// Small, so that they are reached.
const LIMITS: Limits = Limits {
    buffered_packets: 4,
    buffered_bytes: 512,
    pending_requests: 4,
    waiting_events: 8,
    frame_bytes: 2_048,
    attachments: 2,
    packet_bytes: 256,
};
/// Commands that one input may lead to: close this one, open another.
const COMMANDS: usize = 2;
/// Events that do not come from frames, and so are made even where too many wait already.
const NEWS: usize = 4;
const OPEN: &str = r#"0{"sid":"a","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":200}"#;
const JOINED: &str = r#"40{"sid":"b"}"#;

/// Plays what happens to a session, as the bytes say.
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
    now: Duration,
    /// Requests without an answer.
    asked: HashSet<RequestId>,
    events: usize,
}

impl<'a> Play<'a> {
    fn new(data: &'a [u8]) -> Self {
        let config = Config { limits: LIMITS, ..Config::new("http://localhost") };
        Self { data, session: Session::new(config, 7), now: Duration::ZERO, asked: HashSet::new(), events: 0 }
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
        match op % 16 {
            0 => self.session.connect(now),
            1 => {
                // Socket.IO knows objects alone here: a number would be taken for the id of an acknowledgement.
                let auth = RawValue::from_string(self.text()).ok().filter(|auth| auth.get().starts_with('{'));
                self.session.transport_opened(now, auth);
            }
            2 => self.hear(OPEN),
            3 => self.hear(JOINED),
            4..=6 => {
                let text = self.text();
                self.hear(&text);
            }
            7 => {
                let bytes = self.bytes();
                if !self.session.is_congested() {
                    self.session.transport_binary(now, bytes);
                }
            }
            8 => {
                let (name, arg) = (self.text(), self.text());
                if let Ok(arg) = to_raw_value(&arg) {
                    let sent = self.session.emit(&name, &[arg]);
                    // What was sent before has gone out, so there is space.
                    let is_full = matches!(sent, Err(SendError::BufferFull));
                    assert!(!is_full || !self.session.is_connected(), "{sent:?}");
                }
            }
            9 => {
                let (name, millis) = (self.text(), self.byte().unwrap_or_default());
                let asked = self.session.request(now, &name, &[], Duration::from_millis(millis.into()));
                if let Ok(request) = asked {
                    assert!(self.asked.insert(request), "{request:?} is used twice");
                }
            }
            10 => {
                let hundredths = self.byte().unwrap_or_default();
                self.now += Duration::from_millis(u64::from(hundredths) * 10);
            }
            11 => self.until_next(),
            12 => {
                let reason = crate::socketio::Reason::TransportClose;
                self.session.transport_closed(now, reason);
            }
            13 => self.session.disconnect(now),
            14 => self.session.reconnect_now(now),
            _ => {
                let delay = self.byte().unwrap_or_default();
                self.session.delay_next_reconnect(now, Duration::from_millis(delay.into()));
            }
        }
    }

    /// As a driver does: no frame is read while too many events wait.
    fn hear(&mut self, text: &str) {
        if !self.session.is_congested() {
            self.session.transport_text(self.now, text);
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
            if let Command::Close { farewell: Some(farewell) } = command {
                assert_eq!(farewell, "41");
            }
        }
        while let Some(frame) = self.session.poll_frame() {
            check_frame(&frame);
        }
        while let Some(reply) = self.session.poll_reply() {
            assert!(self.asked.remove(&reply.request), "{:?} has an answer, and had one", reply.request);
        }
        // Not always: the application may be slow.
        if self.data.len().is_multiple_of(2) {
            while let Some(event) = self.session.poll_event() {
                self.events += 1;
                let most = LIMITS.waiting_events + NEWS;
                assert!(self.events <= most, "more than {most} events waited");
                check_event(&event);
            }
            self.events = 0;
        }
        // What is due is done when its time has come, so there is no circle.
        if let Some(due) = self.session.next_timeout()
            && due <= self.now
        {
            self.session.timer(self.now);
            let next = self.session.next_timeout();
            assert!(next.is_none_or(|next| next > self.now), "{next:?} is due again at {:?}", self.now);
            while let Some(reply) = self.session.poll_reply() {
                assert!(self.asked.remove(&reply.request), "{:?} has an answer, and had one", reply.request);
            }
        }
    }

    /// In the end every request has its one answer.
    fn end(mut self) {
        self.session.disconnect(self.now);
        self.now += Duration::from_secs(1);
        self.session.timer(self.now);
        self.check();
        assert!(self.asked.is_empty(), "{:?} have no answer", self.asked);
        assert!(self.session.next_timeout().is_none());
    }
}

/// What is sent is a pong, or what a server can read.
fn check_frame(frame: &str) {
    if frame == "3" {
        return;
    }
    let is_joining = frame.starts_with("40");
    assert!(is_joining || frame.len() <= LIMITS.packet_bytes, "{frame} is too long");
    let payload = frame.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_json = payload.is_empty() || serde_json::from_str::<serde::de::IgnoredAny>(payload).is_ok();
    assert!(frame.starts_with('4') && is_json, "{frame} is no packet");
    if !is_joining {
        let named = serde_json::from_str::<Vec<serde_json::Value>>(payload);
        assert!(named.is_ok_and(|args| args.first().is_some_and(serde_json::Value::is_string)), "{frame} has no name");
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
