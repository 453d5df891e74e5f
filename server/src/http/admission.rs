//! How many connections are let in: in all, and from one address.
//!
//! When the server is full a few more are accepted that may only ask `/healthz`, so that whoever watches the server can
//! tell a full one from a dead one. These few are the latest: whoever watches asks at once, and one that only waits makes
//! room for the next.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Network;
use crate::domain::subscriber;
use crate::link::Link;

/// Connections beyond the limit that are answered nothing but `/healthz`.
const HEALTH_RESERVE: usize = 32;

/// Lets connections in.
#[derive(Clone)]
pub(super) struct Admission {
    all: Arc<Semaphore>,
    reserve: Arc<Reserve>,
    addresses: Arc<Addresses>,
    /// Reverse proxies: theirs are the connections of many.
    proxies: Arc<[Network]>,
}

/// Connections that may only ask for the server's health, the longest there first.
#[derive(Default)]
struct Reserve {
    connections: Mutex<VecDeque<Weak<Link>>>,
}

struct Addresses {
    limit: usize,
    connections: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place; given back when dropped.
pub(super) struct Place {
    /// Whether it may only ask for the server's health.
    pub(super) is_reserve: bool,
    _permit: Option<OwnedSemaphorePermit>,
    _address: Option<AddressPlace>,
}

struct AddressPlace {
    addresses: Arc<Addresses>,
    address: IpAddr,
}

/// A connection is not let in: its address has as many as one may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AddressFull;

impl Admission {
    pub(super) fn new(connections: usize, per_address: usize, proxies: &[Network]) -> Self {
        Self {
            all: Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))),
            reserve: Arc::default(),
            addresses: Arc::new(Addresses { limit: per_address, connections: Mutex::default() }),
            proxies: proxies.into(),
        }
    }

    /// A place for a connection from `address`, which `link` cuts where another needs it.
    pub(super) fn admit(&self, address: IpAddr, link: &Arc<Link>) -> Result<Place, AddressFull> {
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(address));
        let address = match subscriber(address).filter(|_| !is_proxy) {
            None => None,
            Some(address) => Some(self.addresses.take(address).ok_or(AddressFull)?),
        };
        if let Ok(permit) = Arc::clone(&self.all).try_acquire_owned() {
            return Ok(Place { is_reserve: false, _permit: Some(permit), _address: address });
        }
        self.reserve.take(link);
        Ok(Place { is_reserve: true, _permit: None, _address: address })
    }
}

impl Reserve {
    fn take(&self, link: &Arc<Link>) {
        let mut connections = self.connections.lock();
        connections.retain(|link| link.strong_count() > 0);
        if connections.len() >= HEALTH_RESERVE
            && let Some(first) = connections.pop_front().and_then(|first| first.upgrade())
        {
            first.cut();
        }
        connections.push_back(Arc::downgrade(link));
    }
}

impl Addresses {
    fn take(self: &Arc<Self>, address: IpAddr) -> Option<AddressPlace> {
        let mut connections = self.connections.lock();
        let count = connections.entry(address).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(AddressPlace { addresses: Arc::clone(self), address })
    }
}

impl Drop for AddressPlace {
    fn drop(&mut self) {
        let mut connections = self.addresses.connections.lock();
        if let Some(count) = connections.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                connections.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// Asks for a place.
    fn ask(admission: &Admission, from: &str) -> Option<(Place, Arc<Link>)> {
        let link = Arc::new(Link::default());
        Some((admission.admit(address(from), &link).ok()?, link))
    }

    #[test]
    fn a_full_server_lets_the_latest_few_in_for_its_health_alone() {
        let admission = Admission::new(1, 100, &[]);
        let first = ask(&admission, "192.0.2.1").unwrap();
        assert!(!first.0.is_reserve);
        let mut reserve: VecDeque<_> = (0..HEALTH_RESERVE).map(|_| ask(&admission, "192.0.2.2").unwrap()).collect();
        assert!(reserve.iter().all(|(place, link)| place.is_reserve && !link.until_cut().is_cancelled()));
        let latest = ask(&admission, "192.0.2.3").unwrap();
        assert!(latest.0.is_reserve);
        assert!(reserve.pop_front().unwrap().1.until_cut().is_cancelled(), "the one that has waited longest");
        assert!(reserve.iter().all(|(_, link)| !link.until_cut().is_cancelled()));
        drop((first, reserve));
        assert!(!ask(&admission, "192.0.2.3").unwrap().0.is_reserve);
        assert_eq!(admission.reserve.connections.lock().len(), HEALTH_RESERVE, "as many at most are remembered");
    }

    #[test]
    fn a_trusted_proxy_has_as_many_connections_as_it_needs() {
        let admission = Admission::new(100, 2, &["192.0.2.1".parse().unwrap()]);
        let _places = [(); 5].map(|()| ask(&admission, "192.0.2.1").unwrap());
    }

    #[test]
    fn one_address_does_not_take_every_place() {
        let admission = Admission::new(100, 2, &[]);
        let places = [(); 2].map(|()| ask(&admission, "192.0.2.1").unwrap());
        assert!(ask(&admission, "192.0.2.1").is_none());
        assert!(ask(&admission, "::ffff:192.0.2.1").is_none(), "the same in IPv6");
        assert!(ask(&admission, "192.0.2.2").is_some());
        drop(places);
        assert!(ask(&admission, "192.0.2.1").is_some());
        assert!(admission.addresses.connections.lock().len() <= 2, "addresses without connections take no memory");
    }
}
