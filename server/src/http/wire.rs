//! A TCP connection as the server sees it: counted, cut when told to, and never written to in vain.
//!
//! A peer may stop reading and keep its connection. Above, tasks would wait for it for as long as TCP does, and the
//! Engine.IO writer cannot be stopped while it waits. So the time limit is here, below everything.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::admission::Place;
use crate::link::{Held, Link};

/// How long a peer may take nothing while there is something for it.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a connection without any traffic lives before the peer is asked whether it is still there.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(60);
/// How long between such questions.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);
/// How long the operating system sends what a peer does not acknowledge, and probes one that takes nothing; it then
/// gives up also what this process has closed already.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = WRITE_TIMEOUT;
/// Bytes that the operating system may hold for a peer without having sent them. Its own limit is megabytes: a peer that
/// stopped reading would go unnoticed for as long, and they would be counted as taken.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 131_072;

pin_project! {
    /// An accepted connection.
    pub(super) struct Wire {
        #[pin]
        stream: TcpStream,
        link: Held,
        // With the stream, because a WebSocket outlives the HTTP connection that it began as.
        place: Place,
        // Boxed, because most connections never wait: a timer and a waiter are larger than all the rest.
        stalled: Option<Pin<Box<Sleep>>>,
        cut: Pin<Box<WaitForCancellationFutureOwned>>,
    }
}

impl Wire {
    /// Takes over an accepted connection.
    pub(super) fn new(stream: TcpStream, link: Arc<Link>, place: Place) -> Self {
        if let Err(error) = set_up(&stream) {
            tracing::debug!(%error, "cannot set options of a connection");
        }
        let cut = Box::pin(link.until_cut().clone().cancelled_owned());
        Self { stream, link: Held::new(link), place, stalled: None, cut }
    }
}

fn set_up(stream: &TcpStream) -> io::Result<()> {
    // Chat packets are small and each should leave at once.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE_IDLE).with_interval(KEEPALIVE_INTERVAL))?;
    #[cfg(target_os = "linux")]
    {
        socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED))?;
        socket.set_tcp_notsent_lowat(UNSENT)?;
    }
    Ok(())
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.project();
        // Looked at first: a peer that only sends would otherwise never be cut.
        if !this.link.until_cut().is_cancelled()
            && let Poll::Ready(read) = this.stream.poll_read(cx, buf)
        {
            if read.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::TimedOut) {
                tracing::info!(seconds = WRITE_TIMEOUT.as_secs(), "closed a connection whose peer does not answer");
            }
            return Poll::Ready(read);
        }
        // Only a reader that waits needs to be woken: every connection has one, so this ends the writer as well.
        ready!(this.cut.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl Wire {
    /// Lets `write` try; where it cannot, sees to it that it is not waited for in vain.
    fn poll_progress(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        if this.link.until_cut().is_cancelled() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        match write(this.stream, cx) {
            Poll::Ready(result) => {
                *this.stalled = None;
                if let Ok(bytes) = result {
                    this.link.wrote(bytes);
                }
                Poll::Ready(result)
            }
            Poll::Pending => {
                let stalled = this.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIMEOUT)));
                ready!(stalled.as_mut().poll(cx));
                tracing::info!(seconds = WRITE_TIMEOUT.as_secs(), "closed a connection whose peer does not read");
                // The writer above may go on after an error; the reader does not.
                this.link.cut();
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_progress(cx, |stream, cx| stream.poll_write(cx, buf))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_progress(cx, |stream, cx| stream.poll_write_vectored(cx, bufs))
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
