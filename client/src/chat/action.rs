//! What can happen to a chat.

use sociable_protocol::{
    Error, Handshake, HistoryReply, JoinReply, JoinRoom, Message, MessageDeleted, MessageId, MessageText,
    MessageUpdated, PresenceChanged, ReactionChanged, ReadChanged, RoleChanged, RoomCreated, RoomHead, RoomPeople,
    RoomRemoved, RoomSlug, RoomState, RoomUpdated, SendReply, Seq, ServerRestart, Session, SetReadReply, Status,
    TypingChanged, UserUpdated,
};

use super::{Purpose, SavedMessage};

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server refused it.
    Refused(Error),
    /// There was no answer, or none that could be read: it may or may not have been carried out.
    NoAnswer,
}

impl Failure {
    /// The wait that the server asks for, in milliseconds.
    pub(super) const fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Refused(error) => error.retry_after_ms,
            Self::NoAnswer => None,
        }
    }
}

/// Something that happened: the person did it, the server sent it, or a request was answered.
#[derive(Debug, Clone)]
pub enum Action {
    /// Come in, with a token, a name or both.
    SignIn(Handshake),
    /// Leave for good: token, rooms and unsent messages are forgotten; the name is kept to be offered again.
    SignOut,
    /// The messages that an earlier page did not get to send; once, before anything else.
    Restore(Vec<SavedMessage>),
    /// Be in a room, now and after every reconnection; try again where the server did not let one, or took one out. Past
    /// the server's [`rooms_per_socket`](sociable_protocol::Limits::rooms_per_socket) it does nothing.
    Open(RoomSlug),
    /// What one says of oneself, on every connection from now on. `offline` is not for clients to say and does nothing.
    SetStatus(Status),
    /// The network may be back, or the page is looked at again: do not wait for the next try.
    Wake,
    /// The time of [`ChatState::next_deadline`](super::ChatState::next_deadline) has come.
    Tick,

    /// Say something. Refused, with [`RoomState::outbox_refused`](super::RoomState::outbox_refused), while the outbox is
    /// full.
    Send {
        /// Where.
        room: RoomSlug,
        /// A new identifier.
        id: MessageId,
        /// What.
        text: MessageText,
        /// The message it answers, in the same room.
        reply_to: Option<MessageId>,
    },
    /// Try a failed message again.
    Retry(RoomSlug, MessageId),
    /// Give a failed or still pending message up.
    Discard(RoomSlug, MessageId),
    /// Something was typed that is not sent yet.
    Typed(RoomSlug),
    /// Nothing is being typed any more: the input is empty or left.
    StoppedTyping(RoomSlug),
    /// Whether the reader is at the newest message.
    Following(RoomSlug, bool),
    /// The reader comes near the oldest message in memory.
    LoadOlder(RoomSlug),
    /// The reader comes near the newest message in memory.
    LoadNewer(RoomSlug),
    /// The reader wants to be at the newest message.
    JumpToLatest(RoomSlug),
    /// The reader has read up to here. A smaller position than before changes nothing.
    Read(RoomSlug, Seq),

    /// `session`: connected, and known to the server.
    Session(Session),
    /// The server refused the connection, with the text of Socket.IO's CONNECT_ERROR.
    ConnectError(String),
    /// The connection is lost.
    Disconnected {
        /// Whether the transport tries again by itself.
        retries: bool,
    },
    /// The transport has failed to connect and tries again.
    Reconnecting {
        /// The number of the coming try, from 1.
        attempt: u32,
    },
    /// `server:restart`.
    ServerRestart(ServerRestart),
    /// `session:revoked`.
    SessionRevoked,
    /// `message:new`.
    MessageNew(Message),
    /// `message:updated`.
    MessageUpdated(MessageUpdated),
    /// `message:deleted`.
    MessageDeleted(MessageDeleted),
    /// `reaction:changed`.
    ReactionChanged(ReactionChanged),
    /// `room:created`. Of a room that is not open nothing is kept yet.
    RoomCreated(RoomCreated),
    /// `room:updated`.
    RoomUpdated(RoomUpdated),
    /// `room:state`.
    RoomState(RoomState),
    /// `room:head`.
    RoomHead(RoomHead),
    /// `room:removed`.
    RoomRemoved(RoomRemoved),
    /// `room:role-changed`.
    RoleChanged(RoleChanged),
    /// `room:people`.
    RoomPeople(RoomPeople),
    /// `typing:changed`.
    TypingChanged(TypingChanged),
    /// `presence:changed`.
    PresenceChanged(PresenceChanged),
    /// `read:changed`.
    ReadChanged(ReadChanged),
    /// `user:updated`.
    UserUpdated(UserUpdated),

    /// The answer to [`Effect::Join`](super::Effect::Join).
    Joined {
        /// As in the effect.
        epoch: u32,
        /// As in the effect.
        request: JoinRoom,
        /// The answer.
        result: Result<JoinReply, Failure>,
    },
    /// The answer to [`Effect::Send`](super::Effect::Send).
    Sent {
        /// As in the effect.
        epoch: u32,
        /// The room sent to.
        room: RoomSlug,
        /// The message sent.
        id: MessageId,
        /// The answer.
        result: Result<SendReply, Failure>,
    },
    /// The answer to [`Effect::Fetch`](super::Effect::Fetch).
    Fetched {
        /// As in the effect.
        epoch: u32,
        /// As in the effect.
        purpose: Purpose,
        /// The room asked about.
        room: RoomSlug,
        /// The answer.
        result: Result<HistoryReply, Failure>,
    },
    /// The answer to [`Effect::SetRead`](super::Effect::SetRead).
    ReadSet {
        /// As in the effect.
        epoch: u32,
        /// The room meant.
        room: RoomSlug,
        /// The answer.
        result: Result<SetReadReply, Failure>,
    },
}
