//! A WebSocket as the engine gets it: what it says first and what it hears first are not the client's business.
//!
//! The engine knows only its own way into a session. Where a client has gone over from polling, it is told again what the
//! client has said already, and what it answers is kept from the client, who has it. Where a session begins, its
//! first ping, which comes an interval too early, is kept from the client and answered. After that, everything passes.
//!
//! A client may be gone before it is greeted. The engine would leave it at that, and keep its session for ever; so the
//! greeting always succeeds, and that nobody is there is found by reading, on which it closes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::frame::{TEXT, measure};

/// `2probe` and `5`, as a client sends them. What a mask of zeros masks is as it is.
const PROBE_AND_UPGRADE: &[u8] = b"\x81\x86\0\0\0\x002probe\x81\x81\0\0\0\x005";
/// `3`, likewise.
const PONG: &[u8] = b"\x81\x81\0\0\0\x003";

/// A WebSocket that an engine takes over.
pub struct Carried<C = TokioIo<Upgraded>> {
    connection: C,
    heard: Heard,
    said: Said,
    /// Whether the engine has begun to read, as it does behind its greeting.
    is_greeted: bool,
}

/// What the engine reads.
enum Heard {
    /// Nothing, until it has said what is kept from the client; then this.
    Later(&'static [u8], Option<Waker>),
    /// These bytes, then what the client sends.
    Now(&'static [u8]),
}

/// What the engine writes.
enum Said {
    /// The first text message of this content is kept from the client. So many bytes are left of the frame before it.
    Kept { text: &'static [u8], left: u64 },
    /// Everything is for the client.
    Passed,
}

impl<C> Carried<C> {
    /// Of a session that begins; `pinged` where the engine pings it at once.
    pub(super) const fn new(connection: C, pinged: bool) -> Self {
        if pinged {
            let said = Said::Kept { text: b"2", left: 0 };
            return Self { connection, heard: Heard::Later(PONG, None), said, is_greeted: false };
        }
        Self { connection, heard: Heard::Now(&[]), said: Said::Passed, is_greeted: false }
    }

    /// Of a session that polled, and whose client has been told `3probe` and answered `5`.
    pub(super) const fn upgraded(connection: C) -> Self {
        let said = Said::Kept { text: b"3probe", left: 0 };
        Self { connection, heard: Heard::Now(PROBE_AND_UPGRADE), said, is_greeted: true }
    }

    /// The connection, for who looks at what has come of it.
    #[cfg(any(test, fuzzing))]
    pub(super) fn into_inner(self) -> C {
        self.connection
    }

    /// From now on everything passes.
    fn pass(&mut self) {
        self.said = Said::Passed;
        if let Heard::Later(then, waker) = &mut self.heard {
            if let Some(waker) = waker.take() {
                waker.wake();
            }
            self.heard = Heard::Now(then);
        }
    }
}

impl<C: AsyncWrite + Unpin> Carried<C> {
    /// Writes for the client.
    fn poll_pass(&mut self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match ready!(Pin::new(&mut self.connection).poll_write(cx, buf)) {
            Err(error) if !self.is_greeted => {
                tracing::debug!(%error, "a client is gone before it is greeted");
                Poll::Ready(Ok(buf.len()))
            }
            written => Poll::Ready(written),
        }
    }
}

impl<C: AsyncRead + Unpin> AsyncRead for Carried<C> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.is_greeted = true;
        match &mut self.heard {
            Heard::Later(_, waker) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
            Heard::Now([]) => Pin::new(&mut self.connection).poll_read(cx, buf),
            Heard::Now(first) => {
                let (now, later) = first.split_at(first.len().min(buf.remaining()));
                buf.put_slice(now);
                *first = later;
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl<C: AsyncWrite + Unpin> AsyncWrite for Carried<C> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let Said::Kept { text, left } = &mut this.said else {
            return this.poll_pass(cx, buf);
        };
        if *left == 0 {
            // The engine writes frames whole.
            let Some((length, head)) = measure(buf) else {
                this.pass();
                return this.poll_pass(cx, buf);
            };
            let frame = usize::try_from(length).ok().and_then(|length| buf.get(..length));
            if let Some(frame) = frame
                && frame.first().is_some_and(|first| first & 0xf == TEXT)
                && frame.get(head..) == Some(*text)
            {
                let kept = frame.len();
                this.pass();
                return Poll::Ready(Ok(kept));
            }
            *left = length;
        }
        let rest = usize::try_from(*left).unwrap_or(usize::MAX).min(buf.len());
        let written = ready!(this.poll_pass(cx, buf.get(..rest).unwrap_or_default()))?;
        if let Said::Kept { left, .. } = &mut this.said {
            *left -= written as u64;
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = ready!(Pin::new(&mut self.connection).poll_flush(cx));
        Poll::Ready(if self.is_greeted { flushed } else { Ok(()) })
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What the engine has read, and the client.
    async fn exchanged(
        carry: impl FnOnce(tokio::io::DuplexStream) -> Carried<tokio::io::DuplexStream>,
        at_a_time: usize,
        said: &[&[u8]],
    ) -> (Vec<u8>, Vec<u8>) {
        let (mut client, server) = tokio::io::duplex(at_a_time);
        let (mut hears, mut says) = tokio::io::split(carry(server));
        let heard = tokio::spawn(async move {
            let mut heard = Vec::new();
            hears.read_to_end(&mut heard).await.unwrap();
            heard
        });
        let (mut from_client, mut to_client) = tokio::io::split(&mut client);
        let sends = async {
            to_client.write_all(b"from the client").await.unwrap();
            to_client.shutdown().await.unwrap();
        };
        let mut got = Vec::new();
        let receives = from_client.read_to_end(&mut got);
        let server = async {
            for message in said {
                says.write_all(message).await.unwrap();
            }
            says.shutdown().await.unwrap();
        };
        let (received, (), ()) = tokio::join!(receives, sends, server);
        received.unwrap();
        (heard.await.unwrap(), got)
    }

    #[tokio::test]
    async fn the_first_ping_is_answered_for_the_client_and_later_ones_are_not() {
        for at_a_time in 1..20 {
            let said: [&[u8]; 3] = [b"\x81\x030{}", b"\x82\x012\x81\x012\x81\x0242", b"\x81\x012"];
            let (heard, got) = exchanged(|server| Carried::new(server, true), at_a_time, &said).await;
            assert_eq!(heard, [PONG, b"from the client"].concat());
            assert_eq!(got, b"\x81\x030{}\x82\x012\x81\x0242\x81\x012");
        }
    }

    #[tokio::test]
    async fn what_was_said_over_the_probe_is_not_said_again() {
        for at_a_time in 1..20 {
            let said: [&[u8]; 2] = [b"\x81\x063probe", b"\x81\x0242\x81\x063probe"];
            let (heard, got) = exchanged(Carried::upgraded, at_a_time, &said).await;
            assert_eq!(heard, [PROBE_AND_UPGRADE, b"from the client"].concat());
            assert_eq!(got, said[1]);
        }
    }

    #[tokio::test]
    async fn a_client_that_is_gone_is_found_by_reading_and_not_by_greeting_it() {
        for pinged in [false, true] {
            let (client, server) = tokio::io::duplex(64);
            drop(client);
            let mut server = Carried::new(server, pinged);
            server.write_all(b"\x81\x030{}").await.unwrap();
            server.flush().await.unwrap();
            if pinged {
                server.write_all(b"\x81\x012").await.unwrap();
                let mut pong = vec![0; PONG.len()];
                server.read_exact(&mut pong).await.unwrap();
            }
            assert_eq!(server.read(&mut [0]).await.unwrap(), 0, "it is gone");
            assert!(server.write_all(b"\x81\x0242").await.is_err());
        }
    }

    #[tokio::test]
    async fn a_session_that_is_not_pinged_is_left_alone() {
        let (heard, got) = exchanged(|server| Carried::new(server, false), 5, &[b"\x81\x012"]).await;
        assert_eq!(heard, b"from the client");
        assert_eq!(got, b"\x81\x012");
    }
}
