//! Who has read what one wrote.

use std::rc::Rc;

use sociable_client::chat::{People, Receipts, Shared};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{Seq, User, UserId};
use yew::prelude::*;

use super::names::listed;
use crate::strings;

/// What people are called, as far as the room knows.
pub(super) type Names = SortedMap<UserId, String>;

/// The names of those who are or were here, and of the two of a direct room.
#[hook]
pub(super) fn use_names(people: &Shared<People>, between: &[User]) -> Rc<Names> {
    use_memo((people.clone(), between.to_vec()), |(people, between)| {
        let known = people.here().into_iter().chain(people.left()).map(|person| &person.user);
        known.chain(between).map(|user| (user.id, user.name.as_str().to_owned())).collect()
    })
}

/// Says of one message after the other, the newest last, who has read it.
pub(super) struct Readers<'a> {
    receipts: &'a Receipts,
    names: &'a Names,
    me: Option<UserId>,
    /// What was said last: mostly the next message has been read by the same people.
    last: (Vec<UserId>, Option<AttrValue>),
}

impl<'a> Readers<'a> {
    pub(super) const fn new(receipts: &'a Receipts, names: &'a Names, me: Option<UserId>) -> Self {
        Self { receipts, names, me, last: (Vec::new(), None) }
    }

    /// Who has read the message at this position, in words; none where nobody is known to.
    pub(super) fn of(&mut self, seq: Seq) -> Option<AttrValue> {
        let readers: Vec<UserId> = self.receipts.readers(seq).filter(|user| Some(*user) != self.me).collect();
        if readers != self.last.0 {
            let known: Vec<&str> = readers.iter().filter_map(|user| self.names.get(user)).map(String::as_str).collect();
            let label = (!readers.is_empty()).then(|| strings::message_read_by(&listed(&known, readers.len())).into());
            self.last = (readers, label);
        }
        self.last.1.clone()
    }
}
