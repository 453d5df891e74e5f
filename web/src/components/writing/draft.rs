//! Keeping what is being written, over a reload and for the other visits of the room.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use sociable_protocol::RoomSlug;

use crate::storage;

/// A draft is kept this long after the last key, in milliseconds.
const DRAFT_MS: u32 = 500;

/// The draft of a room. What is not kept yet is kept when this is dropped.
#[derive(Debug)]
pub(super) struct Draft {
    room: RoomSlug,
    waiting: Option<(Timeout, String)>,
}

impl Draft {
    pub(super) const fn new(room: RoomSlug) -> Self {
        Self { room, waiting: None }
    }

    /// Keeps `text` in a moment, unless more is written.
    pub(super) fn keep(this: &Rc<RefCell<Self>>, text: String) {
        let draft = Rc::downgrade(this);
        let timer = Timeout::new(DRAFT_MS, move || {
            if let Some(draft) = draft.upgrade() {
                draft.borrow_mut().save();
            }
        });
        this.borrow_mut().waiting = Some((timer, text));
    }

    /// Keeps now what waits.
    pub(super) fn save(&mut self) {
        if let Some((_, text)) = self.waiting.take() {
            storage::set_draft(&self.room, &text);
        }
    }

    /// It is sent: there is nothing to keep.
    pub(super) fn forget(&mut self) {
        self.waiting = None;
        storage::set_draft(&self.room, "");
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.save();
    }
}
