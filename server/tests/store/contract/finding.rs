//! Full-text search.

use sociable::store::{Change, PageSize, RoomChange};
use sociable_protocol::{Message, RoomKind, RoomSlug, User};

use super::changes::{change, delete};
use super::{ALL, Backend, Test, anybody, done, lobby, message, seqs, slug, text};

async fn find<B: Backend>(test: &Test<B>, user: &User, query: &str, room: Option<&RoomSlug>) -> Vec<Message> {
    let found = test.store.search(user.id, query, room.map(std::slice::from_ref), None, ALL).await.unwrap();
    assert_eq!(found.next, None);
    found.messages
}

pub(crate) async fn words_are_found_whatever_their_case_and_accents<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    for (n, said) in (1..).zip(["Crème brûlée, today", "creme fraiche", "A CRÈME de la crème", "日本語のテキスト"])
    {
        test.say(&ada, n, &lobby(), said).await;
    }
    for (query, expected) in [
        ("creme", vec![3, 2, 1]),
        ("CRÈME brulee", vec![1]),
        ("brulee creme", vec![1]),
        ("cre", vec![3, 2, 1]),
        ("cre brulee", vec![]),
        ("creme fr", vec![2]),
        ("brûlée,", vec![1]),
        ("tomorrow", vec![]),
        ("日", vec![4]),
    ] {
        assert_eq!(seqs(&find(&test, &ada, query, None).await), expected, "{query}");
    }
}

pub(crate) async fn only_ones_own_rooms_are_searched<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let cellar = test.make_room(&ada, "cellar", RoomKind::Public).await;
    for (n, room) in (1..).zip([&lobby(), &attic, &cellar]) {
        test.say(&ada, n, room, "treasure").await;
    }
    let rooms = |found: Vec<Message>| found.into_iter().map(|m| m.room.to_string()).collect::<Vec<_>>();
    assert_eq!(rooms(find(&test, &ada, "treasure", None).await), ["cellar", "attic", "lobby"]);
    assert_eq!(rooms(find(&test, &ada, "treasure", Some(&attic)).await), ["attic"]);
    assert_eq!(rooms(find(&test, &bob, "treasure", None).await), ["lobby"]);
    assert_eq!(rooms(find(&test, &bob, "treasure", Some(&attic)).await), [""; 0]);
    assert_eq!(rooms(find(&test, &bob, "treasure", Some(&slug("nowhere"))).await), [""; 0]);
    let archive = RoomChange { archived: Some(true), ..RoomChange::default() };
    done(test.store.update_room(&attic, ada.id, archive, anybody).await);
    assert_eq!(rooms(find(&test, &ada, "treasure", None).await), ["cellar", "lobby"]);
}

pub(crate) async fn a_search_is_continued_where_it_ended<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    for n in 1..=5 {
        test.append(message(&ada, n)).await;
    }
    let mut found = Vec::new();
    let mut before = None;
    let size = PageSize { messages: 2, bytes: usize::MAX, reads: 0 };
    for pages in 1.. {
        let page = test.store.search(ada.id, "message", None, before, size).await.unwrap();
        found.extend(seqs(&page.messages));
        before = page.next;
        if before.is_none() {
            assert_eq!(pages, 3);
            break;
        }
    }
    assert_eq!(found, [5, 4, 3, 2, 1]);
    let size = PageSize { messages: 10, bytes: 10, reads: 0 };
    let page = test.store.search(ada.id, "message", None, None, size).await.unwrap();
    assert!(seqs(&page.messages) == [5] && page.next.is_some());
}

pub(crate) async fn a_word_that_is_frequent_elsewhere_hides_nothing<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let said = test.append(message(&ada, 1)).await;
    test.append_many(&ada, &attic, 2, 12_000).await;
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let page = test.store.search(bob.id, "message", None, before, ALL).await.unwrap();
        found.extend(page.messages);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(found, [said]);
}

pub(crate) async fn what_is_edited_or_deleted_is_found_as_it_is<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.say(&ada, 1, &lobby(), "old words").await;
    let edited = change(&test, &said, &ada, Change::Edit { text: text("new words"), mentions: Vec::new() }).await;
    assert_eq!(find(&test, &ada, "old", None).await, []);
    assert_eq!(find(&test, &ada, "words", None).await, [edited]);
    delete(&test, &said, &ada).await;
    assert_eq!(find(&test, &ada, "words", None).await, []);
}

pub(crate) async fn no_query_is_an_error<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    test.say(&ada, 1, &lobby(), "C++ AND text:NOT \"quoted\" 50%").await;
    for query in ["", " ", "\"", "\"\"", "*", "-", "(", "NEAR(", "^", ":", "🦀", "\0", "' OR 1=1 --", "{a b}: c", "Ⓐ"]
    {
        assert_eq!(find(&test, &ada, query, None).await, [], "{query:?}");
    }
    for query in ["AND", "text:NOT", "\"quoted", "quoted\"", "50%", "c++ and", "qu*", "c++\0", "quo - \" ted*"] {
        let found = test.store.search(ada.id, query, None, None, ALL).await.unwrap().messages;
        assert!(!found.is_empty() || query.contains(" ted"), "{query:?}");
    }
    let long = "word ".repeat(1_000);
    assert_eq!(find(&test, &ada, &long, None).await, []);
}
