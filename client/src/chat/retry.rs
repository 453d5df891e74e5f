//! When to try again.

use sociable_protocol::Timestamp;

use super::limits::{RETRY_AFTER_MAX_MS, RETRY_FIRST_MS, RETRY_MAX_MS};

/// The instant `ms` milliseconds after `now`.
pub(super) fn later(now: Timestamp, ms: u64) -> Timestamp {
    Timestamp::from_millis(now.as_millis().saturating_add(i64::try_from(ms).unwrap_or(i64::MAX)))
}

/// Counts failures and says when the next try is due.
///
/// No jitter of its own: the server spreads clients by `retryAfterMs`, and the transport by its own backoff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Retry {
    failures: u32,
    due: Option<Timestamp>,
}

impl Retry {
    /// Notes a failure: the next try is due after what the server asked for, else after a wait that doubles.
    pub(super) fn failed(&mut self, now: Timestamp, retry_after_ms: Option<u64>) {
        let backoff = RETRY_FIRST_MS.saturating_mul(1 << self.failures.min(16)).min(RETRY_MAX_MS);
        self.failures = self.failures.saturating_add(1);
        self.due = Some(later(now, retry_after_ms.map_or(backoff, |ms| ms.min(RETRY_AFTER_MAX_MS))));
    }

    /// Puts a wait that is going on off until `time`, if that is later.
    pub(super) fn not_before(&mut self, time: Timestamp) {
        self.due = self.due.map(|due| due.max(time));
    }

    /// Forgets earlier failures: the next try may be made at once.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether a try may be made: none has failed, or its wait is over.
    pub(super) const fn may_try(&self) -> bool {
        self.due.is_none()
    }

    /// Ends the wait if its time has come; says whether it did.
    pub(super) fn wake(&mut self, now: Timestamp) -> bool {
        let over = self.due.is_some_and(|due| due <= now);
        if over {
            self.due = None;
        }
        over
    }

    /// When the wait ends, where there is one.
    pub(super) const fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// How often it failed in a row.
    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }
}
