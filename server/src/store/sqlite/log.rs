//! Reading a room's log. Each answer is of one instant: one read transaction, so that `head` and the messages agree.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use sociable_protocol::{Epoch, Message, MessageId, Rev, RoomSlug, Seq, Timestamp, UserId};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteArguments;

use super::append::Append;
use super::attempt::{Attempt, outcome};
use super::changes::ChangeMessage;
use super::message::{Collected, Draft, message_columns, message_joins, one_more};
use super::place::Place;
use super::rows::to_i64;
use super::statements::statements;
use super::{SqliteStore, reads};
use crate::store::{
    Change, Excerpt, Log, MessageRule, Missed, NewMessage, Outcome, Page, PageSize, PendingAppend, StandingRule,
    StoreError,
};

macro_rules! messages_where {
    ($which:literal) => {
        concat!("SELECT ", message_columns!(), " FROM messages m ", message_joins!(), " WHERE ", $which)
    };
}

statements! {
    BEFORE = messages_where!("m.room_id = ?1 AND m.seq < ?2 ORDER BY m.seq DESC LIMIT ?3");
    AFTER = messages_where!("m.room_id = ?1 AND m.seq > ?2 ORDER BY m.seq LIMIT ?3");
    CHANGED = messages_where!("m.room_id = ?1 AND m.rev > 0 AND m.rev > ?2 AND m.seq <= ?4 ORDER BY m.rev LIMIT ?3");
    PINNED =
        messages_where!("m.room_id = ?1 AND m.pinned_at IS NOT NULL ORDER BY m.pinned_at DESC, m.seq DESC");
}

type Query = sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments>;

#[async_trait]
impl Log for SqliteStore {
    fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    fn published(&self) -> u64 {
        self.writer.published()
    }

    async fn append(&self, message: NewMessage, allow: StandingRule) -> Result<PendingAppend, StoreError> {
        Ok(PendingAppend(self.writer.queue(Append { new: message, allow }).await?))
    }

    async fn change(
        &self,
        room: &RoomSlug,
        id: MessageId,
        by: UserId,
        change: Change,
        now: Timestamp,
        allow: MessageRule,
    ) -> Outcome<Message> {
        self.writer.write(ChangeMessage { room: room.clone(), id, by, change, now, allow }).await
    }

    async fn excerpt(
        &self,
        room: &RoomSlug,
        reader: UserId,
        page: Page,
        size: PageSize,
        allow: StandingRule,
    ) -> Outcome<Excerpt> {
        outcome(self.read_excerpt(room, reader, page, size, allow).await)
    }

    async fn missed(
        &self,
        room: &RoomSlug,
        reader: UserId,
        after: (Seq, Option<Rev>),
        size: PageSize,
        allow: StandingRule,
    ) -> Outcome<Missed> {
        outcome(self.read_missed(room, reader, after, size, allow).await)
    }

    async fn pins(&self, room: &RoomSlug, reader: UserId, allow: StandingRule) -> Outcome<Vec<Message>> {
        outcome(self.read_pins(room, reader, allow).await)
    }
}

impl SqliteStore {
    async fn read_excerpt(
        &self,
        room: &RoomSlug,
        reader: UserId,
        page: Page,
        size: PageSize,
        allow: StandingRule,
    ) -> Attempt<Excerpt> {
        let mut snapshot = self.snapshot().await?;
        let place = Place::enter(&mut snapshot, room, reader, allow).await?;
        let excerpt = excerpt(&mut snapshot, (place, reader), page, size).await?;
        snapshot.commit().await?;
        Ok(excerpt)
    }

    async fn read_missed(
        &self,
        room: &RoomSlug,
        reader: UserId,
        (seq, rev): (Seq, Option<Rev>),
        size: PageSize,
        allow: StandingRule,
    ) -> Attempt<Missed> {
        let mut snapshot = self.snapshot().await?;
        let place = Place::enter(&mut snapshot, room, reader, allow).await?;
        let (id, newest) = (place.id, place.rev);
        let excerpt = excerpt(&mut snapshot, (place, reader), Page::After(seq), size).await?;
        let mut missed = Missed { excerpt, changed: Vec::new(), more_changed: false };
        if let Some(rev) = rev.filter(|rev| *rev < newest) {
            let query = sqlx::query(CHANGED).bind(id).bind(to_i64(rev.0)).bind(one_more(size)).bind(to_i64(seq.0));
            let changed = collect(&mut snapshot, query, size).await?;
            missed.more_changed = changed.more;
            missed.changed = changed.assemble(&mut snapshot).await?;
        }
        snapshot.commit().await?;
        Ok(missed)
    }

    async fn read_pins(&self, room: &RoomSlug, reader: UserId, allow: StandingRule) -> Attempt<Vec<Message>> {
        let mut snapshot = self.snapshot().await?;
        let place = Place::enter(&mut snapshot, room, reader, allow).await?;
        let all = PageSize { messages: u32::MAX, bytes: usize::MAX, reads: 0 };
        let pinned = collect(&mut snapshot, sqlx::query(PINNED).bind(place.id), all).await?;
        let messages = pinned.assemble(&mut snapshot).await?;
        snapshot.commit().await?;
        Ok(messages)
    }
}

async fn excerpt(
    connection: &mut SqliteConnection,
    (place, reader): (Place, UserId),
    page: Page,
    size: PageSize,
) -> Result<Excerpt, StoreError> {
    let (sql, bound) = match page {
        Page::Latest => (BEFORE, i64::MAX),
        Page::Before(seq) => (BEFORE, to_i64(seq.0)),
        Page::After(seq) => (AFTER, to_i64(seq.0)),
    };
    let query = sqlx::query(sql).bind(place.id).bind(bound).bind(one_more(size));
    let collected = collect(&mut *connection, query, size).await?;
    let has_more = collected.more;
    let mut messages = collected.assemble(&mut *connection).await?;
    if !matches!(page, Page::After(_)) {
        messages.reverse();
    }
    let reads = match place.members <= size.reads {
        true => Some(reads::of_others(connection, place.id, reader).await?),
        false => None,
    };
    let Place { room, head, rev, standing, read, .. } = place;
    Ok(Excerpt { room, role: standing.role, read, head, rev, messages, has_more, reads })
}

/// Reads rows until the page is full: what is beyond its bytes is not even decoded.
async fn collect(connection: &mut SqliteConnection, query: Query, size: PageSize) -> Result<Collected, StoreError> {
    let mut collected = Collected::new(size);
    let mut rows = query.fetch(connection);
    while let Some(row) = rows.try_next().await? {
        if !collected.push(Draft::read(&row)?) {
            break;
        }
    }
    Ok(collected)
}
