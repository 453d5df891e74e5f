//! The rules, through [`reduce`](super::reduce()) alone.

mod changing;
mod commanding;
mod connection;
mod convergence;
mod counting;
mod interleaving;
mod listing;
mod lists;
mod model;
mod muting;
mod reading;
mod receiving;
mod restoring;
mod rooms;
mod sending;
mod showing;
mod signals;
mod wishing;

use sociable_protocol::{
    DisplayName, Epoch, Error, ErrorCode, Handshake, JoinReply, JoinRoom, Limits, ListRooms, ListRoomsReply, Message,
    MessageId, MessageText, Person, Rev, Role, Room, RoomKind, RoomName, RoomSlug, RoomSummary, SendReply, Seq,
    Session, Status, Timestamp, Topic, User, UserId, VERSION,
};

use super::{Action, Answer, ChatState, Effect, Failure, Query, RoomState, reduce};

/// A person at a chat, with a clock that only the test moves.
struct Chat {
    state: ChatState,
    now: i64,
}

impl Chat {
    /// Signed in as Ada; not connected.
    fn signed_in() -> Self {
        let mut chat = Self { state: ChatState::default(), now: 1_000_000 };
        chat.act(Action::SignIn(by_name("Ada")));
        chat
    }

    /// Signed in as Ada, with the lobby open; not connected.
    fn new() -> Self {
        let mut chat = Self::signed_in();
        chat.act(Action::Open(lobby()));
        chat
    }

    /// Connected and in the lobby, which has messages 1 to `head` by Ben.
    fn joined(head: u64) -> Self {
        let mut chat = Self::new();
        chat.connect();
        chat.join(join_reply(1..=head));
        chat
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        reduce(&mut self.state, action, Timestamp::from_millis(self.now))
    }

    fn pass(&mut self, ms: i64) -> Vec<Effect> {
        self.now += ms;
        self.act(Action::Tick)
    }

    /// Connects, to a server that has the lobby as it is here, and gives the requests to join that this leads to.
    fn connect(&mut self) -> Vec<Effect> {
        let mut effects = self.act(Action::Session(session()));
        let known = self.state.room(&lobby()).filter(|room| !room.is_removed());
        let rooms = known.map(|room| RoomSummary {
            read: Seq::ZERO,
            unread: room.unread,
            mentions: room.mentions,
            ..summary(lobby(), room.head.0)
        });
        effects.extend(self.list(rooms.into_iter().collect()));
        effects.retain(|effect| matches!(effect, Effect::Join { .. }));
        effects
    }

    /// The server says that these are all rooms that one is in.
    fn list(&mut self, rooms: Vec<RoomSummary>) -> Vec<Effect> {
        let result = Ok(ListRoomsReply { rooms, has_more: false });
        let answer = Answer::Rooms(ListRooms::default(), result);
        self.act(Action::Answered { epoch: self.state.epoch, answer })
    }

    fn join(&mut self, reply: JoinReply) -> Vec<Effect> {
        let request = self.room().cursor().map_or_else(
            || JoinRoom::anew(lobby()),
            |cursor| JoinRoom { room: lobby(), after: Some(cursor.seq), rev: cursor.rev, epoch: cursor.epoch },
        );
        self.act(Action::Joined { epoch: self.state.epoch, request, result: Ok(reply) })
    }

    fn send(&mut self, id: MessageId, text: &str) -> Vec<Effect> {
        self.act(Action::Send { room: lobby(), id, text: text_of(text), reply_to: None })
    }

    fn acked(&mut self, message: Message) -> Vec<Effect> {
        let (epoch, id) = (self.state.epoch, message.id);
        self.act(Action::Sent { epoch, room: lobby(), id, result: Ok(SendReply { message }) })
    }

    fn failed(&mut self, id: MessageId, failure: Failure) -> Vec<Effect> {
        self.act(Action::Sent { epoch: self.state.epoch, room: lobby(), id, result: Err(failure) })
    }

    fn room(&self) -> &RoomState {
        self.state.room(&lobby()).unwrap()
    }

    fn rev(&self) -> Rev {
        self.room().cursor().unwrap().rev.unwrap()
    }

    fn seqs(&self) -> Vec<u64> {
        self.room().timeline.rows().map(|message| message.seq.0).collect()
    }
}

fn lobby() -> RoomSlug {
    RoomSlug::lobby()
}

fn slug(name: &str) -> RoomSlug {
    name.parse().unwrap()
}

fn by_name(name: &str) -> Handshake {
    Handshake { name: Some(name.to_owned()), ..Handshake::default() }
}

/// The lobby, under this name.
fn named(name: &str) -> Room {
    Room {
        slug: lobby(),
        name: RoomName::new(name).unwrap(),
        kind: RoomKind::Public,
        topic: Topic::default(),
        archived: false,
        between: vec![],
    }
}

/// A room that one is a member of, with messages up to `head`, all of them read.
fn summary(slug: RoomSlug, head: u64) -> RoomSummary {
    let room = Room { name: RoomName::from(slug.clone()), slug, ..named("Lobby") };
    RoomSummary {
        room,
        role: Some(Role::Member),
        invited_by: None,
        members: 3,
        head: Seq(head),
        read: Seq(head),
        unread: 0,
        mentions: 0,
        muted: false,
        last_message: None,
    }
}

fn epoch(number: u32) -> Epoch {
    Epoch::try_from(format!("epoch {number}")).unwrap()
}

/// A request to continue in the lobby after these, in the first epoch.
fn continued(after: u64, rev: u64) -> JoinRoom {
    JoinRoom { room: lobby(), after: Some(Seq(after)), rev: Some(Rev(rev)), epoch: Some(epoch(1)) }
}

fn text_of(text: &str) -> MessageText {
    MessageText::new(text).unwrap()
}

fn user(name: &str) -> User {
    let mut random = [0; 10];
    for (to, from) in random.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    User::guest(UserId::new(Timestamp::from_millis(0), random), DisplayName::new(name).unwrap())
}

fn id(number: u64) -> MessageId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    MessageId::new(Timestamp::from_millis(0), random)
}

/// Message `seq` of the lobby, with `id(seq)`.
fn message(seq: u64, from: &str) -> Message {
    Message {
        id: id(seq),
        room: lobby(),
        seq: Seq(seq),
        user: user(from),
        rev: Rev::ZERO,
        text: Some(text_of(&format!("message {seq}"))),
        reply_to: None,
        mentions: vec![],
        reactions: vec![],
        created_at: Timestamp::from_millis(i64::try_from(seq).unwrap()),
        edited_at: None,
        deleted_at: None,
        pinned: None,
    }
}

/// Ada's message of another id at `seq`.
fn own(seq: u64, id: MessageId) -> Message {
    Message { id, ..message(seq, "Ada") }
}

fn session() -> Session {
    Session {
        user: user("Ada"),
        token: Some("token".to_owned()),
        expires_at: None,
        limits: Limits::default(),
        server_time: Timestamp::from_millis(0),
        version: VERSION,
    }
}

/// What the server answers who asked for nothing in particular, when its last message is the last of `seqs`.
fn join_reply(seqs: std::ops::RangeInclusive<u64>) -> JoinReply {
    JoinReply {
        room: named("Lobby"),
        role: Role::Member,
        rev: Rev::ZERO,
        epoch: epoch(1),
        read: Seq::ZERO,
        changed: vec![],
        head: Seq(*seqs.end()),
        has_more: *seqs.start() > 1,
        messages: seqs.map(|seq| message(seq, "Ben")).collect(),
        reset: false,
        people: vec![Person { user: user("Ada"), status: Status::Online }],
        people_count: 1,
        reads: None,
    }
}

/// What the server answers who has all there is, in an empty room.
fn nothing_new() -> JoinReply {
    JoinReply { head: Seq(0), messages: vec![], ..join_reply(1..=1) }
}

fn refusal(code: ErrorCode) -> Error {
    Error::new(code, "no")
}

/// The requests to join among `effects`.
fn joins(effects: &[Effect]) -> Vec<JoinRoom> {
    let joins = effects.iter().filter_map(|effect| match effect {
        Effect::Join { request, .. } => Some(request.clone()),
        _ => None,
    });
    joins.collect()
}

/// The rooms that `effects` ask to join.
fn joined_rooms(effects: &[Effect]) -> Vec<RoomSlug> {
    joins(effects).into_iter().map(|request| request.room).collect()
}

/// What `effects` ask for to be read.
fn asks(effects: &[Effect]) -> Vec<Query> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Ask { query, .. } => Some(query.clone()),
        _ => None,
    });
    asked.collect()
}

/// The ids of the messages that `effects` send.
fn sends(effects: &[Effect]) -> Vec<MessageId> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send { request, .. } => request.id,
        _ => None,
    });
    sent.collect()
}

/// The positions after which `effects` ask for messages.
fn fetches_after(effects: &[Effect]) -> Vec<u64> {
    let fetched = effects.iter().filter_map(|effect| match effect {
        Effect::Fetch { request, .. } => request.after.map(|after| after.0),
        _ => None,
    });
    fetched.collect()
}
