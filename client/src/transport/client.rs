//! The handle that applications send with, and the thin typed layer over events and acks.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use sociable_protocol::{Ack, Error, Request};
use tokio::sync::oneshot;

use super::shared::{Inner, Shared};
use super::{Auth, Events};
use crate::socketio::{AckId, Args, NamespaceError, NamespaceId, RequestFailure, SendError, TransportKind};

/// A handle to a namespace of a connection and all its reconnections; cheap to clone. When all of them and the
/// [`Events`] are gone, the namespace is left. When that was the last one, the connection is closed and the driver ends.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    namespace: NamespaceId,
    _last: Arc<Last>,
}

/// Dropped with the last handle.
struct Last(Arc<Shared>, NamespaceId);

impl Drop for Last {
    fn drop(&mut self) {
        drop(self.0.update(|inner, now| inner.client_gone(now, self.1)));
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("connected", &self.is_connected()).finish_non_exhaustive()
    }
}

/// Two handles are equal if they are of one namespace of one connection.
impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) && self.namespace == other.namespace
    }
}

impl Eq for Client {}

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
    /// Nothing was sent: the request has more than `max` binary attachments.
    #[error("the packet has more than {max} binary attachments; send them in several packets")]
    TooManyAttachments {
        /// How many there may be.
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
            SendError::TooManyAttachments { max } => Self::TooManyAttachments { max },
            SendError::InvalidPayload(error) => Self::InvalidPayload(error),
            // What is too late is an acknowledgement, and no request is one.
            SendError::Closed | SendError::TooLate => Self::Closed,
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
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            clippy::arc_with_non_send_sync,
            reason = "a browser has one thread, and native programs share this code"
        )
    )]
    pub(super) fn new(shared: &Arc<Shared>, namespace: NamespaceId) -> Self {
        let last = Arc::new(Last(Arc::clone(shared), namespace));
        Self { shared: Arc::clone(shared), namespace, _last: last }
    }

    /// A further namespace on the same connection, which is joined at once, as whom `auth` says. It is told of the
    /// connection as this one is: each namespace has its own events, and sees the connection come and go.
    ///
    /// # Errors
    /// [`NamespaceError`].
    pub fn namespace(&self, name: &str, auth: Auth) -> Result<(Self, Events), NamespaceError> {
        let namespace = self.shared.update(|inner, now| {
            let namespace = inner.add_namespace(name, auth)?;
            inner.session.connect(now, namespace);
            Ok(namespace)
        })?;
        Ok((Self::new(&self.shared, namespace), Events::new(&self.shared, namespace)))
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
        let args = Args::one(payload).map_err(RequestError::InvalidPayload)?;
        self.call(event, args, timeout).await?.get(0).map_err(RequestError::InvalidReply)
    }

    /// Sends an event with any arguments and asks for an ack, whose arguments it gives back. Waits at most `timeout`,
    /// which includes waiting for a connection.
    ///
    /// # Errors
    /// [`RequestError`], but never [`RequestError::Refused`].
    pub async fn call(&self, event: &str, args: Args, timeout: Duration) -> Result<Args, RequestError> {
        let (answer, answered) = oneshot::channel();
        self.send(|inner, now| {
            let request = inner.session.request(now, self.namespace, event, args, timeout)?;
            inner.waiting.insert(request, answer);
            Ok(())
        })?;
        Ok(answered.await.map_err(|_| RequestError::Closed)??)
    }

    /// Sends an event with one argument, without asking for an ack: now if connected, else after the next connection.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn emit<T: Serialize + ?Sized>(&self, event: &str, payload: &T) -> Result<(), SendError> {
        self.emit_args(event, Args::one(payload)?)
    }

    /// Sends an event with any arguments, otherwise as [`emit`](Self::emit).
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn emit_args(&self, event: &str, args: Args) -> Result<(), SendError> {
        self.send(|inner, _| inner.session.emit(self.namespace, event, args))
    }

    /// Sends an event now or never: false where it was not sent, because there is no connection, or because it has not
    /// taken yet what was sent before. For what is worth nothing later, such as where a pointer is.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent then.
    pub fn emit_volatile<T: Serialize + ?Sized>(&self, event: &str, payload: &T) -> Result<bool, SendError> {
        let args = Args::one(payload)?;
        self.send(|inner, _| inner.session.emit_volatile(self.namespace, event, args))
    }

    /// Answers an event that asks for an acknowledgement: [`Message::ack`](crate::socketio::Message::ack) names it.
    ///
    /// # Errors
    /// [`SendError::TooLate`] where the namespace has been left or the connection lost since; or as for all packets.
    pub fn acknowledge(&self, ack: AckId, args: Args) -> Result<(), SendError> {
        self.send(|inner, _| inner.session.acknowledge(self.namespace, ack, args))
    }

    fn send<R>(&self, send: impl FnOnce(&mut Inner, Duration) -> Result<R, SendError>) -> Result<R, SendError> {
        self.shared.update(|inner, now| if inner.closed { Err(SendError::Closed) } else { send(inner, now) })
    }

    /// Connects again after [`disconnect`](Self::disconnect), after the server refused or ended the connection, or at
    /// once instead of after the delay that is running.
    pub fn connect(&self) {
        self.shared.update(|inner, now| inner.session.connect(now, self.namespace));
    }

    /// To be called when the machine is back on line or the page is visible again, which in a browser the client does
    /// itself ([`Options::watch_page`](super::Options::watch_page)): does not wait any longer to reconnect, and replaces
    /// a connection that died meanwhile.
    pub fn reconnect_now(&self) {
        self.shared.update(|inner, now| inner.session.reconnect_now(now));
    }

    /// Leaves the namespace until [`connect`](Self::connect) is called, and closes the connection if no other one is
    /// joined. What waits to be sent is kept.
    pub fn disconnect(&self) {
        self.shared.update(|inner, now| inner.session.disconnect(now, self.namespace));
    }

    /// Makes no attempt to reconnect before `delay` has passed from now: the server said it will not be there.
    pub fn delay_next_reconnect(&self, delay: Duration) {
        self.shared.update(|inner, now| inner.session.delay_next_reconnect(now, delay));
    }

    /// Whether the namespace is joined, as far as is known.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared.lock().0.session.is_connected(self.namespace)
    }

    /// What carries the connection at the moment, for diagnosis; nothing while there is none.
    #[must_use]
    pub fn transport(&self) -> Option<TransportKind> {
        self.shared.lock().0.session.carrier()
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
        let args = payload.map_err(RequestError::InvalidPayload)?.into();
        Ok(self.call(event, args, timeout).await?.values.into_iter().next())
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
