//! A socket that speaks a dialect: which one, who it is there, and what it hears of what others are told.

use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value as Json;
use sociable_protocol::{RoomSlug, UserId};

use super::registry::Chosen;
use super::told::{Key, What};
use super::{Emit, Hearer, Here, Someone};
use crate::realtime::Context;
use crate::realtime::outbox::{Encoded, NotTaken, Spoken};
use crate::realtime::outlet::Outlet;

/// What a socket is where it does not speak the contract's own words.
pub(in crate::realtime) struct Voice {
    context: Arc<Context>,
    /// What its page put into the handshake.
    pub(super) auth: Json,
    state: Mutex<State>,
}

struct State {
    chosen: Chosen,
    /// Whether it is nobody yet.
    visitor: bool,
    /// The name it gave, as it gave it.
    name: Option<String>,
    /// The rooms it is in, as it spells them; the one it came into last is the last. At most as many as a socket may be in.
    rooms: Vec<(RoomSlug, Arc<str>)>,
}

/// Who is in a room, looked up when somebody asks.
struct InRoom<'a> {
    context: &'a Context,
    room: &'a RoomSlug,
}

impl Here for InRoom<'_> {
    fn people(&self) -> Vec<Someone> {
        let chat = &self.context.chat;
        let roster = chat.presence().roster(self.room, chat.limits().people_listed);
        let someone = |user: sociable_protocol::User| Someone { id: user.id, name: user.name.into() };
        let mut people: Vec<Someone> = roster.people.into_iter().map(|person| someone(person.user)).collect();
        // Ids are in the order of time.
        people.sort_unstable_by_key(|person| person.id);
        people
    }

    fn count(&self) -> usize {
        self.context.chat.presence().count(self.room)
    }

    fn rooms(&self) -> Vec<String> {
        self.context.inhabited.names()
    }

    fn speaks(&self, user: UserId, dialects: &[&str]) -> bool {
        let voices = self.context.hub.sockets_of(user);
        voices.iter().filter_map(|outlet| outlet.voice.as_ref()).any(|voice| {
            let chosen = voice.chosen();
            dialects.contains(&chosen.dialect.name())
        })
    }
}

impl Voice {
    pub(in crate::realtime) fn new(context: Arc<Context>, chosen: Chosen, auth: Json, visitor: bool) -> Self {
        Self { context, auth, state: Mutex::new(State { chosen, visitor, name: None, rooms: Vec::new() }) }
    }

    pub(in crate::realtime) fn is_visitor(&self) -> bool {
        self.state.lock().visitor
    }

    pub(super) fn chosen(&self) -> Chosen {
        self.state.lock().chosen.clone()
    }

    pub(super) fn choose(&self, chosen: Chosen) {
        self.state.lock().chosen = chosen;
    }

    /// The name that it gave.
    pub(super) fn name(&self) -> Option<String> {
        self.state.lock().name.clone()
    }

    /// It is somebody now, who gave this name.
    pub(super) fn call(&self, name: Option<String>) {
        let mut state = self.state.lock();
        state.visitor = false;
        state.name = name;
    }

    /// The room that it came into last.
    pub(super) fn current(&self) -> Option<(RoomSlug, Arc<str>)> {
        self.state.lock().rooms.last().cloned()
    }

    /// The rooms it is in.
    pub(super) fn rooms(&self) -> Vec<RoomSlug> {
        self.state.lock().rooms.iter().map(|(room, _)| room.clone()).collect()
    }

    /// How it spells a room that it is in.
    fn spelled(state: &State, room: &RoomSlug) -> Arc<str> {
        let spelled = state.rooms.iter().find(|(known, _)| known == room).map(|(_, spelled)| Arc::clone(spelled));
        spelled.unwrap_or_else(|| room.as_str().into())
    }

    /// It came into this room, which it spells so.
    pub(super) fn came(&self, room: &RoomSlug, spelled: &str) {
        let mut state = self.state.lock();
        let spelled: Arc<str> = spelled.into();
        let was_there = Self::forget(&mut state, room);
        state.rooms.push((room.clone(), Arc::clone(&spelled)));
        if !was_there {
            self.context.inhabited.came(room, &spelled);
        }
    }

    pub(super) fn left(&self, room: &RoomSlug) {
        if Self::forget(&mut self.state.lock(), room) {
            self.context.inhabited.left(room);
        }
    }

    /// Whether it was in there.
    fn forget(state: &mut State, room: &RoomSlug) -> bool {
        let before = state.rooms.len();
        state.rooms.retain(|(known, _)| known != room);
        state.rooms.len() < before
    }

    /// Queues what its dialect has for this event; what no dialect has words for is nothing.
    pub(in crate::realtime) fn push(&self, outlet: &Outlet, event: &Encoded) -> Result<(), NotTaken> {
        let Some(told) = event.told() else { return Ok(()) };
        let (chosen, name, room) = {
            let state = self.state.lock();
            (state.chosen.clone(), state.name.clone(), Self::spelled(&state, told.what.room()))
        };
        let own = told.what.author() == Some(outlet.user_id());
        let make = |room: &str| {
            let translate = |to: &Hearer<'_>| spoken(chosen.dialect.tell(&told.what, to));
            self.heard_as(&told.what, own, own.then_some(name.as_deref()).flatten(), room, translate)
        };
        let key = Key { dialect: chosen.number, room };
        let spoken = if own { make(&key.room).into() } else { told.spoken(&key, || make(&key.room)) };
        push_all(outlet, &spoken)
    }

    /// What the page hears in a room that it has come into, after `said`, which was said there before.
    pub(super) fn arrived(&self, outlet: &Outlet, room: &RoomSlug, said: &[What]) -> Vec<Spoken> {
        let (chosen, name, spelled) = {
            let state = self.state.lock();
            (state.chosen.clone(), state.name.clone(), Self::spelled(&state, room))
        };
        let here = InRoom { context: &self.context, room };
        let to = Hearer { own: true, name: name.as_deref(), room: &spelled, extra: None, here: &here };
        let guesses = chosen.dialect.guesses();
        let dialects = if guesses.is_empty() { std::slice::from_ref(&chosen.dialect) } else { guesses };
        let mut emits = Vec::new();
        for dialect in dialects {
            let mut history = Vec::new();
            for what in said {
                let own = what.author() == Some(outlet.user_id());
                let name = name.as_deref().filter(|_| own);
                history.extend(self.heard_as(what, own, name, &spelled, |to| dialect.tell(what, to)));
            }
            emits.extend(dialect.arrived(history, &to));
        }
        spoken(emits)
    }

    fn heard_as<T>(
        &self,
        what: &What,
        own: bool,
        name: Option<&str>,
        room: &str,
        translate: impl FnOnce(&Hearer<'_>) -> T,
    ) -> T {
        let extra = what.id().and_then(|id| self.context.extras.get(id));
        let here = InRoom { context: &self.context, room: what.room() };
        translate(&Hearer { own, name, room, extra: extra.as_deref(), here: &here })
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        for (room, _) in &self.state.get_mut().rooms {
            self.context.inhabited.left(room);
        }
    }
}

/// Queues all of one event, or nothing. Where only a part is taken, the connection is cut: the page comes back and begins
/// anew, where otherwise it would get the part twice.
pub(super) fn push_all(outlet: &Outlet, spoken: &[Spoken]) -> Result<(), NotTaken> {
    let mut begun = false;
    for emit in spoken {
        match outlet.outbox.speak(emit) {
            Err(NotTaken::Full) if begun => {
                outlet.outbox.cut();
                return Err(NotTaken::Gone);
            }
            taken => taken?,
        }
        begun = true;
    }
    Ok(())
}

pub(super) fn spoken(emits: Vec<Emit>) -> Vec<Spoken> {
    emits.into_iter().filter_map(|Emit { event, arguments }| Spoken::new(event, &arguments)).collect()
}
