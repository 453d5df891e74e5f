//! What pages are told of rooms that they are not in.

use std::sync::Arc;

use super::registry::Chosen;
use super::voice::{push_all, spoken};
use super::{Emit, Voice};
use crate::realtime::Context;
use crate::realtime::outbox::NotTaken;
use crate::realtime::outlet::Outlet;

impl Context {
    /// Tells the pages that list the rooms which pages are in, where these are others than when they were told last. Called
    /// at intervals, so that many who come and go are not as many lists for each.
    pub(in crate::realtime) fn tell_rooms(&self) {
        let Some(rooms) = self.inhabited.news() else { return };
        let lists = self.dialects.each(|dialect| dialect.inhabited(&rooms));
        for (number, emits) in lists {
            // Who has not said anything may be one of them.
            let behind = self.spread(emits, |_, voice| voice.chosen().is(number));
            if !behind.is_empty() {
                // They have much to read before it. A list that comes twice changes nothing for the others, and whoever
                // does not read at all is closed soon.
                self.inhabited.tell_again();
            }
        }
    }

    /// Tells the pages of a dialect that are in no room that there is a new one, which this page of it goes to.
    pub(super) fn tell_made(&self, by: &Outlet, chosen: &Chosen, room: &str) {
        let is_nowhere = |voice: &Voice| voice.chosen().is(chosen.number) && voice.rooms().is_empty();
        for outlet in self.spread(chosen.dialect.made(room), |outlet, voice| !outlet.is(by) && is_nowhere(voice)) {
            // It could not be told again: it comes back and begins anew.
            outlet.outbox.cut();
        }
    }

    /// Tells some pages; gives those for which too much is waiting.
    fn spread(&self, emits: Vec<Emit>, to: impl Fn(&Outlet, &Voice) -> bool) -> Vec<Arc<Outlet>> {
        let mut behind = Vec::new();
        if emits.is_empty() {
            return behind;
        }
        let spoken = spoken(emits);
        for outlet in self.hub.sockets() {
            let Some(voice) = &outlet.voice else { continue };
            if to(&outlet, voice) && push_all(&outlet, &spoken) == Err(NotTaken::Full) {
                behind.push(outlet);
            }
        }
        behind
    }
}
