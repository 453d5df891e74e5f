//! How far the changes of a room's messages are known.
//!
//! The promise: whatever is in memory is at least as new as change `rev`. Changes are heard as events and pages are
//! read by the server at some moment in between, and either may overtake the other. So a change to a message that is
//! not in memory is passed over, but noted while a page is on its way that may hold that message as it was before; and so
//! is every change while a page is on its way that takes the place of what is in memory. When the page comes, the promise
//! is taken back to that point and what changed since is asked for again. That costs an answer now and then, and needs no
//! buffer of changes.

use sociable_protocol::{Cursor, Epoch, Rev};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// All changes up to this one are in what is in memory.
    rev: Rev,
    /// The last change that was heard of on this connection.
    heard: Rev,
    /// The history that `rev` is of.
    epoch: Option<Epoch>,
    /// Requests on their way whose answers bring messages into memory.
    asked: u32,
    /// How many of these take the place of what is in memory, and so of what has changed in it meanwhile.
    replacing: u32,
    /// While there are any: where the promise would go back to.
    passed: Option<Rev>,
    /// Whether changes that came once are wanted again, because they came before an answer that is older than they are.
    overtaken: bool,
}

impl Progress {
    pub(super) const fn rev(&self) -> Rev {
        self.rev
    }

    pub(super) const fn epoch(&self) -> Option<&Epoch> {
        self.epoch.as_ref()
    }

    /// Whether there are changes that have been missed.
    pub(super) fn is_behind(&self) -> bool {
        self.heard > self.rev
    }

    /// A change of this number exists.
    pub(super) fn hear(&mut self, rev: Rev) {
        self.heard = self.heard.max(rev);
    }

    /// Whether change `rev` is the one that follows.
    pub(super) fn is_next(&self, rev: Rev) -> bool {
        rev == self.rev.next()
    }

    /// Change `rev` came; `absent` where its message is not in memory.
    pub(super) fn take(&mut self, rev: Rev, absent: bool) {
        self.hear(rev);
        if (absent || self.replacing > 0) && self.asked > 0 && rev > self.rev {
            self.passed = Some(self.passed.map_or(self.rev, |passed| passed.min(self.rev)));
        }
        if self.is_next(rev) {
            self.rev = rev;
        }
    }

    /// Something that brings messages is asked for.
    pub(super) fn ask(&mut self) {
        self.asked += 1;
    }

    /// Something is asked for that takes the place of what is in memory.
    pub(super) fn ask_other(&mut self) {
        self.ask();
        self.replacing += 1;
    }

    /// The answer to that is here; see [`answered`](Self::answered).
    pub(super) fn answered_other(&mut self) -> Option<Rev> {
        self.replacing = self.replacing.saturating_sub(1);
        self.answered()
    }

    /// The answer is here. Gives where the promise goes back to, if the answer brings messages that were not in memory.
    pub(super) fn answered(&mut self) -> Option<Rev> {
        self.asked = self.asked.saturating_sub(1);
        let passed = self.passed;
        if self.asked == 0 {
            self.passed = None;
        }
        passed
    }

    /// Takes the promise back.
    pub(super) fn go_back(&mut self, to: Option<Rev>) {
        if let Some(to) = to {
            self.rev = self.rev.min(to);
            self.overtaken |= self.is_behind();
        }
    }

    /// An answer has brought all changes after `from` up to `to`. What was heard before it and is later may have been
    /// undone by it.
    pub(super) fn caught_up(&mut self, from: Rev, to: Rev) {
        self.hear(to);
        // Else the promise has been taken back since that was asked for.
        if from <= self.rev {
            self.rev = self.rev.max(to);
        }
        self.overtaken = self.is_behind();
    }

    /// The server has sent all changes up to `rev`. That is not to have them all, where some have overtaken an answer.
    pub(super) fn sent(&mut self, rev: Rev) {
        self.hear(rev);
        if !self.overtaken {
            self.rev = self.rev.max(rev);
        }
    }

    /// Memory holds what the server had at `rev`, and nothing older or newer.
    pub(super) fn start(&mut self, rev: Rev, epoch: Epoch) {
        self.hear(rev);
        self.rev = rev;
        self.overtaken = self.is_behind();
        self.epoch = Some(epoch);
    }

    /// The history that an answer is of, where none was known.
    pub(super) fn adopt(&mut self, epoch: Epoch) {
        self.epoch.get_or_insert(epoch);
    }

    /// Memory holds what an earlier page had.
    pub(super) fn resume(cursor: &Cursor) -> Self {
        Self { rev: cursor.rev.unwrap_or_default(), epoch: cursor.epoch.clone(), ..Self::default() }
    }

    /// Memory is empty. What is on its way stays so.
    pub(super) fn forget(&mut self) {
        self.rev = Rev::ZERO;
        self.heard = Rev::ZERO;
        self.overtaken = false;
        self.epoch = None;
    }

    /// The connection is gone, and with it all that was on its way. What was heard may be of a history that the server
    /// has since replaced.
    pub(super) fn interrupt(&mut self) {
        self.heard = Rev::ZERO;
        self.asked = 0;
        self.replacing = 0;
        self.passed = None;
    }
}
