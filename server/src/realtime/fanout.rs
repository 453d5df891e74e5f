//! From the store to the sockets: what is committed goes out in the order of commits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::{
    Message, MessageUpdated, PresenceChanged, ReactionChanged, ReadChanged, RemovedReason, RoleChanged, Room,
    RoomCreated, RoomHead, RoomMuted, RoomPeople, RoomRemoved, RoomSlug, RoomUpdated, Seq, SessionExpired,
    SessionRevoked, Status, User, UserId, UserUpdated,
};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::dialects::What;
use super::hub::{Position, Step};
use super::outbox::Encoded;
use super::outlet::{Outlet, Over};
use super::{Context, catch_up};
use crate::domain::{Crowd, now};
use crate::store::{ChangeKind, Committed};

/// How often rooms in which something happened lately are told where they stand.
const HEAD_INTERVAL: Duration = Duration::from_secs(30);
/// How many times after the last event. A client that lost one notices at the first; the second is for one that lost the
/// first as well. It also bounds the table: a quiet room is not in it.
const HEADS_AFTER_EVENT: u8 = 2;

/// How often large rooms are told how many they are, and pages which rooms there are.
const CROWD_INTERVAL: Duration = Duration::from_secs(1);

/// Batches of the writer that are sent out together, where so many wait: the busier the server, the less often each
/// socket is woken and written to.
const BATCHES: usize = 64;

/// Sends out what is committed.
pub(super) struct Fanout {
    context: Arc<Context>,
    /// Stretches of rooms' logs that are to be sent next, each in order.
    stretches: HashMap<RoomSlug, Vec<(Step, Encoded)>>,
    /// Rooms in which something happened lately, and how often they are still to be told where they stand.
    active: HashMap<RoomSlug, u8>,
    /// How many batches were received: the number of the present one.
    batch: u64,
    /// Pages that are still to be told which rooms there are.
    behind: Vec<Arc<Outlet>>,
}

impl Fanout {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self { context, stretches: HashMap::new(), active: HashMap::new(), batch: 0, behind: Vec::new() }
    }

    /// Runs until the store is closed.
    pub(super) async fn run(mut self, mut committed: mpsc::Receiver<Vec<Committed>>) {
        let mut ticks = tokio::time::interval(HEAD_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut crowd_ticks = tokio::time::interval(CROWD_INTERVAL);
        crowd_ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut batches = Vec::with_capacity(BATCHES);
        loop {
            tokio::select! {
                received = committed.recv_many(&mut batches, BATCHES) => {
                    if received == 0 {
                        break;
                    }
                    for batch in batches.drain(..) {
                        self.batch += 1;
                        for event in batch {
                            self.send(event).await;
                        }
                    }
                    self.send_stretches().await;
                }
                _ = crowd_ticks.tick() => {
                    self.tell_crowds().await;
                    self.context.tell_rooms(&mut self.behind);
                }
                _ = ticks.tick() => self.tell_heads().await,
            }
        }
    }

    async fn send(&mut self, event: Committed) {
        match event {
            Committed::Message(message) => return self.message(message),
            Committed::Changed(kind, message) => return self.changed(kind, message),
            // Sockets are told otherwise: who comes is seen by their presence.
            Committed::RoomMade(_) | Committed::MemberCame { .. } => return,
            _ => {}
        }
        // Whoever is taken out of a room now had a right to what was said before.
        self.send_stretches().await;
        match event {
            Committed::Message(_) | Committed::Changed(..) | Committed::RoomMade(_) | Committed::MemberCame { .. } => {}
            Committed::RoomUpdated(room) => self.room_updated(room).await,
            Committed::RoomAdded { room, users } => self.room_added(&room, users).await,
            Committed::MemberGone { room, user, reason } => self.member_gone(room, user, reason).await,
            Committed::RoleChanged { room, user, role } => {
                self.context.hub.tell(&room.clone(), &RoleChanged { room, user, role }, |_| true).await;
            }
            Committed::Read { room, user, seq } => self.read(room, user, seq).await,
            Committed::Muted { room, user, muted } => {
                let told = RoomMuted { room, muted };
                self.context.hub.tell_person(user, &told, |outlet| outlet.allows(&told.room));
            }
            Committed::UserUpdated(user) => self.user_updated(user).await,
            Committed::TokensRevoked { user, generation } => self.context.revoke(user, generation),
        }
    }

    fn message(&mut self, message: Message) {
        let (room, seq) = (message.room.clone(), message.seq);
        self.stretch(room, Step::Message(seq), || catch_up::encoded(message));
    }

    fn changed(&mut self, kind: ChangeKind, message: Message) {
        let (room, rev) = (message.room.clone(), message.rev);
        self.stretch(room, Step::Change(rev), || match (kind, message.deleted_at) {
            (ChangeKind::Deleted, Some(at)) => Encoded::new(&catch_up::deleted(&message, at)),
            (ChangeKind::Reacted, _) => {
                let Message { id, room, seq, rev, reactions, .. } = message;
                Encoded::new(&ReactionChanged { room, id, seq, rev, reactions })
            }
            _ => Encoded::new(&MessageUpdated { message }),
        });
    }

    /// Notes something of a room's log, to be sent with what follows it.
    fn stretch(&mut self, room: RoomSlug, step: Step, event: impl FnOnce() -> Option<Encoded>) {
        if !self.context.hub.is_visited(&room) {
            return;
        }
        let Some(event) = event() else { return };
        self.active.insert(room.clone(), HEADS_AFTER_EVENT);
        self.stretches.entry(room).or_default().push((step, event));
    }

    async fn send_stretches(&mut self) {
        for (room, stretch) in self.stretches.drain() {
            self.context.hub.publish(&room, &stretch).await;
        }
    }

    async fn room_updated(&self, room: Room) {
        let Context { hub, chat, .. } = &*self.context;
        let slug = room.slug.clone();
        let archived = room.archived;
        hub.tell(&slug, &RoomUpdated { room }, |_| true).await;
        if !archived {
            return;
        }
        let mut people: Vec<UserId> = hub.clear(&slug, self.batch).iter().map(|outlet| outlet.user_id()).collect();
        people.sort_unstable();
        people.dedup();
        for user in people {
            chat.presence().remove(&slug, user);
            let told = RoomRemoved { room: slug.clone(), reason: RemovedReason::Archived };
            hub.tell_person(user, &told, |outlet| outlet.allows(&slug));
        }
    }

    async fn room_added(&self, room: &RoomSlug, users: Vec<UserId>) {
        let Context { hub, chat, .. } = &*self.context;
        for user in users {
            if hub.sockets_of(user).is_empty() {
                continue;
            }
            match chat.summary(room, user).await {
                Ok(Some(summary)) => {
                    for outlet in hub.sockets_of(user) {
                        if let Some(voice) = outlet.voice.as_ref().filter(|voice| voice.talks_in_private()) {
                            self.context.join_direct(&outlet, voice, &summary.room).await;
                        }
                    }
                    hub.tell_person(user, &RoomCreated(summary), |outlet| outlet.allows(room));
                }
                // Gone again by now.
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "somebody is not told of a new room before they list their rooms"),
            }
        }
    }

    async fn member_gone(&self, room: RoomSlug, user: UserId, reason: RemovedReason) {
        let Context { hub, chat, .. } = &*self.context;
        let is_back = hub.expel(&room, user, self.batch);
        let told = RoomRemoved { room: room.clone(), reason };
        hub.tell_person(user, &told, |outlet| !outlet.is_in(&room) && outlet.allows(&room));
        if !is_back && let Some(user) = chat.presence().remove(&room, user) {
            self.context.tell_going(&room, user).await;
        }
    }

    async fn read(&self, room: RoomSlug, user: UserId, seq: Seq) {
        let Context { hub, chat, .. } = &*self.context;
        let event = ReadChanged { room, user, seq };
        hub.tell_person(user, &event, |outlet| outlet.allows(&event.room));
        if chat.presence().count(&event.room) <= chat.limits().receipt_people {
            hub.tell(&event.room, &event, |outlet| outlet.user_id() != user).await;
        }
    }

    async fn user_updated(&self, user: User) {
        let Context { hub, chat, .. } = &*self.context;
        for outlet in hub.sockets_of(user.id) {
            outlet.rename(&user);
        }
        let id = user.id;
        let rooms = chat.presence().rename(&user);
        let event = UserUpdated { user };
        hub.tell_person(id, &event, |_| true);
        for room in rooms {
            hub.tell_what(&room, &event, What::renamed(room.clone(), id), |outlet| outlet.user_id() != id).await;
        }
    }

    async fn tell_crowds(&self) {
        let Context { hub, chat, .. } = &*self.context;
        for crowd in chat.presence().take_crowds() {
            match crowd {
                Crowd::Count(room, people_count) => {
                    let event = RoomPeople { room: room.clone(), people_count, people: None };
                    hub.tell_what(&room, &event, What::people(room.clone()), |_| true).await;
                }
                Crowd::SmallAgain(room) => {
                    let roster = chat.presence().roster(&room, chat.limits().people_listed);
                    let event =
                        RoomPeople { room: room.clone(), people_count: roster.count, people: Some(roster.people) };
                    hub.tell_what(&room, &event, What::people(room.clone()), |_| true).await;
                }
            }
        }
    }

    async fn tell_heads(&mut self) {
        let hub = &self.context.hub;
        for (room, repeats) in &mut self.active {
            if let Some(Position { seq, rev }) = hub.position(room) {
                hub.tell(room, &RoomHead { room: room.clone(), seq, rev }, |_| true).await;
            }
            *repeats = repeats.saturating_sub(1);
        }
        self.active.retain(|_, repeats| *repeats > 0);
    }
}

impl Context {
    /// Tells those in a room whom `to` lets pass that somebody is there now; in a large room nothing.
    pub(super) async fn tell_coming(&self, room: &RoomSlug, user: User, status: Status, to: impl Fn(&Outlet) -> bool) {
        let what = What::Came(room.clone(), user.clone());
        self.tell_presence(room, user, status, Some(what), to).await;
    }

    /// Tells those in a room that somebody has gone from it; in a large room nothing.
    pub(super) async fn tell_going(&self, room: &RoomSlug, user: User) {
        let what = What::Left(room.clone(), user.clone());
        self.tell_presence(room, user, Status::Offline, Some(what), |_| true).await;
    }

    /// Tells those in a room whom `to` lets pass what somebody's status there is now, and `what` it means for those who hear
    /// it in other words; in a large room nothing.
    pub(super) async fn tell_presence(
        &self,
        room: &RoomSlug,
        user: User,
        status: Status,
        what: Option<What>,
        to: impl Fn(&Outlet) -> bool,
    ) {
        if self.chat.presence().is_told(room, status, self.chat.limits().presence_people) {
            let last_seen = (status == Status::Offline).then(now);
            let event = PresenceChanged { room: room.clone(), user, status, last_seen };
            match what {
                Some(what) => self.hub.tell_what(room, &event, what, to).await,
                None => self.hub.tell(room, &event, to).await,
            }
        }
    }

    /// Closes the sockets of a person whose tokens are void.
    fn revoke(&self, user: UserId, generation: u32) {
        for outlet in self.hub.sockets_of(user).into_iter().filter(|outlet| outlet.is_outdated(generation)) {
            self.end_session(&outlet, Over::Revoked);
        }
    }

    /// Tells a socket that its session is over, and closes it.
    pub(super) fn end_session(&self, outlet: &Arc<Outlet>, why: Over) {
        // Nothing more for it or from it from this instant; the rest is courtesy.
        outlet.end(why);
        for room in self.hub.disconnect(outlet) {
            tracing::debug!(%room, ?why, "a session that is over is out");
        }
        let event = match why {
            Over::Revoked => Encoded::new(&SessionRevoked {}),
            Over::Expired => Encoded::new(&SessionExpired {}),
        };
        if let Some(event) = event
            && let Err(error) = outlet.push(&event)
        {
            tracing::debug!(?error, "a session that is over could not be told");
        }
        outlet.outbox.disconnect();
        self.cut_later(outlet);
    }
}
