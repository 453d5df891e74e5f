//! What holds of requests and frames before they are the engine's, whatever is in them.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use axum::http::Uri;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::asked::{Asked, Transport, Version, own};
use super::carried::Carried;
use super::frame::{self, measure};

/// The bytes as a query, as frames of a client, and as frames of the engine.
pub fn engine(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        query(text);
    }
    first_frames(data);
    carried(data);
}

/// A session is asked about under the very id that it was asked by.
fn query(text: &str) {
    let Ok(uri) = format!("/socket.io/?{text}").parse::<Uri>() else { return };
    let mut request = axum::http::Request::new(());
    *request.uri_mut() = uri;
    let Ok(Asked { sid: Some(sid), version, .. }) = Asked::of(&request) else { return };
    let again = Asked::of(&own("/socket.io", version, &sid, None));
    assert_eq!(again, Ok(Asked { transport: Transport::Polling, version, sid: Some(sid) }));
    assert!(matches!(version, Version::V3 | Version::V4));
}

/// A message is read to its end and no further.
fn first_frames(data: &[u8]) {
    let mut peer = Peer { sends: data, takes: usize::MAX, got: Vec::new() };
    let read = done(frame::read_text(&mut peer));
    let (left, answered) = (peer.sends.len(), peer.got.len());
    assert!(answered <= data.len(), "{answered} bytes for {}", data.len());
    if let Ok(payload) = read {
        assert!(payload.len() <= 125);
        let end = data.len() - left;
        let (head, masked) = data[..end].split_at(end - payload.len());
        let [.., first, second, a, b, c, d] = *head else { panic!("{head:?} is no header") };
        assert_eq!((first, usize::from(second)), (0x81, 0x80 | payload.len()));
        assert!(payload.iter().zip(masked).zip([a, b, c, d].iter().cycle()).all(|((p, m), k)| p ^ m == *k));
    }
    if let Some((length, head)) = measure(data) {
        assert!(length >= head as u64 && head <= 10 && head <= data.len());
    }
}

/// Of what the engine says, only the first ping is kept from the client, however little the connection takes at a time.
fn carried(data: &[u8]) {
    let Some((&takes, mut rest)) = data.split_first() else { return };
    let peer = Peer { sends: &[], takes: usize::from(takes).max(1), got: Vec::new() };
    let mut carried = Carried::new(peer, true);
    let (mut said, mut kept) = (Vec::new(), false);
    while let [kind, length, ref more @ ..] = *rest {
        let (payload, more) = more.split_at(usize::from(length % 126).min(more.len()));
        rest = more;
        let frame = [&[kind, payload.len() as u8], payload].concat();
        done(tokio::io::AsyncWriteExt::write_all(&mut carried, &frame)).unwrap_or_else(|error| panic!("{error}"));
        if kind & 0xf == frame::TEXT && payload == b"2" && !kept {
            kept = true;
        } else {
            said.extend(frame);
        }
    }
    assert_eq!(carried.into_inner().got, said);
}

/// A future that waits for nothing.
fn done<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}

/// The other end of a connection.
struct Peer<'a> {
    sends: &'a [u8],
    takes: usize,
    got: Vec<u8>,
}

impl AsyncRead for Peer<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (now, later) = self.sends.split_at(self.sends.len().min(buf.remaining()));
        buf.put_slice(now);
        self.sends = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Peer<'_> {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let taken = buf.len().min(self.takes);
        self.got.extend(&buf[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
