//! The store on its own: what the rest of the server relies on, on a real database file.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers, too")]

use futures_util::future::join_all;
use sociable::store::{AppendRefused, NewMessage, Page, Store, StoreError};
use sociable_protocol::{DisplayName, Message, MessageId, MessageText, RoomSlug, Seq, Timestamp, User, UserId};
use tempfile::TempDir;
use tokio::sync::mpsc;

const NOW: i64 = 1_700_000_000_000;

struct TestStore {
    store: Store,
    committed: mpsc::Receiver<Vec<Message>>,
    dir: TempDir,
}

impl TestStore {
    async fn open() -> Self {
        let dir = TempDir::new().unwrap();
        let (publish, committed) = mpsc::channel(1_000);
        let store = Store::open(&dir.path().join("test.db"), publish).await.unwrap();
        Self { store, committed, dir }
    }

    async fn user(&self, n: u8) -> User {
        let user = stranger(n);
        self.store.create_user(&user, Timestamp::from_millis(NOW)).await.unwrap();
        user
    }
}

fn stranger(n: u8) -> User {
    let id = UserId::new(Timestamp::from_millis(NOW), [n; 10]);
    User { id, name: DisplayName::new(&format!("user {n}")).unwrap() }
}

fn message(user: &User, n: u16) -> NewMessage {
    let mut random = [0; 10];
    random[8..].copy_from_slice(&n.to_be_bytes());
    NewMessage {
        id: MessageId::new(Timestamp::from_millis(NOW), random),
        room: RoomSlug::lobby(),
        user: user.clone(),
        text: MessageText::new(&format!("message {n}")).unwrap(),
        created_at: Timestamp::from_millis(NOW),
    }
}

#[tokio::test]
async fn appends_are_published_in_order_before_they_are_answered() {
    let mut test = TestStore::open().await;
    let ada = test.user(1).await;
    let mut pending = Vec::new();
    for n in 1..=500 {
        pending.push(test.store.append(message(&ada, n)).await.unwrap().committed());
    }
    let answered: Vec<Message> = join_all(pending).await.into_iter().map(|result| result.unwrap().unwrap()).collect();
    let mut published = Vec::new();
    let mut commits = 0;
    while let Ok(batch) = test.committed.try_recv() {
        commits += 1;
        published.extend(batch);
    }
    assert_eq!(published, answered);
    assert_eq!(published.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (1..=500).collect::<Vec<_>>());
    assert!(commits < 500, "messages that wait together are committed together: {commits} commits");
}

#[tokio::test]
async fn a_write_that_the_database_cannot_take_fails_alone() {
    let test = TestStore::open().await;
    let ada = test.user(1).await;
    let nobody = stranger(2);
    let mut pending = Vec::new();
    for n in 1..=50 {
        let sender = if n % 10 == 0 { &nobody } else { &ada };
        pending.push(test.store.append(message(sender, n)).await.unwrap().committed());
    }
    let mut positions = Vec::new();
    for (n, result) in (1..).zip(join_all(pending).await) {
        match result {
            Ok(appended) => positions.push(appended.unwrap().seq.0),
            Err(error) => assert!(n % 10 == 0 && matches!(error, StoreError::RolledBack), "{n}: {error}"),
        }
    }
    assert_eq!(positions, (1..=45).collect::<Vec<_>>(), "and leaves no gap");
}

#[tokio::test]
async fn an_append_to_a_room_that_does_not_exist_is_refused() {
    let test = TestStore::open().await;
    let ada = test.user(1).await;
    let lost = NewMessage { room: "attic".parse().unwrap(), ..message(&ada, 1) };
    let result = test.store.append(lost).await.unwrap().committed().await.unwrap();
    assert_eq!(result, Err(AppendRefused::RoomNotFound));
    assert_eq!(test.store.excerpt(&"attic".parse().unwrap(), Page::Latest, 1).await.unwrap(), None);
}

#[tokio::test]
async fn closing_commits_what_is_queued_and_refuses_what_comes_after() {
    let test = TestStore::open().await;
    let ada = test.user(1).await;
    let mut pending = Vec::new();
    for n in 1..=100 {
        pending.push(test.store.append(message(&ada, n)).await.unwrap().committed());
    }
    test.store.close().await.unwrap();
    for result in join_all(pending).await {
        result.unwrap().unwrap();
    }
    assert!(matches!(test.store.append(message(&ada, 101)).await, Err(StoreError::Closed)));

    let (publish, _committed) = mpsc::channel(1);
    let again = Store::open(&test.dir.path().join("test.db"), publish).await.unwrap();
    let excerpt = again.excerpt(&RoomSlug::lobby(), Page::Latest, 10).await.unwrap().unwrap();
    assert_eq!(excerpt.head, Seq(100));
    assert_eq!(excerpt.messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (91..=100).collect::<Vec<_>>());
    assert!(excerpt.has_more);
    assert_eq!(again.user(ada.id).await.unwrap(), Some(ada));
}

#[tokio::test]
async fn what_is_not_a_database_is_not_opened_and_not_changed() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("test.db");
    std::fs::write(&path, "a shopping list, long enough not to be taken for an empty file").unwrap();
    let (publish, _committed) = mpsc::channel(1);
    assert!(matches!(Store::open(&path, publish).await, Err(StoreError::Database(_))));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("a shopping list"));
}
