//! A client that costs next to nothing: it counts what it is sent, and answers heartbeats. What is measured is then the
//! server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What all readers together have seen.
#[derive(Default)]
pub(crate) struct Seen {
    /// How many are in the room.
    pub(crate) joined: AtomicU64,
    /// Messages that reached one of them.
    pub(crate) messages: AtomicU64,
    /// How long they took, from being sent, in microseconds, together and at most.
    pub(crate) micros: AtomicU64,
    pub(crate) worst_micros: AtomicU64,
}

/// Comes into the lobby and reads until the connection ends. Messages say when they were sent, in microseconds after
/// `epoch`.
pub(crate) async fn read(url: String, name: String, epoch: Instant, seen: Arc<Seen>) {
    let address: SocketAddr = url.trim_start_matches("http://").parse().unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: \
         websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut buffer = Vec::with_capacity(65_536);
    while !buffer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).await.unwrap();
        buffer.extend(byte);
    }
    buffer.clear();
    send(&mut stream, &format!("40{{\"name\":\"{name}\"}}")).await;
    loop {
        while let Some((frame, payload)) = frame(&buffer) {
            match payload {
                b"2" => send(&mut stream, "3").await,
                text if text.starts_with(b"42[\"session\"") => {
                    send(&mut stream, "421[\"room:join\",{\"room\":\"lobby\"}]").await;
                }
                text if text.starts_with(b"431[") => drop(seen.joined.fetch_add(1, Ordering::Relaxed)),
                text if text.starts_with(b"42[\"message:new\"") => note(text, epoch, &seen),
                _ => {}
            }
            buffer.drain(..frame);
        }
        match stream.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn note(packet: &[u8], epoch: Instant, seen: &Seen) {
    let packet = String::from_utf8_lossy(packet);
    let sent = packet.split_once("\"text\":\"at ").and_then(|(_, rest)| rest.split_once(' ')).unwrap().0;
    let now = u64::try_from(epoch.elapsed().as_micros()).unwrap();
    let micros = now.saturating_sub(sent.parse().unwrap());
    seen.micros.fetch_add(micros, Ordering::Relaxed);
    seen.worst_micros.fetch_max(micros, Ordering::Relaxed);
    seen.messages.fetch_add(1, Ordering::Relaxed);
}

/// The first frame of `bytes`: how long it is in all, and what it carries.
fn frame(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (header, length) = match *bytes.get(1)? & 0x7f {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
        short => (2, usize::from(short)),
    };
    Some((header + length, bytes.get(header..header + length)?))
}

async fn send(stream: &mut TcpStream, text: &str) {
    // Masked with zeros, which leaves the text as it is.
    let mut frame = vec![0x81, 0x80 | u8::try_from(text.len()).expect("a short packet"), 0, 0, 0, 0];
    frame.extend(text.as_bytes());
    stream.write_all(&frame).await.unwrap();
}
