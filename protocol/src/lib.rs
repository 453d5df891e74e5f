//! Everything Sociable sends over the wire, and nothing else.
//!
//! This crate is the single source of the wire contract, version [`VERSION`]: the server, the Rust client and the
//! frontend all compile it, so none of them can disagree about a field, a limit or an event name. It does no I/O and
//! builds for the host and for `wasm32-unknown-unknown`.
//!
//! Conventions (Socket.IO's own where it has one):
//! * namespace `/`, path `/socket.io/`, event names `resource:action`;
//! * JSON with camelCase keys; times are RFC 3339 in UTC with milliseconds ([`Timestamp`]); ids are UUIDs, version 7
//!   ([`MessageId`], [`UserId`]); rooms are addressed by slug ([`RoomSlug`]);
//! * every client event is a [`Request`] and may carry an ack, which is always an [`Ack`]:
//!   `{ok: true, …}` or `{ok: false, error: {code, message, field?, retryAfterMs?}}`;
//! * every server event is a [`Push`];
//! * unknown fields are ignored, so that either side may be newer than the other.
//!
//! Values that have rules are newtypes that can only be made by passing them ([`DisplayName`], [`MessageText`],
//! [`RoomSlug`]), so code behind the edge never re-checks them.

mod ack;
mod change;
mod decode;
mod error;
mod events;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod id;
mod join;
mod json;
pub mod limits;
mod member;
mod message;
mod name;
mod presence;
mod read;
mod room;
#[cfg(feature = "schema")]
pub mod schema;
mod search;
mod session;
mod slug;
mod text;
mod time;
mod typing;
mod user;

pub use ack::Ack;
pub use change::{
    ChangeReply, DeleteMessage, EditMessage, ListPins, ListPinsReply, MessageDeleted, MessageUpdated, Pin, PinMessage,
    React, Reaction, ReactionChanged,
};
pub use decode::decode;
pub use error::{Error, ErrorCode};
pub use events::{PUSHES, REQUESTS};
pub use id::{Epoch, InvalidEpoch, MessageId, Rev, Seq, UserId};
pub use join::{Cursor, JoinReply, JoinRoom, LeaveReply, LeaveRoom, RoomState};
pub use json::from_json;
pub use limits::{Limits, Rate, Rates};
pub use member::{
    Ban, Invite, ListMembers, ListMembersReply, Member, MemberReply, MuteReply, MuteRoom, RemoveMember, RemovedReason,
    Role, RoleChanged, RoomMuted, RoomRemoved, SetRole,
};
pub use message::{History, HistoryReply, Message, MessageNew, ReplyTo, SendMessage, SendReply};
pub use name::{DisplayName, InvalidLine, InvalidName, ReactionKey, RoomName, Topic};
pub use presence::{Person, PresenceChanged, RoomPeople, SetPresence, SetPresenceReply, Status};
pub use read::{ReadChanged, ReadPosition, SetRead, SetReadReply};
pub use room::{
    CreateRoom, ListRooms, ListRoomsReply, OpenDirect, Room, RoomCreated, RoomHead, RoomKind, RoomReply, RoomScope,
    RoomSummary, RoomUpdated, UpdateRoom,
};
pub use search::{Search, SearchReply};
pub use session::{
    Handshake, RenewSession, RenewSessionReply, RevokeSessions, RevokeSessionsReply, ServerRestart, Session,
    SessionExpired, SessionExpiring, SessionRevoked, UpdateUser, UpdateUserReply, UserUpdated,
};
pub use slug::{InvalidSlug, RoomSlug};
pub use text::{InvalidText, MessageText};
pub use time::{InvalidTimestamp, Timestamp};
pub use typing::{SetTyping, SetTypingReply, TypingChanged};
pub use user::{AvatarUrl, InvalidAvatar, User};

/// The version of the wire contract that this crate describes.
pub const VERSION: u32 = 1;

/// An event that a client sends and the server answers with [`Ack<Self::Reply>`](Ack), if the client asked for an ack.
pub trait Request: serde::Serialize + serde::de::DeserializeOwned {
    /// The Socket.IO event name.
    const EVENT: &'static str;
    /// What a successful ack carries besides `ok: true`.
    type Reply: serde::Serialize + serde::de::DeserializeOwned;
}

/// An event that the server sends on its own.
pub trait Push: serde::Serialize + serde::de::DeserializeOwned {
    /// The Socket.IO event name.
    const EVENT: &'static str;
}
