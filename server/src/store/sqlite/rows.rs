//! From rows to the types of the contract. A row that does not fit is a damaged database, not a panic.

use sociable_protocol::{DisplayName, Message, MessageId, MessageText, Room, RoomSlug, Seq, Timestamp, User, UserId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::store::StoreError;

/// SQLite integers are signed. Positions never get near the difference.
pub(super) fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn seq(value: i64) -> Result<Seq, StoreError> {
    u64::try_from(value).map(Seq).map_err(|_| StoreError::Corrupt("position"))
}

pub(super) fn user(id: &[u8], name: &str) -> Result<User, StoreError> {
    Ok(User {
        id: UserId::from_slice(id).ok_or(StoreError::Corrupt("user id"))?,
        name: DisplayName::new(name).map_err(|_| StoreError::Corrupt("user name"))?,
    })
}

/// Columns `id, slug, name, head`.
pub(super) fn room_from_row(row: &SqliteRow) -> Result<(i64, Room, Seq), StoreError> {
    let slug: RoomSlug = row.try_get::<&str, _>(1)?.parse().map_err(|_| StoreError::Corrupt("room slug"))?;
    Ok((row.try_get(0)?, Room { slug, name: row.try_get(2)? }, seq(row.try_get(3)?)?))
}

/// Columns `seq, id, user_id, user_name, text, created_at`.
pub(super) fn message_from_row(row: &SqliteRow, room: RoomSlug) -> Result<Message, StoreError> {
    Ok(Message {
        seq: seq(row.try_get(0)?)?,
        id: MessageId::from_slice(row.try_get(1)?).ok_or(StoreError::Corrupt("message id"))?,
        room,
        user: user(row.try_get(2)?, row.try_get(3)?)?,
        text: MessageText::new(row.try_get(4)?).map_err(|_| StoreError::Corrupt("message text"))?,
        created_at: Timestamp::from_millis(row.try_get(5)?),
    })
}
