//! Ports that stay with the server of a test while it is stopped. Free ones are given to whoever asks next, which may be the
//! server of a test beside this one.

use tokio::net::TcpSocket;

/// A port of this machine's own address, given to nobody else as long as this is there.
pub(crate) struct Port(TcpSocket);

impl Port {
    pub(crate) fn hold() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // So that one may listen there who says so, too, as servers do. This one never listens: who connects is refused.
        socket.set_reuseaddr(true).unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        Self(socket)
    }

    /// Where to listen.
    pub(crate) fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }
}
