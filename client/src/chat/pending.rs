//! Changes of messages that one has asked for and that the server has not answered yet: shown as if they were so already.

use std::sync::Arc;

use sociable_protocol::{Message, MessageId, Reaction, ReactionKey, User};

use super::Wish;
use super::limits::PENDING;

/// A wish that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    id: MessageId,
    wish: Wish,
    /// Whether it is on its way on the present connection.
    asked: bool,
}

/// The wishes about messages of a room, in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub struct Pending {
    wanted: Vec<Wanted>,
}

impl Pending {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Whether something is wanted of this message.
    #[must_use]
    pub fn concerns(&self, id: MessageId) -> bool {
        self.wanted.iter().any(|wanted| wanted.id == id)
    }

    /// The message as `me` wants it to be.
    #[must_use]
    pub fn shown(&self, message: &Arc<Message>, me: &User) -> Arc<Message> {
        let mut shown = Arc::clone(message);
        for wanted in self.wanted.iter().filter(|wanted| wanted.id == message.id) {
            // A deletion is shown when it is so: it cannot be taken back.
            match &wanted.wish {
                Wish::Edit(text) => Arc::make_mut(&mut shown).text = Some(text.clone()),
                Wish::React { reaction, on } => {
                    let reactions = &mut Arc::make_mut(&mut shown).reactions;
                    react(reactions, reaction, *on, me);
                }
                Wish::Delete | Wish::Pin(_) => {}
            }
        }
        shown
    }

    /// Whether it is so already, or wanted already. `message` is the message meant, where it is in memory.
    pub(super) fn is_met(&self, id: MessageId, wish: &Wish, message: Option<&Arc<Message>>, me: &User) -> bool {
        match self.wanted.iter().rev().find(|wanted| wanted.id == id && wish.replaces(&wanted.wish)) {
            Some(wanted) => wanted.wish == *wish,
            None => message.is_some_and(|message| is_so(message, wish, me)),
        }
    }

    /// Takes a wish, in the place of an earlier one that it replaces and that is not on its way; says whether there was
    /// a place.
    pub(super) fn put(&mut self, id: MessageId, wish: &Wish) -> bool {
        let full = self.wanted.len() >= PENDING;
        let replaced =
            self.wanted.iter_mut().find(|wanted| !wanted.asked && wanted.id == id && wish.replaces(&wanted.wish));
        match replaced {
            Some(wanted) => wanted.wish = wish.clone(),
            None if full => return false,
            None => self.wanted.push(Wanted { id, wish: wish.clone(), asked: false }),
        }
        true
    }

    /// The wishes, in the order in which they were made.
    pub(super) fn wishes(&self) -> impl Iterator<Item = (MessageId, &Wish)> {
        self.wanted.iter().map(|wanted| (wanted.id, &wanted.wish))
    }

    /// Whether there is a wish that may be asked for now.
    pub(super) fn has_next(&self) -> bool {
        (0..self.wanted.len()).any(|index| self.is_next(index))
    }

    /// What may be asked for now, one wish of each message; from here on they are on their way.
    pub(super) fn ask_next(&mut self) -> Vec<(MessageId, Wish)> {
        let mut next = Vec::new();
        for index in 0..self.wanted.len() {
            if self.is_next(index)
                && let Some(wanted) = self.wanted.get_mut(index)
            {
                wanted.asked = true;
                next.push((wanted.id, wanted.wish.clone()));
            }
        }
        next
    }

    /// Whether it is this one's turn: nothing else about the same message is on its way, or comes first.
    fn is_next(&self, index: usize) -> bool {
        let Some(wanted) = self.wanted.get(index).filter(|wanted| !wanted.asked) else { return false };
        self.wanted
            .iter()
            .enumerate()
            .all(|(other, earlier)| earlier.id != wanted.id || other >= index && !earlier.asked)
    }

    pub(super) fn is_asked(&self, id: MessageId, wish: &Wish) -> bool {
        self.wanted.iter().any(|wanted| wanted.is_asked(id, wish))
    }

    pub(super) fn has_asked(&self) -> bool {
        self.wanted.iter().any(|wanted| wanted.asked)
    }

    /// The wish on its way is answered.
    pub(super) fn remove(&mut self, id: MessageId, wish: &Wish) {
        self.wanted.retain(|wanted| !wanted.is_asked(id, wish));
    }

    /// The wish on its way has no answer, or will have another one later.
    pub(super) fn ask_again(&mut self, id: MessageId, wish: &Wish) {
        for wanted in self.wanted.iter_mut().filter(|wanted| wanted.is_asked(id, wish)) {
            wanted.asked = false;
        }
        self.forget_replaced();
    }

    /// Nothing is on its way any more.
    pub(super) fn interrupt(&mut self) {
        for wanted in &mut self.wanted {
            wanted.asked = false;
        }
        self.forget_replaced();
    }

    /// Of two wishes about the same thing only the later counts, unless the earlier is on its way.
    fn forget_replaced(&mut self) {
        let mut kept: Vec<Wanted> = Vec::with_capacity(self.wanted.len());
        for later in self.wanted.drain(..) {
            let same = |earlier: &Wanted| earlier.id == later.id && later.wish.replaces(&earlier.wish);
            kept.retain(|earlier| earlier.asked || !same(earlier));
            kept.push(later);
        }
        self.wanted = kept;
    }
}

impl Wanted {
    fn is_asked(&self, id: MessageId, wish: &Wish) -> bool {
        self.asked && self.id == id && self.wish == *wish
    }
}

/// Whether a message is as it is wished to be. Of a reaction that more people share than are listed nobody can say.
fn is_so(message: &Message, wish: &Wish, me: &User) -> bool {
    match wish {
        Wish::Edit(text) => message.text.as_ref() == Some(text),
        Wish::Delete => message.deleted_at.is_some(),
        Wish::Pin(pinned) => message.pinned.is_some() == *pinned,
        Wish::React { reaction, on } => {
            let known = message.reactions.iter().find(|known| known.reaction == *reaction);
            let mine = |known: &Reaction| known.users.iter().any(|user| user.id == me.id);
            let listed = |known: &Reaction| usize::try_from(known.count).is_ok_and(|count| count <= known.users.len());
            match known {
                None => !on,
                Some(known) if mine(known) => *on,
                Some(known) => !on && listed(known),
            }
        }
    }
}

/// Puts one's reaction in or takes it out, unless that is so already.
fn react(reactions: &mut Vec<Reaction>, key: &ReactionKey, on: bool, me: &User) {
    let known = reactions.iter_mut().find(|reaction| reaction.reaction == *key);
    match (known, on) {
        (Some(reaction), true) if reaction.users.iter().all(|user| user.id != me.id) => {
            reaction.users.push(me.clone());
            reaction.count = reaction.count.saturating_add(1);
        }
        (Some(reaction), false) if reaction.users.iter().any(|user| user.id == me.id) => {
            reaction.users.retain(|user| user.id != me.id);
            reaction.count = reaction.count.saturating_sub(1);
        }
        (None, true) => reactions.push(Reaction { reaction: key.clone(), count: 1, users: vec![me.clone()] }),
        _ => {}
    }
    reactions.retain(|reaction| reaction.count > 0);
}
