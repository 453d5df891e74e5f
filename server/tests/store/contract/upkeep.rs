//! Keeping the store well.

use futures_util::future::join_all;
use sociable::store::{Change, NewMessage, Page, PageSize, Report, StoreError};
use sociable_protocol::{Rev, RoomKind, Seq};

use super::changes::{change, delete, react};
use super::{ALL, Backend, Test, anybody, at, done, lobby, message, seqs};

/// Ten messages a second apart.
async fn ten<B: Backend>(test: &Test<B>) -> (sociable_protocol::User, Vec<sociable_protocol::Message>) {
    let ada = test.member(1, "Ada").await;
    let mut said = Vec::new();
    for n in 1..=10 {
        let mentions = vec![vec!["ada".to_owned()]];
        let new = NewMessage { created_at: at(i64::from(n) * 1_000), mentions, ..message(&ada, n) };
        said.push(test.append(new).await);
    }
    (ada, said)
}

pub(crate) async fn trimming_takes_a_rooms_oldest_messages_and_leaves_no_hole<B: Backend>(mut test: Test<B>) {
    let (ada, said) = ten(&test).await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    test.append(NewMessage { room: attic.clone(), created_at: at(1), ..message(&ada, 11) }).await;
    // Its clock was off: it is older than those before it.
    test.append(NewMessage { created_at: at(1), ..message(&ada, 12) }).await;
    for message in &said {
        change(&test, message, &ada, react(&ada, "👍", true)).await;
    }
    test.news();
    assert_eq!(test.store.trim(at(4_000)).await.unwrap(), 4);
    assert_eq!(test.store.trim(at(4_000)).await.unwrap(), 0);
    assert_eq!(test.news(), []);
    let size = PageSize { messages: 8, bytes: usize::MAX, reads: 0 };
    let excerpt = done(test.store.excerpt(&lobby(), ada.id, Page::Latest, size, anybody).await);
    assert_eq!(seqs(&excerpt.messages), (4..=11).collect::<Vec<_>>());
    assert!(!excerpt.has_more && excerpt.head == Seq(11));
    assert_eq!(test.read(&attic, &ada).await, []);
    let found = test.store.search(ada.id, "message", None, None, ALL).await.unwrap().messages;
    assert_eq!(found.len(), 8);
    assert_eq!(test.store.check().await.unwrap(), Report { rooms: 2, messages: 8, faults: vec![] });
    assert_eq!(test.say(&ada, 13, &attic, "goes on").await.seq, Seq(2));
    let rooms = test.store.rooms_of(ada.id).await.unwrap();
    assert_eq!(rooms.iter().find(|room| room.room.slug == lobby()).unwrap().unread, 0);
}

pub(crate) async fn whoever_missed_trimmed_messages_can_tell<B: Backend>(test: Test<B>) {
    let (ada, said) = ten(&test).await;
    delete(&test, &said[9], &ada).await;
    test.store.trim(at(5_000)).await.unwrap();
    let missed = |seq| {
        let (test, ada) = (&test, &ada);
        async move { done(test.store.missed(&lobby(), ada.id, (Seq(seq), Some(Rev(0))), ALL, anybody).await) }
    };
    assert_eq!(missed(2).await.excerpt.messages[0].seq, Seq(5), "not the next");
    assert_eq!(missed(4).await.excerpt.messages[0].seq, Seq(5), "the next");
    test.store.trim(at(50_000)).await.unwrap();
    let excerpt = missed(9).await.excerpt;
    assert_eq!((excerpt.messages, excerpt.head, excerpt.rev), (vec![], Seq(10), Rev(1)));
    assert_eq!(test.store.check().await.unwrap().faults, [""; 0]);
    assert!(test.store.rooms_of(ada.id).await.unwrap()[0].last_message.is_none());
}

pub(crate) async fn an_answer_to_a_trimmed_message_still_names_it<B: Backend>(test: Test<B>) {
    let (ada, said) = ten(&test).await;
    let new = NewMessage { reply_to: Some(said[0].id), created_at: at(60_000), ..message(&ada, 20) };
    test.append(new).await;
    test.store.trim(at(50_000)).await.unwrap();
    let reply = test.read(&lobby(), &ada).await.remove(0).reply_to.unwrap();
    assert_eq!((reply.id, reply.seq, reply.user, reply.text), (said[0].id, Seq(1), None, None));
}

pub(crate) async fn a_busy_store_has_no_faults<B: Backend>(test: Test<B>) {
    let (ada, said) = ten(&test).await;
    let all = said.iter().map(|message| {
        let (test, ada) = (&test, &ada);
        async move {
            change(test, message, ada, react(ada, "👍", true)).await;
            change(test, message, ada, Change::Pin { pinned: true, most: 50 }).await;
            if message.seq.0 % 2 == 0 {
                delete(test, message, ada).await;
            }
            test.store.check().await.unwrap()
        }
    });
    for report in join_all(all).await {
        assert_eq!(report, Report { rooms: 1, messages: 10, faults: vec![] });
    }
    test.store.ping().await.unwrap();
}

pub(crate) async fn closing_commits_what_is_queued_and_refuses_what_comes_after<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let mut pending = Vec::new();
    for n in 1..=100 {
        pending.push(test.store.append(message(&ada, n), anybody).await.unwrap().committed());
    }
    test.store.close().await.unwrap();
    for result in join_all(pending).await {
        done(result);
    }
    assert!(matches!(test.store.append(message(&ada, 101), anybody).await, Err(StoreError::Closed)));
    assert!(matches!(test.store.rename_user(&ada).await, Err(StoreError::Closed)));
    assert!(matches!(test.store.rooms_of(ada.id).await, Err(StoreError::Closed)));
    assert!(matches!(test.store.search(ada.id, "x", None, None, ALL).await, Err(StoreError::Closed)));
    assert!(matches!(test.store.ping().await, Err(StoreError::Closed)));
    assert!(matches!(test.store.close().await, Err(StoreError::Closed)));

    let (again, _committed) = test.backend.again().await;
    let size = PageSize { messages: 10, bytes: usize::MAX, reads: 0 };
    let excerpt = done(again.excerpt(&lobby(), ada.id, Page::Latest, size, anybody).await);
    assert_eq!((excerpt.head, seqs(&excerpt.messages)), (Seq(100), (91..=100).collect()));
    assert!(excerpt.has_more);
    assert_eq!(again.account(ada.id).await.unwrap().unwrap().user, ada);
}

pub(crate) async fn the_history_is_the_same_after_opening_again<B: Backend>(test: Test<B>) {
    let epoch = test.store.epoch().clone();
    let ada = test.member(1, "Ada").await;
    let said = test.append(message(&ada, 1)).await;
    let test = test.reopen().await;
    assert_eq!(test.store.epoch(), &epoch);
    assert_eq!(test.append(message(&ada, 1)).await, said);
    let other = Test::<B>::open().await;
    assert_ne!(other.store.epoch(), &epoch);
}
