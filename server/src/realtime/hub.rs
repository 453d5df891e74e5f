//! Which sockets are in which room, and how far each has been sent what happened there.
//!
//! socketioxide has rooms, but it drops what a full socket cannot take and does not say whose it was. Here every socket
//! has a cursor in every room: an event of the log is sent to it only if it is the very next one, and a socket that
//! cannot take it stays where it is until its own task has [brought it up to date](super::catch_up) from the log. So
//! what a client gets of a room has no holes, however slowly it reads.
//!
//! Trade-off: sending to a room walks its sockets one by one, each with an allocation of its own, where socketioxide
//! would share one.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use slab::Slab;
use sociable_protocol::{Push, Rev, RoomSlug, Seq, UserId};

use super::dialects::What;
use super::outbox::{Encoded, NotTaken};
use super::outlet::Outlet;

/// Packets that are queued before others may have their turn: bounds how long a room's lock is held.
const SLICE: usize = 128;

/// How often a socket that has all of a room's log reads the room again, because something that is not in the log was
/// told meanwhile. In a room where that never ends it must be live at last; what it lacks then, the next event tells.
const READ_AGAIN: u8 = 5;

/// All rooms that somebody is in, and all sockets of each person.
#[derive(Default)]
pub(super) struct Hub {
    rooms: Mutex<HashMap<RoomSlug, Arc<Channel>>>,
    people: Mutex<HashMap<UserId, Vec<Arc<Outlet>>>>,
}

/// A room and the sockets in it.
#[derive(Default)]
struct Channel(Mutex<Seats>);

#[derive(Default)]
struct Seats {
    /// How far the room is, of what this process has sent.
    at: Position,
    seats: Slab<Seat>,
}

struct Seat {
    outlet: Arc<Outlet>,
    state: State,
    /// How much was published when it last asked to come in and was let in: what took its person out before that does not
    /// concern it.
    since: u64,
    /// Whether there was something for it that is not in the log, while it was joining, or since it began to read what it
    /// is behind with.
    missed: bool,
    /// How often it has read the room again for that.
    again: u8,
}

/// How far somebody is in a room's log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Position {
    /// The last message.
    pub(super) seq: Seq,
    /// The last change.
    pub(super) rev: Rev,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Its snapshot is being read.
    Joining,
    /// It gets what comes next.
    Live(Position),
    /// It could not take something; its task reads on from here.
    Behind(Position),
}

/// Something in a room's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The message at this position.
    Message(Seq),
    /// The change of this number.
    Change(Rev),
}

impl Position {
    const fn follows(self, step: Step) -> bool {
        match step {
            Step::Message(seq) => self.seq.next().0 == seq.0,
            Step::Change(rev) => self.rev.next().0 == rev.0,
        }
    }

    const fn has(self, step: Step) -> bool {
        match step {
            Step::Message(seq) => self.seq.0 >= seq.0,
            Step::Change(rev) => self.rev.0 >= rev.0,
        }
    }

    const fn advance(&mut self, step: Step) {
        match step {
            Step::Message(seq) => self.seq = seq,
            Step::Change(rev) => self.rev = rev,
        }
    }

    /// Moves forward to `other`, where that is further.
    fn raise(&mut self, other: Self) {
        self.seq = self.seq.max(other.seq);
        self.rev = self.rev.max(other.rev);
    }

    /// Whether nothing of `other` is missing here.
    const fn covers(self, other: Self) -> bool {
        self.seq.0 >= other.seq.0 && self.rev.0 >= other.rev.0
    }
}

impl Seat {
    fn take(&mut self, step: Step, event: &Encoded) {
        let State::Live(mut at) = self.state else { return };
        if at.has(step) {
            return;
        }
        if at.follows(step) {
            match self.outlet.push(event) {
                Ok(()) => {
                    at.advance(step);
                    self.state = State::Live(at);
                    return;
                }
                // Its own task is about to take it out.
                Err(NotTaken::Gone) => return,
                Err(NotTaken::Full) => {}
            }
        }
        self.state = State::Behind(at);
        self.outlet.behind.notify_one();
    }

    /// Something that is not in the log: nothing has to follow anything, but whoever misses it must be told the whole.
    fn hear(&mut self, event: &Encoded) {
        match self.state {
            // Who joins may be refused yet, and then is to know nothing of the room.
            State::Behind(_) | State::Joining => self.missed = true,
            State::Live(at) => {
                if self.outlet.push(event) == Err(NotTaken::Full) {
                    self.state = State::Behind(at);
                    self.outlet.behind.notify_one();
                }
            }
        }
    }
}

impl Hub {
    /// A socket is there.
    pub(super) fn connect(&self, outlet: &Arc<Outlet>) {
        self.people.lock().entry(outlet.user_id()).or_default().push(Arc::clone(outlet));
    }

    /// A socket is gone; says which rooms it was in.
    pub(super) fn disconnect(&self, outlet: &Arc<Outlet>) -> Vec<RoomSlug> {
        let mut people = self.people.lock();
        if let Some(outlets) = people.get_mut(&outlet.user_id()) {
            outlets.retain(|other| !Arc::ptr_eq(other, outlet));
            if outlets.is_empty() {
                people.remove(&outlet.user_id());
            }
        }
        drop(people);
        let rooms = outlet.rooms();
        for room in &rooms {
            self.leave(room, outlet);
        }
        rooms
    }

    /// All sockets there are.
    pub(super) fn sockets(&self) -> Vec<Arc<Outlet>> {
        self.people.lock().values().flatten().cloned().collect()
    }

    /// The sockets of a person.
    pub(super) fn sockets_of(&self, user: UserId) -> Vec<Arc<Outlet>> {
        self.people.lock().get(&user).cloned().unwrap_or_default()
    }

    /// Puts a socket into a room; it gets nothing of the log before it is [live](Self::go_live). `since` is how much was
    /// published when it asked. False where it is in as many rooms as it may be.
    pub(super) fn join(&self, room: &RoomSlug, outlet: &Arc<Outlet>, limit: usize, since: u64) -> bool {
        // All under the lock of all rooms: neither is the channel taken away as empty in between, nor the socket taken
        // out of its rooms.
        let mut rooms = self.rooms.lock();
        if !outlet.enter(room, limit) {
            return false;
        }
        let channel = rooms.entry(room.clone()).or_default();
        let seats = &mut channel.0.lock().seats;
        if !seats.iter().any(|(_, seat)| Arc::ptr_eq(&seat.outlet, outlet)) {
            let (outlet, state) = (Arc::clone(outlet), State::Joining);
            let seat = Seat { outlet, state, since, missed: false, again: 0 };
            seats.insert(seat);
        }
        true
    }

    /// From now on the socket, which was let in, gets what comes after `at`, which it has. `since` as in
    /// [`join`](Self::join). False where it is not in the room any more.
    pub(super) fn go_live(&self, room: &RoomSlug, outlet: &Arc<Outlet>, at: Position, since: u64) -> bool {
        self.with_seat(room, outlet, |seat, published| {
            seat.since = seat.since.max(since);
            if seat.state == State::Joining {
                if at.covers(*published) && !seat.missed {
                    seat.state = State::Live(at);
                } else {
                    seat.state = State::Behind(at);
                    outlet.behind.notify_one();
                }
            }
            // What is in a snapshot is committed, and about to be sent out where it is not yet.
            published.raise(at);
        })
        .is_some()
    }

    /// Takes a socket out of a room.
    pub(super) fn leave(&self, room: &RoomSlug, outlet: &Arc<Outlet>) {
        self.remove(room, |seat| Arc::ptr_eq(&seat.outlet, outlet));
    }

    /// Takes the sockets of a person out of a room that asked to come in before the batch of this number was published.
    /// Those that asked later have come back. Says whether there are such.
    pub(super) fn expel(&self, room: &RoomSlug, user: UserId, batch: u64) -> bool {
        self.remove(room, |seat| seat.outlet.user_id() == user && seat.since < batch);
        self.sockets_of(user).iter().any(|outlet| outlet.is_in(room))
    }

    /// Takes everybody out of a room who asked to come in before the batch of this number was published; says who.
    pub(super) fn clear(&self, room: &RoomSlug, batch: u64) -> Vec<Arc<Outlet>> {
        self.remove(room, |seat| seat.since < batch)
    }

    fn remove(&self, room: &RoomSlug, which: impl Fn(&Seat) -> bool) -> Vec<Arc<Outlet>> {
        let mut rooms = self.rooms.lock();
        let Some(channel) = rooms.get(room) else { return Vec::new() };
        let mut channel_seats = channel.0.lock();
        let seats = &mut channel_seats.seats;
        let keys: Vec<usize> = seats.iter().filter(|(_, seat)| which(seat)).map(|(key, _)| key).collect();
        let removed: Vec<Arc<Outlet>> = keys.into_iter().map(|key| seats.remove(key).outlet).collect();
        removed.iter().for_each(|outlet| outlet.exit(room));
        let is_empty = seats.is_empty();
        drop(channel_seats);
        if is_empty {
            rooms.remove(room);
        }
        removed
    }

    /// Sends a stretch of a room's log to everybody there whom it is next for. To each all of it at once, so that a
    /// socket is woken and written to once for many messages.
    pub(super) async fn publish(&self, room: &RoomSlug, stretch: &[(Step, Encoded)]) {
        let Some(channel) = self.channel(room) else { return };
        {
            let at = &mut channel.0.lock().at;
            for (step, _) in stretch {
                if !at.has(*step) {
                    at.advance(*step);
                }
            }
        }
        channel.each(stretch.len(), |seat| stretch.iter().for_each(|(step, event)| seat.take(*step, event))).await;
    }

    /// Whether anybody is in a room.
    pub(super) fn is_visited(&self, room: &RoomSlug) -> bool {
        self.rooms.lock().contains_key(room)
    }

    /// Where a room stands that somebody is in.
    pub(super) fn position(&self, room: &RoomSlug) -> Option<Position> {
        self.channel(room).map(|channel| channel.0.lock().at)
    }

    /// Sends something to everybody in a room whom `to` lets pass.
    pub(super) async fn tell<P: Push>(&self, room: &RoomSlug, event: &P, to: impl Fn(&Outlet) -> bool) {
        self.tell_all(room, Encoded::new(event), to).await;
    }

    /// As [`tell`](Self::tell); `what` it is, for those who hear it in other words.
    pub(super) async fn tell_what<P: Push>(
        &self,
        room: &RoomSlug,
        event: &P,
        what: What,
        to: impl Fn(&Outlet) -> bool,
    ) {
        self.tell_all(room, Encoded::new(event).map(|event| event.telling(what)), to).await;
    }

    async fn tell_all(&self, room: &RoomSlug, event: Option<Encoded>, to: impl Fn(&Outlet) -> bool) {
        let (Some(channel), Some(event)) = (self.channel(room), event) else { return };
        channel
            .each(1, |seat| {
                if to(&seat.outlet) {
                    seat.hear(&event);
                }
            })
            .await;
    }

    /// Sends something to the sockets of a person whom `to` lets pass. One that cannot take it could not be told again, and
    /// is cut: it comes back and asks.
    pub(super) fn tell_person<P: Push>(&self, user: UserId, event: &P, to: impl Fn(&Outlet) -> bool) {
        let Some(event) = Encoded::new(event) else { return };
        for outlet in self.sockets_of(user).into_iter().filter(|outlet| to(outlet)) {
            if outlet.push(&event) == Err(NotTaken::Full) {
                tracing::info!(%user, "closed a connection that does not take what concerns its person");
                outlet.outbox.cut();
            }
        }
    }

    /// Where a socket has fallen behind in a room. What is told there from now on is not in what it reads next.
    pub(super) fn behind(&self, room: &RoomSlug, outlet: &Arc<Outlet>) -> Option<Position> {
        self.with_seat(room, outlet, |seat, _| match seat.state {
            State::Behind(at) => {
                seat.missed = false;
                Some(at)
            }
            State::Joining | State::Live(_) => None,
        })
        .flatten()
    }

    /// A socket that was behind has been sent everything up to `at`. Where that is all there is, it is live again, with
    /// `last`, what it should know besides, before anything else. Says whether there was no room for that.
    pub(super) fn caught_up(&self, room: &RoomSlug, outlet: &Arc<Outlet>, at: Position, last: &Encoded) -> bool {
        let settle = |seat: &mut Seat, published: &mut Position| {
            seat.state = State::Behind(at);
            if !at.covers(*published) {
                return false;
            }
            if seat.missed && seat.again < READ_AGAIN {
                seat.again += 1;
                return false;
            }
            let taken = outlet.push(last);
            if taken.is_ok() {
                seat.state = State::Live(at);
                seat.again = 0;
            }
            taken == Err(NotTaken::Full)
        };
        self.with_seat(room, outlet, settle).unwrap_or(false)
    }

    fn with_seat<T>(
        &self,
        room: &RoomSlug,
        outlet: &Arc<Outlet>,
        f: impl FnOnce(&mut Seat, &mut Position) -> T,
    ) -> Option<T> {
        let channel = self.channel(room)?;
        let mut seats = channel.0.lock();
        let Seats { at, seats } = &mut *seats;
        seats.iter_mut().find(|(_, seat)| Arc::ptr_eq(&seat.outlet, outlet)).map(|(_, seat)| f(seat, at))
    }

    fn channel(&self, room: &RoomSlug) -> Option<Arc<Channel>> {
        self.rooms.lock().get(room).cloned()
    }
}

impl Channel {
    /// Does something for each seat, which queues so many packets. A seat that is taken or given up meanwhile may or may
    /// not be among them.
    async fn each(&self, packets: usize, mut f: impl FnMut(&mut Seat)) {
        let slice = (SLICE / packets.max(1)).max(1);
        let mut from = 0;
        loop {
            {
                let mut seats = self.0.lock();
                let end = seats.seats.capacity();
                if from >= end {
                    return;
                }
                for key in from..end.min(from + slice) {
                    if let Some(seat) = seats.seats.get_mut(key) {
                        f(seat);
                    }
                }
            }
            from += slice;
            // A large room takes a while: lets the sockets write before there is more.
            tokio::task::yield_now().await;
        }
    }
}
