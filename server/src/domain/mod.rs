//! The rules of the chat: who one is, what one may read and write, who is here. Knows neither HTTP, SQL nor Socket.IO;
//! it speaks the types of the wire contract, and its errors are the contract's.

mod entropy;
mod presence;
mod token;

use sociable_protocol::limits::{CATCH_UP, HISTORY_PAGE, HISTORY_PAGE_DEFAULT};
use sociable_protocol::{
    DisplayName, Error, ErrorCode, Handshake, History, HistoryReply, InvalidName, JoinReply, JoinRoom, Limits,
    MessageId, SendMessage, SendReply, Seq, Session, Timestamp, User, UserId, VERSION,
};
use time::OffsetDateTime;

use crate::store::{AppendRefused, Excerpt, NewMessage, Page, PendingAppend, Store, StoreError};
pub use presence::{Departure, Presence, Roster};
pub use token::{TokenKey, TokenKeyError};

/// What a client should wait before it tries again after the store failed.
const RETRY_AFTER_MS: u64 = 1_000;

/// The chat as one connection sees it: every operation a client can ask for.
#[derive(Debug)]
pub struct Chat {
    store: Store,
    key: TokenKey,
    limits: Limits,
    presence: Presence,
}

impl Chat {
    /// A chat on this store, whose session tokens are signed with `key`.
    #[must_use]
    pub fn new(store: Store, key: TokenKey, limits: Limits) -> Self {
        Self { store, key, limits, presence: Presence::default() }
    }

    /// Who is in which room.
    #[must_use]
    pub const fn presence(&self) -> &Presence {
        &self.presence
    }

    /// The limits in force.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Tells who a connection is: the person of its token, or a new guest of its name.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidToken`], [`ErrorCode::NameRequired`] and [`ErrorCode::InvalidName`] as their names say;
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn enter(&self, handshake: Handshake) -> Result<Session, Error> {
        let now = now();
        let user = match handshake {
            Handshake { token: Some(token), .. } => self.returning(&token).await?,
            Handshake { token: None, name: Some(name) } => self.guest(&name, now).await?,
            Handshake { token: None, name: None } => {
                return Err(Error::new(
                    ErrorCode::NameRequired,
                    "put a name, or the token of an earlier session, into the handshake's auth",
                )
                .at("name"));
            }
        };
        Ok(Session {
            token: self.key.sign(user.id),
            user,
            limits: self.limits.clone(),
            server_time: now,
            version: VERSION,
        })
    }

    async fn returning(&self, token: &str) -> Result<User, Error> {
        let invalid = || {
            Error::new(ErrorCode::InvalidToken, "the session token is not valid here; connect again with a name")
                .at("token")
        };
        let id = self.key.verify(token).ok_or_else(invalid)?;
        self.store.user(id).await.map_err(|e| unavailable(&e))?.ok_or_else(invalid)
    }

    async fn guest(&self, name: &str, now: Timestamp) -> Result<User, Error> {
        let name = DisplayName::new(name)
            .map_err(|e: InvalidName| Error::new(ErrorCode::InvalidName, e.to_string()).at("name"))?;
        let user = User { id: UserId::new(now, entropy::random()?), name };
        self.store.create_user(&user, now).await.map_err(|e| unavailable(&e))?;
        Ok(user)
    }

    /// The room as one who comes in gets it, or what one missed. Call it after new messages of the room have begun to
    /// flow to the socket, so that nothing falls between the two.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`]; [`ErrorCode::Unavailable`] where the store fails.
    pub async fn snapshot(&self, join: &JoinRoom) -> Result<JoinReply, Error> {
        let (excerpt, reset) = match join.after {
            None => (self.excerpt(&join.room, Page::Latest, HISTORY_PAGE_DEFAULT).await?, false),
            Some(after) => {
                let missed = self.excerpt(&join.room, Page::After(after), CATCH_UP).await?;
                if after <= missed.head && !missed.has_more {
                    (missed, false)
                } else {
                    (self.excerpt(&join.room, Page::Latest, HISTORY_PAGE_DEFAULT).await?, true)
                }
            }
        };
        let Excerpt { room, head, messages, .. } = excerpt;
        // Positions have no gaps, so what is before the first message follows from its position.
        let first = messages.first().map_or_else(|| head.next(), |message| message.seq);
        let Roster { people, count } = self.presence.roster(&room.slug, self.limits.people_listed);
        Ok(JoinReply { room, head, messages, has_more: first > Seq(1), reset, people, people_count: count })
    }

    /// Queues a message; the order of calls is the order in the room. [`Sending::committed`] tells how it ended.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] where the server is stopping.
    pub async fn send(&self, user: &User, send: SendMessage) -> Result<Sending, Error> {
        let now = now();
        let id = match send.id {
            Some(id) => id,
            None => MessageId::new(now, entropy::random()?),
        };
        let message = NewMessage { id, room: send.room, user: user.clone(), text: send.text, created_at: now };
        self.store.append(message).await.map(Sending).map_err(|e| unavailable(&e))
    }

    /// A page of a room's log.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`] for a page that cannot be; [`ErrorCode::RoomNotFound`];
    /// [`ErrorCode::Unavailable`] where the store fails.
    pub async fn history(&self, history: &History) -> Result<HistoryReply, Error> {
        let page = match (history.before, history.after) {
            (None, None) => Page::Latest,
            (Some(before), None) => Page::Before(before),
            (None, Some(after)) => Page::After(after),
            (Some(_), Some(_)) => {
                let message = "give either before or after, not both";
                return Err(Error::new(ErrorCode::InvalidPayload, message).at("after"));
            }
        };
        let limit = history.limit.unwrap_or(HISTORY_PAGE_DEFAULT);
        if !(1..=HISTORY_PAGE).contains(&limit) {
            let message = format!("a page has 1 to {HISTORY_PAGE} messages");
            return Err(Error::new(ErrorCode::InvalidPayload, message).at("limit"));
        }
        let Excerpt { messages, has_more, .. } = self.excerpt(&history.room, page, limit).await?;
        Ok(HistoryReply { messages, has_more })
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] where it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.store.ping().await.map_err(|e| unavailable(&e))
    }

    async fn excerpt(&self, room: &sociable_protocol::RoomSlug, page: Page, limit: u32) -> Result<Excerpt, Error> {
        self.store.excerpt(room, page, limit).await.map_err(|e| unavailable(&e))?.ok_or_else(room_not_found)
    }
}

/// A message on its way to the disk.
#[derive(Debug)]
pub struct Sending(PendingAppend);

impl Sending {
    /// Waits until the message is committed to disk.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`], [`ErrorCode::IdConflict`]; [`ErrorCode::Unavailable`] where the store fails.
    pub async fn committed(self) -> Result<SendReply, Error> {
        match self.0.committed().await {
            Ok(Ok(message)) => Ok(SendReply { message }),
            Ok(Err(AppendRefused::RoomNotFound)) => Err(room_not_found()),
            Ok(Err(AppendRefused::IdConflict)) => {
                Err(Error::new(ErrorCode::IdConflict, "this id names another message; make a new one").at("id"))
            }
            Err(error) => Err(unavailable(&error)),
        }
    }
}

/// The present.
pub(crate) fn now() -> Timestamp {
    OffsetDateTime::now_utc().into()
}

fn room_not_found() -> Error {
    Error::new(ErrorCode::RoomNotFound, "there is no such room").at("room")
}

fn unavailable(error: &StoreError) -> Error {
    // A rolled back write was logged by the writer, with the cause that this error lacks.
    if !matches!(error, StoreError::RolledBack | StoreError::Closed) {
        tracing::error!(%error, "the store failed");
    }
    Error::new(ErrorCode::Unavailable, "the server cannot reach its storage now; try again").retry_after(RETRY_AFTER_MS)
}
