//! The task that carries out what the session wants: at most one WebSocket, one poll and one post at a time.

use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::shared::Shared;
use super::{Socket, Transport};
use crate::socketio::{Command, Farewell, Frame, Limits, Reason};

/// How long the last words and the closing of a socket may take.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(500);
/// The longest time between two looks at the clock. Timers may stand still while the machine sleeps, so a long one would
/// notice a connection that died meanwhile as much later as the machine slept.
const NAP: Duration = Duration::from_secs(5);

pub(super) struct Driver<T> {
    shared: Arc<Shared>,
    limits: Limits,
    transport: T,
}

/// However the driver ends, even unpolled, those who wait are told.
impl<T> Drop for Driver<T> {
    fn drop(&mut self) {
        self.shared.close();
    }
}

/// What is under way. The three futures are those of [`Transport`].
struct Io<S, O, G, P> {
    socket: Option<S>,
    unflushed: bool,
    opening: Option<Pin<Box<O>>>,
    getting: Option<Pin<Box<G>>>,
    posting: Option<Pin<Box<P>>>,
}

/// What came of it.
enum Happened<S> {
    Opened(Result<S, Reason>),
    Frame(Result<Frame, Reason>),
    Got(Result<String, Reason>),
    Posted(Result<(), Reason>),
}

impl<T: Transport> Driver<T> {
    pub(super) fn new(shared: Arc<Shared>, limits: Limits, transport: T) -> Self {
        Self { shared, limits, transport }
    }

    /// What this driver serves, for as long as somebody else holds it.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn shared(&self) -> std::sync::Weak<Shared> {
        Arc::downgrade(&self.shared)
    }

    /// Does what the session wants until nobody uses the client any more.
    pub(super) async fn run(self) {
        let mut io = Io { socket: None, unflushed: false, opening: None, getting: None, posting: None };
        loop {
            let turn = self.shared.turn();
            match turn.command {
                Some(Command::Open { url }) => {
                    io.socket = None;
                    io.opening = Some(Box::pin(self.transport.open(url, self.limits.frame_bytes)));
                    continue;
                }
                Some(Command::CloseSocket) => {
                    (io.socket, io.opening) = (None, None);
                    continue;
                }
                Some(Command::Close { farewell }) => {
                    self.close(&mut io, farewell).await;
                    (io.socket, io.opening, io.getting, io.posting) = (None, None, None, None);
                    continue;
                }
                // An abandoned session has said its Close.
                None if turn.abandoned => return,
                None => {}
            }
            if let Some(url) = turn.get {
                io.getting = Some(Box::pin(self.transport.get(url, self.limits.body_bytes)));
            }
            if let Some((url, body)) = turn.post {
                io.posting = Some(Box::pin(self.transport.post(url, body)));
            }
            let happened = tokio::select! {
                biased;
                happened = poll_fn(|cx| io.poll(&self.shared, T::BACKPRESSURE, cx)) => happened,
                () = self.shared.changed() => continue,
                () = sleep::<T>(turn.wait) => continue,
            };
            let (mut inner, now) = self.shared.lock();
            match happened {
                Happened::Opened(Ok(socket)) => {
                    io.socket = Some(socket);
                    inner.session.socket_opened(now);
                }
                Happened::Frame(Ok(Frame::Text(text))) => inner.session.socket_text(now, &text),
                Happened::Frame(Ok(Frame::Binary(bytes))) => inner.session.socket_binary(now, &bytes),
                Happened::Frame(Err(reason)) | Happened::Opened(Err(reason)) => {
                    io.socket = None;
                    inner.session.socket_closed(now, reason);
                }
                Happened::Got(answer) => inner.session.got(now, answer),
                Happened::Posted(answer) => inner.session.posted(now, answer),
            }
        }
    }

    /// Says goodbye, within [`CLOSE_TIMEOUT`]. One that does not arrive changes nothing: the server will notice by itself.
    async fn close<O, G, P>(&self, io: &mut Io<T::Socket, O, G, P>, farewell: Option<Farewell>)
    where
        P: Future<Output = Result<(), Reason>>,
    {
        let goodbye = async {
            match farewell {
                Some(Farewell::Post { url, body }) => {
                    if let Some(posting) = io.posting.take() {
                        posting.await?;
                    }
                    self.transport.post(url, body).await
                }
                Some(Farewell::Frame(frame)) => close_socket(&mut io.socket, Some(frame)).await,
                None => close_socket(&mut io.socket, None).await,
            }
        };
        tokio::select! {
            biased;
            _ = goodbye => {}
            () = T::sleep(CLOSE_TIMEOUT) => {}
        }
    }
}

impl<S, O, G, P> Io<S, O, G, P>
where
    S: Socket,
    O: Future<Output = Result<S, Reason>>,
    G: Future<Output = Result<String, Reason>>,
    P: Future<Output = Result<(), Reason>>,
{
    fn poll(&mut self, shared: &Shared, backpressure: bool, cx: &mut Context<'_>) -> Poll<Happened<S>> {
        if let Some(posted) = poll_once(&mut self.posting, cx) {
            return Poll::Ready(Happened::Posted(posted));
        }
        if let Some(got) = poll_once(&mut self.getting, cx) {
            return Poll::Ready(Happened::Got(got));
        }
        if let Some(opened) = poll_once(&mut self.opening, cx) {
            return Poll::Ready(Happened::Opened(opened));
        }
        let Some(socket) = &mut self.socket else { return Poll::Pending };
        poll_socket(socket, &mut self.unflushed, shared, backpressure, cx).map(Happened::Frame)
    }
}

/// Polls a future that may be there; it is gone when it is ready.
fn poll_once<F: Future>(place: &mut Option<Pin<Box<F>>>, cx: &mut Context<'_>) -> Option<F::Output> {
    match place.as_mut()?.as_mut().poll(cx) {
        Poll::Ready(output) => {
            *place = None;
            Some(output)
        }
        Poll::Pending => None,
    }
}

/// Writes what can be written, and reads a frame if the application keeps up.
fn poll_socket<S: Socket>(
    socket: &mut S,
    unflushed: &mut bool,
    shared: &Shared,
    backpressure: bool,
    cx: &mut Context<'_>,
) -> Poll<Result<Frame, Reason>> {
    while socket.poll_ready(cx)?.is_ready() {
        let Some(frame) = shared.lock().0.session.poll_frame() else { break };
        socket.start_send(frame)?;
        *unflushed = true;
    }
    if *unflushed && socket.poll_flush(cx)?.is_ready() {
        *unflushed = false;
    }
    match (shared.lock().0.session.is_congested(), backpressure) {
        (false, _) => socket.poll_next(cx),
        (true, true) => Poll::Pending,
        (true, false) => Poll::Ready(Err(Reason::TransportError("the application does not keep up".to_owned()))),
    }
}

async fn sleep<T: Transport>(duration: Option<Duration>) {
    match duration {
        Some(duration) => T::sleep(duration.min(NAP)).await,
        None => pending().await,
    }
}

/// Closes a socket politely.
async fn close_socket<S: Socket>(socket: &mut Option<S>, mut farewell: Option<String>) -> Result<(), Reason> {
    let Some(socket) = socket else { return Ok(()) };
    poll_fn(|cx| {
        if farewell.is_some() {
            ready!(socket.poll_ready(cx))?;
            if let Some(frame) = farewell.take() {
                socket.start_send(Frame::Text(frame))?;
            }
        }
        socket.poll_close(cx)
    })
    .await
}
