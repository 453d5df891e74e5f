//! WebSocket frames with every bit of them settable, and the connection that they go over.

use std::net::SocketAddr;

use crate::tcp::Tcp;

pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

/// A frame as a client writes it.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    is_last: bool,
    reserved: u8,
    kind: u8,
    is_masked: bool,
    claims: Option<u64>,
    payload: Vec<u8>,
}

impl Frame {
    /// A whole message, or control frame, masked.
    pub(crate) fn new(kind: u8, payload: impl AsRef<[u8]>) -> Self {
        let payload = payload.as_ref().to_vec();
        Self { is_last: true, reserved: 0, kind, is_masked: true, claims: None, payload }
    }

    /// Others are to follow.
    pub(crate) fn unfinished(self) -> Self {
        Self { is_last: false, ..self }
    }

    /// With these of the three reserved bits.
    pub(crate) fn reserved(self, reserved: u8) -> Self {
        Self { reserved, ..self }
    }

    pub(crate) fn unmasked(self) -> Self {
        Self { is_masked: false, ..self }
    }

    /// Says that it is of this length, whatever it is.
    pub(crate) fn claims(self, length: u64) -> Self {
        Self { claims: Some(length), ..self }
    }

    /// A frame that closes: with nothing, or with a code and a reason.
    pub(crate) fn close(code: Option<u16>, reason: impl AsRef<[u8]>) -> Self {
        let code = code.map_or_else(Vec::new, |code| code.to_be_bytes().to_vec());
        Self::new(CLOSE, [&code, reason.as_ref()].concat())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.is_last) << 7 | self.reserved << 4 | self.kind];
        let mask = u8::from(self.is_masked) << 7;
        let length = self.claims.unwrap_or(self.payload.len() as u64);
        match length {
            0..126 => bytes.push(mask | u8::try_from(length).unwrap()),
            126..=0xffff => {
                bytes.push(mask | 126);
                bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            _ => {
                bytes.push(mask | 127);
                bytes.extend(length.to_be_bytes());
            }
        }
        if self.is_masked {
            let key = [0x37, 0xfa, 0x21, 0x3d];
            bytes.extend(key);
            bytes.extend(self.payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

/// What a server sends: a kind and a payload.
pub(crate) type Heard = (u8, Vec<u8>);

/// How a server ends a WebSocket.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With a closing frame, and this code in it.
    Closed(Option<u16>),
    /// By ending the connection.
    Dropped,
}

/// A WebSocket that does nothing by itself: it neither answers pings nor closes.
pub(crate) struct WebSocket(pub(crate) Tcp);

impl WebSocket {
    pub(crate) async fn connect(address: SocketAddr, query: &str) -> Self {
        Self::over(Tcp::connect(address).await, query).await
    }

    /// Goes over to WebSocket on a connection.
    pub(crate) async fn over(mut tcp: Tcp, query: &str) -> Self {
        Self::request(&mut tcp, query).await;
        let head = tcp.head().await.expect("an answer");
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        Self(tcp)
    }

    /// Asks and does not wait.
    pub(crate) async fn request(tcp: &mut Tcp, query: &str) {
        let headers = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \
                       dGhlIHNhbXBsZSBub25jZQ==\r\n";
        tcp.ask("GET", &format!("/socket.io/?{query}"), headers, b"").await;
    }

    pub(crate) async fn write(&mut self, frame: Frame) {
        self.0.write(frame.bytes()).await;
    }

    pub(crate) async fn send(&mut self, packet: impl AsRef<str>) {
        self.write(Frame::new(TEXT, packet.as_ref())).await;
    }

    /// The next frame; `None` at the end.
    pub(crate) async fn hear(&mut self) -> Option<Heard> {
        let head = self.0.read(2).await?;
        let length = match head[1] {
            126 => u64::from(u16::from_be_bytes(self.0.read(2).await?.try_into().unwrap())),
            127 => u64::from_be_bytes(self.0.read(8).await?.try_into().unwrap()),
            short => short.into(),
        };
        assert_eq!(head[0] & 0xf0, 0x80, "servers send whole frames with no reserved bits");
        let payload = self.0.read(usize::try_from(length).unwrap()).await?;
        Some((head[0] & 0xf, payload))
    }

    /// The next text message.
    pub(crate) async fn hear_text(&mut self) -> String {
        loop {
            let (kind, payload) = self.hear().await.expect("an open connection");
            assert_ne!(kind, CLOSE, "closed: {payload:?}");
            if kind == TEXT {
                return String::from_utf8(payload).unwrap();
            }
        }
    }

    /// The next text message that has this in it.
    pub(crate) async fn hear_of(&mut self, part: &str) -> String {
        loop {
            let text = self.hear_text().await;
            if text.contains(part) {
                return text;
            }
        }
    }

    /// Skips what comes before the end, and says how it ends.
    pub(crate) async fn end(&mut self) -> End {
        loop {
            match self.hear().await {
                None => return End::Dropped,
                Some((CLOSE, payload)) => {
                    assert!(self.0.end().await.is_empty(), "nothing comes behind the closing frame");
                    return End::Closed(payload.first_chunk().map(|code| u16::from_be_bytes(*code)));
                }
                Some(_) => {}
            }
        }
    }
}
