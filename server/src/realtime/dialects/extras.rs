//! What pages send along with their messages and expect to be passed on: an id, a time as they write it. It is no part of a
//! message here, so it is kept only for as long as somebody may be about to hear it, in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value as Json;
use sociable_protocol::MessageId;

/// Most messages of which something is kept; the oldest go first.
const MESSAGES: usize = 1_024;
/// Most bytes kept of one, as JSON; a message with more is passed on without.
const BYTES: usize = 2_048;

/// Bounded by the product of both.
#[derive(Default)]
pub(in crate::realtime) struct Extras(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    all: HashMap<MessageId, Arc<Json>>,
    order: VecDeque<MessageId>,
}

impl Extras {
    pub(super) fn keep(&self, id: MessageId, extra: Json) {
        if extra.to_string().len() > BYTES {
            return;
        }
        let mut kept = self.0.lock();
        if kept.all.insert(id, Arc::new(extra)).is_none() {
            kept.order.push_back(id);
        }
        if kept.order.len() > MESSAGES
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.all.remove(&oldest);
        }
    }

    pub(super) fn get(&self, id: MessageId) -> Option<Arc<Json>> {
        self.0.lock().all.get(&id).cloned()
    }
}
