//! The rules of the session, one by one, with a clock that is moved by hand.

mod binary;
mod connection;
mod hostile;
mod namespaces;
mod polling;
mod requests;
mod sending;

use std::time::Duration;

use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::*;
use crate::socketio::{Args, Farewell, Frame, Limits, Malformed, RequestId, SendError};

const MAIN: NamespaceId = NamespaceId::FIRST;

const OPEN: &str = r#"0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000}"#;
const JOINED: &str = r#"40{"sid":"s"}"#;
/// What the server above allows.
const SILENCE: Duration = Duration::from_secs(45);

/// A session and its clock.
struct Bench {
    session: Session,
    now: Duration,
}

impl Bench {
    fn new(config: Config) -> Self {
        Self { session: Session::new(config, 1), now: Duration::from_secs(1_000) }
    }

    fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new("http://localhost");
        config.transports = vec![TransportKind::WebSocket];
        change(&mut config);
        Self::new(config)
    }

    /// A session that has just been connected, with nothing left to say about it.
    fn connected() -> Self {
        let mut bench = Self::with(|_| {});
        bench.connect();
        bench.establish();
        bench
    }

    fn connect(&mut self) {
        self.session.connect(self.now, MAIN);
    }

    /// Plays the server's part from the opening of the transport on.
    fn establish(&mut self) {
        assert!(matches!(self.session.poll_command(), Some(Command::Open { .. })));
        self.open();
        self.text(OPEN);
        assert_eq!(self.frames().first().map(String::as_str), Some(r#"40{"token":"t"}"#));
        self.text(JOINED);
        assert!(matches!(self.session.poll_event(MAIN), Some(Event::Connected { sid }) if sid == "s"));
    }

    fn open(&mut self) {
        self.commands();
        self.session.socket_opened(self.now);
    }

    fn text(&mut self, text: &str) {
        self.session.socket_text(self.now, text);
        self.join();
    }

    /// Says who we are wherever that is wanted.
    fn join(&mut self) {
        while let Some(namespace) = self.session.poll_join() {
            self.session.join(namespace, Some(&arg(json!({ "token": "t" }))));
        }
    }

    fn binary(&mut self, bytes: &[u8]) {
        self.session.socket_binary(self.now, bytes);
    }

    fn close(&mut self) {
        self.session.socket_closed(self.now, Reason::TransportClose);
    }

    /// Lets time pass, with the timers that fall into it.
    fn pass(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(at) = self.session.next_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.session.timer(self.now);
        }
        self.now = end;
        self.session.timer(self.now);
    }

    /// What is written, binary frames as `b` and their bytes.
    fn frames(&mut self) -> Vec<String> {
        let text = |frame| match frame {
            Frame::Text(text) => text,
            Frame::Binary(bytes) => format!("b{bytes:?}"),
        };
        std::iter::from_fn(|| self.session.poll_frame()).map(text).collect()
    }

    fn commands(&mut self) -> Vec<Command> {
        std::iter::from_fn(|| self.session.poll_command()).collect()
    }

    fn events(&mut self) -> Vec<Event> {
        self.events_of(MAIN)
    }

    fn events_of(&mut self, namespace: NamespaceId) -> Vec<Event> {
        std::iter::from_fn(|| self.session.poll_event(namespace)).collect()
    }

    fn replies(&mut self) -> Vec<(RequestId, Result<String, RequestFailure>)> {
        let text = |args: Args| args.values.iter().map(|arg| arg.get()).collect::<Vec<_>>().join(",");
        std::iter::from_fn(|| self.session.poll_reply()).map(|reply| (reply.request, reply.result.map(text))).collect()
    }

    fn emit(&mut self, name: &str) -> Result<(), SendError> {
        self.session.emit(MAIN, name, args(1))
    }

    fn request(&mut self, name: &str, seconds: u64) -> RequestId {
        self.session.request(self.now, MAIN, name, args(1), Duration::from_secs(seconds)).unwrap()
    }

    /// The delay that the session announces, after the events before it.
    #[track_caller]
    fn reconnecting(&mut self) -> (u32, Duration) {
        match self.events().pop() {
            Some(Event::Reconnecting { attempt, delay, .. }) => (attempt, delay),
            other => panic!("{other:?}"),
        }
    }
}

fn arg(value: impl serde::Serialize) -> Box<RawValue> {
    to_raw_value(&value).unwrap()
}

fn args(value: impl serde::Serialize) -> Args {
    Args::one(&value).unwrap()
}

fn closed() -> Command {
    Command::Close { farewell: None }
}
