//! What a chat asks to be done.

use sociable_protocol::{
    Handshake, History, JoinRoom, MessageId, MuteRoom, RenewSession, RoomSlug, SendMessage, Seq, SetPresence, SetRead,
    SetTyping,
};

use super::{Command, Query, SavedMessage, TokenReason, Wish};

/// What a page of history is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reading on upwards.
    Older,
    /// What follows the newest in memory: a gap, or reading on downwards.
    Newer,
    /// Being at the newest message again.
    Latest,
    /// Being at this position, wherever it is.
    Around(Seq),
}

/// Something for the caller of [`reduce`](super::reduce()) to carry out.
///
/// Each request names the `epoch` of the connection it is meant for; its answer brings it back, so that an answer of a
/// connection that is gone cannot be taken for one of the present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Connect with this handshake, and use it for reconnections until told otherwise.
    Connect(Handshake),
    /// Do not wait for the next try to connect; check whether the connection is alive.
    ReconnectNow,
    /// Make no attempt to reconnect by oneself before this many milliseconds have passed.
    DelayReconnect(u64),
    /// Close the connection and stay away.
    Disconnect,
    /// Keep this over a reload, and use it for reconnections from now on.
    SaveSession(Handshake),
    /// Use this for reconnections from now on, and keep it nowhere.
    UseHandshake(Handshake),
    /// Ask the site that the person is signed in at for a token, to be told by
    /// [`Action::SiteToken`](super::Action::SiteToken).
    WantToken(TokenReason),
    /// `session:renew`, answered by [`Action::Renewed`](super::Action::Renewed).
    Renew {
        /// The connection meant.
        epoch: u32,
        /// The request.
        request: RenewSession,
    },
    /// Forget what [`SaveSession`](Self::SaveSession) kept.
    ForgetSession,
    /// Keep these over a reload, in place of those before.
    SaveOutbox(Vec<SavedMessage>),
    /// Keep these over a reload, in place of those before: the rooms that are to make no noise, or noise again, and that the
    /// server has not acknowledged.
    SaveMuting(Vec<(RoomSlug, bool)>),
    /// Forget everything that is kept of rooms: messages, drafts, which are to make no noise.
    ForgetRooms,
    /// A request to read something, answered by [`Action::Answered`](super::Action::Answered).
    Ask {
        /// The connection meant.
        epoch: u32,
        /// The request.
        query: Query,
    },
    /// A request to change a message ([`Wish::request`]), answered by [`Action::Changed`](super::Action::Changed).
    Change {
        /// The connection meant.
        epoch: u32,
        /// The room.
        room: RoomSlug,
        /// The message.
        id: MessageId,
        /// What is to become of it.
        wish: Wish,
    },
    /// A request to do something once, answered by [`Action::Commanded`](super::Action::Commanded).
    Command {
        /// The connection meant.
        epoch: u32,
        /// The number it was given under.
        ticket: u32,
        /// What.
        command: Command,
    },
    /// `room:join`, to be in a room or to catch up on what one missed there, answered by
    /// [`Action::Joined`](super::Action::Joined).
    Join {
        /// The connection meant.
        epoch: u32,
        /// The request.
        request: JoinRoom,
    },
    /// `message:send`, answered by [`Action::Sent`](super::Action::Sent).
    Send {
        /// The connection meant.
        epoch: u32,
        /// The request.
        request: SendMessage,
    },
    /// `message:history`, answered by [`Action::Fetched`](super::Action::Fetched).
    Fetch {
        /// The connection meant.
        epoch: u32,
        /// What it is for.
        purpose: Purpose,
        /// The request.
        request: History,
    },
    /// `read:set`, answered by [`Action::ReadSet`](super::Action::ReadSet).
    SetRead {
        /// The connection meant.
        epoch: u32,
        /// The request.
        request: SetRead,
    },
    /// `room:mute`, answered by [`Action::MuteSet`](super::Action::MuteSet). One is on its way at a time.
    Mute {
        /// The connection meant.
        epoch: u32,
        /// The request.
        request: MuteRoom,
    },
    /// `typing:set`, without an ack: the next signal makes up for a lost one.
    SetTyping(SetTyping),
    /// `presence:set`, without an ack: every connection is told again.
    SetPresence(SetPresence),
}
