//! A Socket.IO client down to the bytes, for what no honest one would do.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// A WebSocket connection that does nothing by itself: it neither answers heartbeats nor reads.
pub(crate) struct Raw {
    pub(crate) stream: TcpStream,
}

impl Raw {
    /// Connects as `auth` says.
    pub(crate) async fn connect(url: &str, auth: &str) -> Self {
        let mut raw = Self::ask(url, auth).await;
        raw.read_until(b"[\"session\",").await;
        raw
    }

    /// Asks to come in as `auth` says, and takes as little at a time as the operating system allows.
    pub(crate) async fn ask(url: &str, auth: &str) -> Self {
        Self::ask_holding(4_096, url, auth).await
    }

    /// Asks to come in as `auth` says, where the operating system holds so many bytes that are not read yet.
    pub(crate) async fn ask_holding(bytes: u32, url: &str, auth: &str) -> Self {
        let address: SocketAddr = url.trim_start_matches("http://").parse().expect("an address");
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(bytes).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        let request = format!(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: \
             websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut raw = Self { stream };
        raw.read_until(b"\r\n\r\n").await;
        raw.send(&format!("40{auth}")).await;
        raw
    }

    /// Sends one text frame.
    pub(crate) async fn send(&mut self, text: &str) {
        let mut frame = vec![0x81];
        match text.len() {
            short @ 0..126 => frame.push(0x80 | u8::try_from(short).unwrap()),
            long => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(long).expect("a short packet").to_be_bytes());
            }
        }
        // Masked with zeros, which leaves the text as it is.
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.write_all(&frame).await.unwrap();
    }

    /// Reads until what it has read ends with these bytes, or contains them at the end of a read.
    pub(crate) async fn read_until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        while !read.windows(end.len()).any(|window| window == end) {
            let mut buffer = [0; 1_024];
            let count = self.stream.read(&mut buffer).await.unwrap();
            assert_ne!(count, 0, "closed before {:?} came", String::from_utf8_lossy(end));
            read.extend(&buffer[..count]);
        }
        read
    }
}
