//! Networks of addresses, as reverse proxies are named by.

use std::net::IpAddr;
use std::str::FromStr;

use serde::Deserialize;

/// All addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    /// How many bits.
    prefix: u32,
}

/// The text is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address nor a network; give for example 127.0.0.1, 10.0.0.0/8 or fd00::/8")]
pub struct NetworkError(String);

impl Network {
    /// Whether an address is in it; one of IPv4 is the same in IPv6.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |ours: u128, theirs: u128, width: u32| {
            // Shifting by the whole width is no shift.
            self.prefix == 0 || (ours ^ theirs) >> (width - self.prefix) == 0
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => same(ours.to_bits().into(), theirs.to_bits().into(), u32::BITS),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => same(ours.to_bits(), theirs.to_bits(), u128::BITS),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let parsed = address.parse().ok().map(|address: IpAddr| address.to_canonical()).and_then(|address| {
            let width = if address.is_ipv4() { u32::BITS } else { u128::BITS };
            let prefix = prefix.map_or(Some(width), |prefix| prefix.parse().ok())?;
            (prefix <= width).then_some(Self { address, prefix })
        });
        parsed.ok_or_else(|| NetworkError(text.chars().take(100).collect()))
    }
}

impl TryFrom<String> for Network {
    type Error = NetworkError;

    fn try_from(text: String) -> Result<Self, NetworkError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(address: &str, network: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn addresses_are_compared_by_their_first_bits() {
        assert!(is_in("127.0.0.1", "127.0.0.1"));
        assert!(!is_in("127.0.0.2", "127.0.0.1"));
        assert!(is_in("10.1.2.3", "10.0.0.0/8") && !is_in("11.1.2.3", "10.0.0.0/8"));
        assert!(is_in("192.0.2.129", "192.0.2.128/25") && !is_in("192.0.2.127", "192.0.2.128/25"));
        assert!(is_in("::ffff:10.0.0.1", "10.0.0.0/8"));
        assert!(is_in("fd00::1", "fd00::/8") && !is_in("fe80::1", "fd00::/8"));
        assert!(is_in("2001:db8::1", "::/0") && !is_in("192.0.2.1", "::/0"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "::/129", "10.0.0.0/-1"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
