//! Requests that wait for an answer: each gets exactly one result.
//!
//! Ids are never used twice in the life of a session, so an answer that comes late, twice, or from before a
//! reconnection finds nothing and is ignored.

use crate::sorted::{SortedMap, SortedSet};
use std::time::Duration;

use super::{NamespaceId, SendError};

/// Names a request of a session; also Socket.IO's ack id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub(super) u64);

#[derive(Debug)]
struct Pending {
    namespace: NamespaceId,
    deadline: Duration,
    sent: bool,
}

#[derive(Debug)]
pub(super) struct Requests {
    next: u64,
    limit: usize,
    pending: SortedMap<RequestId, Pending>,
    deadlines: SortedSet<(Duration, RequestId)>,
}

impl Requests {
    pub(super) fn new(limit: usize) -> Self {
        Self { next: 0, limit, pending: SortedMap::new(), deadlines: SortedSet::new() }
    }

    /// The id that the next request will have, if there may be one.
    pub(super) fn next_id(&self) -> Result<RequestId, SendError> {
        if self.pending.len() < self.limit { Ok(RequestId(self.next)) } else { Err(SendError::BufferFull) }
    }

    /// Begins to wait for the answer to the request that [`next_id`](Self::next_id) named.
    pub(super) fn begin(&mut self, namespace: NamespaceId, deadline: Duration) {
        let id = RequestId(self.next);
        self.next += 1;
        self.pending.insert(id, Pending { namespace, deadline, sent: false });
        self.deadlines.insert((deadline, id));
    }

    pub(super) fn mark_sent(&mut self, id: RequestId) {
        if let Some(pending) = self.pending.get_mut(&id) {
            pending.sent = true;
        }
    }

    /// Ends the wait for an answer that came; false where there was none.
    pub(super) fn answer(&mut self, namespace: NamespaceId, id: RequestId) -> bool {
        // An answer to what has not been sent yet, or was asked elsewhere, is not one.
        let answered = self.pending.get(&id).is_some_and(|pending| pending.sent && pending.namespace == namespace);
        if answered {
            self.end(id);
        }
        answered
    }

    /// The end of the wait that comes first.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Ends the waits that are over at `now`, first come first.
    pub(super) fn expire(&mut self, now: Duration) -> Vec<RequestId> {
        let over = self.deadlines.iter().take_while(|(deadline, _)| *deadline <= now);
        let over: Vec<RequestId> = over.map(|(_, id)| *id).collect();
        over.iter().for_each(|id| self.end(*id));
        over
    }

    /// Ends the waits of a namespace for answers that the connection it has lost would have brought.
    pub(super) fn lose_sent(&mut self, namespace: NamespaceId) -> Vec<RequestId> {
        self.lose(|pending| pending.sent && pending.namespace == namespace)
    }

    /// Ends all waits of a namespace.
    pub(super) fn lose_all(&mut self, namespace: NamespaceId) -> Vec<RequestId> {
        self.lose(|pending| pending.namespace == namespace)
    }

    fn lose(&mut self, is_lost: impl Fn(&Pending) -> bool) -> Vec<RequestId> {
        let lost = self.pending.iter().filter(|(_, pending)| is_lost(pending));
        let lost: Vec<RequestId> = lost.map(|(id, _)| *id).collect();
        lost.iter().for_each(|id| self.end(*id));
        lost
    }

    fn end(&mut self, id: RequestId) {
        if let Some(pending) = self.pending.remove(&id) {
            self.deadlines.remove(&(pending.deadline, id));
        }
    }
}
