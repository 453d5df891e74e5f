//! What pages are told of rooms that they are not in.

use std::mem;
use std::sync::Arc;

use super::registry::Chosen;
use super::voice::{push_all, spoken};
use super::{Emit, Voice};
use crate::realtime::Context;
use crate::realtime::outbox::NotTaken;
use crate::realtime::outlet::Outlet;

impl Context {
    /// Tells the pages that list the rooms which pages are in, where these are others than when they were told last. Called
    /// at intervals, so that many who come and go are not as many lists for each. `behind` are those which could not be told,
    /// because they have much to read before it: they are told the next time.
    pub(in crate::realtime) fn tell_rooms(&self, behind: &mut Vec<Arc<Outlet>>) {
        let (rooms, hearers) = match self.inhabited.news() {
            Some(rooms) => (rooms, self.hub.sockets()),
            None if behind.is_empty() => return,
            None => (self.inhabited.names(), mem::take(behind)),
        };
        let lists = self.dialects.each(|dialect| dialect.inhabited(&rooms));
        // Who has not said anything may be one of them.
        let left = lists
            .into_iter()
            .flat_map(|(number, emits)| spread(&hearers, emits, move |_, voice| voice.chosen().is(number)));
        *behind = left.collect();
    }

    /// Tells the pages of a dialect that are in no room that there is a new one, which this page of it goes to.
    pub(super) fn tell_made(&self, by: &Outlet, chosen: &Chosen, room: &str) {
        let is_nowhere = |voice: &Voice| voice.chosen().is(chosen.number) && voice.rooms().is_empty();
        let hearers = self.hub.sockets();
        for outlet in spread(&hearers, chosen.dialect.made(room), |outlet, voice| !outlet.is(by) && is_nowhere(voice)) {
            // It could not be told again: it comes back and begins anew.
            outlet.outbox.cut();
        }
    }
}

/// Tells those `among` the pages that it is `to`; gives those for which too much is waiting.
fn spread(among: &[Arc<Outlet>], emits: Vec<Emit>, to: impl Fn(&Outlet, &Voice) -> bool) -> Vec<Arc<Outlet>> {
    let spoken = spoken(emits);
    let is_behind = |outlet: &&Arc<Outlet>| {
        let voice = outlet.voice.as_ref().filter(|voice| to(outlet, voice));
        voice.is_some() && push_all(outlet, &spoken) == Err(NotTaken::Full)
    };
    if spoken.is_empty() { Vec::new() } else { among.iter().filter(is_behind).cloned().collect() }
}
