//! Sessions that have begun and not joined yet: how many there may be.
//!
//! A handshake costs its client one request, and the engine a session for [`JOIN_WITHIN`], whether or not anybody is
//! still there; and where it polls, there is no connection that would be counted. Honest clients join at once, so that
//! few are ever on their way; many are somebody who only begins.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::domain::subscriber;
use crate::link::{Link, Links};

/// How long the engine keeps a session that does not join; its own limit.
const JOIN_WITHIN: Duration = Duration::from_secs(20);
/// Most sessions on their way, about 200 MB of them.
const ALL: usize = 10_000;
/// And from one address.
const PER_ADDRESS: usize = 1_000;
/// How often to look, when there are too many, for those that have joined.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What a session is known by until it has joined.
pub(super) enum Known {
    /// It polls.
    Sid(Box<str>),
    /// It is on a WebSocket.
    Link(Weak<Link>),
}

struct Newcomer {
    since: Instant,
    known: Known,
    address: Option<IpAddr>,
}

/// The sessions that have not joined, the oldest first.
#[derive(Default)]
pub(super) struct Newcomers {
    coming: Mutex<Coming>,
}

#[derive(Default)]
struct Coming {
    sessions: VecDeque<Newcomer>,
    /// When those that had joined were taken out.
    looked: Option<Instant>,
    /// Whether one was refused, and it was said so.
    is_crowded: bool,
}

impl Newcomers {
    /// Whether another session may begin.
    pub(super) fn may_begin(&self, address: Option<IpAddr>, links: &Links, now: Instant) -> bool {
        let mut coming = self.coming.lock();
        let may = coming.may_begin(address.and_then(subscriber), links, now);
        // Said once, since it happens often or never.
        if !may && !coming.is_crowded {
            tracing::warn!(?address, "as many sessions have begun and not joined as may");
        }
        coming.is_crowded = !may;
        may
    }

    /// One has begun.
    pub(super) fn begin(&self, known: Known, address: Option<IpAddr>, now: Instant) {
        let address = address.and_then(subscriber);
        self.coming.lock().sessions.push_back(Newcomer { since: now, known, address });
    }
}

impl Coming {
    fn may_begin(&mut self, address: Option<IpAddr>, links: &Links, now: Instant) -> bool {
        let Self { sessions, looked, .. } = self;
        while sessions.front().is_some_and(|first| now.duration_since(first.since) >= JOIN_WITHIN) {
            sessions.pop_front();
        }
        if has_room(sessions, address) {
            return true;
        }
        if looked.is_some_and(|looked| now.duration_since(looked) < LOOK_EVERY) {
            return false;
        }
        *looked = Some(now);
        sessions.retain(|newcomer| !newcomer.known.has_joined(links));
        has_room(sessions, address)
    }
}

fn has_room(sessions: &VecDeque<Newcomer>, address: Option<IpAddr>) -> bool {
    let theirs = || sessions.iter().filter(|newcomer| newcomer.address == address).count();
    let is_few = address.is_none() || sessions.len() < PER_ADDRESS || theirs() < PER_ADDRESS;
    is_few && sessions.len() < ALL
}

impl Known {
    pub(super) fn link(link: &Arc<Link>) -> Self {
        Self::Link(Arc::downgrade(link))
    }

    fn has_joined(&self, links: &Links) -> bool {
        match self {
            Self::Sid(sid) => links.has_joined(sid),
            // One that is gone has not, or need not be waited for.
            Self::Link(link) => link.upgrade().is_some_and(|link| link.has_joined()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Option<IpAddr> = None;

    fn address(last: u8) -> Option<IpAddr> {
        Some([192, 0, 2, last].into())
    }

    /// How many of so many may begin.
    fn begun(newcomers: &Newcomers, links: &Links, from: Option<IpAddr>, count: usize, now: Instant) -> usize {
        (0..count)
            .filter(|n| {
                let may = newcomers.may_begin(from, links, now);
                if may {
                    newcomers.begin(Known::Sid(n.to_string().into()), from, now);
                }
                may
            })
            .count()
    }

    #[test]
    fn one_address_does_not_begin_more_than_it_may_and_others_still_do() {
        let (newcomers, links, now) = (Newcomers::default(), Links::default(), Instant::now());
        assert_eq!(begun(&newcomers, &links, address(1), 2_000, now), PER_ADDRESS);
        assert_eq!(begun(&newcomers, &links, address(2), 10, now), 10);
        let later = now + JOIN_WITHIN;
        assert_eq!(begun(&newcomers, &links, address(1), 10, later), 10, "they are forgotten");
        assert_eq!(newcomers.coming.lock().sessions.len(), 10);
    }

    #[test]
    fn all_together_do_not_begin_more_than_there_may_be() {
        let (newcomers, links, now) = (Newcomers::default(), Links::default(), Instant::now());
        assert_eq!(begun(&newcomers, &links, NONE, ALL + 100, now), ALL);
        assert!(!newcomers.may_begin(address(1), &links, now));
    }

    #[test]
    fn those_who_have_joined_are_not_counted() {
        let (newcomers, links, now) = (Newcomers::default(), Arc::new(Links::default()), Instant::now());
        let (mut flows, mut connections) = (Vec::new(), Vec::new());
        for n in 0..2 * PER_ADDRESS {
            let now = now + LOOK_EVERY * u32::try_from(n).unwrap() / 100;
            assert!(newcomers.may_begin(address(1), &links, now), "{n}");
            if n % 2 == 0 {
                newcomers.begin(Known::Sid(n.to_string().into()), address(1), now);
                flows.push(links.open(&n.to_string(), None));
            } else {
                let link = Arc::new(Link::default());
                newcomers.begin(Known::link(&link), address(1), now);
                flows.push(links.open(&n.to_string(), Some(&link)));
                connections.push(link);
            }
        }
    }
}
