//! When to try again.
//!
//! The numbers are socket.io-client's. One thing differs: there the jitter is cut off at the maximum, so that after a
//! few attempts half of all clients come back at the same instant; here the delay is spread evenly over what is left
//! of the range, which a server that restarts with thousands of clients needs.

use std::time::Duration;

/// Whether and when to connect again. The names in brackets are those of the JavaScript client's options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reconnection {
    /// Whether to connect again by oneself (`reconnection`). Default true.
    pub enabled: bool,
    /// How often in a row, the first attempt to connect not counted (`reconnectionAttempts`). Default `None`: for ever.
    pub attempts: Option<u32>,
    /// The delay before the first attempt, before jitter (`reconnectionDelay`). Default 1 s.
    pub initial: Duration,
    /// The longest delay, jitter included (`reconnectionDelayMax`). Default 5 s.
    pub max: Duration,
    /// How far a delay may be from its nominal value, as a part of it: 0 is exact, 1 is anything up to double
    /// (`randomizationFactor`). Default 0.5.
    pub randomization: f64,
}

impl Default for Reconnection {
    fn default() -> Self {
        Self {
            enabled: true,
            attempts: None,
            initial: Duration::from_secs(1),
            max: Duration::from_secs(5),
            randomization: 0.5,
        }
    }
}

impl Reconnection {
    /// The shortest and longest delay before attempt `attempt`, counted from 0.
    fn range(&self, attempt: u32) -> (Duration, Duration) {
        let nominal = self.initial.saturating_mul(2_u32.saturating_pow(attempt)).min(self.max).as_secs_f64();
        // A NaN goes through, and makes the delay the longest below.
        let part = self.randomization.clamp(0.0, 1.0);
        let at = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or(self.max).min(self.max);
        (at(nominal * (1.0 - part)), at(nominal * (1.0 + part)))
    }
}

/// Counts attempts and rolls the dice.
#[derive(Debug)]
pub(super) struct Backoff {
    config: Reconnection,
    attempts: u32,
    random: fastrand::Rng,
}

impl Backoff {
    pub(super) fn new(config: Reconnection, seed: u64) -> Self {
        Self { config, attempts: 0, random: fastrand::Rng::with_seed(seed) }
    }

    /// The number of the next attempt, from 1, and the delay before it; `None` if there is to be none.
    pub(super) fn next(&mut self) -> Option<(u32, Duration)> {
        if !self.config.enabled || self.config.attempts.is_some_and(|most| self.attempts >= most) {
            return None;
        }
        let (shortest, longest) = self.config.range(self.attempts);
        self.attempts = self.attempts.saturating_add(1);
        let spread = longest.saturating_sub(shortest).mul_f64(self.random.f64());
        Some((self.attempts, shortest.saturating_add(spread)))
    }

    /// Begins again with the shortest delay.
    pub(super) fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn delays_double_up_to_the_maximum() {
        let mut backoff = Backoff::new(Reconnection { randomization: 0.0, ..Reconnection::default() }, 0);
        let seconds: Vec<u64> = (0..5).map(|_| backoff.next().unwrap().1.as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 5, 5]);
        backoff.reset();
        assert_eq!(backoff.next(), Some((1, Duration::from_secs(1))));
    }

    #[test]
    fn attempts_may_be_counted_or_left() {
        let mut backoff = Backoff::new(Reconnection { attempts: Some(2), ..Reconnection::default() }, 0);
        assert_eq!((0..4).map(|_| backoff.next().is_some()).collect::<Vec<_>>(), [true, true, false, false]);
        backoff.reset();
        assert!(backoff.next().is_some());
        assert_eq!(Backoff::new(Reconnection { enabled: false, ..Reconnection::default() }, 0).next(), None);
    }

    #[test]
    fn clients_that_failed_often_do_not_come_back_together() {
        let delays: std::collections::BTreeSet<_> = (0..100)
            .map(|seed| {
                let mut backoff = Backoff::new(Reconnection::default(), seed);
                (0..6).map(|_| backoff.next().unwrap().1).last()
            })
            .collect();
        assert!(delays.len() > 90, "{} different delays of 100", delays.len());
    }

    proptest! {
        #[test]
        fn a_delay_is_within_its_range(seed: u64, attempts in 1_usize..70) {
            let mut backoff = Backoff::new(Reconnection::default(), seed);
            for attempt in 0..attempts {
                let (_, delay) = backoff.next().unwrap();
                let nominal = Duration::from_secs(1 << attempt.min(3)).min(Duration::from_secs(5));
                prop_assert!(delay >= nominal / 2, "{delay:?}");
                prop_assert!(delay <= (nominal * 3 / 2).min(Duration::from_secs(5)), "{delay:?}");
            }
        }

        #[test]
        fn no_configuration_panics(randomization: f64, initial: u64, max: u64, seed: u64) {
            let initial = Duration::from_millis(initial);
            let max = Duration::from_millis(max);
            let mut backoff = Backoff::new(Reconnection { initial, max, randomization, ..Reconnection::default() }, seed);
            for _ in 0..40 {
                prop_assert!(backoff.next().unwrap().1 <= max);
            }
        }
    }
}
