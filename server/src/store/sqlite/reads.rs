//! How far people have read.

use async_trait::async_trait;
use sociable_protocol::limits::UNREAD_COUNTED;
use sociable_protocol::{ReadPosition, RoomSlug, Seq, UserId};
use sqlx::SqliteConnection;

use super::SqliteStore;
use super::attempt::Attempt;
use super::place::Place;
use super::rows::{Columns, to_i64};
use super::statements::statements;
use super::summaries::{UNREAD_WINDOW, unread_columns};
use super::writer::Mutation;
use crate::store::{Committed, Outcome, ReadState, Reads, Refused, StandingRule, StoreError};

statements! {
    MOVE = "UPDATE members SET read = ?3 WHERE room_id = ?1 AND user_id = ?2";
    COUNT = concat!(
        "SELECT m.read, ", unread_columns!(), " FROM rooms r JOIN members m ON m.room_id = r.id AND m.user_id = ?1 \
         WHERE r.id = ?4"
    );
    /// Whoever became a member begins at the last message, which is then older than their membership.
    OF_OTHERS =
        "SELECT m.user_id, m.read FROM members m CROSS JOIN messages x ON x.room_id = m.room_id AND x.seq = m.read \
         WHERE m.room_id = ?1 AND m.user_id <> ?2 AND x.created_at >= m.joined_at";
}

/// How far everybody but `reader` has read a room since they became a member.
pub(super) async fn of_others(
    connection: &mut SqliteConnection,
    room_id: i64,
    reader: UserId,
) -> Result<Vec<ReadPosition>, StoreError> {
    let rows = sqlx::query(OF_OTHERS).bind(room_id).bind(reader.as_bytes().as_slice()).fetch_all(connection).await?;
    let position = |row| {
        let mut columns = Columns::of(row);
        Ok(ReadPosition { user: columns.user_id()?, seq: columns.seq()? })
    };
    rows.iter().map(position).collect()
}

/// Moves a read cursor.
struct SetRead {
    room: RoomSlug,
    user: UserId,
    seq: Seq,
    allow: StandingRule,
}

/// Where the cursor is now.
struct Moved {
    room_id: i64,
    read: Seq,
    head: Seq,
}

#[async_trait]
impl Mutation for SetRead {
    type Reply = Moved;

    async fn apply(&self, connection: &mut SqliteConnection, committed: &mut Vec<Committed>) -> Attempt<Moved> {
        let place = Place::enter(connection, &self.room, self.user, self.allow).await?;
        if place.standing.role.is_none() {
            return Err(Refused::NotMember.into());
        }
        let read = self.seq.min(place.head);
        if read <= place.read {
            return Ok(Moved { room_id: place.id, read: place.read, head: place.head });
        }
        sqlx::query(MOVE)
            .bind(place.id)
            .bind(self.user.as_bytes().as_slice())
            .bind(to_i64(read.0))
            .execute(connection)
            .await?;
        committed.push(Committed::Read { room: self.room.clone(), user: self.user, seq: read });
        Ok(Moved { room_id: place.id, read, head: place.head })
    }
}

#[async_trait]
impl Reads for SqliteStore {
    async fn set_read(&self, room: &RoomSlug, user: UserId, seq: Seq, allow: StandingRule) -> Outcome<ReadState> {
        let moved = match self.writer.write(SetRead { room: room.clone(), user, seq, allow }).await? {
            Ok(moved) => moved,
            Err(refused) => return Ok(Err(refused)),
        };
        // Counting is for a reader to do: whoever is far behind must not hold up the writer.
        if moved.read < moved.head
            && let Some(state) = self.count(moved.room_id, user).await?
        {
            return Ok(Ok(state));
        }
        Ok(Ok(ReadState { read: moved.read, unread: 0, mentions: 0 }))
    }
}

impl SqliteStore {
    /// What is unread; `None` for one who is no longer a member.
    async fn count(&self, room_id: i64, user: UserId) -> Result<Option<ReadState>, StoreError> {
        let row = sqlx::query(COUNT)
            .bind(user.as_bytes().as_slice())
            .bind(i64::from(UNREAD_COUNTED))
            .bind(UNREAD_WINDOW)
            .bind(room_id)
            .fetch_optional(&mut *self.reader().await?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut columns = Columns::of(&row);
        Ok(Some(ReadState { read: columns.seq()?, unread: columns.small("count")?, mentions: columns.small("count")? }))
    }
}
