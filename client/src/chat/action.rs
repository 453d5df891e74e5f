//! What can happen to a chat.

use sociable_protocol::{
    Error, Handshake, HistoryReply, JoinReply, JoinRoom, Message, MessageDeleted, MessageId, MessageText,
    MessageUpdated, MuteReply, PresenceChanged, ReactionChanged, ReadChanged, RenewSessionReply, RoleChanged,
    RoomCreated, RoomHead, RoomMuted, RoomPeople, RoomRemoved, RoomSlug, RoomState, RoomUpdated, SendReply, Seq,
    ServerRestart, Session, SetReadReply, Status, TypingChanged, UserUpdated,
};

use super::{Answer, ChangeResult, Command, CommandReply, Purpose, SavedMessage, SavedRoom, Wish};

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
    /// Come in with a token of the site that one is signed in at, which is asked for one
    /// ([`Effect::WantToken`](super::Effect::WantToken)); or try that again.
    SignInBySite,
    /// A token of the site, asked for or not; `None` where it has none, or where the person has signed out there.
    SiteToken(Option<String>),
    /// Leave for good: token, rooms and unsent messages are forgotten; the name is kept to be offered again.
    SignOut,
    /// The messages that an earlier page did not get to send; once, before anything else.
    Restore(Vec<SavedMessage>),
    /// Rooms as an earlier page left them; once, before anything else. They can be read before there is a connection, and
    /// are taken up again, or dropped, once the server has said which rooms one is in.
    RestoreRooms(Vec<SavedRoom>),
    /// Which rooms are to make no noise, or noise again, and the server was not told by an earlier page; once, before
    /// anything else.
    RestoreMuting(Vec<(RoomSlug, bool)>),
    /// This room is looked at from now on; `None` while none is. It is opened where it is not known yet, and of the one
    /// looked at before only the latest messages stay in memory. Looking neither accepts an invitation nor comes back to a
    /// room that one is not in any more: that is for [`Open`](Self::Open).
    Show(Option<RoomSlug>),
    /// Be in a room, now and as long as one is a member of it; accept an invitation; try again where the server did not let
    /// one, or took one out. Past
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
    /// Whether somebody is looking at the newest message, so that what comes is read as it comes.
    Watching(RoomSlug, bool),
    /// The reader comes near the oldest message in memory.
    LoadOlder(RoomSlug),
    /// The reader comes near the newest message in memory.
    LoadNewer(RoomSlug),
    /// The reader wants to be at the newest message.
    JumpToLatest(RoomSlug),
    /// The reader wants to see the message at this position, which may be far from what is in memory.
    JumpTo(RoomSlug, Seq),
    /// Something is to become of a message: shown at once, and taken back with a [`Notice`](super::Notice) where it is
    /// refused.
    Wish(RoomSlug, MessageId, Wish),
    /// A notice has been read.
    Dismiss(u32),
    /// A room that one is in is to make no noise on any device, or noise again: shown at once, and taken back with a
    /// [`Notice`](super::Notice) where it is refused.
    Mute(RoomSlug, bool),
    /// The public rooms are wanted, from the start.
    Browse,
    /// More of the public rooms are wanted.
    BrowseMore,
    /// The members of a room are wanted, from the start.
    LoadMembers(RoomSlug),
    /// More of a room's members are wanted.
    LoadMoreMembers(RoomSlug),
    /// The pinned messages of a room are wanted.
    LoadPins(RoomSlug),
    /// Messages with these words are wanted; an empty query ends the search.
    Search {
        /// The words.
        query: String,
        /// Where; `None` for all rooms that one is in.
        room: Option<RoomSlug>,
    },
    /// More of what is searched for is wanted.
    SearchMore,
    /// Do something once, under a number that no earlier command had.
    Command(u32, Command),
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
    /// `session:expiring`.
    SessionExpiring,
    /// `session:expired`.
    SessionExpired,
    /// `message:new`.
    MessageNew(Message),
    /// `message:updated`.
    MessageUpdated(MessageUpdated),
    /// `message:deleted`.
    MessageDeleted(MessageDeleted),
    /// `reaction:changed`.
    ReactionChanged(ReactionChanged),
    /// `room:created`: a room of one's own, which is joined, or an invitation.
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
    /// `room:muted`.
    RoomMuted(RoomMuted),
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

    /// The answer to [`Effect::Ask`](super::Effect::Ask).
    Answered {
        /// As in the effect.
        epoch: u32,
        /// What was asked, and the answer.
        answer: Answer,
    },
    /// The answer to [`Effect::Change`](super::Effect::Change).
    Changed {
        /// As in the effect.
        epoch: u32,
        /// The room.
        room: RoomSlug,
        /// The message.
        id: MessageId,
        /// As in the effect.
        wish: Wish,
        /// The answer.
        result: ChangeResult,
    },
    /// The answer to [`Effect::Command`](super::Effect::Command).
    Commanded {
        /// As in the effect.
        epoch: u32,
        /// As in the effect.
        ticket: u32,
        /// As in the effect.
        command: Command,
        /// The answer.
        result: Result<CommandReply, Failure>,
    },
    /// The answer to [`Effect::Mute`](super::Effect::Mute).
    MuteSet {
        /// As in the effect.
        epoch: u32,
        /// The answer.
        result: Result<MuteReply, Failure>,
    },
    /// The answer to [`Effect::Renew`](super::Effect::Renew).
    Renewed {
        /// As in the effect.
        epoch: u32,
        /// The answer.
        result: Result<RenewSessionReply, Failure>,
    },
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
