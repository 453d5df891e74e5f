//! The store on SQLite: the contract, and what is particular to a file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::join_all;
use sociable::store::{
    Change, Committed, Durability, Report, SharedStore, SqliteOptions, SqliteStore, StoreError, backup, check_file,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::contract::{Backend, Test, anybody, at, done, lobby, message, noted, text};

contract!(crate::sqlite::Sqlite);

/// A file in a directory that goes with the test.
pub(crate) struct Sqlite {
    dir: TempDir,
}

impl Sqlite {
    fn path(&self) -> PathBuf {
        self.dir.path().join("test.db")
    }
}

async fn open(options: &SqliteOptions) -> (SharedStore, mpsc::Receiver<Vec<Committed>>) {
    let (publish, committed) = mpsc::channel(100_000);
    (std::sync::Arc::new(SqliteStore::open(options, publish).await.unwrap()), committed)
}

impl Backend for Sqlite {
    async fn make() -> (Self, SharedStore, mpsc::Receiver<Vec<Committed>>) {
        let backend = Self { dir: TempDir::new().unwrap() };
        let (store, committed) = backend.again().await;
        (backend, store, committed)
    }

    async fn again(&self) -> (SharedStore, mpsc::Receiver<Vec<Committed>>) {
        let (publish, committed) = mpsc::channel(100_000);
        let options = SqliteOptions::new(self.path());
        let store = SqliteStore::open_with(&options, publish, Some(noted)).await.unwrap();
        (std::sync::Arc::new(store), committed)
    }
}

async fn with(options: impl FnOnce(SqliteOptions) -> SqliteOptions) -> Test<Sqlite> {
    let backend = Sqlite { dir: TempDir::new().unwrap() };
    let (store, committed) = open(&options(SqliteOptions::new(backend.path()))).await;
    Test { store, committed, backend }
}

/// A connection as another process would have one.
async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

async fn number(connection: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

#[tokio::test]
async fn what_is_not_a_database_is_not_opened_and_not_changed() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("test.db");
    std::fs::write(&path, "a shopping list, long enough not to be taken for an empty file").unwrap();
    let (publish, _committed) = mpsc::channel(1);
    let opened = SqliteStore::open(&SqliteOptions::new(&path), publish).await;
    assert!(matches!(&opened, Err(StoreError::Database(_))));
    assert!(opened.unwrap_err().to_string().contains("put a backup in its place"));
    assert!(matches!(check_file(&path).await, Err(StoreError::Database(_))));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("a shopping list"));
}

#[tokio::test]
async fn what_a_newer_version_has_changed_is_left_to_that_version() {
    let test = with(|options| options).await;
    test.store.close().await.unwrap();
    let mut newer = connect(&test.backend.path()).await;
    let migration = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                     VALUES (9999, 'of tomorrow', TRUE, x'00', 0)";
    sqlx::query(migration).execute(&mut newer).await.unwrap();
    newer.close().await.unwrap();

    let (publish, _committed) = mpsc::channel(1);
    let opened = SqliteStore::open(&SqliteOptions::new(test.backend.path()), publish).await;
    let error = opened.unwrap_err();
    assert!(matches!(error, StoreError::Migration(_)));
    assert!(error.to_string().contains("a newer version of this program has used it"), "{error}");
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_crash() {
    let test = Test::<Sqlite>::open().await;
    let ada = test.member(1, "Ada").await;
    test.append_many(&ada, &lobby(), 1, 50).await;
    // The files as a killed process leaves them; the write-ahead log has not been brought into the database.
    let crashed = TempDir::new().unwrap();
    for name in ["test.db", "test.db-wal"] {
        std::fs::copy(test.backend.dir.path().join(name), crashed.path().join(name)).unwrap();
    }
    let (store, _committed) = open(&SqliteOptions::new(crashed.path().join("test.db"))).await;
    let report = store.check().await.unwrap();
    assert_eq!(report, Report { rooms: 1, messages: 50, faults: vec![] });
}

#[tokio::test]
async fn after_closing_everything_is_in_the_one_file() {
    let test = Test::<Sqlite>::open().await;
    let ada = test.member(1, "Ada").await;
    test.append_many(&ada, &lobby(), 1, 50).await;
    test.store.close().await.unwrap();
    assert!(!test.backend.dir.path().join("test.db-wal").exists());
    let report = check_file(&test.backend.path()).await.unwrap();
    assert_eq!(report, Report { rooms: 1, messages: 50, faults: vec![] });
}

#[tokio::test]
async fn a_full_database_refuses_what_does_not_fit_and_goes_on_when_there_is_room() {
    let mut test = with(|options| SqliteOptions { max_bytes: Some(512 * 1_024), ..options }).await;
    let ada = test.member(1, "Ada").await;
    let long = "long ".repeat(900);
    let mut kept = Vec::new();
    let mut n = 0;
    let error = loop {
        n += 1;
        let mut new = message(&ada, n);
        new.text = text(&long);
        new.created_at = at(i64::from(n));
        match test.try_append(new).await {
            Ok(appended) => kept.push(appended.unwrap()),
            Err(error) => break error,
        }
        assert!(n < 1_000, "it is never full");
    };
    assert!(matches!(error, StoreError::RolledBack), "{error}");
    assert!(kept.len() > 20);
    // Many at once: the batch, and then each alone.
    let many = join_all((0..20).map(|n| {
        let mut new = message(&ada, 2_000 + n);
        new.text = text(&long);
        test.try_append(new)
    }));
    assert!(many.await.iter().all(|result| matches!(result, Err(StoreError::RolledBack))));
    assert_eq!(test.store.check().await.unwrap().messages, kept.len() as u64);
    assert_eq!(test.news().iter().filter(|news| matches!(news, Committed::Message(_))).count(), kept.len());

    let half = kept.len() / 2;
    test.store.trim(at(i64::try_from(half).unwrap())).await.unwrap();
    let mut new = message(&ada, 3_000);
    new.text = text(&long);
    assert_eq!(test.append(new).await.seq.0, kept.len() as u64 + 1, "no position is lost");
    assert_eq!(test.store.check().await.unwrap().faults, [""; 0]);
}

#[tokio::test]
async fn a_writer_that_another_process_holds_up_loses_nothing() {
    let test = Test::<Sqlite>::open().await;
    let ada = test.member(1, "Ada").await;
    let mut other = connect(&test.backend.path()).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let pending = test.store.append(message(&ada, 1), anybody).await.unwrap();
    assert_eq!(test.read(&lobby(), &ada).await, [], "readers are not held up");
    sqlx::query("COMMIT").execute(&mut other).await.unwrap();
    assert_eq!(done(pending.committed().await).seq.0, 1);
}

#[tokio::test]
async fn a_backup_is_of_one_instant_whole_and_of_another_history() {
    let test = Test::<Sqlite>::open().await;
    let ada = test.member(1, "Ada").await;
    test.append_many(&ada, &lobby(), 1, 500).await;
    let target = test.backend.dir.path().join("backup.db");
    let path = test.backend.path();
    let lobby = lobby();
    let (copied, ()) = futures_util::join!(backup(&path, &target), test.append_many(&ada, &lobby, 501, 2_000));
    copied.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&target).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "what people wrote is their own business");
    }
    let report = check_file(&target).await.unwrap();
    assert_eq!(report.faults, [""; 0]);
    assert!((500..=2_500).contains(&report.messages), "{}", report.messages);
    assert_eq!(test.store.check().await.unwrap().messages, 2_500);

    let (copy, _committed) = open(&SqliteOptions::new(&target)).await;
    assert_ne!(copy.epoch(), test.store.epoch());
    assert_eq!(copy.account(ada.id).await.unwrap().unwrap().user, ada);
    let found = copy.search(ada.id, "message 7", None, None, crate::contract::ALL).await.unwrap();
    assert!(!found.messages.is_empty());
    copy.close().await.unwrap();
    let left = std::fs::read_dir(test.backend.dir.path()).unwrap();
    assert!(left.into_iter().all(|entry| !entry.unwrap().file_name().to_str().unwrap().starts_with('.')));
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_leaves_nothing_when_it_fails() {
    let test = Test::<Sqlite>::open().await;
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("backup.db");
    assert!(matches!(backup(&dir.path().join("missing.db"), &target).await, Err(StoreError::Database(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    std::fs::write(&target, "precious").unwrap();
    let result = backup(&test.backend.path(), &target).await;
    assert!(matches!(result, Err(StoreError::TargetExists(path)) if path == target));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
    let nowhere = dir.path().join("no").join("backup.db");
    assert!(matches!(backup(&test.backend.path(), &nowhere).await, Err(StoreError::Io(_))));
}

#[tokio::test]
async fn the_write_ahead_log_stays_short_under_writes_without_a_pause() {
    let test = with(|options| SqliteOptions { durability: Durability::Normal, ..options }).await;
    let ada = test.member(1, "Ada").await;
    let wal = test.backend.dir.path().join("test.db-wal");
    // Few at a time: each commit writes the same pages once more, which would make some 200 MiB.
    let append = |first: u16| {
        let (test, ada, wal) = (&test, &ada, &wal);
        async move {
            let mut longest = 0;
            for n in first..first + 5_000 {
                test.append(message(ada, n)).await;
                longest = longest.max(std::fs::metadata(wal).unwrap().len());
            }
            longest
        }
    };
    let longest = join_all([0, 5_000, 10_000, 15_000].map(append)).await.into_iter().max().unwrap();
    // A few times what it is where whoever makes checkpoints has a processor.
    assert!(longest < 128 * 1_024 * 1_024, "{longest} bytes");
    // The database has what was written, before anybody closes it: checkpoints are made.
    let mut waited = 0;
    while std::fs::metadata(test.backend.path()).unwrap().len() < 1_024 * 1_024 {
        waited += 1;
        assert!(waited < 500, "no checkpoint is made");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn damage_is_reported_a_sentence_each() {
    let test = Test::<Sqlite>::open().await;
    let ada = test.member(1, "Ada").await;
    test.append_many(&ada, &lobby(), 1, 10).await;
    let said = test.append(message(&ada, 11)).await;
    done(test.store.change(&lobby(), said.id, ada.id, Change::Pin { pinned: true, most: 1 }, at(1), |_| Ok(())).await);
    test.store.close().await.unwrap();
    assert_eq!(check_file(&test.backend.path()).await.unwrap().faults, [""; 0]);

    let mut other = connect(&test.backend.path()).await;
    for damage in [
        "DELETE FROM messages WHERE seq = 5",
        "UPDATE rooms SET rev = 7, members = 7",
        "PRAGMA foreign_keys = OFF",
        "UPDATE members SET user_id = x'00112233445566778899aabbccddeeff'",
        "DELETE FROM words_data WHERE id > 10",
    ] {
        sqlx::query(damage).execute(&mut other).await.unwrap();
    }
    assert_eq!(number(&mut other, "SELECT count(*) FROM messages").await, 10);
    other.close().await.unwrap();
    let faults = check_file(&test.backend.path()).await.unwrap().faults.join("\n");
    for part in ["words", "members points to no row of users", "positions 1 to 11", "change 7", "counts 7 members"] {
        assert!(faults.contains(part), "{part}: {faults}");
    }
}
