//! When a session ends by itself. A socket without an end has nothing of it.

use std::time::Duration;

use sociable_protocol::Timestamp;
use tokio::time::{Instant, Sleep};

use crate::domain::now;

/// How long before the end a client is told, so that it can get a fresh token; or a third of what is left where that is less.
const NOTICE: Duration = Duration::from_secs(60);

/// The end of a session, and when its client is told of it.
pub(super) struct Expiry {
    pub(super) at: Timestamp,
    end: Instant,
    told: bool,
    next: std::pin::Pin<Box<Sleep>>,
}

/// What it is time for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    Notice,
    End,
}

impl Expiry {
    pub(super) fn new(at: Timestamp) -> Self {
        let left = u64::try_from(at.as_millis().saturating_sub(now().as_millis())).unwrap_or(0);
        let left = Duration::from_millis(left);
        let end = Instant::now() + left;
        let next = Box::pin(tokio::time::sleep_until(end - NOTICE.min(left / 3)));
        Self { at, end, told: false, next }
    }

    /// Waits for what comes next. Nothing is lost where it is not waited for to the end.
    pub(super) async fn due(&mut self) -> Due {
        self.next.as_mut().await;
        if self.told {
            return Due::End;
        }
        self.told = true;
        self.next.as_mut().reset(self.end);
        Due::Notice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn waits(left: Duration) -> (Duration, Duration) {
        let at = Timestamp::from_millis(now().as_millis() + i64::try_from(left.as_millis()).unwrap());
        let (begin, mut expiry) = (Instant::now(), Expiry::new(at));
        assert_eq!(expiry.due().await, Due::Notice);
        let told = begin.elapsed();
        assert_eq!(expiry.due().await, Due::End);
        (told, begin.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn notice_is_given_a_minute_before_or_when_a_third_is_left() {
        for (left, notice) in [(3_600, 3_540), (180, 120), (60, 40), (3, 2)] {
            let (told, ended) = waits(Duration::from_secs(left)).await;
            let about = |instant: Duration, seconds: u64| instant.as_secs_f64().round() as u64 == seconds;
            assert!(about(told, notice) && about(ended, left), "{left}: {told:?}, {ended:?}");
        }
    }
}
