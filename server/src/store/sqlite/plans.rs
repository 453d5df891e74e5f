//! How SQLite carries out every statement of this store: none may read a whole table, or sort what an index has in order.

use sqlx::{AssertSqlSafe, ConnectOptions, Row, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::{
    SqliteOptions, SqliteStore, append, changes, check, finding, log, members, membership, mentions, message, outbox,
    people, place, reactions, reads, rooms, summaries, trim,
};

/// Statements, and what they do that others may not.
const EXCUSED: [(&str, &str); 6] = [
    // Puts the few rooms that somebody may be in in order.
    ("summaries::PUBLIC_AMONG", "USE TEMP B-TREE FOR ORDER BY"),
    // Puts the parts of one page in order, which comes by message.
    ("message::MENTIONS", "USE TEMP B-TREE FOR ORDER BY"),
    ("message::REACTIONS", "USE TEMP B-TREE FOR ORDER BY"),
    // A list of who was found by key before.
    ("membership::LIST", "SCAN p"),
    // A list of names that were found by the index one after the other.
    ("outbox::LANES", "SCAN lanes"),
    // A check looks at everything.
    ("check::ROOMS", "SCAN r"),
];

fn all() -> Vec<(String, &'static str)> {
    let modules = [
        ("append", append::STATEMENTS),
        ("changes", changes::STATEMENTS),
        ("check", check::STATEMENTS),
        ("finding", finding::STATEMENTS),
        ("log", log::STATEMENTS),
        ("members", members::STATEMENTS),
        ("membership", membership::STATEMENTS),
        ("mentions", mentions::STATEMENTS),
        ("message", message::STATEMENTS),
        ("outbox", outbox::STATEMENTS),
        ("people", people::STATEMENTS),
        ("place", place::STATEMENTS),
        ("reactions", reactions::STATEMENTS),
        ("reads", reads::STATEMENTS),
        ("rooms", rooms::STATEMENTS),
        ("summaries", summaries::STATEMENTS),
        ("trim", trim::STATEMENTS),
    ];
    let named = |(module, statements): (&str, &'static [(&'static str, &'static str)])| {
        statements.iter().map(|(name, sql)| (format!("{module}::{name}"), *sql)).collect::<Vec<_>>()
    };
    modules.into_iter().flat_map(named).collect()
}

async fn plan(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let mut steps = Vec::new();
    for single in sql.split(';') {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {single}"));
        for row in sqlx::query(explain).fetch_all(&mut *connection).await.unwrap() {
            steps.push(row.get(3));
        }
    }
    steps
}

/// Whether a step reads a whole table or sorts. `json_each` and the full-text index are always "scanned", by what they
/// are given; and inner queries, by what they found.
fn is_costly(step: &str) -> bool {
    let scan = step.starts_with("SCAN ")
        && !step.contains("VIRTUAL TABLE")
        && !step.starts_with("SCAN (subquery")
        && !step.starts_with("SCAN CONSTANT ROW");
    scan || step.contains("TEMP B-TREE") || step.contains("AUTOMATIC")
}

#[tokio::test]
async fn every_statement_finds_its_rows_by_an_index() {
    let dir = TempDir::new().unwrap();
    let options = SqliteOptions::new(dir.path().join("test.db"));
    let (publish, _committed) = mpsc::channel(1);
    let store = SqliteStore::open(&options, publish).await.unwrap();
    let mut connection = options.to_read().connect().await.unwrap();
    let mut costly = Vec::new();
    let mut needless = EXCUSED.to_vec();
    for (name, sql) in all() {
        for step in plan(&mut connection, sql).await.iter().filter(|step| is_costly(step)) {
            let excuse = |(who, what): &(&str, &str)| *who == name && step.starts_with(what);
            if EXCUSED.iter().any(excuse) {
                needless.retain(|excused| !excuse(excused));
            } else {
                costly.push(format!("{name}: {step}"));
            }
        }
    }
    assert!(costly.is_empty(), "{}", costly.join("\n"));
    assert!(needless.is_empty(), "excused without need: {needless:?}");
    drop(store);
}
