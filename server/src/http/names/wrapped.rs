//! A connection whose incoming frames are looked at, from the moment it is a WebSocket: whether they are
//! [as they should be](super::super::rules), and which names are in them.
//!
//! A client may not send frames before it knows that it was let in, so nothing is missed that was read before.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::websocket::Frames;
use crate::http::rules::{Fault, Rules};
use crate::link::Link;

/// A frame that closes and does not say why, as the engine sends it.
const CLOSE: &[u8] = &[0x88, 0];

pin_project! {
    /// A connection with names that can be read.
    pub(in crate::http) struct Readable<S> {
        #[pin]
        stream: S,
        link: Arc<Link>,
        rules: Rules,
        // Why nothing more is read.
        fault: Option<Fault>,
        frames: Frames,
        // What stands for a read and is more than its buffer takes: at most what names were shortened by before.
        surplus: Vec<u8>,
    }
}

impl<S> Readable<S> {
    /// Wraps a connection that `link` tells of.
    pub(in crate::http) fn new(stream: S, link: Arc<Link>) -> Self {
        Self { stream, link, rules: Rules::default(), fault: None, frames: Frames::default(), surplus: Vec::new() }
    }
}

impl<S: AsyncRead> AsyncRead for Readable<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut this = self.project();
        loop {
            if !this.surplus.is_empty() {
                let count = this.surplus.len().min(buf.remaining());
                buf.put_slice(this.surplus.drain(..count).as_slice());
                return Poll::Ready(Ok(()));
            }
            if this.fault.is_some() {
                // The engine closes after any error, and then `poll_write` says why.
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
            let before = buf.filled().len();
            ready!(this.stream.as_mut().poll_read(cx, buf))?;
            let read = buf.filled().get(before..).unwrap_or_default();
            let Some(limit) = this.link.websocket().filter(|_| !read.is_empty()) else {
                return Poll::Ready(Ok(()));
            };
            if let Err((fault, count)) = this.rules.look(read, limit) {
                tracing::info!(code = fault.code(), ?fault, "closed a WebSocket whose client breaks its rules");
                *this.fault = Some(fault);
                buf.set_filled(before + count);
            }
            let read = buf.filled().get(before..).unwrap_or_default();
            if read.is_empty() {
                continue;
            }
            match this.frames.look(read) {
                None => return Poll::Ready(Ok(())),
                // Where nothing stands for it yet, more is read: an empty read would be taken for the end.
                Some(instead) => {
                    buf.set_filled(before);
                    *this.surplus = instead;
                }
            }
        }
    }
}

impl<S: AsyncWrite> AsyncWrite for Readable<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.project();
        let Some(fault) = this.fault.filter(|_| buf == CLOSE) else { return this.stream.poll_write(cx, buf) };
        let [high, low] = fault.code().to_be_bytes();
        let said = [0x88, 2, high, low];
        // The operating system takes four bytes whole, or none; otherwise the connection is of no use any more.
        match ready!(this.stream.poll_write(cx, &said))? {
            4 => Poll::Ready(Ok(CLOSE.len())),
            _ => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.project().stream.poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().stream.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().stream.poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn a_name_with_escapes_comes_whole_through_buffers_of_any_size() {
        let packet = br#"42["\u00e9\ud83d\ude00\n"]"#;
        let mut frame = vec![0x81, 0x80 | u8::try_from(packet.len()).unwrap(), 0, 0, 0, 0];
        frame.extend(packet);
        for room in 1..=frame.len() {
            for at_a_time in 1..=frame.len() {
                let (mut client, server) = tokio::io::duplex(at_a_time);
                let link = Arc::new(Link::default());
                link.switch_to_websocket(100_000);
                let mut server = Readable::new(server, link);
                let sent = frame.clone();
                let writer = tokio::spawn(async move { client.write_all(&sent).await });
                let mut read = Vec::new();
                let mut buffer = vec![0; room];
                while let count @ 1.. = server.read(&mut buffer).await.unwrap() {
                    read.extend(&buffer[..count]);
                }
                writer.await.unwrap().unwrap();
                assert_eq!(read.len(), frame.len());
                assert_eq!(String::from_utf8_lossy(&read[6..]).replace(' ', ""), "42[\"é😀\u{7f}\"]");
            }
        }
    }

    #[tokio::test]
    async fn before_it_is_a_websocket_nothing_is_looked_at() {
        let request = b"\x81\x8c\0\0\0\x0042[\"\\u00e9\"]";
        let mut server = Readable::new(request.as_slice(), Arc::new(Link::default()));
        let mut read = Vec::new();
        server.read_to_end(&mut read).await.unwrap();
        assert_eq!(read, request);
    }
}
