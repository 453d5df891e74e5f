//! How many connections are let in: in all, and from one address.
//!
//! When the server is full a few more are accepted that may only ask `/healthz`, so that whoever watches the server can
//! tell a full one from a dead one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Network;
use crate::domain::subscriber;

/// Connections beyond the limit that are answered nothing but `/healthz`.
const HEALTH_RESERVE: usize = 8;

/// Lets connections in.
#[derive(Clone)]
pub(super) struct Admission {
    all: Arc<Semaphore>,
    reserve: Arc<Semaphore>,
    addresses: Arc<Addresses>,
    /// Reverse proxies: theirs are the connections of many.
    proxies: Arc<[Network]>,
}

struct Addresses {
    limit: usize,
    connections: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place; given back when dropped.
pub(super) struct Place {
    /// Whether it may only ask for the server's health.
    pub(super) is_reserve: bool,
    _permit: OwnedSemaphorePermit,
    _address: Option<AddressPlace>,
}

struct AddressPlace {
    addresses: Arc<Addresses>,
    address: IpAddr,
}

/// Why a connection is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// The server has as many as it takes.
    Server,
    /// Its address has.
    Address,
}

impl Admission {
    pub(super) fn new(connections: usize, per_address: usize, proxies: &[Network]) -> Self {
        Self {
            all: Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))),
            reserve: Arc::new(Semaphore::new(HEALTH_RESERVE)),
            addresses: Arc::new(Addresses { limit: per_address, connections: Mutex::default() }),
            proxies: proxies.into(),
        }
    }

    /// A place for a connection from `address`.
    pub(super) fn admit(&self, address: IpAddr) -> Result<Place, Full> {
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(address));
        let address = match subscriber(address).filter(|_| !is_proxy) {
            None => None,
            Some(address) => Some(self.addresses.take(address).ok_or(Full::Address)?),
        };
        if let Ok(permit) = Arc::clone(&self.all).try_acquire_owned() {
            return Ok(Place { is_reserve: false, _permit: permit, _address: address });
        }
        let permit = Arc::clone(&self.reserve).try_acquire_owned().map_err(|_| Full::Server)?;
        Ok(Place { is_reserve: true, _permit: permit, _address: address })
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

    #[test]
    fn a_full_server_lets_a_few_in_for_its_health_alone() {
        let admission = Admission::new(1, 100, &[]);
        let first = admission.admit(address("192.0.2.1")).ok().unwrap();
        assert!(!first.is_reserve);
        let reserve: Vec<Place> =
            (0..HEALTH_RESERVE).map(|_| admission.admit(address("192.0.2.2")).ok().unwrap()).collect();
        assert!(reserve.iter().all(|place| place.is_reserve));
        assert_eq!(admission.admit(address("192.0.2.3")).err(), Some(Full::Server));
        drop(first);
        assert!(!admission.admit(address("192.0.2.3")).ok().unwrap().is_reserve);
    }

    #[test]
    fn a_trusted_proxy_has_as_many_connections_as_it_needs() {
        let admission = Admission::new(100, 2, &["192.0.2.1".parse().unwrap()]);
        let _places = [(); 5].map(|()| admission.admit(address("192.0.2.1")).ok().unwrap());
    }

    #[test]
    fn one_address_does_not_take_every_place() {
        let admission = Admission::new(100, 2, &[]);
        let places = [(); 2].map(|()| admission.admit(address("192.0.2.1")).ok().unwrap());
        assert_eq!(admission.admit(address("192.0.2.1")).err(), Some(Full::Address));
        assert_eq!(admission.admit(address("::ffff:192.0.2.1")).err(), Some(Full::Address), "the same in IPv6");
        assert!(admission.admit(address("192.0.2.2")).is_ok());
        drop(places);
        assert!(admission.admit(address("192.0.2.1")).is_ok());
        assert!(admission.addresses.connections.lock().len() <= 2, "addresses without connections take no memory");
    }
}
