//! Packets that wait to be written: for a connection, or for the connection to take them.
//!
//! One queue serves both, so its limit is all that a session ever holds back, and a packet is taken out only when it
//! can be written. A packet that is still here when a connection is lost was never sent, and goes out on the next one.

use std::collections::VecDeque;

use super::{Limits, RequestId, SendError};

#[derive(Debug)]
struct Waiting {
    request: Option<RequestId>,
    frame: String,
}

#[derive(Debug)]
pub(super) struct SendBuffer {
    max_packets: usize,
    max_bytes: usize,
    bytes: usize,
    waiting: VecDeque<Waiting>,
}

impl SendBuffer {
    pub(super) fn new(limits: &Limits) -> Self {
        let (max_packets, max_bytes) = (limits.buffered_packets, limits.buffered_bytes);
        Self { max_packets, max_bytes, bytes: 0, waiting: VecDeque::new() }
    }

    pub(super) fn push(&mut self, request: Option<RequestId>, frame: String) -> Result<(), SendError> {
        let bytes = self.bytes.saturating_add(frame.len());
        if self.waiting.len() >= self.max_packets || bytes > self.max_bytes {
            return Err(SendError::BufferFull);
        }
        self.bytes = bytes;
        self.waiting.push_back(Waiting { request, frame });
        Ok(())
    }

    pub(super) fn pop(&mut self) -> Option<(Option<RequestId>, String)> {
        let Waiting { request, frame } = self.waiting.pop_front()?;
        self.bytes -= frame.len();
        Some((request, frame))
    }

    /// Takes out a request that nobody waits for any more; it may have been sent already.
    pub(super) fn remove(&mut self, request: RequestId) {
        if let Some(index) = self.waiting.iter().position(|waiting| waiting.request == Some(request))
            && let Some(waiting) = self.waiting.remove(index)
        {
            self.bytes -= waiting.frame.len();
        }
    }
}
