//! From rows to the types of the contract, and back. A row that does not fit is a damaged database, not a panic.

use sociable_protocol::{
    DisplayName, MessageId, MessageText, Rev, Role, RoomKind, RoomName, RoomSlug, Seq, Timestamp, Topic, User, UserId,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row, Sqlite, Type};

use crate::store::StoreError;

/// Reads the columns of a row from left to right, so that code names none of their places.
pub(super) struct Columns<'r> {
    row: &'r SqliteRow,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) const fn of(row: &'r SqliteRow) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn take<T: Decode<'r, Sqlite> + Type<Sqlite>>(&mut self) -> Result<T, StoreError> {
        let column = self.next;
        self.next += 1;
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn seq(&mut self) -> Result<Seq, StoreError> {
        self.count("position").map(Seq)
    }

    pub(super) fn rev(&mut self) -> Result<Rev, StoreError> {
        self.count("number of a change").map(Rev)
    }

    pub(super) fn count(&mut self, what: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.take::<i64>()?).map_err(|_| StoreError::Corrupt(what))
    }

    pub(super) fn small(&mut self, what: &'static str) -> Result<u32, StoreError> {
        u32::try_from(self.take::<i64>()?).map_err(|_| StoreError::Corrupt(what))
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, StoreError> {
        self.take().map(Timestamp::from_millis)
    }

    pub(super) fn optional_time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.take::<Option<i64>>()?.map(Timestamp::from_millis))
    }

    pub(super) fn slug(&mut self) -> Result<RoomSlug, StoreError> {
        self.take::<&str>()?.parse().map_err(|_| StoreError::Corrupt("room slug"))
    }

    pub(super) fn room_name(&mut self) -> Result<RoomName, StoreError> {
        RoomName::new(self.take()?).map_err(|_| StoreError::Corrupt("room name"))
    }

    pub(super) fn topic(&mut self) -> Result<Topic, StoreError> {
        Topic::new(self.take()?).map_err(|_| StoreError::Corrupt("topic"))
    }

    pub(super) fn kind(&mut self) -> Result<RoomKind, StoreError> {
        match self.take::<&str>()? {
            "public" => Ok(RoomKind::Public),
            "private" => Ok(RoomKind::Private),
            "direct" => Ok(RoomKind::Direct),
            _ => Err(StoreError::Corrupt("kind of room")),
        }
    }

    pub(super) fn optional_role(&mut self) -> Result<Option<Role>, StoreError> {
        match self.take::<Option<&str>>()? {
            None => Ok(None),
            Some("member") => Ok(Some(Role::Member)),
            Some("moderator") => Ok(Some(Role::Moderator)),
            Some("owner") => Ok(Some(Role::Owner)),
            Some(_) => Err(StoreError::Corrupt("role")),
        }
    }

    pub(super) fn message_id(&mut self) -> Result<MessageId, StoreError> {
        MessageId::from_slice(self.take()?).ok_or(StoreError::Corrupt("message id"))
    }

    pub(super) fn optional_message_id(&mut self) -> Result<Option<MessageId>, StoreError> {
        let bytes = self.take::<Option<&[u8]>>()?;
        bytes.map(|bytes| MessageId::from_slice(bytes).ok_or(StoreError::Corrupt("message id"))).transpose()
    }

    pub(super) fn optional_user_id(&mut self) -> Result<Option<UserId>, StoreError> {
        let bytes = self.take::<Option<&[u8]>>()?;
        bytes.map(|bytes| UserId::from_slice(bytes).ok_or(StoreError::Corrupt("user id"))).transpose()
    }

    pub(super) fn user_id(&mut self) -> Result<UserId, StoreError> {
        self.optional_user_id()?.ok_or(StoreError::Corrupt("user id"))
    }

    /// Two columns: id and name.
    pub(super) fn user(&mut self) -> Result<User, StoreError> {
        self.optional_user()?.ok_or(StoreError::Corrupt("user id"))
    }

    /// Two columns: id and name, or nothing in both.
    pub(super) fn optional_user(&mut self) -> Result<Option<User>, StoreError> {
        let (id, name) = (self.optional_user_id()?, self.take::<Option<&str>>()?);
        let (Some(id), Some(name)) = (id, name) else { return Ok(None) };
        let name = DisplayName::new(name).map_err(|_| StoreError::Corrupt("user name"))?;
        Ok(Some(User::guest(id, name)))
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<MessageText>, StoreError> {
        let text = self.take::<Option<&str>>()?;
        text.map(|text| MessageText::new(text).map_err(|_| StoreError::Corrupt("message text"))).transpose()
    }
}

/// SQLite's integers are signed. Positions never get near the difference.
pub(super) fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number of rows as SQL takes it.
pub(super) fn limit(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A role as it is stored.
pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Moderator => "moderator",
        Role::Owner => "owner",
    }
}

/// A kind of room as it is stored.
pub(super) const fn kind(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Public => "public",
        RoomKind::Private => "private",
        RoomKind::Direct => "direct",
    }
}

/// Many values as one parameter, for `json_each`: a list in SQL would be another statement for each length.
pub(super) fn json_array<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    let mut json = String::from("[");
    for (n, value) in values.into_iter().enumerate() {
        if n > 0 {
            json.push(',');
        }
        json.push_str(&value.to_string());
    }
    json.push(']');
    json
}

/// Ids as one parameter, for `unhex(value, '-')` over `json_each`.
pub(super) fn json_ids<'a>(ids: impl IntoIterator<Item = &'a UserId>) -> String {
    json_array(ids.into_iter().map(|id| format!("\"{id}\"")))
}
