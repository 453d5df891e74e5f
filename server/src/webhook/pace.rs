//! When what failed is tried again: each lane later each time, never at the same moment as others, and alone, since one whose
//! next event is never taken says nothing of the others.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// Longest time between two tries.
const MOST: Duration = Duration::from_secs(300);
/// Most that a site may ask for between two tries.
const MOST_ASKED: Duration = Duration::from_secs(3_600);
/// Lanes that wait by themselves. Where there are more, the site is down, and all wait.
const LANES: usize = 256;

/// What waits.
#[derive(Debug)]
pub(super) struct Pace {
    first: Duration,
    lanes: HashMap<String, Pause>,
    /// What all wait for.
    all: Option<Pause>,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    tries: u32,
    until: Instant,
}

impl Pace {
    pub(super) fn new(first: Duration) -> Self {
        Self { first, lanes: HashMap::new(), all: None }
    }

    /// Whether anything may be tried.
    pub(super) fn goes_on(&self, now: Instant) -> bool {
        self.all.is_none_or(|pause| pause.until <= now)
    }

    /// The lanes that are not tried yet.
    pub(super) fn waiting(&self, now: Instant) -> Vec<String> {
        self.lanes.iter().filter(|(_, pause)| pause.until > now).map(|(lane, _)| lane.clone()).collect()
    }

    /// When the next try is due, if something waits for that.
    pub(super) fn next(&self, now: Instant) -> Option<Instant> {
        match self.all {
            Some(pause) if pause.until > now => Some(pause.until),
            _ => self.lanes.values().map(|pause| pause.until).filter(|until| *until > now).min(),
        }
    }

    /// A lane's events were taken. Where they had not been, the site is back, perhaps, and all are tried again.
    pub(super) fn succeeded(&mut self, lane: &str, now: Instant) {
        self.all = None;
        if self.lanes.remove(lane).is_some() {
            self.lanes.values_mut().for_each(|pause| pause.until = now);
        }
    }

    /// A lane's next event was not taken; `asked` is how long the site wants to be left alone.
    pub(super) fn failed(&mut self, lane: &str, asked: Option<Duration>, now: Instant) {
        if self.lanes.len() < LANES || self.lanes.contains_key(lane) {
            let pause = self.pause(self.lanes.get(lane).copied(), now);
            self.lanes.insert(lane.to_owned(), pause);
        } else {
            self.all = Some(self.pause(self.all, now));
        }
        if let Some(asked) = asked {
            self.rest(asked.min(MOST_ASKED), now);
        }
    }

    /// Nothing is tried for so long.
    pub(super) fn rest(&mut self, time: Duration, now: Instant) {
        let Pause { tries, until } = self.all.unwrap_or(Pause { tries: 0, until: now });
        self.all = Some(Pause { tries, until: until.max(now + time) });
    }

    /// Forgets lanes whose time has come: what they waited with is forgotten, perhaps.
    pub(super) fn forget(&mut self, now: Instant) {
        self.lanes.retain(|_, pause| pause.until > now);
    }

    fn pause(&self, before: Option<Pause>, now: Instant) -> Pause {
        let tries = before.map_or(1, |before| before.tries.saturating_add(1));
        let grown = self.first.saturating_mul(1_u32 << (tries - 1).min(16)).min(MOST);
        Pause { tries, until: now + grown.mul_f64(jitter()) }
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
        for tries in 0..40 {
            pace.failed("a", None, now);
            let wait = pace.next(now).unwrap() - now;
            let middle = FIRST.saturating_mul(1 << tries.min(16)).min(MOST);
            assert!((middle / 2..=middle * 3 / 2).contains(&wait), "{tries}: {wait:?}");
        }
        pace.succeeded("a", now);
        assert_eq!(pace.next(now), None);
        pace.failed("a", None, now);
        assert!(pace.next(now).unwrap() - now <= FIRST * 3 / 2, "from the beginning");
    }

    #[tokio::test]
    async fn a_site_is_left_alone_as_long_as_it_asks_for_and_never_for_ever() {
        let (mut pace, now) = (Pace::new(FIRST), Instant::now());
        pace.failed("a", Some(Duration::from_secs(900)), now);
        pace.failed("b", Some(Duration::from_secs(5)), now);
        assert!(!pace.goes_on(now));
        assert_eq!(pace.next(now).unwrap() - now, Duration::from_secs(900));
        assert!(pace.goes_on(now + Duration::from_secs(900)));
        pace.failed("a", Some(Duration::from_secs(9_000_000)), now);
        assert_eq!(pace.next(now).unwrap() - now, MOST_ASKED);
        pace.succeeded("c", now);
        assert!(pace.goes_on(now));
    }

    #[tokio::test]
    async fn a_lane_waits_alone_until_the_site_is_back() {
        let (mut pace, now) = (Pace::new(FIRST), Instant::now());
        for _ in 0..20 {
            pace.failed("a", None, now);
        }
        assert!(pace.goes_on(now), "others are told");
        pace.succeeded("b", now);
        assert_eq!(pace.waiting(now), ["a"], "it was never down for others, and one that fails stays at its pace");
        pace.failed("b", None, now);
        pace.succeeded("b", now);
        assert_eq!((pace.waiting(now), pace.next(now)), (Vec::new(), None), "it was down, and all are tried again");
        pace.failed("a", None, now);
        assert!(pace.next(now).unwrap() - now > FIRST * 3 / 2, "later than the first time");
        pace.forget(now);
        assert_eq!(pace.lanes.len(), 1);
        pace.forget(now + MOST * 2);
        assert_eq!(pace.lanes.len(), 0);
    }

    #[tokio::test]
    async fn where_too_many_fail_all_wait() {
        let (mut pace, now) = (Pace::new(FIRST), Instant::now());
        for lane in 0..LANES + 9 {
            pace.failed(&lane.to_string(), None, now);
        }
        assert!(pace.lanes.len() == LANES && !pace.goes_on(now));
        assert!(pace.next(now).unwrap() > now);
    }
}
