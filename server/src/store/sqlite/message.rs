//! Messages as they are read: the row, and what belongs to it in other tables.
//!
//! A page takes one statement, which brings what is answered along; and one more for mentions and one for reactions where
//! any message of the page has some.

use std::collections::HashMap;

use sociable_protocol::limits::{QUOTE_CHARS, REACTION_USERS};
use sociable_protocol::{Message, MessageText, Pin, Reaction, ReactionKey, ReplyTo, User};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::rows::{Columns, json_array, limit};
use super::statements::statements;
use crate::store::{PageSize, StoreError};

// It stands as a literal in SQL, here and in `append`.
const _: () = assert!(QUOTE_CHARS == 200);

/// What [`Draft::read`] takes, from `messages m` with [`message_joins`].
macro_rules! message_columns {
    () => {
        "m.rowid, m.reacted, m.mentioned, m.id, r.slug, m.seq, m.rev, m.user_id, m.user_name, u.avatar, \
         u.subject IS NOT NULL, m.text, m.created_at, m.edited_at, m.deleted_at, m.pinned_at, m.pinned_by, \
         m.reply_id, m.reply_seq, q.user_id, q.user_name, w.avatar, w.subject IS NOT NULL, substr(q.text, 1, 200)"
    };
}

/// The room of a message, who wrote it, what it answers, and who wrote that.
macro_rules! message_joins {
    () => {
        "JOIN rooms r ON r.id = m.room_id JOIN users u ON u.id = m.user_id \
         LEFT JOIN messages q ON q.room_id = m.room_id AND q.seq = m.reply_seq LEFT JOIN users w ON w.id = q.user_id"
    };
}

pub(super) use {message_columns, message_joins};

statements! {
    ONE = concat!("SELECT ", message_columns!(), " FROM messages m ", message_joins!(), " WHERE m.rowid = ?1");
    MENTIONS =
        "SELECT x.message, u.id, u.name, u.avatar, u.subject IS NOT NULL FROM json_each(?1) j \
         CROSS JOIN mentions x ON x.message = j.value JOIN users u ON u.id = x.user_id ORDER BY j.key, x.position";
    REACTIONS =
        "SELECT k.message, k.id, k.reaction, k.people, u.id, u.name, u.avatar, u.subject IS NOT NULL FROM json_each(?1) j \
         CROSS JOIN reaction_kinds k ON k.message = j.value \
         CROSS JOIN reactions x ON x.id IN (SELECT y.id FROM reactions y WHERE y.kind = k.id ORDER BY y.id LIMIT ?2) \
         JOIN users u ON u.id = x.user_id ORDER BY j.key, k.id, x.id";
}

/// A message without what stands in other tables.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) rowid: i64,
    /// Kinds of reaction.
    pub(super) reacted: i64,
    mentioned: i64,
    pub(super) message: Message,
}

impl Draft {
    pub(super) fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        let mut columns = Columns::of(row);
        let (rowid, reacted, mentioned) = (columns.take()?, columns.take()?, columns.take()?);
        let (id, room, seq, rev) = (columns.message_id()?, columns.slug()?, columns.seq()?, columns.rev()?);
        let (user, text) = (columns.user()?, columns.optional_text()?);
        let (created_at, edited_at, deleted_at) = (columns.time()?, columns.optional_time()?, columns.optional_time()?);
        let pinned = match (columns.optional_time()?, columns.optional_user_id()?) {
            (Some(at), Some(by)) => Some(Pin { by, at }),
            _ => None,
        };
        let reply_to = read_quote(&mut columns)?;
        let message = Message {
            id,
            room,
            seq,
            rev,
            user,
            text,
            reply_to,
            mentions: Vec::new(),
            reactions: Vec::new(),
            created_at,
            edited_at,
            deleted_at,
            pinned,
        };
        Ok(Self { rowid, reacted, mentioned, message })
    }

    fn bytes(&self) -> usize {
        self.message.text.as_ref().map_or(0, |text| text.as_str().len())
    }
}

/// Eight columns: id and position of what is answered, and of it, where it is still there, who wrote it and how it begins.
fn read_quote(columns: &mut Columns<'_>) -> Result<Option<ReplyTo>, StoreError> {
    let Some(id) = columns.optional_message_id()? else { return Ok(None) };
    let seq = columns.seq()?;
    let user = columns.optional_user()?;
    let text = columns.take::<Option<&str>>()?;
    let user = user.filter(|_| text.is_some());
    Ok(Some(ReplyTo { id, seq, user, text: text.and_then(quote) }))
}

/// The beginning of a text; none where it begins with that many spaces.
pub(super) fn quote(beginning: &str) -> Option<MessageText> {
    MessageText::new(beginning).ok()
}

/// The drafts that fit into a page, and whether there are more rows. One row more than `size` has must have been asked
/// for.
#[derive(Debug)]
pub(super) struct Collected {
    drafts: Vec<Draft>,
    bytes: usize,
    size: PageSize,
    /// Whether something did not fit.
    pub(super) more: bool,
}

impl Collected {
    pub(super) const fn new(size: PageSize) -> Self {
        Self { drafts: Vec::new(), bytes: 0, size, more: false }
    }

    /// Takes a draft if it fits, and tells whether another may.
    pub(super) fn push(&mut self, draft: Draft) -> bool {
        let bytes = self.bytes.saturating_add(draft.bytes());
        let full = self.drafts.len() >= usize::try_from(self.size.messages).unwrap_or(usize::MAX);
        if full || (!self.drafts.is_empty() && bytes > self.size.bytes) {
            self.more = true;
            return false;
        }
        self.bytes = bytes;
        self.drafts.push(draft);
        true
    }

    pub(super) fn last(&self) -> Option<&Draft> {
        self.drafts.last()
    }

    pub(super) async fn assemble(self, connection: &mut SqliteConnection) -> Result<Vec<Message>, StoreError> {
        assemble(connection, self.drafts).await
    }
}

/// How many rows to ask for, so that one that does not fit tells that there are more.
pub(super) fn one_more(size: PageSize) -> i64 {
    i64::from(size.messages) + 1
}

/// One message.
pub(super) async fn load(connection: &mut SqliteConnection, rowid: i64) -> Result<Message, StoreError> {
    let row = sqlx::query(ONE).bind(rowid).fetch_one(&mut *connection).await?;
    let messages = assemble(connection, vec![Draft::read(&row)?]).await?;
    messages.into_iter().next().ok_or(StoreError::Corrupt("message"))
}

/// Completes messages with their mentions and reactions.
pub(super) async fn assemble(
    connection: &mut SqliteConnection,
    mut drafts: Vec<Draft>,
) -> Result<Vec<Message>, StoreError> {
    let mentioned = json_array(drafts.iter().filter(|draft| draft.mentioned > 0).map(|draft| draft.rowid));
    if mentioned != "[]" {
        let mut mentions = mentions(connection, &mentioned).await?;
        for draft in &mut drafts {
            draft.message.mentions = mentions.remove(&draft.rowid).unwrap_or_default();
        }
    }
    let reacted = json_array(drafts.iter().filter(|draft| draft.reacted > 0).map(|draft| draft.rowid));
    if reacted != "[]" {
        let mut reactions = reactions(connection, &reacted).await?;
        for draft in &mut drafts {
            draft.message.reactions = reactions.remove(&draft.rowid).unwrap_or_default();
        }
    }
    Ok(drafts.into_iter().map(|draft| draft.message).collect())
}

async fn mentions(connection: &mut SqliteConnection, messages: &str) -> Result<HashMap<i64, Vec<User>>, StoreError> {
    let mut found: HashMap<i64, Vec<User>> = HashMap::new();
    for row in sqlx::query(MENTIONS).bind(messages).fetch_all(connection).await? {
        let mut columns = Columns::of(&row);
        found.entry(columns.take()?).or_default().push(columns.user()?);
    }
    Ok(found)
}

async fn reactions(
    connection: &mut SqliteConnection,
    messages: &str,
) -> Result<HashMap<i64, Vec<Reaction>>, StoreError> {
    let mut found: HashMap<i64, Vec<Reaction>> = HashMap::new();
    let mut latest = None;
    let rows = sqlx::query(REACTIONS).bind(messages).bind(limit(REACTION_USERS)).fetch_all(connection).await?;
    for row in rows {
        let mut columns = Columns::of(&row);
        let of = found.entry(columns.take()?).or_default();
        let kind: i64 = columns.take()?;
        let reaction = ReactionKey::new(columns.take()?).map_err(|_| StoreError::Corrupt("kind of reaction"))?;
        let count = columns.small("number of reactions")?;
        if latest.replace(kind) != Some(kind) {
            of.push(Reaction { reaction, count, users: Vec::new() });
        }
        if let Some(last) = of.last_mut() {
            last.users.push(columns.user()?);
        }
    }
    Ok(found)
}
