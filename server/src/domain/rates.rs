//! How often one person, and all behind one address, may do what.
//!
//! A token bucket is one instant: the moment it will be full again (the generic cell rate algorithm). A full bucket
//! says nothing and is forgotten; so memory is bounded by who was active lately, and by [`BUCKETS`] in any case. Beyond
//! that the fullest buckets go first: an attacker from many addresses wins a few more requests, and nobody is locked
//! out.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use parking_lot::Mutex;
use sociable_protocol::limits::{ADDRESS_FACTOR, Rate, Rates};
use sociable_protocol::{Error, ErrorCode, UserId};
use tokio::time::Instant;

/// Most buckets that are remembered, about 8 MB of them.
const BUCKETS: usize = 100_000;

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateKind {
    /// Sending messages.
    Send,
    /// Changing messages.
    Change,
    /// Reading.
    Query,
    /// Typing, presence, read positions, muting.
    Signal,
    /// Making and changing rooms, members and people.
    Manage,
}

/// Whose bucket it is. A kind of `None` is new sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    User(RateKind, UserId),
    Address(Option<RateKind>, IpAddr),
}

/// All buckets. A bucket that is not in the map is full.
#[derive(Debug)]
pub(super) struct Limiter {
    rates: Rates,
    capacity: usize,
    full_at: Mutex<HashMap<Key, Instant>>,
}

impl Limiter {
    pub(super) fn new(rates: Rates) -> Self {
        Self { rates, capacity: BUCKETS, full_at: Mutex::default() }
    }

    /// Takes a token from the person's bucket and from their address's, or from neither.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] with the time until both have one.
    pub(super) fn take(
        &self,
        kind: RateKind,
        user: UserId,
        address: Option<IpAddr>,
        now: Instant,
    ) -> Result<(), Error> {
        let person = Bucket::new(self.rate(kind), 1);
        let shared = Bucket::new(self.rate(kind), ADDRESS_FACTOR);
        match address.and_then(subscriber) {
            None => self.take_all([(Key::User(kind, user), person)], now),
            Some(address) => {
                self.take_all([(Key::User(kind, user), person), (Key::Address(Some(kind), address), shared)], now)
            }
        }
    }

    /// Takes a token for a new session from this address.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] with the time until there is one.
    pub(super) fn connect(&self, address: Option<IpAddr>, now: Instant) -> Result<(), Error> {
        let Some(address) = address.and_then(subscriber) else { return Ok(()) };
        self.take_all([(Key::Address(None, address), Bucket::new(self.rates.connect, 1))], now)
    }

    const fn rate(&self, kind: RateKind) -> Rate {
        match kind {
            RateKind::Send => self.rates.send,
            RateKind::Change => self.rates.change,
            RateKind::Query => self.rates.query,
            RateKind::Signal => self.rates.signal,
            RateKind::Manage => self.rates.manage,
        }
    }

    fn take_all<const N: usize>(&self, buckets: [(Key, Bucket); N], now: Instant) -> Result<(), Error> {
        let mut full_at = self.full_at.lock();
        let taken = buckets.map(|(key, bucket)| {
            let next = full_at.get(&key).map_or(now, |full| now.max(*full)) + bucket.interval;
            (key, next, next.saturating_duration_since(now + bucket.burst))
        });
        let wait = taken.iter().map(|(_, _, wait)| *wait).max().unwrap_or_default();
        if !wait.is_zero() {
            return Err(rate_limited(wait));
        }
        for (key, next, _) in taken {
            if full_at.len() >= self.capacity && !full_at.contains_key(&key) {
                make_room(&mut full_at, self.capacity, now);
            }
            full_at.insert(key, next);
        }
        Ok(())
    }
}

/// How a bucket fills.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// The time in which one token comes back.
    interval: Duration,
    /// The time in which an empty bucket becomes full.
    burst: Duration,
}

impl Bucket {
    fn new(rate: Rate, factor: u32) -> Self {
        let interval = Duration::from_secs(1) / rate.per_second.max(1).saturating_mul(factor);
        Self { interval, burst: interval.saturating_mul(rate.burst.max(1).saturating_mul(factor)) }
    }
}

/// Forgets full buckets and, where that is not enough, the fullest. An eighth is free afterwards, so that the cost is
/// spread over the many calls that do not come here.
fn make_room(full_at: &mut HashMap<Key, Instant>, capacity: usize, now: Instant) {
    full_at.retain(|_, full| *full > now);
    let keep = capacity - capacity / 8;
    let Some(excess @ 1..) = full_at.len().checked_sub(keep) else { return };
    let mut order: Vec<Instant> = full_at.values().copied().collect();
    let (_, last, _) = order.select_nth_unstable(excess - 1);
    let last = *last;
    full_at.retain(|_, full| *full > last);
}

/// Whose address it is: one subscriber has a whole /64 of IPv6. The machine's own addresses are nobody's: they are a
/// reverse proxy's, and a developer's.
pub(crate) fn subscriber(address: IpAddr) -> Option<IpAddr> {
    let address = address.to_canonical();
    let subscriber = match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    };
    (!address.is_loopback()).then_some(subscriber)
}

fn rate_limited(wait: Duration) -> Error {
    let ms = u64::try_from(wait.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
    Error::new(ErrorCode::RateLimited, "this is too much at once; wait a moment").retry_after(ms)
}

#[cfg(test)]
mod tests {
    use sociable_protocol::Timestamp;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limiter() -> Limiter {
        let rates = Rates {
            send: Rate { burst: 3, per_second: 2 },
            connect: Rate { burst: 2, per_second: 1 },
            ..Rates::default()
        };
        Limiter::new(rates)
    }

    fn user(n: u16) -> UserId {
        let [a, b] = n.to_be_bytes();
        UserId::new(Timestamp::from_millis(0), [a, b, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    fn sends(limiter: &Limiter, user: UserId, address: Option<IpAddr>, now: Instant) -> usize {
        (0..1_000).take_while(|_| limiter.take(RateKind::Send, user, address, now).is_ok()).count()
    }

    #[test]
    fn a_burst_is_let_through_and_then_one_after_another() {
        let (limiter, now) = (limiter(), Instant::now());
        assert_eq!(sends(&limiter, user(1), None, now), 3);
        assert_eq!(sends(&limiter, user(1), None, now + SECOND), 2);
        assert_eq!(sends(&limiter, user(1), None, now + 60 * SECOND), 3, "no more than a burst is saved up");
    }

    #[test]
    fn a_refusal_says_when_the_next_is_let_through() {
        let (limiter, now) = (limiter(), Instant::now());
        sends(&limiter, user(1), None, now);
        let error = limiter.take(RateKind::Send, user(1), None, now).unwrap_err();
        assert_eq!((error.code, error.retry_after_ms), (ErrorCode::RateLimited, Some(500)));
        let then = now + Duration::from_millis(500);
        assert_eq!(limiter.take(RateKind::Send, user(1), None, then), Ok(()));
        assert!(limiter.take(RateKind::Send, user(1), None, then).is_err());
    }

    #[test]
    fn people_and_kinds_do_not_use_up_each_others() {
        let (limiter, now) = (limiter(), Instant::now());
        sends(&limiter, user(1), None, now);
        assert_eq!(sends(&limiter, user(2), None, now), 3);
        assert_eq!(limiter.take(RateKind::Query, user(1), None, now), Ok(()));
    }

    #[test]
    fn all_behind_one_address_share_a_larger_bucket() {
        let (limiter, now) = (limiter(), Instant::now());
        let home = address("192.0.2.1");
        let all: usize = (0..20).map(|n| sends(&limiter, user(n), home, now)).sum();
        assert_eq!(all, 3 * 8);
        assert_eq!(sends(&limiter, user(19), address("192.0.2.2"), now), 3, "a refusal took no token of the person");
    }

    #[test]
    fn one_subscriber_has_one_bucket_however_many_addresses_they_use() {
        let (limiter, now) = (limiter(), Instant::now());
        for n in 0..20 {
            sends(&limiter, user(n), address(&format!("2001:db8::{n:x}")), now);
        }
        assert_eq!(sends(&limiter, user(50), address("2001:db8::ffff"), now), 0);
        assert_eq!(sends(&limiter, user(50), address("2001:db8:0:1::1"), now), 3);
        for n in 100..120 {
            sends(&limiter, user(n), address("::ffff:192.0.2.1"), now);
        }
        assert_eq!(sends(&limiter, user(150), address("192.0.2.1"), now), 0);
    }

    #[test]
    fn the_machines_own_addresses_are_not_counted() {
        let (limiter, now) = (limiter(), Instant::now());
        for own in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            for _ in 0..100 {
                assert_eq!(limiter.connect(address(own), now), Ok(()));
            }
        }
        assert_eq!(limiter.connect(None, now), Ok(()));
    }

    #[test]
    fn new_sessions_are_counted_by_address() {
        let (limiter, now) = (limiter(), Instant::now());
        let home = address("192.0.2.1");
        assert_eq!((0..5).filter(|_| limiter.connect(home, now).is_ok()).count(), 2);
        assert_eq!(limiter.connect(home, now).unwrap_err().retry_after_ms, Some(1_000));
        assert_eq!(limiter.connect(address("192.0.2.2"), now), Ok(()));
    }

    #[test]
    fn the_table_is_bounded_and_keeps_the_emptiest_buckets() {
        let (mut limiter, now) = (limiter(), Instant::now());
        limiter.capacity = 80;
        sends(&limiter, user(9_999), None, now);
        for n in 0..1_000 {
            limiter.take(RateKind::Send, user(n), None, now).unwrap();
            assert!(limiter.full_at.lock().len() <= 80);
        }
        assert!(limiter.take(RateKind::Send, user(9_999), None, now).is_err(), "not forgotten among the many");
    }

    #[test]
    fn full_buckets_are_forgotten_first() {
        let (mut limiter, now) = (limiter(), Instant::now());
        limiter.capacity = 80;
        for n in 0..80 {
            limiter.take(RateKind::Send, user(n), None, now).unwrap();
        }
        limiter.take(RateKind::Send, user(80), None, now + SECOND).unwrap();
        assert_eq!(limiter.full_at.lock().len(), 1);
    }
}
