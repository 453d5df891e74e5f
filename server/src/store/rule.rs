//! Who may do what: the facts that rules decide from, and what they answer. The rules themselves are the domain's; they
//! run in the transaction that does what they allow.

use sociable_protocol::{Role, RoomKind};

/// Why the store works and yet does not do what it is asked. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// There is no such room, or for this person there is none.
    #[error("no such room")]
    RoomNotFound,
    /// The person is not a member.
    #[error("not a member")]
    NotMember,
    /// The person is banned from the room.
    #[error("banned")]
    Banned,
    /// The room is closed.
    #[error("archived")]
    Archived,
    /// Their role does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// A room has this address.
    #[error("the slug is taken")]
    SlugTaken,
    /// There is no such person, or they are not in the room.
    #[error("no such person")]
    UserNotFound,
    /// There is no such message in the room, or it is deleted.
    #[error("no such message")]
    MessageNotFound,
    /// The id names another message: another sender's, or one in another room.
    #[error("the message id is taken by another message")]
    IdConflict,
    /// There are as many as there may be.
    #[error("there are too many already")]
    LimitReached,
}

/// What a person is in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The kind of room.
    pub kind: RoomKind,
    /// Whether it is closed.
    pub archived: bool,
    /// What they are in it; `None` where they are not a member.
    pub role: Option<Role>,
    /// Whether they are invited, and have not answered.
    pub invited: bool,
    /// Whether they may not come back.
    pub banned: bool,
}

/// Decides, from what a person is in a room, whether they may do something there.
pub type StandingRule = fn(&Standing) -> Result<(), Refused>;

/// What a rule about one member's power over another decides from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberFacts {
    /// The one who wants to do it.
    pub actor: Standing,
    /// The one it is done to.
    pub target: Standing,
    /// Whether they are the same person.
    pub same: bool,
    /// How many owners the room has.
    pub owners: u64,
}

/// Decides whether one may do something to another member.
pub type MemberRule = fn(&MemberFacts) -> Result<(), Refused>;

/// What a rule about a message decides from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageFacts {
    /// The one who wants to do it.
    pub actor: Standing,
    /// Whether they wrote the message.
    pub own: bool,
}

/// Decides whether one may do something to a message.
pub type MessageRule = fn(&MessageFacts) -> Result<(), Refused>;
