//! A clock that goes on while the machine sleeps.
//!
//! The monotonic clocks of Linux and of some browsers stand still meanwhile, so that a connection that died long ago would
//! be taken for a living one; and the wall clock may be set back. This one follows the first, and the second where it has
//! clearly run ahead. Should somebody set the wall clock forward, the worst is one reconnection.

use std::time::Duration;

/// How far the wall clock must run ahead of the monotonic one to be taken for a sleep of the machine.
const SLEEP: Duration = Duration::from_secs(1);

/// What two clocks say at one moment, each since any fixed start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) monotonic: Duration,
    pub(super) wall: Duration,
}

#[derive(Debug, Default)]
pub(super) struct Clock {
    last: Option<Reading>,
    ours: Duration,
}

impl Clock {
    /// The time since the first reading.
    pub(super) fn read(&mut self, reading: Reading) -> Duration {
        if let Some(last) = self.last.replace(reading) {
            let monotonic = reading.monotonic.saturating_sub(last.monotonic);
            let wall = reading.wall.saturating_sub(last.wall);
            let slept = wall > monotonic.saturating_add(SLEEP);
            self.ours = self.ours.saturating_add(if slept { wall } else { monotonic });
        }
        self.ours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(clock: &mut Clock, monotonic: u64, wall: u64) -> u64 {
        let (monotonic, wall) = (Duration::from_secs(monotonic), Duration::from_secs(wall));
        clock.read(Reading { monotonic, wall }).as_secs()
    }

    #[test]
    fn sleep_counts_and_a_wall_clock_that_is_set_back_does_not() {
        let mut clock = Clock::default();
        assert_eq!(read(&mut clock, 100, 5_000), 0);
        assert_eq!(read(&mut clock, 110, 5_010), 10);
        assert_eq!(read(&mut clock, 111, 8_611), 3_611, "an hour asleep");
        assert_eq!(read(&mut clock, 112, 10), 3_612, "set back");
        assert_eq!(read(&mut clock, 122, 20), 3_622);
    }

    #[test]
    fn a_clock_never_runs_backwards() {
        let mut clock = Clock::default();
        read(&mut clock, 100, 100);
        assert_eq!(read(&mut clock, 50, 50), 0);
    }
}
