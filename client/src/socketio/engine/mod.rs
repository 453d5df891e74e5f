//! Which transport carries a connection: trying them in turn, polling, and moving from polling to a WebSocket.
//!
//! Like everything here it does no I/O. It says what is to be opened, asked and closed, and is told what came of it; the
//! packets themselves are the [session](super::Session)'s. At any time there is at most one WebSocket, one poll and one
//! post, which is what Engine.IO allows.
//!
//! A WebSocket that fails on the way up costs nothing but itself: while it is tried, polling goes on, and only when the
//! server has answered on it are requests held back until the last ones are done, so that no packet overtakes another.

use std::collections::VecDeque;
use std::time::Duration;

use super::config::push_encoded;
use super::{Command, Config, Farewell, InvalidUrl, Malformed, Reason, TransportKind};

pub(super) mod packet;
pub(super) mod payload;

use packet::Open;

/// What became of something that happened to the transport.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The connection goes on, or goes on being made.
    Continues,
    /// There is no transport any more, and none left to try.
    Lost(Reason),
}

pub(super) struct Engine {
    /// The transports and where they begin, in order of preference.
    endpoints: Vec<(TransportKind, String)>,
    upgrade: bool,
    remember: bool,
    websocket_timeout: Duration,
    upgrade_timeout: Duration,
    /// What the last connection ended with.
    worked: Option<TransportKind>,
    /// What is left to try in this attempt, the next one last.
    untried: Vec<TransportKind>,
    carrier: Carrier,
    commands: VecDeque<Command>,
    /// The engine's own next frame for the WebSocket.
    own_frame: Option<&'static str>,
}

/// What carries packets, or is to.
enum Carrier {
    None,
    Socket {
        /// When the next transport is tried, as long as the server has not greeted us.
        until: Option<Duration>,
    },
    Polling(Polling),
}

#[derive(Default)]
struct Polling {
    /// Known once the server has greeted us.
    sid: Option<String>,
    /// A poll is under way.
    getting: bool,
    /// A post is under way.
    posting: bool,
    probe: Option<Probe>,
}

/// The move to a WebSocket, and when it is given up.
struct Probe {
    step: Step,
    until: Duration,
}

enum Step {
    Opening,
    /// Waiting for the server's answer on the WebSocket.
    Asked,
    /// Answered: no request is begun any more, and the last ones are waited for.
    Pausing,
}

/// Wishes of the session.
impl Engine {
    pub(super) fn new(config: &Config) -> Result<Self, InvalidUrl> {
        let endpoints: Result<Vec<_>, _> =
            config.transports.iter().map(|kind| Ok((*kind, config.endpoint(*kind)?))).collect();
        let endpoints = endpoints?;
        if endpoints.is_empty() {
            return Err(InvalidUrl::NoTransport);
        }
        Ok(Self {
            endpoints,
            upgrade: config.upgrade,
            remember: config.remember_transport,
            websocket_timeout: config.websocket_timeout,
            upgrade_timeout: config.upgrade_timeout,
            worked: None,
            untried: Vec::new(),
            carrier: Carrier::None,
            commands: VecDeque::new(),
            own_frame: None,
        })
    }

    /// Begins a connection.
    pub(super) fn begin(&mut self, now: Duration) {
        self.untried = self.endpoints.iter().rev().map(|(kind, _)| *kind).collect();
        if self.remember
            && let Some(index) = self.untried.iter().position(|kind| Some(*kind) == self.worked)
        {
            let first = self.untried.remove(index);
            self.untried.push(first);
        }
        self.try_next(now);
    }

    /// Ends the connection. A `farewell` is worth a short wait.
    pub(super) fn end(&mut self, farewell: Option<String>) {
        let farewell = match (&self.carrier, farewell) {
            (Carrier::Polling(polling), Some(frame)) => {
                let body = format!("{frame}\u{1e}{}", packet::CLOSE);
                self.session_url(polling).map(|url| Farewell::Post { url, body })
            }
            (_, frame) => frame.map(Farewell::Frame),
        };
        self.reset();
        self.commands.push_back(Command::Close { farewell });
    }

    fn reset(&mut self) {
        self.carrier = Carrier::None;
        self.untried.clear();
        self.own_frame = None;
    }

    fn try_next(&mut self, now: Duration) -> bool {
        self.own_frame = None;
        self.carrier = match self.untried.pop() {
            None => Carrier::None,
            Some(TransportKind::Polling) => Carrier::Polling(Polling::default()),
            Some(TransportKind::WebSocket) => {
                // Also where polling has just failed: that may work again before a WebSocket that is blocked is given up.
                let until = (self.endpoints.len() > 1).then(|| now.saturating_add(self.websocket_timeout));
                let url = self.url(TransportKind::WebSocket).to_owned();
                self.commands.push_back(Command::Open { url });
                Carrier::Socket { until }
            }
        };
        !matches!(self.carrier, Carrier::None)
    }

    /// What carries the connection has failed: closes it, and goes on to the next transport if the server has not
    /// greeted us yet.
    pub(super) fn failed(&mut self, now: Duration, reason: Reason) -> Outcome {
        // With it goes whatever else is under way, which must not be taken for the next connection's.
        self.commands.push_back(Command::Close { farewell: None });
        self.next_or_lost(now, reason)
    }

    fn next_or_lost(&mut self, now: Duration, reason: Reason) -> Outcome {
        if self.try_next(now) { Outcome::Continues } else { Outcome::Lost(reason) }
    }
}

/// What happened.
impl Engine {
    /// The server's handshake came.
    pub(super) fn greeted(&mut self, now: Duration, open: &Open) -> Result<(), Malformed> {
        self.untried.clear();
        match &mut self.carrier {
            Carrier::None => {}
            Carrier::Socket { until } => {
                *until = None;
                self.worked = Some(TransportKind::WebSocket);
            }
            Carrier::Polling(polling) => {
                polling.sid = Some(open.sid.clone().ok_or(Malformed::Handshake)?);
                self.worked = Some(TransportKind::Polling);
                let known = self.endpoints.iter().find(|(kind, _)| *kind == TransportKind::WebSocket);
                if let Some((_, endpoint)) = known.filter(|_| self.upgrade && open.websocket) {
                    let url = with_sid(endpoint, polling);
                    self.commands.extend(url.map(|url| Command::Open { url }));
                    let until = now.saturating_add(self.upgrade_timeout);
                    polling.probe = Some(Probe { step: Step::Opening, until });
                }
            }
        }
        Ok(())
    }

    pub(super) fn socket_opened(&mut self) {
        if let Carrier::Polling(Polling { probe: Some(probe), .. }) = &mut self.carrier {
            probe.step = Step::Asked;
            self.own_frame = Some(packet::PROBE);
        }
    }

    /// Looks at a frame of the WebSocket; true if it is the session's. `None` is binary.
    pub(super) fn socket_frame(&mut self, text: Option<&str>) -> bool {
        let Carrier::Polling(polling) = &mut self.carrier else { return true };
        match &mut polling.probe {
            Some(probe) if matches!(probe.step, Step::Asked) && text == Some(packet::PROBED) => {
                probe.step = Step::Pausing;
                self.settle();
            }
            // Anything else is no answer to what was asked.
            _ => self.give_up_probe(),
        }
        false
    }

    /// The WebSocket is gone.
    pub(super) fn socket_closed(&mut self, now: Duration, reason: Reason) -> Outcome {
        match &mut self.carrier {
            // Only the way up is closed.
            Carrier::Polling(polling) => {
                polling.probe = None;
                self.own_frame = None;
                Outcome::Continues
            }
            Carrier::None | Carrier::Socket { .. } => self.next_or_lost(now, reason),
        }
    }

    /// The poll under way has been answered, and its packets are handled.
    pub(super) fn got(&mut self) {
        if let Carrier::Polling(polling) = &mut self.carrier {
            polling.getting = false;
        }
        self.settle();
    }

    /// The post under way has been answered.
    pub(super) fn posted(&mut self) {
        if let Carrier::Polling(polling) = &mut self.carrier {
            polling.posting = false;
        }
        self.settle();
    }

    /// Moves to the WebSocket when nothing is under way any more.
    fn settle(&mut self) {
        if let Carrier::Polling(Polling { getting: false, posting: false, probe: Some(probe), .. }) = &self.carrier
            && matches!(probe.step, Step::Pausing)
        {
            self.carrier = Carrier::Socket { until: None };
            self.worked = Some(TransportKind::WebSocket);
            self.own_frame = Some(packet::UPGRADE);
        }
    }

    fn give_up_probe(&mut self) {
        if let Carrier::Polling(polling) = &mut self.carrier
            && polling.probe.take().is_some()
        {
            self.own_frame = None;
            self.commands.push_back(Command::CloseSocket);
        }
    }

    /// Time has passed.
    pub(super) fn timer(&mut self, now: Duration) -> Outcome {
        if self.next_timeout().is_none_or(|until| until > now) {
            return Outcome::Continues;
        }
        match self.carrier {
            Carrier::Socket { .. } => self.failed(now, Reason::ConnectTimeout),
            Carrier::None | Carrier::Polling(_) => {
                self.give_up_probe();
                Outcome::Continues
            }
        }
    }
}

/// What to do.
impl Engine {
    pub(super) fn next_timeout(&self) -> Option<Duration> {
        match &self.carrier {
            Carrier::None => None,
            Carrier::Socket { until } => *until,
            Carrier::Polling(polling) => polling.probe.as_ref().map(|probe| probe.until),
        }
    }

    pub(super) fn poll_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// The engine's own next frame for the WebSocket, which goes before all others.
    pub(super) fn poll_frame(&mut self) -> Option<&'static str> {
        self.own_frame.take()
    }

    /// Begins a poll, if one is due, with its address.
    pub(super) fn poll_get(&mut self) -> Option<String> {
        let Carrier::Polling(polling) = &self.carrier else { return None };
        if polling.getting || self.disowns_requests() || is_pausing(polling) {
            return None;
        }
        // Without an id it is the one that asks for the handshake.
        let url = self.session_url(polling).unwrap_or_else(|| self.url(TransportKind::Polling).to_owned());
        if let Carrier::Polling(polling) = &mut self.carrier {
            polling.getting = true;
        }
        Some(url)
    }

    /// The address of a post, if one may be made; [`begin_post`](Self::begin_post) says that it is.
    pub(super) fn post_url(&self) -> Option<String> {
        let Carrier::Polling(polling) = &self.carrier else { return None };
        if polling.posting || self.disowns_requests() || is_pausing(polling) {
            return None;
        }
        self.session_url(polling)
    }

    pub(super) fn begin_post(&mut self) {
        if let Carrier::Polling(polling) = &mut self.carrier {
            polling.posting = true;
        }
    }

    /// What carries the connection; nothing while there is none.
    pub(super) const fn carrier(&self) -> Option<TransportKind> {
        match self.carrier {
            Carrier::None => None,
            Carrier::Socket { .. } => Some(TransportKind::WebSocket),
            Carrier::Polling(_) => Some(TransportKind::Polling),
        }
    }

    /// Whether the WebSocket that something came from has been given up.
    pub(super) fn disowns_socket(&self) -> bool {
        let has_one = match &self.carrier {
            Carrier::None => false,
            Carrier::Socket { .. } => true,
            Carrier::Polling(polling) => polling.probe.is_some(),
        };
        !has_one || !self.commands.is_empty()
    }

    /// Whether the requests that something came from have been given up.
    pub(super) fn disowns_requests(&self) -> bool {
        !matches!(self.carrier, Carrier::Polling(_))
            || self.commands.iter().any(|command| matches!(command, Command::Close { .. }))
    }

    fn url(&self, kind: TransportKind) -> &str {
        self.endpoints.iter().find(|(known, _)| *known == kind).map_or("", |(_, url)| url)
    }

    fn session_url(&self, polling: &Polling) -> Option<String> {
        with_sid(self.url(TransportKind::Polling), polling)
    }
}

fn is_pausing(polling: &Polling) -> bool {
    polling.probe.as_ref().is_some_and(|probe| matches!(probe.step, Step::Pausing))
}

fn with_sid(endpoint: &str, polling: &Polling) -> Option<String> {
    let mut url = format!("{endpoint}&sid=");
    push_encoded(&mut url, polling.sid.as_ref()?);
    Some(url)
}
