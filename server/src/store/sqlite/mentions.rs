//! Whom a text mentions.

use std::collections::HashMap;

use sociable_protocol::User;
use sociable_protocol::limits::MENTIONS_PER_MESSAGE;
use sqlx::SqliteConnection;

use super::rows::{Columns, json_ids, to_i64};
use super::statements::statements;
use crate::store::StoreError;

/// Members looked at for one message: several may have one name.
const CANDIDATES: i64 = 1_000;

statements! {
    CANDIDATE_MEMBERS =
        "SELECT m.folded, u.id, u.name, u.avatar, u.subject IS NOT NULL FROM json_each(?1) j \
         CROSS JOIN members m ON m.room_id = ?2 AND m.folded = j.value JOIN users u ON u.id = m.user_id LIMIT ?3";
    ADD =
        "INSERT INTO mentions (message, position, user_id, room_id, seq) \
         SELECT ?1, j.key, unhex(j.value, '-'), ?2, ?3 FROM json_each(?4) j";
}

/// Finds the members behind the names that may stand in a text: of each list, all members with the first name that any
/// member has. In order, each once, at most [`MENTIONS_PER_MESSAGE`].
pub(super) async fn resolve(
    connection: &mut SqliteConnection,
    room_id: i64,
    names: &[Vec<String>],
) -> Result<Vec<User>, StoreError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    wanted.sort_unstable();
    wanted.dedup();
    // A name has no character that JSON could not take once it is escaped, so this does not fail.
    let wanted = serde_json::to_string(&wanted).map_err(|_| StoreError::Corrupt("name"))?;

    let mut members: HashMap<String, Vec<User>> = HashMap::new();
    let rows = sqlx::query(CANDIDATE_MEMBERS).bind(wanted).bind(room_id).bind(CANDIDATES).fetch_all(connection).await?;
    for row in rows {
        let mut columns = Columns::of(&row);
        members.entry(columns.take()?).or_default().push(columns.user()?);
    }
    let mut mentioned: Vec<User> = Vec::new();
    for user in names.iter().filter_map(|names| names.iter().find_map(|name| members.get(name))).flatten() {
        if mentioned.len() == MENTIONS_PER_MESSAGE {
            break;
        }
        if !mentioned.contains(user) {
            mentioned.push(user.clone());
        }
    }
    Ok(mentioned)
}

/// Notes that a message mentions people.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    message: i64,
    (room_id, seq): (i64, u64),
    mentioned: &[User],
) -> Result<(), StoreError> {
    if !mentioned.is_empty() {
        sqlx::query(ADD)
            .bind(message)
            .bind(room_id)
            .bind(to_i64(seq))
            .bind(json_ids(mentioned.iter().map(|user| &user.id)))
            .execute(connection)
            .await?;
    }
    Ok(())
}
