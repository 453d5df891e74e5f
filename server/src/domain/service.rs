//! What the site's own server may do, by the HTTP API. Who may ask is not decided here.
//!
//! It names people as the site does, by their subject, or by our id; and speaks for itself by bots, which are people of a kind
//! that nobody can come in as.

use std::fmt;

use sociable_protocol::{
    AvatarUrl, CreateRoom, DisplayName, Error, ErrorCode, History, HistoryReply, Person, RoomReply, RoomSlug,
    RoomSummary, SendMessage, SendReply, UpdateRoom, User, UserId,
};

use super::refusal::{answer, invalid, refused, unavailable};
use super::vouching::person;
use super::{Chat, entropy, now, rules, slug};
use crate::auth::{SUBJECT_BYTES, claims_name};
use crate::store::{Account, MemberChange, NewRoom, Page, Refused, RoomChange, Vouched};

/// The subject of whoever acts for the site itself.
const SERVICE: &str = "service";

/// Somebody, as a site names them.
#[derive(Clone, PartialEq, Eq)]
pub enum Who {
    /// By our id.
    Id(UserId),
    /// By what the site calls them.
    Subject(String),
}

/// What is in it is somebody's business.
impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id(_) => "Id",
            Self::Subject(_) => "Subject",
        })
    }
}

/// What is said of somebody whom the server may not know yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Introduction {
    /// The name they show.
    pub name: Option<String>,
    /// Their picture.
    pub avatar: Option<AvatarUrl>,
}

impl Chat {
    /// Somebody, as they are kept. One whom the site names and who is not known is made where a name is given, as if they had
    /// come in with a token; of one who is known, the name and picture that are given are taken over.
    ///
    /// # Errors
    /// [`ErrorCode::UserNotFound`]; [`ErrorCode::InvalidPayload`] for a subject or name that cannot be;
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn introduce(&self, who: &Who, said: Introduction) -> Result<Account, Error> {
        let subject = match who {
            Who::Id(id) => return self.find_id(*id).await,
            Who::Subject(subject) if (1..=SUBJECT_BYTES).contains(&subject.len()) => person(subject),
            Who::Subject(_) => return Err(invalid("subject", "a subject has 1 to 255 bytes")),
        };
        let known = self.store.subject(&subject).await.map_err(|error| unavailable(&error))?;
        let Some(name) = said.name else { return known.ok_or_else(|| refused(Refused::UserNotFound)) };
        let avatar = said.avatar.and_then(|avatar| self.doors.avatar(avatar));
        self.settle(subject, known, readable("name", &name)?, avatar).await
    }

    /// A bot of this name.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] for a name that cannot be; [`ErrorCode::Unavailable`] where the store fails.
    pub async fn bot(&self, name: &str, avatar: Option<AvatarUrl>) -> Result<Account, Error> {
        let name = readable("bot", name)?;
        let subject = format!("bot:{}", name.folded());
        let known = self.store.subject(&subject).await.map_err(|error| unavailable(&error))?;
        let avatar = avatar.and_then(|avatar| self.doors.avatar(avatar));
        self.settle(subject, known, name, avatar).await
    }

    /// Keeps what is said of somebody, where it is new.
    async fn settle(
        &self,
        subject: String,
        known: Option<Account>,
        name: DisplayName,
        avatar: Option<AvatarUrl>,
    ) -> Result<Account, Error> {
        let (id, granted, kept) = match &known {
            Some(account) => (account.user.id, account.granted, account.user.avatar.clone()),
            None => (UserId::new(now(), entropy::random()?), None, None),
        };
        let user = User { id, name, avatar: avatar.or(kept), verified: true };
        match known {
            Some(account) if account.user == user => Ok(account),
            _ => self.vouch(Vouched { subject, user, granted }).await,
        }
    }

    async fn find_id(&self, id: UserId) -> Result<Account, Error> {
        let account = self.store.account(id).await.map_err(|error| unavailable(&error))?;
        account.ok_or_else(|| refused(Refused::UserNotFound))
    }

    /// Whoever acts for the site itself.
    async fn service(&self) -> Result<UserId, Error> {
        let known = self.store.subject(SERVICE).await.map_err(|error| unavailable(&error))?;
        match known {
            Some(account) => Ok(account.user.id),
            None => {
                let account = self.settle(SERVICE.to_owned(), None, readable("name", "Server")?, None).await?;
                Ok(account.user.id)
            }
        }
    }

    /// Says something in somebody's name, also where they are not a member.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`], also for a direct one; [`ErrorCode::Banned`]; [`ErrorCode::RoomArchived`];
    /// [`ErrorCode::IdConflict`]; [`ErrorCode::MessageNotFound`] where it answers none; [`ErrorCode::Unavailable`].
    pub async fn post(&self, user: &User, send: SendMessage) -> Result<SendReply, Error> {
        self.queue(user, send, rules::service_post).await?.committed().await
    }

    /// A page of all rooms but direct ones.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn all_rooms(&self, after: Option<&RoomSlug>) -> Result<(Vec<RoomSummary>, bool), Error> {
        self.store.all_rooms(after, self.limits.rooms_page).await.map_err(|error| unavailable(&error))
    }

    /// Makes a public or private room that nobody owns.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] where an address must be given; [`ErrorCode::SlugTaken`];
    /// [`ErrorCode::Unavailable`].
    pub async fn make_room(&self, create: CreateRoom) -> Result<RoomReply, Error> {
        let CreateRoom { name, slug, kind, topic } = create;
        if kind == sociable_protocol::RoomKind::Direct {
            return Err(invalid("kind", "a room is made public or private"));
        }
        let slug = slug::for_room(slug, &name)?;
        let room = NewRoom { slug, name, kind, topic, owner: None, created_at: now() };
        let room = answer(self.store.create_room(room, self.limits.rooms_per_user).await, refused)?;
        Ok(RoomReply { room })
    }

    /// Changes what a room shows, and whether it is archived.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`]; [`ErrorCode::Unavailable`].
    pub async fn change_room(&self, update: UpdateRoom) -> Result<RoomReply, Error> {
        let UpdateRoom { room, name, topic, archived } = update;
        let change = RoomChange { name, topic, archived };
        let changed = self.store.update_room(&room, self.service().await?, change, rules::service).await;
        Ok(RoomReply { room: answer(changed, refused)? })
    }

    /// A page of a room's log.
    ///
    /// # Errors
    /// As [`history`](Self::history).
    pub async fn any_history(&self, history: History) -> Result<HistoryReply, Error> {
        let (page, size) = self.page_of(&history)?;
        let reader = self.service().await?;
        let read = self.store.excerpt(&history.room, reader, page, size, rules::service).await;
        let excerpt = answer(read, refused)?;
        Ok(HistoryReply { messages: excerpt.messages, has_more: excerpt.has_more })
    }

    /// One room, as it is to nobody in particular.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`]; [`ErrorCode::Unavailable`].
    pub async fn any_room(&self, room: &RoomSlug) -> Result<crate::store::Excerpt, Error> {
        let size = self.page(1);
        let read = self.store.excerpt(room, self.service().await?, Page::Latest, size, rules::service).await;
        answer(read, refused)
    }

    /// Makes somebody a member.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`]; [`ErrorCode::Banned`]; [`ErrorCode::RoomArchived`]; [`ErrorCode::LimitReached`] for
    /// their rooms; [`ErrorCode::Unavailable`].
    pub async fn add_member(&self, room: &RoomSlug, user: UserId) -> Result<(), Error> {
        let most = self.limits.rooms_per_user;
        answer(self.store.add(room, user, now(), most, rules::service_add).await, refused)
    }

    /// Takes somebody out, keeps them out, or lets them back; and repeats that without doing anything.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`]; [`ErrorCode::UserNotFound`]; [`ErrorCode::Unavailable`].
    pub async fn manage_member(&self, room: &RoomSlug, user: UserId, change: Manage) -> Result<(), Error> {
        let change = match change {
            Manage::Remove => MemberChange::Remove,
            Manage::Ban => MemberChange::Ban,
            Manage::Unban => MemberChange::Unban,
        };
        let (by, most) = (self.service().await?, self.limits.rooms_per_user);
        let changed = self.store.change_member(room, by, user, change, now(), most, rules::service_member).await;
        answer(changed, refused)
    }

    /// Makes all tokens of a person void, those that their site has signed until now included. Their connections are closed
    /// by whoever hears of it.
    ///
    /// # Errors
    /// [`ErrorCode::UserNotFound`]; [`ErrorCode::Unavailable`].
    pub async fn end_sessions(&self, user: UserId) -> Result<(), Error> {
        answer(self.store.revoke_tokens(user, now()).await, refused).map(|_| ())
    }

    /// Who is here, in any room or none, at most as many as a list has; and how many there are.
    #[must_use]
    pub fn everybody(&self) -> (Vec<Person>, usize) {
        self.presence.everybody(self.limits.people_listed)
    }
}

/// What is done to somebody in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manage {
    /// Taken out.
    Remove,
    /// Taken out and kept out.
    Ban,
    /// Let back.
    Unban,
}

fn readable(field: &str, name: &str) -> Result<DisplayName, Error> {
    claims_name(name)
        .map_err(|_| Error::new(ErrorCode::InvalidPayload, "a name has a character that can be seen").at(field))
}
