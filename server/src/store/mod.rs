//! Everything that is kept: people, rooms, the log of each room, who has read how far. The only place that knows SQL.
//!
//! The capabilities are traits, so that the rules above know no database; `tests/store/contract` is what every
//! implementation must do, as tests. What the rest of the server may rely on:
//!
//! * what has been answered is committed to disk;
//! * the positions of a room's messages are contiguous, and so are the numbers of its changes; one message id is one
//!   message;
//! * what is committed is published as [`Committed`] in the order of commits, before whoever asked is answered;
//! * whether something is allowed is decided in the transaction that does it, by the [rule](StandingRule) it is given.

mod sqlite;

use std::fmt;
use std::path::PathBuf;

use async_trait::async_trait;
use sociable_protocol::{
    Epoch, Member, Message, MessageId, MessageText, ReactionKey, RemovedReason, Rev, Role, Room, RoomKind, RoomName,
    RoomSlug, RoomSummary, Seq, Timestamp, Topic, User, UserId,
};
use tokio::sync::oneshot;

pub use sqlite::{Durability, SqliteOptions, SqliteStore, backup, check_file};

/// A store of any kind, shared.
pub type SharedStore = std::sync::Arc<dyn Store>;

/// All capabilities together.
pub trait Store: People + Rooms + Log + Reads + Finding + Upkeep + fmt::Debug {}

impl<T: People + Rooms + Log + Reads + Finding + Upkeep + fmt::Debug> Store for T {}

/// What was asked, or why it was refused although the store works; the outer error is the store's fault.
pub type Outcome<T> = Result<Result<T, Refused>, StoreError>;

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

/// Something that is committed and concerns others. Published in the order of commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// A new message.
    Message(Message),
    /// A message is another now; [`Message::rev`] is the number of the change.
    Changed(ChangeKind, Message),
    /// A room's name, topic or state is another now. An archived one is nobody's any more: no
    /// [`MemberGone`](Self::MemberGone) is published with it.
    RoomUpdated(Room),
    /// These people have a room that they did not have before: made, opened or offered. For each of them,
    /// [`Rooms::summary`] tells what it is to them.
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

/// A person and what is kept about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub user: User,
    /// Only tokens of this generation are valid.
    pub token_generation: u32,
    /// When they were last connected; `None` where never.
    pub last_seen: Option<Timestamp>,
}

/// People.
#[async_trait]
pub trait People: Send + Sync {
    /// Keeps a new person.
    async fn create_user(&self, user: &User, now: Timestamp) -> Result<(), StoreError>;

    /// The person with this id.
    async fn account(&self, id: UserId) -> Result<Option<Account>, StoreError>;

    /// Changes the name a person shows; messages they have sent keep the old one. Publishes
    /// [`Committed::UserUpdated`] where it is another. [`Refused::UserNotFound`].
    async fn rename_user(&self, user: &User) -> Outcome<()>;

    /// Makes all tokens of a person void, and tells the generation of those that are valid from now on. Publishes
    /// [`Committed::TokensRevoked`]. [`Refused::UserNotFound`].
    async fn revoke_tokens(&self, id: UserId) -> Outcome<u32>;

    /// Notes when people were last connected. Never sets it back.
    async fn seen(&self, users: &[UserId], at: Timestamp) -> Result<(), StoreError>;
}

/// A room to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoom {
    /// Its address.
    pub slug: RoomSlug,
    /// Its name.
    pub name: RoomName,
    /// Public or private.
    pub kind: RoomKind,
    /// What it is about.
    pub topic: Topic,
    /// Who makes it, and becomes its owner.
    pub owner: UserId,
    /// When.
    pub created_at: Timestamp,
}

/// What to change of a room; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomChange {
    /// Its name.
    pub name: Option<RoomName>,
    /// Its topic.
    pub topic: Option<Topic>,
    /// Whether it is closed.
    pub archived: Option<bool>,
}

/// What to change of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChange {
    /// Offer them to come in. Nothing changes for one who is a member or invited already. An invitation counts as one
    /// of the person's rooms.
    Invite,
    /// Take them out, or an invitation back.
    Remove,
    /// Take them out, and do not let them back.
    Ban,
    /// Let them back.
    Unban,
    /// Give them a role. [`Refused::UserNotFound`] where they are not a member.
    SetRole(Role),
}

/// Rooms and who belongs to them.
#[async_trait]
pub trait Rooms: Send + Sync {
    /// Makes a public or private room. Publishes [`Committed::RoomAdded`] for its owner. [`Refused::SlugTaken`];
    /// [`Refused::LimitReached`] where the owner has `limit` rooms already; archived ones that are another's do not
    /// count, here and below.
    async fn create_room(&self, room: NewRoom, limit: usize) -> Outcome<Room>;

    /// The direct room of two people under this address, made where there is none; one who left it is in it again.
    /// Publishes [`Committed::RoomAdded`] for whom it was not there before. [`Refused::UserNotFound`], also where both
    /// are the same; [`Refused::SlugTaken`] where the address is another room's; [`Refused::LimitReached`] where one of
    /// them has `limit` rooms already.
    async fn open_direct(&self, slug: &RoomSlug, between: [UserId; 2], now: Timestamp, limit: usize) -> Outcome<Room>;

    /// What a person is in a room. `None` where there is no such room.
    async fn standing(&self, room: &RoomSlug, user: UserId) -> Result<Option<Standing>, StoreError>;

    /// Changes what a room shows. Publishes [`Committed::RoomUpdated`] where something is another.
    async fn update_room(&self, room: &RoomSlug, by: UserId, change: RoomChange, allow: StandingRule) -> Outcome<Room>;

    /// Makes a person a member, where `allow` lets them in and they are not one yet; an invitation is used up. Their
    /// read cursor starts at the head: what was said before they came is not unread. [`Refused::LimitReached`] where
    /// they have `limit` rooms already, not counting an invitation to this one.
    async fn admit(
        &self,
        room: &RoomSlug,
        user: UserId,
        now: Timestamp,
        limit: usize,
        allow: StandingRule,
    ) -> Outcome<()>;

    /// Ends a membership, or declines an invitation. Publishes [`Committed::MemberGone`]. [`Refused::RoomNotFound`], also
    /// for one who is neither a member of nor invited to a room that is not public; else [`Refused::NotMember`].
    async fn leave(&self, room: &RoomSlug, user: UserId) -> Outcome<()>;

    /// Changes something of another's membership. Publishes [`Committed::RoomAdded`] for one who is now invited,
    /// [`Committed::MemberGone`] for one who was a member or invited and is no more, [`Committed::RoleChanged`].
    /// Nothing is changed or published where it is so already. [`Refused::UserNotFound`] where no such person is known;
    /// [`Refused::LimitReached`] where one who is invited has `limit` rooms already.
    #[expect(clippy::too_many_arguments, reason = "who does what to whom, where, when and by which rule")]
    async fn change_member(
        &self,
        room: &RoomSlug,
        by: UserId,
        target: UserId,
        change: MemberChange,
        now: Timestamp,
        limit: usize,
        allow: MemberRule,
    ) -> Outcome<()>;

    /// The rooms a person is a member of or invited to, the one with the newest message first. Archived ones are only in
    /// it where the person is an owner.
    async fn rooms_of(&self, user: UserId) -> Result<Vec<RoomSummary>, StoreError>;

    /// What one room is to a person. `None` where it does not exist for them: it is private and they are neither a
    /// member nor invited.
    async fn summary(&self, room: &RoomSlug, user: UserId) -> Result<Option<RoomSummary>, StoreError>;

    /// At most `limit` public rooms that are not archived, by slug, and whether there are more.
    async fn public_rooms(
        &self,
        user: UserId,
        after: Option<&RoomSlug>,
        limit: u32,
    ) -> Result<(Vec<RoomSummary>, bool), StoreError>;

    /// At most `limit` members of a room and people invited to it, by id, and whether there are more.
    async fn members(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: Option<UserId>,
        limit: u32,
        allow: StandingRule,
    ) -> Outcome<(Vec<Member>, bool)>;
}

/// A message on its way into the log.
#[derive(Clone)]
pub struct NewMessage {
    /// The idempotency key.
    pub id: MessageId,
    /// Where it goes.
    pub room: RoomSlug,
    /// Who sends it.
    pub user: User,
    /// What it says.
    pub text: MessageText,
    /// What it answers. [`Refused::MessageNotFound`] where that is not a message of the room, or deleted.
    pub reply_to: Option<MessageId>,
    /// Who it may mention: for each `@` in the text, the folded names that may stand behind it, longest first. The first
    /// that a member has is mentioned. Empty for most messages.
    pub mentions: Vec<Vec<String>>,
    /// When the server took it.
    pub created_at: Timestamp,
}

/// What people write, names in it included, is no business of logs.
impl fmt::Debug for NewMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMessage")
            .field("id", &self.id)
            .field("room", &self.room)
            .field("user", &self.user.id)
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}

/// A change to a message.
#[derive(Clone)]
pub enum Change {
    /// Another text. `mentions` as in [`NewMessage::mentions`].
    Edit {
        /// What it says from now on.
        text: MessageText,
        /// Who it may mention.
        mentions: Vec<Vec<String>>,
    },
    /// Leave a tombstone. Repeated, it changes nothing.
    Delete,
    /// React, or no longer. [`Refused::LimitReached`] beyond `kinds`.
    React {
        /// Who.
        user: User,
        /// The kind.
        reaction: ReactionKey,
        /// Whether they react so from now on.
        on: bool,
        /// Most kinds of reaction to one message.
        kinds: usize,
    },
    /// Pin, or no longer. [`Refused::LimitReached`] beyond `most`.
    Pin {
        /// Whether it is pinned from now on.
        pinned: bool,
        /// Most pinned messages in a room.
        most: usize,
    },
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edit { .. } => "Edit",
            Self::Delete => "Delete",
            Self::React { .. } => "React",
            Self::Pin { .. } => "Pin",
        })
    }
}

/// Which part of a room's log to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The last messages.
    Latest,
    /// The messages just before a position.
    Before(Seq),
    /// The messages just after a position.
    After(Seq),
}

/// How much to read at most: whichever is reached first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// Messages.
    pub messages: u32,
    /// Bytes of text. The first message is read even where it has more.
    pub bytes: usize,
}

/// A stretch of a room's log and what surrounds it, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The room.
    pub room: Room,
    /// What the reader is in it.
    pub role: Option<Role>,
    /// How far the reader has read.
    pub read: Seq,
    /// Position of its last message.
    pub head: Seq,
    /// Number of its last change.
    pub rev: Rev,
    /// In order of position, without gaps.
    pub messages: Vec<Message>,
    /// Whether there are more messages beyond `messages` in the direction of the page; for [`Page::Latest`] and
    /// [`Page::Before`], older ones.
    pub has_more: bool,
}

/// What happened in a room after a point, as of one instant.
///
/// `excerpt.messages` has no gaps in itself, but where messages just after the position were [trimmed](Upkeep::trim), it
/// does not begin just after it: then `excerpt.head` is beyond the position, and the first message is either another
/// than the next or, where all were trimmed, missing. Whoever continues from the position must start anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The messages after the position, as [`Page::After`] would give them; `has_more` tells of messages only.
    pub excerpt: Excerpt,
    /// The messages up to the position whose last change is after the number, as they are now, in order of that change.
    pub changed: Vec<Message>,
    /// Whether more messages have changed.
    pub more_changed: bool,
}

/// The log of each room.
#[async_trait]
pub trait Log: Send + Sync {
    /// Which history this is: another for each database and each restored backup.
    fn epoch(&self) -> &Epoch;

    /// Queues a message, in the order of calls, and waits only for room in the queue. [`PendingAppend::committed`] tells
    /// how it ended: the message as it is stored, for an id that was sent before the message of that time. Publishes
    /// [`Committed::Message`] for a new one. [`Refused::RoomNotFound`], [`Refused::IdConflict`],
    /// [`Refused::MessageNotFound`], and what `allow` says.
    async fn append(&self, message: NewMessage, allow: StandingRule) -> Result<PendingAppend, StoreError>;

    /// Changes a message and gives it as it is then. Publishes [`Committed::Changed`] where it is another.
    /// [`Refused::RoomNotFound`]; [`Refused::MessageNotFound`], also for a deleted one, unless it is to be deleted; and
    /// what `allow` says.
    async fn change(
        &self,
        room: &RoomSlug,
        id: MessageId,
        by: UserId,
        change: Change,
        now: Timestamp,
        allow: MessageRule,
    ) -> Outcome<Message>;

    /// Reads a page of a room. [`Refused::RoomNotFound`] and what `allow` says.
    async fn excerpt(
        &self,
        room: &RoomSlug,
        reader: UserId,
        page: Page,
        size: PageSize,
        allow: StandingRule,
    ) -> Outcome<Excerpt>;

    /// Reads what happened after position `seq` and, where `rev` is given, after that change. `size` bounds `messages`
    /// and `changed` each.
    async fn missed(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: (Seq, Option<Rev>),
        size: PageSize,
        allow: StandingRule,
    ) -> Outcome<Missed>;

    /// The pinned messages of a room, the newest pin first.
    async fn pins(&self, room: &RoomSlug, reader: UserId, allow: StandingRule) -> Outcome<Vec<Message>>;
}

/// An append that is queued.
#[derive(Debug)]
pub struct PendingAppend(pub(crate) oneshot::Receiver<Outcome<Message>>);

impl PendingAppend {
    /// Waits until the message is committed to disk, or is not.
    ///
    /// # Errors
    /// [`StoreError::RolledBack`] and [`StoreError::Closed`]; worth a retry.
    pub async fn committed(self) -> Outcome<Message> {
        self.0.await.unwrap_or(Err(StoreError::Closed))
    }
}

/// How far a person has read a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadState {
    /// The last position they have read.
    pub read: Seq,
    /// Messages after it that others wrote and that are not deleted, counted up to a limit and among the room's newest
    /// messages only.
    pub unread: u32,
    /// Those of them that mention them, counted up to the same limit.
    pub mentions: u32,
}

/// Who has read how far.
#[async_trait]
pub trait Reads: Send + Sync {
    /// Moves a person's read cursor forward, never back and never beyond the head. Publishes [`Committed::Read`] where it
    /// moved. [`Refused::RoomNotFound`], [`Refused::NotMember`] and what `allow` says.
    async fn set_read(&self, room: &RoomSlug, user: UserId, seq: Seq, allow: StandingRule) -> Outcome<ReadState>;
}

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub messages: Vec<Message>,
    /// What to continue with, where there are more.
    pub next: Option<u64>,
}

/// Full-text search.
#[async_trait]
pub trait Finding: Send + Sync {
    /// Messages that have all the words of `query`, the last perhaps as a beginning, in the rooms that the person is a
    /// member of and that are not archived; or in one of them. Deleted messages are not found. A query without any
    /// word finds nothing. A page may have fewer messages than asked for, even none, and still a [`Found::next`]: the
    /// work for one page is bounded.
    async fn search(
        &self,
        user: UserId,
        query: &str,
        room: Option<&RoomSlug>,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<Found, StoreError>;
}

/// What [`Upkeep::check`] found. Nothing is wrong where `faults` is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rooms looked at.
    pub rooms: u64,
    /// Messages looked at.
    pub messages: u64,
    /// What is wrong, a sentence each; at most 100.
    pub faults: Vec<String>,
}

/// Keeping the store well.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Removes messages from before an instant for good. The positions of the others stay.
    async fn trim(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Looks for damage: the file's integrity, gaps in positions and numbers of changes, rows that point nowhere.
    async fn check(&self) -> Result<Report, StoreError>;

    /// Commits what is queued, then refuses everything and closes the database.
    async fn close(&self) -> Result<(), StoreError>;
}

/// The store could not do what it was asked; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite reported a fault: disk full, no permission, a damaged file.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The file could not be brought to this version's schema.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not hold what the schema promises.
    #[error("the database holds an invalid {0}; restore a backup or report this as a bug")]
    Corrupt(&'static str),
    /// The commit that this write was part of failed; the reason is in the log.
    #[error("the write was rolled back")]
    RolledBack,
    /// The server is stopping.
    #[error("the store is closed")]
    Closed,
    /// A backup never overwrites.
    #[error("{} exists already; name a file that does not", .0.display())]
    TargetExists(PathBuf),
    /// A file could not be read or written.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
}
