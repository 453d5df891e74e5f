//! Packets that wait to be written: for a connection, or for the connection to take them.
//!
//! One queue serves both, so its limit is all that a namespace ever holds back, and a packet is taken out only when it
//! can be written. A packet that is still here when a connection is lost was never sent, and goes out on the next one,
//! unless it is of the kind that is worth something only now.

use std::collections::VecDeque;

use super::{Limits, RequestId, SendError};

/// A packet with the binary frames that follow it.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    pub(super) request: Option<RequestId>,
    pub(super) frame: String,
    pub(super) attachments: Vec<Vec<u8>>,
    /// Of no use on another connection than this one.
    pub(super) transient: bool,
}

impl Outgoing {
    fn bytes(&self) -> usize {
        self.attachments.iter().map(Vec::len).fold(self.frame.len(), usize::saturating_add)
    }
}

#[derive(Debug)]
pub(super) struct SendBuffer {
    max_packets: usize,
    max_bytes: usize,
    bytes: usize,
    waiting: VecDeque<Outgoing>,
}

impl SendBuffer {
    pub(super) fn new(limits: &Limits) -> Self {
        let (max_packets, max_bytes) = (limits.buffered_packets, limits.buffered_bytes);
        Self { max_packets, max_bytes, bytes: 0, waiting: VecDeque::new() }
    }

    pub(super) fn push(&mut self, packet: Outgoing) -> Result<(), SendError> {
        let bytes = self.bytes.saturating_add(packet.bytes());
        if self.waiting.len() >= self.max_packets || bytes > self.max_bytes {
            return Err(SendError::BufferFull);
        }
        self.bytes = bytes;
        self.waiting.push_back(packet);
        Ok(())
    }

    pub(super) fn front(&self) -> Option<&Outgoing> {
        self.waiting.front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn pop(&mut self) -> Option<Outgoing> {
        let packet = self.waiting.pop_front()?;
        self.bytes -= packet.bytes();
        Some(packet)
    }

    /// Takes out a request that nobody waits for any more; it may have been sent already.
    pub(super) fn remove(&mut self, request: RequestId) {
        self.retain(|packet| packet.request != Some(request));
    }

    /// Forgets what is of no use on another connection.
    pub(super) fn drop_transient(&mut self) {
        self.retain(|packet| !packet.transient);
    }

    fn retain(&mut self, keep: impl Fn(&Outgoing) -> bool) {
        self.waiting.retain(keep);
        self.bytes = self.waiting.iter().map(Outgoing::bytes).sum();
    }
}
