//! A room as one person finds it: what every rule decides from.

use sociable_protocol::{Rev, Role, Room, RoomKind, RoomSlug, Seq, User, UserId};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::attempt::Attempt;
use super::rows::Columns;
use super::statements::statements;
use crate::store::{Refused, Standing, StandingRule, StoreError};

/// The columns that [`Place::read`] takes, of `r`, and of what hangs on it for the person `?1`.
macro_rules! place_columns {
    () => {
        "r.id, r.slug, r.name, r.kind, r.topic, r.archived, a.id, a.name, a.avatar, a.subject IS NOT NULL, b.id, b.name, \
         b.avatar, b.subject IS NOT NULL, r.head, r.rev, r.members, m.role, \
         (SELECT g.role FROM users g WHERE g.id = ?1), m.read, m.muted, i.user_id IS NOT NULL, n.user_id IS NOT NULL"
    };
}

/// What hangs on a room `r` for the person `?1`; all by primary key.
macro_rules! place_joins {
    () => {
        "LEFT JOIN users a ON a.id = r.direct_a LEFT JOIN users b ON b.id = r.direct_b \
         LEFT JOIN members m ON m.room_id = r.id AND m.user_id = ?1 \
         LEFT JOIN invitations i ON i.room_id = r.id AND i.user_id = ?1 \
         LEFT JOIN bans n ON n.room_id = r.id AND n.user_id = ?1"
    };
}

pub(super) use {place_columns, place_joins};

statements! {
    FIND = concat!("SELECT ", place_columns!(), " FROM rooms r ", place_joins!(), " WHERE r.slug = ?2");
}

/// A room and what a person is in it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: i64,
    pub(super) room: Room,
    pub(super) head: Seq,
    pub(super) rev: Rev,
    /// How many members it has.
    pub(super) members: u64,
    pub(super) standing: Standing,
    /// The role that they were given in this room itself.
    pub(super) given: Option<Role>,
    /// How far they have read; 0 where they are not a member.
    pub(super) read: Seq,
    /// Whether it makes no noise for them.
    pub(super) muted: bool,
}

/// What a person is in a room where they were given a role, and a site grants them one in all: that one counts where they are
/// a member, and never for less.
pub(super) fn effective(given: Option<Role>, granted: Option<Role>) -> Option<Role> {
    given.map(|role| granted.map_or(role, |granted| role.max(granted)))
}

impl Place {
    pub(super) async fn find(
        connection: &mut SqliteConnection,
        slug: &RoomSlug,
        user: UserId,
    ) -> Result<Option<Self>, StoreError> {
        let row =
            sqlx::query(FIND).bind(user.as_bytes().as_slice()).bind(slug.as_str()).fetch_optional(connection).await?;
        row.map(|row: SqliteRow| Self::read(&mut Columns::of(&row))).transpose()
    }

    /// The room, where there is one and `allow` agrees.
    pub(super) async fn enter(
        connection: &mut SqliteConnection,
        slug: &RoomSlug,
        user: UserId,
        allow: StandingRule,
    ) -> Attempt<Self> {
        let place = Self::find(connection, slug, user).await?.ok_or(Refused::RoomNotFound)?;
        allow(&place.standing)?;
        Ok(place)
    }

    pub(super) fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        let id = columns.take()?;
        let (slug, name, kind) = (columns.slug()?, columns.room_name()?, columns.kind()?);
        let (topic, archived) = (columns.topic()?, columns.take()?);
        let between: Vec<User> = [columns.optional_user()?, columns.optional_user()?].into_iter().flatten().collect();
        let (head, rev, members) = (columns.seq()?, columns.rev()?, columns.count("number of members")?);
        let (given, granted) = (columns.optional_role()?, columns.optional_role()?);
        let role = effective(given, granted);
        let read = columns.take::<Option<i64>>()?.unwrap_or(0);
        let read = u64::try_from(read).map(Seq).map_err(|_| StoreError::Corrupt("position"))?;
        let muted = columns.take::<Option<bool>>()?.unwrap_or_default();
        let (invited, banned) = (columns.take()?, columns.take()?);
        Ok(Self {
            id,
            room: Room { slug, name, kind, topic, archived, between },
            head,
            rev,
            members,
            standing: Standing { kind, archived, role, invited, banned },
            given,
            read,
            muted,
        })
    }

    /// Whether the person may read what is in the room, as far as it depends on the room: nobody reads a closed one.
    pub(super) fn is_readable(&self) -> bool {
        let Standing { kind, archived, role, banned, .. } = self.standing;
        !archived && !banned && (role.is_some() || kind == RoomKind::Public)
    }
}
