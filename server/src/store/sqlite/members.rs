//! Who comes into a room and leaves it, by themselves or by another's hand.

use async_trait::async_trait;
use sociable_protocol::{RemovedReason, Role, RoomKind, RoomSlug, Timestamp, UserId};
use sqlx::SqliteConnection;

use super::attempt::Attempt;
use super::people;
use super::place::Place;
use super::rows::{Columns, limit, role};
use super::statements::statements;
use super::writer::Mutation;
use crate::store::{Committed, MemberChange, MemberFacts, MemberRule, Refused, StandingRule, StoreError};

statements! {
    /// The rooms that a person came into by themselves.
    COUNT_ROOMS =
        "SELECT count(*) FROM members m JOIN rooms r ON r.id = m.room_id \
         WHERE m.user_id = ?1 AND r.kind <> 'direct' AND (r.archived = 0 OR m.role = 'owner')";
    COUNT_DIRECTS =
        "SELECT count(*) FROM members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = ?1 AND r.kind = 'direct'";
    COUNT_INVITATIONS =
        "SELECT count(*) FROM invitations i JOIN rooms r ON r.id = i.room_id WHERE i.user_id = ?1 AND r.archived = 0";
    ADD =
        "DELETE FROM invitations WHERE room_id = ?1 AND user_id = ?2; \
         INSERT INTO members (room_id, user_id, role, read, folded, joined_at) \
         SELECT ?1, ?2, ?3, r.head, u.folded, ?4 FROM rooms r JOIN users u ON u.id = ?2 WHERE r.id = ?1";
    REMOVE =
        "DELETE FROM invitations WHERE room_id = ?1 AND user_id = ?2; \
         DELETE FROM members WHERE room_id = ?1 AND user_id = ?2";
    INVITE = "INSERT INTO invitations (room_id, user_id, invited_by, invited_at) VALUES (?1, ?2, ?3, ?4)";
    BAN = "INSERT INTO bans (room_id, user_id, banned_by, banned_at) VALUES (?1, ?2, ?3, ?4)";
    UNBAN = "DELETE FROM bans WHERE room_id = ?1 AND user_id = ?2";
    MUTE = "UPDATE members SET muted = ?3 WHERE room_id = ?1 AND user_id = ?2";
    SET_ROLE = "UPDATE members SET role = ?3 WHERE room_id = ?1 AND user_id = ?2";
    COUNT_OWNERS = "SELECT count(*) FROM members WHERE room_id = ?1 AND role = 'owner'";
}

/// What of a person is limited. Each counts by itself: what others do to somebody must not use up what they may do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limited {
    /// Rooms they came into.
    Rooms,
    /// Direct rooms, whoever opened them.
    Directs,
    /// Invitations they have not answered.
    Invitations,
}

/// Refuses one more to who has `most`.
pub(super) async fn check_limit(
    connection: &mut SqliteConnection,
    user: UserId,
    what: Limited,
    most: usize,
) -> Attempt<()> {
    let count = match what {
        Limited::Rooms => COUNT_ROOMS,
        Limited::Directs => COUNT_DIRECTS,
        Limited::Invitations => COUNT_INVITATIONS,
    };
    let row = sqlx::query(count).bind(user.as_bytes().as_slice()).fetch_one(connection).await?;
    if Columns::of(&row).take::<i64>()? >= limit(most) { Err(Refused::LimitReached.into()) } else { Ok(()) }
}

/// Makes a person a member who has read all there is.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    (room_id, user): (i64, UserId),
    as_what: Role,
    now: Timestamp,
) -> Result<(), StoreError> {
    let added = sqlx::query(ADD)
        .bind(room_id)
        .bind(user.as_bytes().as_slice())
        .bind(role(as_what))
        .bind(now.as_millis())
        .execute(connection)
        .await?;
    // The one row comes of the person: without them there is none, and no broken reference to notice it by.
    if added.rows_affected() == 0 { Err(StoreError::Corrupt("member who is nobody")) } else { Ok(()) }
}

async fn remove(connection: &mut SqliteConnection, room_id: i64, user: UserId) -> Result<(), StoreError> {
    sqlx::query(REMOVE).bind(room_id).bind(user.as_bytes().as_slice()).execute(connection).await?;
    Ok(())
}

/// Makes a person a member.
pub(super) struct Admit {
    pub(super) room: RoomSlug,
    pub(super) user: UserId,
    pub(super) now: Timestamp,
    pub(super) limit: usize,
    pub(super) allow: StandingRule,
    pub(super) by_another: bool,
}

#[async_trait]
impl Mutation for Admit {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<()> {
        let place = Place::enter(connection, &self.room, self.user, self.allow).await?;
        if place.standing.role.is_none() {
            check_limit(connection, self.user, Limited::Rooms, self.limit).await?;
            add(connection, (place.id, self.user), Role::Member, self.now).await?;
            let (room, user) = (self.room.clone(), self.user);
            if self.by_another {
                committed.push(Committed::RoomAdded { room: room.clone(), users: vec![user] });
            }
            committed.push(Committed::MemberCame { room, user });
        }
        Ok(())
    }
}

/// Ends a membership, or declines an invitation.
pub(super) struct Leave {
    pub(super) room: RoomSlug,
    pub(super) user: UserId,
}

#[async_trait]
impl Mutation for Leave {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<()> {
        let place = Place::find(connection, &self.room, self.user).await?.ok_or(Refused::RoomNotFound)?;
        if place.standing.role.is_none() && !place.standing.invited {
            // Whoever has nothing to do with a room that is not public does not learn that there is one.
            let public = place.standing.kind == RoomKind::Public;
            return Err(if public { Refused::NotMember } else { Refused::RoomNotFound }.into());
        }
        remove(connection, place.id, self.user).await?;
        committed.push(gone(&self.room, self.user, RemovedReason::Left));
        Ok(())
    }
}

/// Notes whether a room makes no noise for one of its members.
pub(super) struct Mute {
    pub(super) room: RoomSlug,
    pub(super) user: UserId,
    pub(super) muted: bool,
    pub(super) allow: StandingRule,
}

#[async_trait]
impl Mutation for Mute {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<()> {
        let Self { ref room, user, muted, allow } = *self;
        let place = Place::enter(connection, room, user, allow).await?;
        if place.standing.role.is_none() {
            return Err(Refused::NotMember.into());
        }
        if place.muted != muted {
            sqlx::query(MUTE).bind(place.id).bind(user.as_bytes().as_slice()).bind(muted).execute(connection).await?;
            committed.push(Committed::Muted { room: room.clone(), user, muted });
        }
        Ok(())
    }
}

fn gone(room: &RoomSlug, user: UserId, reason: RemovedReason) -> Committed {
    Committed::MemberGone { room: room.clone(), user, reason }
}

/// Changes something of another's membership.
pub(super) struct ChangeMember {
    pub(super) room: RoomSlug,
    pub(super) by: UserId,
    pub(super) target: UserId,
    pub(super) change: MemberChange,
    pub(super) now: Timestamp,
    pub(super) limit: usize,
    pub(super) allow: MemberRule,
}

#[async_trait]
impl Mutation for ChangeMember {
    type Reply = ();

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<()> {
        let actor = Place::find(connection, &self.room, self.by).await?.ok_or(Refused::RoomNotFound)?;
        let target = Place::find(connection, &self.room, self.target).await?.ok_or(Refused::RoomNotFound)?;
        let row = sqlx::query(COUNT_OWNERS).bind(actor.id).fetch_one(&mut *connection).await?;
        (self.allow)(&MemberFacts {
            actor: actor.standing,
            target: target.standing,
            same: self.by == self.target,
            owners: Columns::of(&row).count("number of owners")?,
        })?;
        let account = people::find(connection, self.target).await?.ok_or(Refused::UserNotFound)?;

        let standing = target.standing;
        let inside = standing.role.is_some() || standing.invited;
        match self.change {
            MemberChange::Invite if inside => {}
            MemberChange::Invite => {
                check_limit(connection, self.target, Limited::Invitations, self.limit).await?;
                self.note(connection, INVITE, actor.id).await?;
                committed.push(Committed::RoomAdded { room: self.room.clone(), users: vec![self.target] });
            }
            MemberChange::Remove => self.put_out(connection, &target, RemovedReason::Removed, committed).await?,
            MemberChange::Ban => {
                if !standing.banned {
                    self.note(connection, BAN, actor.id).await?;
                }
                self.put_out(connection, &target, RemovedReason::Banned, committed).await?;
            }
            MemberChange::Unban => {
                let target = self.target.as_bytes().as_slice();
                sqlx::query(UNBAN).bind(actor.id).bind(target).execute(connection).await?;
            }
            MemberChange::SetRole(_) if standing.role.is_none() => return Err(Refused::UserNotFound.into()),
            MemberChange::SetRole(to) if target.given == Some(to) => {}
            MemberChange::SetRole(to) => {
                let target = self.target.as_bytes().as_slice();
                sqlx::query(SET_ROLE).bind(actor.id).bind(target).bind(role(to)).execute(connection).await?;
                let (room, user) = (self.room.clone(), account.user);
                committed.push(Committed::RoleChanged { room, user, role: to });
            }
        }
        Ok(())
    }
}

impl ChangeMember {
    /// Keeps an invitation or a ban.
    async fn note(&self, connection: &mut SqliteConnection, sql: &'static str, room: i64) -> Result<(), StoreError> {
        sqlx::query(sql)
            .bind(room)
            .bind(self.target.as_bytes().as_slice())
            .bind(self.by.as_bytes().as_slice())
            .bind(self.now.as_millis())
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn put_out(
        &self,
        connection: &mut SqliteConnection,
        target: &Place,
        reason: RemovedReason,
        committed: &mut Vec<Committed>,
    ) -> Result<(), StoreError> {
        if target.standing.role.is_some() || target.standing.invited {
            remove(connection, target.id, self.target).await?;
            committed.push(gone(&self.room, self.target, reason));
        }
        Ok(())
    }
}
