//! The task that carries out what the session wants.
//!
//! It is in one of three places, which are its three loops: without a transport, opening one, talking over one.

use std::future::{pending, poll_fn};
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::shared::Shared;
use super::{Auth, Frame, Socket, Transport};
use crate::socketio::{Command, Reason};

/// How long the last frame and the closing of a socket may take.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(500);

pub(super) struct Driver<T> {
    shared: Arc<Shared>,
    auth: Auth,
    max_bytes: usize,
    transport: PhantomData<fn() -> T>,
}

/// However the driver ends, even unpolled, those who wait are told.
impl<T> Drop for Driver<T> {
    fn drop(&mut self) {
        self.shared.close();
    }
}

impl<T: Transport> Driver<T> {
    pub(super) fn new(shared: Arc<Shared>, auth: Auth, max_bytes: usize) -> Self {
        Self { shared, auth, max_bytes, transport: PhantomData }
    }

    /// Does what the session wants until nobody uses the client any more.
    pub(super) async fn run(mut self) {
        while let Some(command) = next_command::<T>(&self.shared).await {
            let Command::Open { url } = command else { continue };
            tokio::select! {
                biased;
                opened = T::open(url, self.max_bytes) => match opened {
                    Ok(socket) => self.converse(socket).await,
                    Err(reason) => self.closed(reason),
                },
                // It can only be that the attempt is given up.
                _ = next_command::<T>(&self.shared) => {}
            }
        }
    }

    /// Brings frames to and from the session until one side ends it.
    async fn converse(&mut self, mut socket: T::Socket) {
        let auth = (self.auth)();
        self.shared.update(|inner, now| inner.session.transport_opened(now, auth));
        let mut unflushed = false;
        loop {
            let turn = self.shared.turn();
            match turn.command {
                Some(Command::Close { farewell }) => return close::<T>(socket, farewell).await,
                // Without a Close before it there is none, and an abandoned session has said its Close.
                Some(Command::Open { .. }) => return,
                None if turn.abandoned => return,
                None => {}
            }
            let frame = tokio::select! {
                biased;
                frame = poll_fn(|cx| poll_io::<T>(&self.shared, &mut socket, &mut unflushed, cx)) => frame,
                () = self.shared.changed() => continue,
                () = sleep::<T>(turn.wait) => continue,
            };
            let (mut inner, now) = self.shared.lock();
            match frame {
                Ok(Frame::Text(text)) => inner.session.transport_text(now, &text),
                Ok(Frame::Binary(bytes)) => inner.session.transport_binary(now, &bytes),
                Err(reason) => return inner.session.transport_closed(now, reason),
            }
        }
    }

    fn closed(&self, reason: Reason) {
        let (mut inner, now) = self.shared.lock();
        inner.session.transport_closed(now, reason);
    }
}

// These are not methods: a reference to the driver may not be held across an await, for `auth` need not be `Sync`.

/// The session's next command; `None` when the client is not used any more.
async fn next_command<T: Transport>(shared: &Shared) -> Option<Command> {
    loop {
        let turn = shared.turn();
        if turn.command.is_some() || turn.abandoned {
            return turn.command;
        }
        tokio::select! {
            biased;
            () = shared.changed() => {}
            () = sleep::<T>(turn.wait) => {}
        }
    }
}

/// Writes what can be written, and reads a frame if the application keeps up.
fn poll_io<T: Transport>(
    shared: &Shared,
    socket: &mut T::Socket,
    unflushed: &mut bool,
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
    match (shared.lock().0.session.is_congested(), T::BACKPRESSURE) {
        (false, _) => socket.poll_next(cx),
        (true, true) => Poll::Pending,
        (true, false) => Poll::Ready(Err(Reason::TransportError("the application does not keep up".to_owned()))),
    }
}

async fn sleep<T: Transport>(duration: Option<Duration>) {
    match duration {
        Some(duration) => T::sleep(duration).await,
        None => pending().await,
    }
}

/// Closes a socket politely, within [`CLOSE_TIMEOUT`].
async fn close<T: Transport>(mut socket: T::Socket, mut farewell: Option<String>) {
    let goodbye = poll_fn(|cx| {
        if farewell.is_some() {
            ready!(socket.poll_ready(cx))?;
            if let Some(frame) = farewell.take() {
                socket.start_send(frame)?;
            }
        }
        socket.poll_close(cx)
    });
    // A goodbye that does not arrive changes nothing: the server will notice by itself.
    tokio::select! {
        biased;
        _ = goodbye => {}
        () = T::sleep(CLOSE_TIMEOUT) => {}
    }
}
