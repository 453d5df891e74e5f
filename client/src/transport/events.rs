//! What applications listen to.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use sociable_protocol::{Error, Push};

use super::shared::Shared;
use crate::socketio::{Event, NamespaceId};

/// The events of a namespace, in order. It ends when the driver does; what was there before comes first.
///
/// It must be read: see the [module](super) on what happens otherwise. Dropping it says that nobody is interested, and
/// events are then forgotten.
pub struct Events {
    shared: Arc<Shared>,
    namespace: NamespaceId,
}

impl Events {
    pub(super) fn new(shared: &Arc<Shared>, namespace: NamespaceId) -> Self {
        Self { shared: Arc::clone(shared), namespace }
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        drop(self.shared.update(|inner, now| inner.events_gone(now, self.namespace)));
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let (mut inner, _) = self.shared.lock();
        let was_congested = inner.session.is_congested();
        let event = inner.session.poll_event(self.namespace);
        if event.is_none() {
            if inner.closed {
                return Poll::Ready(None);
            }
            inner.wait_for_event(self.namespace, cx.waker().clone());
            return Poll::Pending;
        }
        let relieved = was_congested && !inner.session.is_congested();
        drop(inner);
        if relieved {
            // The driver may read again.
            self.shared.update(|_, _| ());
        }
        Poll::Ready(event)
    }
}

impl Event {
    /// The server event `P` of the contract, if this is one.
    ///
    /// # Errors
    /// Where it has that name and is not what the contract says.
    #[must_use]
    pub fn push<P: Push>(&self) -> Option<Result<P, serde_json::Error>> {
        match self {
            Self::Message(message) if message.name == P::EVENT => Some(message.arg()),
            _ => None,
        }
    }

    /// Why the server refused the connection, where it is a refusal in terms of the contract.
    #[must_use]
    pub fn refusal(&self) -> Option<Error> {
        match self {
            Self::ConnectError { message, .. } => Error::from_connect_error(message),
            _ => None,
        }
    }
}
