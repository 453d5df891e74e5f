//! When what failed is tried again: later each time, and never at the same moment as others.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// Longest time between two tries.
const MOST: Duration = Duration::from_secs(300);
/// Most that a site may ask for between two tries.
const MOST_ASKED: Duration = Duration::from_secs(3_600);
/// Lanes that wait by themselves. What is beyond is tried with the site as a whole.
const LANES: usize = 256;

/// What waits.
#[derive(Debug)]
pub(super) struct Pace {
    first: Duration,
    lanes: HashMap<String, Pause>,
    /// Where nothing at all was taken.
    down: Option<Pause>,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    tries: u32,
    until: Instant,
}

impl Pace {
    pub(super) fn new(first: Duration) -> Self {
        Self { first, lanes: HashMap::new(), down: None }
    }

    /// Whether the site took nothing the last time.
    pub(super) const fn is_down(&self) -> bool {
        self.down.is_some()
    }

    /// The lanes that are not tried yet.
    pub(super) fn waiting(&self, now: Instant) -> Vec<String> {
        self.lanes.iter().filter(|(_, pause)| pause.until > now).map(|(lane, _)| lane.clone()).collect()
    }

    /// When the next try is due, if something waits for that; all wait while the site is down.
    pub(super) fn next(&self) -> Option<Instant> {
        match self.down {
            Some(pause) => Some(pause.until),
            None => self.lanes.values().map(|pause| pause.until).min(),
        }
    }

    /// A lane's events were taken. Where the site was down it is not any more, and all are tried again.
    pub(super) fn succeeded(&mut self, lane: &str, now: Instant) {
        self.lanes.remove(lane);
        if self.down.take().is_some() {
            self.lanes.values_mut().for_each(|pause| pause.until = now);
        }
    }

    /// A lane's next event was not taken; `asked` is how long the site wants to be left alone.
    pub(super) fn failed(&mut self, lane: &str, asked: Option<Duration>, now: Instant) {
        if self.lanes.len() < LANES || self.lanes.contains_key(lane) {
            let pause = self.pause(self.lanes.get(lane).copied(), asked, now);
            self.lanes.insert(lane.to_owned(), pause);
        } else {
            self.nothing_taken(asked, now);
        }
    }

    /// Nothing at all was taken, of no lane that was tried.
    pub(super) fn nothing_taken(&mut self, asked: Option<Duration>, now: Instant) {
        self.down = Some(self.pause(self.down, asked, now));
    }

    fn pause(&self, before: Option<Pause>, asked: Option<Duration>, now: Instant) -> Pause {
        let tries = before.map_or(1, |before| before.tries.saturating_add(1));
        let grown = self.first.saturating_mul(1_u32 << (tries - 1).min(16)).min(MOST);
        let wait = grown.mul_f64(jitter()).max(asked.unwrap_or_default().min(MOST_ASKED));
        Pause { tries, until: now + wait }
    }
}

/// Between a half and one and a half.
fn jitter() -> f64 {
    let random = getrandom::u32().unwrap_or(u32::MAX / 2);
    0.5 + f64::from(random) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn what_fails_again_waits_longer_and_never_for_ever() {
        let (mut pace, now) = (Pace::new(FIRST), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..40 {
            pace.failed("a", None, now);
            waits.push(pace.next().unwrap() - now);
        }
        for (tries, wait) in (0..).zip(&waits) {
            let middle = FIRST.saturating_mul(1 << tries.min(16)).min(MOST);
            assert!((middle / 2..=middle * 3 / 2).contains(wait), "{tries}: {wait:?}");
        }
        pace.failed("a", Some(Duration::from_secs(900)), now);
        assert_eq!(pace.next().unwrap() - now, Duration::from_secs(900));
        pace.failed("a", Some(Duration::from_secs(9_000_000)), now);
        assert_eq!(pace.next().unwrap() - now, MOST_ASKED);
        pace.succeeded("a", now);
        assert_eq!(pace.next(), None);
    }

    #[tokio::test]
    async fn a_lane_waits_alone_and_all_where_nothing_is_taken() {
        let (mut pace, now) = (Pace::new(FIRST), Instant::now());
        pace.failed("a", None, now);
        assert_eq!((pace.waiting(now), pace.is_down()), (vec!["a".to_owned()], false));
        pace.nothing_taken(None, now);
        assert!(pace.is_down() && pace.next().unwrap() > now);
        pace.succeeded("b", now);
        assert!(!pace.is_down());
        assert_eq!(pace.waiting(now), Vec::<String>::new(), "it may have been the site, and is tried again");
        pace.failed("a", None, now);
        assert!(pace.next().unwrap() - now >= FIRST, "later than the first time");
        for lane in 0..LANES + 9 {
            pace.failed(&lane.to_string(), None, now);
        }
        assert!(pace.lanes.len() == LANES && pace.is_down(), "what is beyond waits with all");
    }
}
