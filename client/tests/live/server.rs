//! A small server that does what the tests need.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use sociable_protocol::{Error, ErrorCode};
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, Data, SocketRef, TryData};
use socketioxide::handler::ConnectHandler;
use tokio::net::TcpSocket;
use tokio::sync::oneshot;

/// What the server was told in `note` events, over all its lives.
pub(crate) type Notes = Arc<Mutex<Vec<String>>>;

/// A running server; it is killed when it is dropped.
pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    pub(crate) notes: Notes,
    /// Where it listens, too: so the port is given to nobody else while there is no server.
    port: Arc<TcpSocket>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What is left of a server that was killed.
pub(crate) struct Killed {
    port: Arc<TcpSocket>,
    pub(crate) notes: Notes,
}

impl Killed {
    /// The same server again.
    pub(crate) fn start_again(self) -> Server {
        Server::run(self.port, self.notes, Heartbeat::default())
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Heartbeat {
    pub(crate) interval: Duration,
    pub(crate) timeout: Duration,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self { interval: Duration::from_secs(25), timeout: Duration::from_secs(20) }
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(Heartbeat::default())
    }

    pub(crate) fn start_with(heartbeat: Heartbeat) -> Self {
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.bind(([127, 0, 0, 1], 0).into()).unwrap();
        Self::run(Arc::new(port), Notes::default(), heartbeat)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Waits until the server has been told `note`.
    pub(crate) async fn noted(&self, note: &str) {
        let noted = async {
            while !self.notes.lock().unwrap().iter().any(|noted| noted == note) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(crate::PATIENCE, noted).await.expect("the server is told in time");
    }

    /// Ends the process that this would be: no goodbye to anybody. Nobody listens at its port afterwards.
    pub(crate) fn kill(mut self) -> Killed {
        self.stop();
        Killed { port: Arc::clone(&self.port), notes: Arc::clone(&self.notes) }
    }

    fn stop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    fn run(port: Arc<TcpSocket>, notes: Notes, heartbeat: Heartbeat) -> Self {
        let addr = port.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (listens, listening) = mpsc::channel();
        let server_notes = Arc::clone(&notes);
        // One thread: socketioxide runs each event in a task of its own, and only this keeps them in order.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind(addr).await.unwrap();
                listens.send(()).unwrap();
                tokio::select! {
                    served = axum::serve(listener, app(&server_notes, heartbeat)) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        listening.recv().unwrap();
        Self { addr, notes, port, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn app(notes: &Notes, heartbeat: Heartbeat) -> axum::Router {
    let (layer, io) =
        SocketIo::builder().ping_interval(heartbeat.interval).ping_timeout(heartbeat.timeout).build_layer();
    let notes = Arc::clone(notes);
    // Handlers are set before the connection is confirmed, or the first event might find none.
    let handlers = async move |socket: SocketRef, TryData(auth): TryData<Value>| {
        if auth.is_ok_and(|auth| auth["name"] == "nobody") {
            return Err(Error::new(ErrorCode::InvalidName, "nobody is not a name"));
        }
        register(&socket, &notes);
        Ok(())
    };
    let connected = async |socket: SocketRef, TryData(auth): TryData<Value>| {
        socket.emit("hello", &auth.unwrap_or(Value::Null)).unwrap();
    };
    io.ns("/", connected.with(handlers));
    axum::Router::new().layer(layer)
}

fn register(socket: &SocketRef, notes: &Notes) {
    socket.on("echo", async |Data::<Value>(data), ack: AckSender| ack.send(&data).unwrap());
    socket.on("silent", async |Data::<Value>(_)| {});
    socket.on("leave", async |socket: SocketRef| socket.disconnect().unwrap());
    socket.on("binary", async |socket: SocketRef| {
        socket.emit("file", &(json!({ "size": 3 }), bytes([1, 2, 3]))).unwrap();
    });
    socket.on("typing:set", async |Data::<Value>(typing), ack: AckSender| match typing["room"].as_str() {
        Some("lobby") => ack.send(&json!({ "ok": true })).unwrap(),
        _ => ack.send(&json!({ "ok": false, "error": Error::new(ErrorCode::NotJoined, "join it first") })).unwrap(),
    });
    socket.on("ticks", async |socket: SocketRef, Data::<u32>(count)| {
        for tick in 0..count {
            // The server's own queue is short: wait until the client has taken something.
            while socket.emit("tick", &tick).is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    let noted = Arc::clone(notes);
    socket.on("note", async move |Data::<String>(note), ack: AckSender| {
        noted.lock().unwrap().push(note);
        // A note that came by emit wants no ack, and then sending one does nothing.
        let _ = ack.send(&Value::Null);
    });
    let noted = Arc::clone(notes);
    socket.on_disconnect(async move || noted.lock().unwrap().push("disconnected".to_owned()));
}

/// Binary data, which serde has no type of its own for.
fn bytes(data: [u8; 3]) -> impl serde::Serialize {
    struct Bytes([u8; 3]);
    impl serde::Serialize for Bytes {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&self.0)
        }
    }
    Bytes(data)
}
