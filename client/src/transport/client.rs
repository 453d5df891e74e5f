//! The handle that applications send with, and the thin typed layer over events and acks.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use sociable_protocol::{Ack, Error, Request};
use tokio::sync::oneshot;

use super::shared::Shared;
use crate::socketio::{RequestFailure, SendError};

/// A handle to a connection and all its reconnections; cheap to clone. When all of them and the
/// [`Events`](super::Events) are gone, the connection is closed and the driver ends.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    _last: Arc<Last>,
}

/// Dropped with the last handle.
struct Last(Arc<Shared>);

impl Drop for Last {
    fn drop(&mut self) {
        self.0.update(|inner, _| inner.clients_gone = true);
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("connected", &self.is_connected()).finish_non_exhaustive()
    }
}

/// Why a request has no reply.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// No answer came in time. The server may or may not have carried the request out.
    #[error("no answer came in time")]
    Timeout,
    /// The connection was lost before the answer came. The server may or may not have carried the request out.
    #[error("the connection was lost before the answer came")]
    Disconnected,
    /// Nothing was sent: too much is waiting already. Wait for the connection, or for answers.
    #[error("too much is waiting to be sent or answered; try again later")]
    BufferFull,
    /// Nothing was sent: the request has `bytes` bytes as a packet and the server takes `max`.
    #[error("the packet has {bytes} bytes and the server takes {max}; send less at once")]
    TooLarge {
        /// The size of the packet.
        bytes: usize,
        /// The largest size the server takes.
        max: usize,
    },
    /// Nothing was sent: the payload cannot be written as JSON.
    #[error("the payload cannot be written as JSON: {0}")]
    InvalidPayload(#[source] serde_json::Error),
    /// The server refused the request.
    #[error(transparent)]
    Refused(#[from] Error),
    /// The server's answer is not what the contract says: one side is of another version.
    #[error("the server's answer is not what this client expects: {0}")]
    InvalidReply(#[source] serde_json::Error),
    /// The driver has ended: make a new client.
    #[error("the client has been shut down")]
    Closed,
}

impl From<SendError> for RequestError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::BufferFull => Self::BufferFull,
            SendError::TooLarge { bytes, max } => Self::TooLarge { bytes, max },
            SendError::InvalidPayload(error) => Self::InvalidPayload(error),
            SendError::Closed => Self::Closed,
        }
    }
}

impl From<RequestFailure> for RequestError {
    fn from(failure: RequestFailure) -> Self {
        match failure {
            RequestFailure::Timeout => Self::Timeout,
            RequestFailure::Disconnected => Self::Disconnected,
        }
    }
}

impl Client {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared), _last: Arc::new(Last(Arc::clone(shared))) }
    }

    /// Sends a request of the contract and waits for its reply, at most `timeout`, which includes waiting for a
    /// connection. Requests are sent in the order in which they are first polled; giving up waiting does not call a
    /// request back.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn request<R: Request>(&self, request: &R, timeout: Duration) -> Result<R::Reply, RequestError> {
        let ack = self.exchange(R::EVENT, to_raw_value(request), timeout).await;
        read_reply::<R::Reply>(ack)
    }

    /// Sends any event with any payload, asks for an ack, and gives back its first argument (`null` if it has none)
    /// as it is, be it a refusal. For servers and payloads that are not in the contract.
    ///
    /// # Errors
    /// [`RequestError`], but never [`RequestError::Refused`].
    pub async fn request_raw<T: Serialize + ?Sized>(
        &self,
        event: &str,
        payload: &T,
        timeout: Duration,
    ) -> Result<Value, RequestError> {
        let ack = self.exchange(event, to_raw_value(payload), timeout).await?;
        let ack = ack.map_or(Ok(Value::Null), |ack| serde_json::from_str(ack.get()));
        ack.map_err(RequestError::InvalidReply)
    }

    /// Sends an event without asking for an ack: now if connected, else after the next connection.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn emit<T: Serialize + ?Sized>(&self, event: &str, payload: &T) -> Result<(), SendError> {
        let args = [to_raw_value(payload)?];
        self.shared.update(|inner, _| match inner.closed {
            true => Err(SendError::Closed),
            false => inner.session.emit(event, &args),
        })
    }

    /// Connects again after [`disconnect`](Self::disconnect), after the server refused or ended the connection, or at
    /// once instead of after the delay that is running.
    pub fn connect(&self) {
        self.shared.update(|inner, now| inner.session.connect(now));
    }

    /// To be called when the machine is back on line or the page is visible again: does not wait any longer to
    /// reconnect, and replaces a connection that died meanwhile.
    pub fn reconnect_now(&self) {
        self.shared.update(|inner, now| inner.session.reconnect_now(now));
    }

    /// Closes the connection until [`connect`](Self::connect) is called. What waits to be sent is kept.
    pub fn disconnect(&self) {
        self.shared.update(|inner, now| inner.session.disconnect(now));
    }

    /// Makes no attempt to reconnect before `delay` has passed from now: the server said it will not be there.
    pub fn delay_next_reconnect(&self, delay: Duration) {
        self.shared.update(|inner, now| inner.session.delay_next_reconnect(now, delay));
    }

    /// Whether the connection is established, as far as is known.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared.lock().0.session.is_connected()
    }

    /// What [`request`](Self::request) is made of, together with [`read_reply`]: sends `payload` and gives back the text
    /// of the ack's first argument, if it has one. It knows no types, so a program with many kinds of requests need not
    /// have a future for each.
    ///
    /// # Errors
    /// [`RequestError`], but never [`RequestError::Refused`].
    pub async fn exchange(
        &self,
        event: &str,
        payload: Result<Box<RawValue>, serde_json::Error>,
        timeout: Duration,
    ) -> Result<Option<Box<RawValue>>, RequestError> {
        let args = [payload.map_err(RequestError::InvalidPayload)?];
        let (answer, answered) = oneshot::channel();
        self.shared.update(|inner, now| {
            if inner.closed {
                return Err(SendError::Closed);
            }
            let request = inner.session.request(now, event, &args, timeout)?;
            inner.waiting.insert(request, answer);
            Ok(())
        })?;
        let args = answered.await.map_err(|_| RequestError::Closed)??;
        Ok(args.into_iter().next())
    }
}

/// The reply in what [`Client::exchange`] gave.
///
/// # Errors
/// [`RequestError`]: the one it was given, or a refusal, or that it is not a reply.
pub fn read_reply<T: DeserializeOwned>(ack: Result<Option<Box<RawValue>>, RequestError>) -> Result<T, RequestError> {
    let ack = ack?.ok_or_else(|| serde_json::Error::custom("the ack has no argument"));
    let ack = ack.and_then(|ack| Ack::from_json(ack.get()));
    Ok(ack.map_err(RequestError::InvalidReply)?.into_result()?)
}
