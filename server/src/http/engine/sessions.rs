//! What is known of sessions that poll, which have no connection that would tell when they are gone.
//!
//! The engine alone knows which sessions there are. What is kept here is forgotten once it has been silent for longer than
//! any living session is; so there are never more than twice as many as there were sessions in that time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::watch;

use super::refusal::Refusal;

/// Sessions among which nobody looks for those that are gone.
const FEW: usize = 64;
/// How much later what a client has sent at the same time, over another connection, may come.
const CROSSING: Duration = Duration::from_secs(2);

/// How far a session that began with polling has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It polls.
    Polling,
    /// A WebSocket is being tried; it has not answered yet.
    Trying,
    /// It has: polls are to end, so that the client goes over to it.
    Probed,
    /// It has gone over to it.
    Upgraded,
    /// It has ended, or is about to.
    Over,
}

struct Session {
    /// When it last asked for something.
    seen: Instant,
    /// How long one that lives may be silent: it would have had to answer a ping in this time.
    patience: Duration,
    /// When its client has said that it leaves, while the poll that it had under way is not answered.
    left: Option<Instant>,
    phase: Arc<watch::Sender<Phase>>,
}

/// The sessions that poll, by id.
#[derive(Default)]
pub(super) struct Sessions {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    sessions: HashMap<Box<str>, Session>,
    /// With how many to look for those that are gone.
    look_at: usize,
}

impl Sessions {
    /// A session begins.
    pub(super) fn open(&self, sid: &str, patience: Duration, now: Instant) {
        let mut known = self.known.lock();
        if known.sessions.len() >= known.look_at.max(FEW) {
            known.sessions.retain(|_, session| !session.is_silent(now));
            known.look_at = known.sessions.len() * 2;
        }
        let session = Session { seen: now, patience, left: None, phase: Arc::new(watch::Sender::new(Phase::Polling)) };
        known.sessions.insert(sid.into(), session);
    }

    /// A request of a session. `None` where nothing is known of it: then the engine does not know it either.
    ///
    /// # Errors
    /// Where it has ended, or does not poll any more.
    pub(super) fn ask(&self, sid: &str, now: Instant) -> Result<Option<Arc<watch::Sender<Phase>>>, Refusal> {
        let mut known = self.known.lock();
        let Some(session) = known.sessions.get_mut(sid) else { return Ok(None) };
        let phase = *session.phase.borrow();
        match phase {
            Phase::Upgraded => Err(Refusal::BadRequest),
            Phase::Over => Err(Refusal::SessionUnknown),
            // The engine's own timer may be a moment late.
            _ if session.is_silent(now) => {
                session.phase.send_replace(Phase::Over);
                Err(Refusal::SessionUnknown)
            }
            _ => {
                session.seen = now;
                Ok(Some(Arc::clone(&session.phase)))
            }
        }
    }

    /// A request of it was answered.
    pub(super) fn answered(&self, sid: &str, now: Instant) {
        if let Some(session) = self.known.lock().sessions.get_mut(sid) {
            session.seen = now;
        }
    }

    /// Its client says that it leaves. Of what it has sent at the same time, over other connections, a poll may come later.
    pub(super) fn leave(&self, sid: &str, now: Instant) {
        if let Some(session) = self.known.lock().sessions.get_mut(sid) {
            session.left = Some(now);
        }
    }

    /// Whether a poll is the one that its client had under way when it left. Only one is.
    pub(super) fn is_last_poll(&self, sid: &str, now: Instant) -> bool {
        let mut known = self.known.lock();
        let left = known.sessions.get_mut(sid).and_then(|session| session.left.take());
        left.is_some_and(|left| now.duration_since(left) < CROSSING)
    }

    /// It has ended, or is about to.
    pub(super) fn end(&self, sid: &str) {
        if let Some(session) = self.known.lock().sessions.get(sid) {
            session.phase.send_replace(Phase::Over);
        }
    }
}

impl Session {
    fn is_silent(&self, now: Instant) -> bool {
        now.duration_since(self.seen) >= self.patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(500);

    #[test]
    fn a_session_that_was_silent_for_too_long_is_over() {
        let (sessions, begin) = (Sessions::default(), Instant::now());
        sessions.open("a", PATIENCE, begin);
        for half in 1..=3 {
            assert!(sessions.ask("a", begin + PATIENCE / 2 * half).unwrap().is_some());
        }
        sessions.answered("a", begin + PATIENCE * 2);
        assert!(sessions.ask("a", begin + PATIENCE * 5 / 2).is_ok());
        for late in 4..6 {
            assert_eq!(sessions.ask("a", begin + PATIENCE * late).unwrap_err(), Refusal::SessionUnknown);
        }
    }

    #[test]
    fn one_poll_may_come_after_the_word_that_its_client_leaves() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        sessions.open("a", PATIENCE, now);
        assert!(!sessions.is_last_poll("a", now));
        sessions.leave("a", now);
        assert!(sessions.is_last_poll("a", now));
        assert!(!sessions.is_last_poll("a", now));
        sessions.leave("a", now);
        assert!(!sessions.is_last_poll("a", now + CROSSING));
    }

    #[test]
    fn sessions_that_are_gone_take_no_memory() {
        let (sessions, mut now) = (Sessions::default(), Instant::now());
        for n in 0..10 * FEW {
            sessions.open(&n.to_string(), PATIENCE, now);
            now += PATIENCE / 10;
        }
        assert!(sessions.known.lock().sessions.len() <= FEW);
        assert!(sessions.ask("0", now).unwrap().is_none(), "it is for the engine to say that it is unknown");
    }

    #[test]
    fn a_session_that_has_ended_or_gone_over_does_not_poll() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        sessions.open("a", PATIENCE, now);
        sessions.ask("a", now).unwrap().unwrap().send_replace(Phase::Upgraded);
        assert_eq!(sessions.ask("a", now).unwrap_err(), Refusal::BadRequest);
        sessions.end("a");
        assert_eq!(sessions.ask("a", now).unwrap_err(), Refusal::SessionUnknown);
    }
}
