//! A socket that speaks a dialect: which one, who it is there, and what it hears of what others are told.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value as Json;
use sociable_protocol::{DisplayName, MessageId, RoomSlug, UserId};

use super::registry::Chosen;
use super::told::{Key, What};
use super::{Emit, Hearer, Here, Met, Someone};
use crate::realtime::Context;
use crate::realtime::outbox::{Encoded, NotTaken, Spoken};
use crate::realtime::outlet::Outlet;

/// What a socket is where it does not speak the contract's own words.
pub(in crate::realtime) struct Voice {
    context: Arc<Context>,
    /// What its page put into the handshake.
    pub(super) auth: Json,
    /// With what it can come back as who it is.
    pub(super) token: Option<String>,
    state: Mutex<State>,
}

struct State {
    chosen: Chosen,
    /// Whether it is nobody yet.
    visitor: bool,
    /// The name it gave, as it gave it.
    name: Option<String>,
    /// The rooms it is in, as it spells them; the one it came into last is the last. At most as many as a socket may be in.
    rooms: Vec<Stay>,
    /// The messages that it has sent lately.
    sent: VecDeque<MessageId>,
}

/// That it is in a room.
struct Stay {
    room: RoomSlug,
    /// How it spells it.
    spelled: Arc<str>,
    /// Whether it counts among those whose rooms are listed.
    listed: bool,
}

/// How many messages a socket is known to have sent: as many as may be on their way to the disk.
const SENT: usize = 256;

/// Who hears something, as far as the socket itself says.
struct To<'a> {
    id: UserId,
    own: bool,
    sent: bool,
    name: Option<&'a str>,
    room: &'a str,
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
    /// The voice of nobody yet.
    pub(in crate::realtime) fn new(context: Arc<Context>, chosen: Chosen, auth: Json) -> Self {
        let state = State { chosen, visitor: true, name: None, rooms: Vec::new(), sent: VecDeque::new() };
        Self { context, auth, token: None, state: Mutex::new(state) }
    }

    /// The voice of somebody, who can come back with this token.
    pub(in crate::realtime) fn of(mut self, name: &DisplayName, token: Option<String>) -> Self {
        self.call(Some(name.to_string()));
        self.token = token;
        self
    }

    /// Whether it is in its person's direct rooms.
    pub(in crate::realtime) fn talks_in_private(&self) -> bool {
        self.chosen().dialect.talks_in_private()
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
        self.state.lock().rooms.last().map(|stay| (stay.room.clone(), Arc::clone(&stay.spelled)))
    }

    /// The rooms it is in.
    pub(super) fn rooms(&self) -> Vec<RoomSlug> {
        self.state.lock().rooms.iter().map(|stay| stay.room.clone()).collect()
    }

    /// How it spells a room that it is in.
    fn spelled(state: &State, room: &RoomSlug) -> Arc<str> {
        let stay = state.rooms.iter().find(|stay| stay.room == *room);
        stay.map_or_else(|| room.as_str().into(), |stay| Arc::clone(&stay.spelled))
    }

    /// It came into this room, which it spells so.
    pub(super) fn came(&self, room: &RoomSlug, spelled: &str) {
        let mut state = self.state.lock();
        let spelled: Arc<str> = spelled.into();
        self.forget(&mut state, room);
        self.context.inhabited.came(room, &spelled);
        state.rooms.push(Stay { room: room.clone(), spelled, listed: true });
    }

    /// It is in this room, which is not listed for that, and what it says without naming one is not for that.
    pub(super) fn came_quietly(&self, room: &RoomSlug, spelled: &str) {
        let mut state = self.state.lock();
        self.forget(&mut state, room);
        state.rooms.insert(0, Stay { room: room.clone(), spelled: spelled.into(), listed: false });
    }

    /// It sends this message.
    pub(super) fn sends(&self, id: MessageId) {
        let sent = &mut self.state.lock().sent;
        sent.push_back(id);
        if sent.len() > SENT {
            sent.pop_front();
        }
    }

    /// Who is in a room.
    pub(super) fn here(&self, room: &RoomSlug) -> Vec<Someone> {
        InRoom { context: &self.context, room }.people()
    }

    pub(super) fn left(&self, room: &RoomSlug) {
        self.forget(&mut self.state.lock(), room);
    }

    fn forget(&self, state: &mut State, room: &RoomSlug) {
        if let Some(index) = state.rooms.iter().position(|stay| stay.room == *room)
            && state.rooms.remove(index).listed
        {
            self.context.inhabited.left(room);
        }
    }

    /// Queues what its dialect has for this event; what no dialect has words for is nothing.
    pub(in crate::realtime) fn push(&self, outlet: &Outlet, event: &Encoded) -> Result<(), NotTaken> {
        let Some(told) = event.told() else { return Ok(()) };
        let own = told.what.author() == Some(outlet.user_id());
        let (chosen, name, room, sent) = {
            let state = self.state.lock();
            let sent = own && told.what.id().is_some_and(|id| state.sent.contains(&id));
            let name = state.name.clone().filter(|_| own);
            (state.chosen.clone(), name, Self::spelled(&state, told.what.room()), sent)
        };
        let make = |room: &str| {
            let to = To { id: outlet.user_id(), own, sent, name: name.as_deref(), room };
            self.heard_as(&told.what, &to, |to| spoken(chosen.dialect.tell(&told.what, to)))
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
        let id = outlet.user_id();
        let here = InRoom { context: &self.context, room };
        let to = Hearer { id, sent: false, own: true, name: name.as_deref(), room: &spelled, extra: None, here: &here };
        let guesses = chosen.dialect.guesses();
        let dialects = if guesses.is_empty() { std::slice::from_ref(&chosen.dialect) } else { guesses };
        let mut emits = Vec::new();
        for dialect in dialects {
            let mut history = Vec::new();
            for what in said {
                let own = what.author() == Some(id);
                let name = name.as_deref().filter(|_| own);
                let to = To { id, own, sent: false, name, room: &spelled };
                history.extend(self.heard_as(what, &to, |to| dialect.tell(what, to)));
            }
            emits.extend(dialect.arrived(history, &to));
        }
        spoken(emits)
    }

    /// What the page hears of the people its person can talk to.
    pub(super) fn met(&self, outlet: &Outlet, people: Vec<Met>) -> Vec<Emit> {
        let room = &self.context.dialects.home;
        let (id, here) = (outlet.user_id(), InRoom { context: &self.context, room });
        let to = Hearer { id, sent: false, own: true, name: None, room: room.as_str(), extra: None, here: &here };
        self.chosen().dialect.met(people, &to)
    }

    fn heard_as<T>(&self, what: &What, to: &To<'_>, translate: impl FnOnce(&Hearer<'_>) -> T) -> T {
        let To { id, own, sent, name, room } = *to;
        let extra = what.id().and_then(|id| self.context.extras.get(id));
        let here = InRoom { context: &self.context, room: what.room() };
        translate(&Hearer { id, sent, own, name, room, extra: extra.as_deref(), here: &here })
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        for stay in self.state.get_mut().rooms.iter().filter(|stay| stay.listed) {
            self.context.inhabited.left(&stay.room);
        }
    }
}

/// Queues all of one event, or nothing. Where only a part is taken, since the packets are too many, the connection is cut: the
/// page comes back and begins anew, where otherwise it would get the part twice.
pub(super) fn push_all(outlet: &Outlet, spoken: &[Spoken]) -> Result<(), NotTaken> {
    let Some((first, rest)) = spoken.split_first() else { return Ok(()) };
    outlet.outbox.speak(first)?;
    let taken = rest.iter().try_for_each(|emit| outlet.outbox.speak_on(emit));
    if taken == Err(NotTaken::Full) {
        outlet.outbox.cut();
        return Err(NotTaken::Gone);
    }
    taken
}

pub(super) fn spoken(emits: Vec<Emit>) -> Vec<Spoken> {
    emits.into_iter().filter_map(|Emit { event, arguments }| Spoken::new(event, &arguments)).collect()
}
