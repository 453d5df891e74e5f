//! Rooms as a person has them in their list: what is unread, and the last message.
//!
//! A list takes one statement for the rooms with their counts and one for the last messages, however many rooms there are.

use std::collections::HashMap;

use sociable_protocol::limits::UNREAD_COUNTED;
use sociable_protocol::{Message, RoomSlug, RoomSummary, Seq, Timestamp, UserId};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::message::{Draft, assemble, message_columns, message_joins};
use super::place::{Place, place_columns, place_joins};
use super::rows::{Columns, json_array, json_slugs};
use super::statements::statements;
use crate::store::StoreError;

/// The newest positions that are looked at when unread messages are counted. One's own and deleted ones are passed over,
/// and without this bound there could be millions of them.
pub(super) const UNREAD_WINDOW: i64 = 10_000;

/// Unread messages of the member `m` (person `?1`) of room `r`, and those that mention them; counted up to `?2`, in the
/// newest `?3` positions.
macro_rules! unread_columns {
    () => {
        "(SELECT count(*) FROM (SELECT 1 FROM messages x WHERE x.room_id = r.id AND x.seq > max(m.read, r.head - ?3) \
          AND x.user_id <> ?1 AND x.deleted_at IS NULL LIMIT ?2)), \
         (SELECT count(*) FROM (SELECT 1 FROM mentions y JOIN messages x ON x.rowid = y.message \
          WHERE y.user_id = ?1 AND y.room_id = r.id AND y.seq > max(m.read, r.head - ?3) AND x.user_id <> ?1 LIMIT ?2))"
    };
}

pub(super) use unread_columns;

macro_rules! summaries {
    ($from:literal, $which:literal) => {
        concat!(
            "SELECT ",
            place_columns!(),
            ", r.active_at, i.invited_at, v.id, v.name, v.avatar, v.subject IS NOT NULL, ",
            unread_columns!(),
            " FROM ",
            $from,
            " ",
            place_joins!(),
            " LEFT JOIN users v ON v.id = i.invited_by ",
            $which
        )
    };
}

statements! {
    OF_PERSON = summaries!(
        "(SELECT room_id FROM members WHERE user_id = ?1 UNION ALL SELECT room_id FROM invitations WHERE user_id = ?1) p \
         CROSS JOIN rooms r ON r.id = p.room_id",
        "WHERE r.archived = 0 OR m.role = 'owner'"
    );
    OF_ROOM = summaries!("rooms r", "WHERE r.slug = ?4");
    PUBLIC = summaries!(
        "rooms r",
        "WHERE r.kind = 'public' AND r.archived = 0 AND r.slug > ?4 ORDER BY r.slug LIMIT ?5"
    );
    /// As [`PUBLIC`], of those rooms alone.
    PUBLIC_AMONG = summaries!(
        "json_each(?6) j CROSS JOIN rooms r ON r.slug = j.value",
        "WHERE r.kind = 'public' AND r.archived = 0 AND r.slug > ?4 ORDER BY r.slug LIMIT ?5"
    );
    ALL = summaries!("rooms r", "WHERE r.kind <> 'direct' AND r.slug > ?4 ORDER BY r.slug LIMIT ?5");
    LAST_MESSAGES = concat!(
        "SELECT ", message_columns!(), " FROM json_each(?1) j \
         CROSS JOIN messages m ON m.room_id = j.value ->> 0 AND m.seq = j.value ->> 1 ", message_joins!()
    );
}

struct Listed {
    place: Place,
    /// When it last had something new for the person.
    active: Timestamp,
    summary: RoomSummary,
}

fn read(row: &SqliteRow) -> Result<Listed, StoreError> {
    let mut columns = Columns::of(row);
    let place = Place::read(&mut columns)?;
    let (active, invited) = (columns.time()?, columns.optional_time()?);
    let invited_by = columns.optional_user()?;
    let (unread, mentions) = (columns.small("count")?, columns.small("count")?);
    let readable = place.is_readable();
    let is_unread = readable && place.standing.role.is_some();
    let summary = RoomSummary {
        room: place.room.clone(),
        role: place.standing.role,
        invited_by,
        members: place.members,
        head: if readable { place.head } else { Seq::ZERO },
        read: place.read,
        unread: if is_unread { unread } else { 0 },
        mentions: if is_unread { mentions } else { 0 },
        muted: place.muted,
        last_message: None,
    };
    Ok(Listed { place, active: invited.unwrap_or(active), summary })
}

/// The rooms of a person, the one with the newest message first.
pub(super) async fn of_person(connection: &mut SqliteConnection, user: UserId) -> Result<Vec<RoomSummary>, StoreError> {
    let rows = sqlx::query(OF_PERSON)
        .bind(user.as_bytes().as_slice())
        .bind(i64::from(UNREAD_COUNTED))
        .bind(UNREAD_WINDOW)
        .fetch_all(&mut *connection)
        .await?;
    let mut listed = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    // A hundred rooms at most: no index is worth its upkeep at every message.
    listed.sort_by(|a, b| b.active.cmp(&a.active).then_with(|| a.place.room.slug.cmp(&b.place.room.slug)));
    with_last_messages(connection, listed).await
}

/// One room, whoever asks.
pub(super) async fn of_room(
    connection: &mut SqliteConnection,
    room: &RoomSlug,
    user: UserId,
) -> Result<Option<RoomSummary>, StoreError> {
    let row = sqlx::query(OF_ROOM)
        .bind(user.as_bytes().as_slice())
        .bind(i64::from(UNREAD_COUNTED))
        .bind(UNREAD_WINDOW)
        .bind(room.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let listed = row.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(with_last_messages(connection, listed).await?.pop())
}

/// The first `limit` public rooms after `after`, of all or of some.
pub(super) async fn public(
    connection: &mut SqliteConnection,
    user: UserId,
    only: Option<&[RoomSlug]>,
    after: Option<&RoomSlug>,
    limit: i64,
) -> Result<Vec<RoomSummary>, StoreError> {
    let query = sqlx::query(if only.is_some() { PUBLIC_AMONG } else { PUBLIC })
        .bind(user.as_bytes().as_slice())
        .bind(i64::from(UNREAD_COUNTED))
        .bind(UNREAD_WINDOW)
        .bind(after.map_or("", RoomSlug::as_str))
        .bind(limit);
    let query = match only {
        Some(only) => query.bind(json_slugs(only)),
        None => query,
    };
    let rows = query.fetch_all(&mut *connection).await?;
    let listed = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    with_last_messages(connection, listed).await
}

/// The first `limit` rooms after `after` that are not direct, as they are to nobody.
pub(super) async fn all(
    connection: &mut SqliteConnection,
    after: Option<&RoomSlug>,
    limit: i64,
) -> Result<Vec<RoomSummary>, StoreError> {
    let rows = sqlx::query(ALL)
        .bind([0_u8; 16].as_slice())
        .bind(i64::from(UNREAD_COUNTED))
        .bind(UNREAD_WINDOW)
        .bind(after.map_or("", RoomSlug::as_str))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    let summary = |row| read(row).map(|Listed { place, summary, .. }| RoomSummary { head: place.head, ..summary });
    rows.iter().map(summary).collect()
}

async fn with_last_messages(
    connection: &mut SqliteConnection,
    listed: Vec<Listed>,
) -> Result<Vec<RoomSummary>, StoreError> {
    let heads = listed.iter().filter(|listed| listed.summary.head > Seq::ZERO);
    let wanted = json_array(heads.map(|listed| format!("[{},{}]", listed.place.id, listed.place.head)));
    let mut last: HashMap<RoomSlug, Message> = HashMap::new();
    if wanted != "[]" {
        let rows = sqlx::query(LAST_MESSAGES).bind(wanted).fetch_all(&mut *connection).await?;
        let drafts = rows.iter().map(Draft::read).collect::<Result<Vec<_>, _>>()?;
        last = assemble(connection, drafts).await?.into_iter().map(|m| (m.room.clone(), m)).collect();
    }
    let mut summaries = Vec::with_capacity(listed.len());
    for Listed { mut summary, .. } in listed {
        summary.last_message = last.remove(&summary.room.slug);
        summaries.push(summary);
    }
    Ok(summaries)
}
