//! What one asks of the server besides messages: lists to read, things to be done once, and wishes about messages.

use sociable_protocol::{
    Ban, ChangeReply, CreateRoom, DeleteMessage, DisplayName, EditMessage, Invite, ListMembers, ListMembersReply,
    ListPins, ListPinsReply, ListRooms, ListRoomsReply, MemberReply, MessageId, MessageText, OpenDirect, PinMessage,
    React, ReactionKey, RemoveMember, RevokeSessionsReply, RoomReply, RoomSlug, Search, SearchReply, SetRole,
    UpdateRoom, UpdateUserReply,
};

use super::Failure;

/// Something to read. Asking again replaces what an earlier answer would have brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// `room:list`: the rooms one is in or invited to, or the public ones.
    Rooms(ListRooms),
    /// `message:pins`.
    Pins(ListPins),
    /// `room:members`.
    Members(ListMembers),
    /// `message:search`.
    Search(Search),
}

/// The answer to a [`Query`], beside what was asked.
#[derive(Debug, Clone)]
pub enum Answer {
    /// To [`Query::Rooms`].
    Rooms(ListRooms, Result<ListRoomsReply, Failure>),
    /// To [`Query::Pins`].
    Pins(ListPins, Result<ListPinsReply, Failure>),
    /// To [`Query::Members`].
    Members(ListMembers, Result<ListMembersReply, Failure>),
    /// To [`Query::Search`].
    Search(Search, Result<SearchReply, Failure>),
}

/// Something to be done once, whose [`Outcome`](super::Outcome) whoever asked for it waits for. It is never repeated by
/// itself: without a connection, or without an answer, it has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `room:create`; one is in the room afterwards.
    CreateRoom(CreateRoom),
    /// `room:direct`; one is in the room afterwards.
    OpenDirect(OpenDirect),
    /// `room:leave`, or declining an invitation.
    Leave(RoomSlug),
    /// `room:update`.
    UpdateRoom(UpdateRoom),
    /// `room:invite`.
    Invite(Invite),
    /// `room:remove`.
    Remove(RemoveMember),
    /// `room:ban`.
    Ban(Ban),
    /// `room:role`.
    SetRole(SetRole),
    /// `user:update`.
    Rename(DisplayName),
    /// `session:revoke`: every other device is signed out.
    RevokeSessions,
}

/// What a successful [`Command`] brings.
#[derive(Debug, Clone)]
pub enum CommandReply {
    /// Of [`Command::CreateRoom`], [`Command::OpenDirect`] and [`Command::UpdateRoom`].
    Room(RoomReply),
    /// Of [`Command::Rename`].
    User(UpdateUserReply),
    /// Of [`Command::RevokeSessions`].
    Token(RevokeSessionsReply),
    /// Of all others: that it is done.
    Done,
}

impl From<MemberReply> for CommandReply {
    fn from(MemberReply {}: MemberReply) -> Self {
        Self::Done
    }
}

/// What is to become of a message. Every one can be repeated: what is so already is not changed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// `message:edit`: it is to say this.
    Edit(MessageText),
    /// `message:delete`.
    Delete,
    /// `message:react`: one's reaction is to be there or not.
    React {
        /// Which.
        reaction: ReactionKey,
        /// Whether it is to be there.
        on: bool,
    },
    /// `message:pin`.
    Pin(bool),
}

/// A [`Wish`] as a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeRequest {
    /// `message:edit`.
    Edit(EditMessage),
    /// `message:delete`.
    Delete(DeleteMessage),
    /// `message:react`.
    React(React),
    /// `message:pin`.
    Pin(PinMessage),
}

impl Wish {
    /// The request that asks for it.
    #[must_use]
    pub fn request(&self, room: RoomSlug, id: MessageId) -> ChangeRequest {
        match self.clone() {
            Self::Edit(text) => ChangeRequest::Edit(EditMessage { room, id, text }),
            Self::Delete => ChangeRequest::Delete(DeleteMessage { room, id }),
            Self::React { reaction, on } => ChangeRequest::React(React { room, id, reaction, on }),
            Self::Pin(pinned) => ChangeRequest::Pin(PinMessage { room, id, pinned }),
        }
    }

    /// Whether both are about the same thing, so that of the two only the later counts.
    #[must_use]
    pub fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::React { reaction, .. }, Self::React { reaction: other, .. }) => reaction == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(earlier),
        }
    }
}

/// The answer to a [`ChangeRequest`].
pub type ChangeResult = Result<ChangeReply, Failure>;
