//! Sessions of Engine.IO and sockets of Socket.IO, made of raw packets.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::tcp::Tcp;
use crate::websocket::WebSocket;

/// A name that nobody has yet.
pub(crate) fn new_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("attacker {}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A session on a WebSocket that has not joined the namespace.
pub(crate) async fn opened(address: SocketAddr) -> WebSocket {
    let mut websocket = WebSocket::connect(address, "EIO=4&transport=websocket").await;
    assert!(websocket.hear_text().await.starts_with("0{"));
    websocket
}

/// A socket of somebody new.
pub(crate) async fn entered(address: SocketAddr) -> WebSocket {
    let mut websocket = opened(address).await;
    enter(&mut websocket).await;
    websocket
}

/// Joins the namespace as somebody new.
pub(crate) async fn enter(websocket: &mut WebSocket) {
    websocket.send(format!("40{{\"name\":\"{}\"}}", new_name())).await;
    websocket.hear_of("[\"session\",").await;
}

/// A socket of somebody new who is in the lobby.
pub(crate) async fn in_lobby(address: SocketAddr) -> WebSocket {
    let mut websocket = entered(address).await;
    websocket.send("421[\"room:join\",{\"room\":\"lobby\"}]").await;
    websocket.hear_of("431[").await;
    websocket
}

/// A session that polls, over one connection at a time.
pub(crate) struct Polling {
    pub(crate) address: SocketAddr,
    pub(crate) tcp: Tcp,
    pub(crate) sid: String,
}

impl Polling {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let mut tcp = Tcp::connect(address).await;
        let open = tcp.get("/socket.io/?EIO=4&transport=polling").await;
        assert_eq!(open.status, 200, "{open:?}");
        let sid = open.body.split('"').nth(3).unwrap().to_owned();
        Self { address, tcp, sid }
    }

    /// Joins the namespace as somebody new.
    pub(crate) async fn enter(address: SocketAddr) -> Self {
        let mut polling = Self::open(address).await;
        let entered = polling.post(format!("40{{\"name\":\"{}\"}}", new_name())).await;
        assert_eq!(entered, (200, None));
        let mut polled = String::new();
        while !polled.contains("[\"session\",") {
            polled.push_str(&polling.poll().await);
        }
        polling
    }

    pub(crate) fn target(&self) -> String {
        format!("/socket.io/?EIO=4&transport=polling&sid={}", self.sid)
    }

    /// What is polled; panics where it is refused.
    pub(crate) async fn poll(&mut self) -> String {
        let target = self.target();
        let polled = self.tcp.get(&target).await;
        assert_eq!(polled.status, 200, "{polled:?}");
        polled.body
    }

    /// The status and the number of the refusal, if it is one.
    pub(crate) async fn post(&mut self, body: impl AsRef<[u8]>) -> (u16, Option<u64>) {
        let target = self.target();
        let posted = self.tcp.post(&target, body).await;
        (posted.status, posted.code())
    }

    /// Whether it is over: what it asks is refused as unknown.
    pub(crate) async fn is_over(&self) -> bool {
        let asked = Tcp::connect(self.address).await.post(&self.target(), "6").await;
        (asked.status, asked.code()) == (400, Some(1))
    }

    /// Ends it as its client would.
    pub(crate) async fn leave(mut self) {
        assert_eq!(self.post("1").await.0, 200);
    }
}
