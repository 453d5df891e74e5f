//! Reading the log.

use futures_util::future::join_all;
use sociable::store::{Change, Page, PageSize};
use sociable_protocol::{Rev, Role, RoomKind, Seq};

use super::changes::{change, delete, react};
use super::{ALL, Backend, Test, anybody, done, lobby, message, seqs, text};

const fn few(messages: u32) -> PageSize {
    PageSize { messages, bytes: usize::MAX, reads: 0 }
}

pub(crate) async fn pages_join_up_in_both_directions<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    for n in 1..=10 {
        test.append(message(&ada, n)).await;
        test.say(&ada, 100 + n, &attic, "elsewhere").await;
    }
    let read = |page, size| {
        let (test, ada) = (&test, &ada);
        async move {
            let excerpt = done(test.store.excerpt(&lobby(), ada.id, page, few(size), anybody).await);
            assert_eq!((excerpt.head, excerpt.role, excerpt.room.slug), (Seq(10), Some(Role::Member), lobby()));
            (seqs(&excerpt.messages), excerpt.has_more)
        }
    };
    assert_eq!(read(Page::Latest, 4).await, (vec![7, 8, 9, 10], true));
    assert_eq!(read(Page::Before(Seq(7)), 4).await, (vec![3, 4, 5, 6], true));
    assert_eq!(read(Page::Before(Seq(3)), 4).await, (vec![1, 2], false));
    assert_eq!(read(Page::Before(Seq(3)), 2).await, (vec![1, 2], false));
    assert_eq!(read(Page::Before(Seq(1)), 4).await, (vec![], false));
    assert_eq!(read(Page::After(Seq(0)), 4).await, (vec![1, 2, 3, 4], true));
    assert_eq!(read(Page::After(Seq(6)), 4).await, (vec![7, 8, 9, 10], false));
    assert_eq!(read(Page::After(Seq(u64::MAX)), 4).await, (vec![], false));
    assert_eq!(read(Page::Before(Seq(u64::MAX)), 1).await, (vec![10], true));
}

pub(crate) async fn a_page_ends_before_it_has_too_many_bytes<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    for (n, length) in [(1, 10), (2, 100), (3, 10), (4, 10)] {
        test.say(&ada, n, &lobby(), &"é".repeat(length / 2)).await;
    }
    let read = |page, bytes| {
        let (test, ada) = (&test, &ada);
        async move {
            let size = PageSize { messages: 10, bytes, reads: 0 };
            let excerpt = done(test.store.excerpt(&lobby(), ada.id, page, size, anybody).await);
            (seqs(&excerpt.messages), excerpt.has_more)
        }
    };
    assert_eq!(read(Page::Latest, 20).await, (vec![3, 4], true));
    assert_eq!(read(Page::Latest, 119).await, (vec![3, 4], true));
    assert_eq!(read(Page::Latest, 120).await, (vec![2, 3, 4], true));
    assert_eq!(read(Page::Before(Seq(3)), 20).await, (vec![2], true), "there is always one");
    assert_eq!(read(Page::After(Seq(0)), 20).await, (vec![1], true));
    assert_eq!(read(Page::After(Seq(0)), 130).await, (vec![1, 2, 3, 4], false));
}

pub(crate) async fn what_was_missed_is_told_with_what_changed<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let mut said = Vec::new();
    for n in 1..=6 {
        said.push(test.append(message(&ada, n)).await);
    }
    let edit = |to: &str| Change::Edit { text: text(to), mentions: Vec::new() };
    change(&test, &said[0], &ada, edit("known")).await;
    let reacted = change(&test, &said[2], &ada, react(&ada, "👍", true)).await;
    change(&test, &said[1], &ada, edit("once")).await;
    change(&test, &said[5], &ada, edit("among the new")).await;
    let twice = delete(&test, &said[1], &ada).await;
    done(test.store.set_read(&lobby(), ada.id, Seq(2), anybody).await);

    let missed = done(test.store.missed(&lobby(), ada.id, (Seq(4), Some(Rev(1))), ALL, anybody).await);
    assert_eq!(seqs(&missed.excerpt.messages), [5, 6]);
    assert_eq!((missed.excerpt.head, missed.excerpt.rev, missed.excerpt.read), (Seq(6), Rev(5), Seq(2)));
    assert_eq!(missed.changed, [reacted, twice], "as they are now, in the order of change");
    assert!(!missed.more_changed && !missed.excerpt.has_more);
    let missed = done(test.store.missed(&lobby(), ada.id, (Seq(4), None), ALL, anybody).await);
    assert_eq!(missed.changed, []);
    let missed = done(test.store.missed(&lobby(), ada.id, (Seq(6), Some(Rev(5))), ALL, anybody).await);
    assert_eq!((missed.excerpt.messages, missed.changed), (vec![], vec![]));
}

pub(crate) async fn changes_that_were_missed_come_a_page_at_a_time<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    for n in 1..=5 {
        let said = test.append(message(&ada, n)).await;
        change(&test, &said, &ada, react(&ada, "👍", true)).await;
    }
    let missed = done(test.store.missed(&lobby(), ada.id, (Seq(5), Some(Rev(1))), few(3), anybody).await);
    assert_eq!(seqs(&missed.changed), [2, 3, 4]);
    assert!(missed.more_changed);
    assert!(missed.changed.iter().all(|message| message.reactions.len() == 1));
    let missed = done(test.store.missed(&lobby(), ada.id, (Seq(5), Some(Rev(2))), few(3), anybody).await);
    assert!(seqs(&missed.changed) == [3, 4, 5] && !missed.more_changed);
}

pub(crate) async fn a_thousand_reads_at_once_wait_their_turn<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    for n in 1..=100 {
        test.append(message(&ada, n)).await;
    }
    let lobby = lobby();
    let reads = (0..1_000).map(|_| test.store.excerpt(&lobby, ada.id, Page::Latest, ALL, anybody));
    for excerpt in join_all(reads).await {
        assert_eq!(done(excerpt).messages.len(), 100);
    }
}
