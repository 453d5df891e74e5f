//! Looking for damage.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use super::options::quiet;
use super::rows::Columns;
use super::statements::statements;
use crate::store::{Report, StoreError};

/// Faults that are told; after so many the file is beyond repair anyway.
const FAULTS: usize = 100;

statements! {
    ROOMS =
        "SELECT r.slug, r.first, r.head, r.rev, r.members, \
         (SELECT count(*) FROM messages m WHERE m.room_id = r.id), \
         (SELECT count(*) FROM messages m WHERE m.room_id = r.id AND m.seq BETWEEN r.first AND r.head), \
         (SELECT max(m.rev) FROM messages m WHERE m.room_id = r.id AND m.rev > 0), \
         (SELECT count(*) FROM members b WHERE b.room_id = r.id) \
         FROM rooms r ORDER BY r.id";
}

/// Looks for damage in a database file, without changing it; also while a server uses it.
///
/// # Errors
/// [`StoreError::Database`] where it cannot be read at all.
pub async fn check_file(database: &Path) -> Result<Report, StoreError> {
    let options = quiet(SqliteConnectOptions::new().filename(database).read_only(true));
    let mut connection = options.connect().await?;
    let report = check(&mut connection).await?;
    connection.close().await?;
    Ok(report)
}

/// Looks for damage, as of one instant.
async fn check(connection: &mut SqliteConnection) -> Result<Report, StoreError> {
    let mut snapshot = connection.begin().await?;
    let mut report = Report::default();
    // Also asks the full-text index.
    for row in sqlx::query("PRAGMA integrity_check(100)").fetch_all(&mut *snapshot).await? {
        let found: String = row.try_get(0)?;
        if found != "ok" {
            report.faults.push(format!("SQLite finds: {found}"));
        }
    }
    for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *snapshot).await?.iter().take(FAULTS) {
        let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
        report.faults.push(format!("A row of {table} points to no row of {parent}."));
    }
    for row in sqlx::query(ROOMS).fetch_all(&mut *snapshot).await? {
        let mut columns = Columns::of(&row);
        let slug = columns.slug()?;
        let (first, head): (i64, i64) = (columns.take()?, columns.take()?);
        let (rev, members): (i64, i64) = (columns.take()?, columns.take()?);
        let (all, within): (i64, i64) = (columns.take()?, columns.take()?);
        let (last_rev, counted): (Option<i64>, i64) = (columns.take()?, columns.take()?);
        report.rooms += 1;
        report.messages += all.unsigned_abs();
        // Positions are unique, so that as many as there should be are all of them.
        if all != within || within != head - first + 1 {
            report.faults.push(format!("Room {slug} has {all} messages, but positions {first} to {head}."));
        }
        let last_rev = last_rev.unwrap_or(0);
        // The message with the last change may have been removed as too old.
        if last_rev > rev || (last_rev < rev && first == 1) {
            report.faults.push(format!("Room {slug} is at change {rev}, its messages at {last_rev}."));
        }
        if members != counted {
            report.faults.push(format!("Room {slug} counts {members} members and has {counted}."));
        }
    }
    snapshot.commit().await?;
    report.faults.truncate(FAULTS);
    Ok(report)
}
