//! Being in a room: coming in, and what one gets then.

use sociable_protocol::{Error, JoinReply, JoinRoom, Rev, RoomSlug, Seq, User, UserId};

use super::refusal::{answer, refused};
use super::{Actor, Chat, Roster, now, rules};
use crate::store::{Missed, Page, Refused, StandingRule};

impl Chat {
    /// Makes the person a member of a room where they may be and are not yet. For one who is it only reads: coming back
    /// is the common case and needs no place in the writer's queue.
    ///
    /// # Errors
    /// [`ErrorCode::RoomNotFound`](sociable_protocol::ErrorCode::RoomNotFound), also for a private room that they are
    /// not invited to, and for one that their token does not name; [`ErrorCode::Banned`](sociable_protocol::ErrorCode::Banned);
    /// [`ErrorCode::RoomArchived`](sociable_protocol::ErrorCode::RoomArchived);
    /// [`ErrorCode::LimitReached`](sociable_protocol::ErrorCode::LimitReached);
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn admit<'a>(&self, actor: impl Into<Actor<'a>>, room: &RoomSlug) -> Result<(), Error> {
        let Actor { user, access } = actor.into();
        access.check(room)?;
        let allow: StandingRule = if access.names(room) { rules::join_named } else { rules::join };
        let standing = self.standing(room, user.id).await?;
        allow(&standing).map_err(refused)?;
        if standing.role.is_some() {
            return Ok(());
        }
        let most = self.limits.rooms_per_user;
        answer(self.store.admit(room, user.id, now(), most, allow).await, |why| match why {
            Refused::LimitReached => self.too_many_rooms(),
            why => refused(why),
        })
    }

    /// The room as a member who comes in gets it, or what they missed since the cursor they name: all of it or, where
    /// that cannot be told or is too much, the latest page and `reset`.
    ///
    /// Call it after what is committed in the room has begun to flow to the socket, so that nothing falls between the
    /// two. What comes twice by that is known by its position and its number of change.
    ///
    /// # Errors
    /// [`ErrorCode::NotJoined`](sociable_protocol::ErrorCode::NotJoined) and the like for who is not a member;
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn snapshot(&self, user: &User, join: &JoinRoom) -> Result<JoinReply, Error> {
        let cursor = join.cursor();
        let continued = match &cursor {
            Some(cursor) => self.catch_up(user.id, &join.room, cursor, rules::read).await?,
            None => None,
        };
        let reset = cursor.is_some() && continued.is_none();
        let (excerpt, changed, has_more) = match continued {
            Some(Missed { excerpt, changed, .. }) => {
                // Positions have no gaps, so what is before the first message follows from its position.
                let first = excerpt.messages.first().map_or_else(|| excerpt.head.next(), |message| message.seq);
                (excerpt, changed, first > Seq(1))
            }
            None => {
                let size = self.page_with_reads(self.default_page());
                let latest = self.store.excerpt(&join.room, user.id, Page::Latest, size, rules::read).await;
                let excerpt = answer(latest, refused)?;
                let has_more = excerpt.has_more;
                (excerpt, Vec::new(), has_more)
            }
        };
        let role = excerpt.role.ok_or_else(|| refused(Refused::NotMember))?;
        let Roster { people, count } = self.presence.roster(&join.room, self.limits.people_listed);
        Ok(JoinReply {
            room: excerpt.room,
            role,
            head: excerpt.head,
            rev: excerpt.rev,
            epoch: self.epoch().clone(),
            read: excerpt.read,
            messages: excerpt.messages,
            changed,
            has_more,
            reset,
            people,
            people_count: count,
            reads: excerpt.reads,
        })
    }

    /// One page of what happened in a room after a position and a change: for bringing a slow socket up to date, page
    /// by page.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub async fn missed(&self, user: UserId, room: &RoomSlug, seq: Seq, rev: Rev) -> Result<Missed, Error> {
        let size = self.page_with_reads(self.limits.history_page);
        answer(self.store.missed(room, user, (seq, Some(rev)), size, rules::read).await, refused)
    }
}
