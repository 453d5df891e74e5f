//! Where the server listens.

use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpListener, lookup_host};

/// Sockets that are bound and listening: connections wait in them from now on.
#[derive(Debug)]
pub struct Listeners {
    pub(super) sockets: Vec<TcpListener>,
    url: String,
}

/// Why none of the addresses could be bound.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The text is no `host:port`, or the host is unknown.
    #[error("{address} is not an address to listen on ({source}); give host:port, for example 0.0.0.0:3000")]
    Address {
        /// What was given.
        address: String,
        /// Why.
        source: std::io::Error,
    },
    /// The address is known but cannot be had.
    #[error(
        "cannot listen on {address}: {source}; stop the program that uses it (perhaps another Sociable) or choose \
         another with --listen"
    )]
    Bind {
        /// What was given.
        address: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Listeners {
    /// Listens on every address that `address` (`host:port`) stands for: `localhost` is both 127.0.0.1 and ::1, and
    /// browsers try either. With port 0, all share the port that the first one got.
    ///
    /// # Errors
    /// [`BindError`] where an address is taken, or none exists on this machine.
    pub async fn bind(address: &str) -> Result<Self, BindError> {
        let fail = |source| BindError::Address { address: address.to_owned(), source };
        let mut addresses: Vec<SocketAddr> = lookup_host(address).await.map_err(fail)?.collect();
        addresses.sort_unstable_by_key(|addr| (addr.is_ipv6(), *addr));
        addresses.dedup();

        let mut sockets: Vec<TcpListener> = Vec::new();
        let mut missing = None;
        for mut addr in addresses {
            if addr.port() == 0
                && let Some(first) = sockets.first().and_then(|socket| socket.local_addr().ok())
            {
                addr.set_port(first.port());
            }
            match TcpListener::bind(addr).await {
                Ok(socket) => sockets.push(socket),
                // A machine without IPv6 still resolves localhost to ::1.
                Err(source) if source.kind() == std::io::ErrorKind::AddrNotAvailable => missing = Some(source),
                Err(source) => return Err(BindError::Bind { address: address.to_owned(), source }),
            }
        }
        let Some(first) = sockets.first().and_then(|socket| socket.local_addr().ok()) else {
            let source = missing.unwrap_or_else(|| std::io::ErrorKind::AddrNotAvailable.into());
            return Err(BindError::Bind { address: address.to_owned(), source });
        };
        let url = url(address, first);
        Ok(Self { sockets, url })
    }

    /// The address to open in a browser on this machine.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn url(address: &str, bound: SocketAddr) -> String {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let unspecified = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified());
    let host = if unspecified || host.is_empty() { "localhost" } else { host };
    format!("http://{host}:{}", bound.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn port_zero_is_one_port_on_every_address() {
        let listeners = Listeners::bind("localhost:0").await.unwrap();
        let ports: Vec<u16> = listeners.sockets.iter().map(|s| s.local_addr().unwrap().port()).collect();
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
        assert_eq!(listeners.url(), format!("http://localhost:{}", ports[0]));
    }

    #[tokio::test]
    async fn a_taken_port_is_an_error_that_says_what_to_do() {
        let first = Listeners::bind("127.0.0.1:0").await.unwrap();
        let address = first.url().trim_start_matches("http://").to_owned();
        let error = Listeners::bind(&address).await.unwrap_err().to_string();
        assert!(error.contains("--listen"), "{error}");
    }

    #[test]
    fn the_url_can_be_opened_also_where_the_address_is_unspecified() {
        let bound = "0.0.0.0:4000".parse().unwrap();
        assert_eq!(url("0.0.0.0:4000", bound), "http://localhost:4000");
        assert_eq!(url("[::]:4000", bound), "http://localhost:4000");
        assert_eq!(url("[::1]:4000", bound), "http://[::1]:4000");
        assert_eq!(url("chat.example:4000", bound), "http://chat.example:4000");
    }
}
