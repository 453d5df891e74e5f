//! A TCP connection, and HTTP/1.1 on it, byte by byte.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Longer than anything takes that is not itself a time limit, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A connection, and what was read of it and not used yet.
pub(crate) struct Tcp {
    pub(crate) stream: TcpStream,
    unused: Vec<u8>,
}

/// An answer to a request.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    /// The number of a refusal of Engine.IO.
    pub(crate) fn code(&self) -> Option<u64> {
        serde_json::from_str::<serde_json::Value>(&self.body).ok()?["code"].as_u64()
    }
}

impl Tcp {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), unused: Vec::new() }
    }

    pub(crate) async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        let written = tokio::time::timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await;
        written.expect("the server reads").expect("an open connection");
    }

    /// Writes what the server may refuse to read to its end; false where it has closed meanwhile.
    pub(crate) async fn try_write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let written = tokio::time::timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await;
        written.expect("it reads or closes").is_ok()
    }

    /// Reads on; false at the end.
    async fn read_more(&mut self) -> bool {
        let mut buffer = vec![0; 16_384];
        // A reset is an end as well.
        let count = self.stream.read(&mut buffer).await.unwrap_or(0);
        self.unused.extend(&buffer[..count]);
        count > 0
    }

    /// So many bytes; `None` where it ends before.
    pub(crate) async fn read(&mut self, count: usize) -> Option<Vec<u8>> {
        while self.unused.len() < count {
            let more = tokio::time::timeout(PATIENCE, self.read_more()).await.expect("bytes, or the end, in time");
            if !more {
                return None;
            }
        }
        Some(self.unused.drain(..count).collect())
    }

    /// Everything to the end, which has to come within `patience`.
    pub(crate) async fn end_within(&mut self, patience: Duration) -> Vec<u8> {
        let reading = async { while self.read_more().await {} };
        tokio::time::timeout(patience, reading).await.expect("closed in time");
        std::mem::take(&mut self.unused)
    }

    pub(crate) async fn end(&mut self) -> Vec<u8> {
        self.end_within(PATIENCE).await
    }

    /// A request line, headers and a body.
    pub(crate) async fn ask(&mut self, method: &str, target: &str, headers: &str, body: &[u8]) {
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{length}{headers}\r\n");
        self.try_write([head.as_bytes(), body].concat()).await;
    }

    pub(crate) async fn get(&mut self, target: &str) -> Response {
        self.ask("GET", target, "", b"").await;
        self.response().await.expect("an answer")
    }

    pub(crate) async fn post(&mut self, target: &str, body: impl AsRef<[u8]>) -> Response {
        self.ask("POST", target, "Content-Type: text/plain;charset=UTF-8\r\n", body.as_ref()).await;
        self.response().await.expect("an answer")
    }

    /// Reads to the end of a head, or of the connection.
    pub(crate) async fn head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.extend(self.read(1).await?);
        }
        Some(String::from_utf8(head).unwrap())
    }

    /// The next answer; `None` where there is none.
    pub(crate) async fn response(&mut self) -> Option<Response> {
        let head = self.head().await?;
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let field = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
        };
        let body = match field("content-length") {
            _ if status == 101 => Vec::new(),
            Some(length) => self.read(length.parse().unwrap()).await?,
            None if field("transfer-encoding").is_some() => self.chunks().await?,
            None => Vec::new(),
        };
        Some(Response { status, body: String::from_utf8_lossy(&body).into_owned(), head })
    }

    async fn chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = Vec::new();
            while !line.ends_with(b"\r\n") {
                line.extend(self.read(1).await?);
            }
            let size = usize::from_str_radix(std::str::from_utf8(&line).unwrap().trim(), 16).unwrap();
            body.extend(self.read(size).await?);
            self.read(2).await?;
            if size == 0 {
                return Some(body);
            }
        }
    }

    /// Breaks off without a word: the peer gets a reset.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }
}
