//! What is committed and concerns others.

use sociable_protocol::{Message, RemovedReason, Role, Room, RoomSlug, Seq, User, UserId};

/// Something that is committed and concerns others. Published in the order of commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// A new message.
    Message(Message),
    /// A message is another now; [`Message::rev`] is the number of the change.
    Changed(ChangeKind, Message),
    /// A room was made. Who has it by that is told by [`RoomAdded`](Self::RoomAdded).
    RoomMade(Room),
    /// Somebody became a member, by themselves or by another's hand.
    MemberCame {
        /// The room.
        room: RoomSlug,
        /// Who.
        user: UserId,
    },
    /// A room's name, topic or state is another now. An archived one is nobody's any more: no
    /// [`MemberGone`](Self::MemberGone) is published with it.
    RoomUpdated(Room),
    /// These people have a room that they did not have before: made, opened or offered. For each of them,
    /// [`super::Rooms::summary`] tells what it is to them.
    RoomAdded {
        /// The room.
        room: RoomSlug,
        /// The people.
        users: Vec<UserId>,
    },
    /// Somebody is no longer a member, or no longer invited.
    MemberGone {
        /// The room.
        room: RoomSlug,
        /// Who.
        user: UserId,
        /// Why.
        reason: RemovedReason,
    },
    /// Somebody may do something else now.
    RoleChanged {
        /// The room.
        room: RoomSlug,
        /// Who.
        user: User,
        /// What they are now.
        role: Role,
    },
    /// Somebody has read further.
    Read {
        /// The room.
        room: RoomSlug,
        /// Who.
        user: UserId,
        /// How far.
        seq: Seq,
    },
    /// A room makes no noise for somebody any more, or makes noise again. Nobody else's business.
    Muted {
        /// The room.
        room: RoomSlug,
        /// Who.
        user: UserId,
        /// Whether it makes no noise from now on.
        muted: bool,
    },
    /// Somebody shows another name.
    UserUpdated(User),
    /// Somebody's tokens of before are void.
    TokensRevoked {
        /// Who.
        user: UserId,
        /// The generation of tokens that is valid from now on.
        generation: u32,
    },
}

/// What happened to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Its text is another.
    Edited,
    /// It is a tombstone.
    Deleted,
    /// Its reactions are others.
    Reacted,
    /// It is pinned, or no longer.
    Pinned,
}
