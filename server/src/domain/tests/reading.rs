//! Reading back, and having read.

use sociable_protocol::{ErrorCode, History, JoinRoom, ListPins, ReadPosition, Search, Seq, SetRead};

use super::*;

fn history() -> History {
    History { room: lobby(), before: None, after: None, limit: None }
}

fn search(query: &str) -> Search {
    Search { query: query.to_owned(), room: None, next: None }
}

fn seqs(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq.0).collect()
}

/// Ada in the lobby, having said five things.
async fn five(limits: Limits) -> (World, User) {
    let world = World::with(limits).await;
    let ada = world.member("Ada").await;
    for n in 1..=5 {
        world.say(&ada, &lobby(), &format!("word {n}")).await;
    }
    (world, ada)
}

#[tokio::test]
async fn history_is_read_in_both_directions() {
    let (world, ada) = five(Limits::default()).await;
    let page = async |history| {
        let reply = world.chat.history(&ada, history).await.unwrap();
        (seqs(&reply.messages), reply.has_more)
    };
    assert_eq!(page(history()).await, (vec![1, 2, 3, 4, 5], false));
    assert_eq!(page(History { limit: Some(2), ..history() }).await, (vec![4, 5], true));
    assert_eq!(page(History { before: Some(Seq(4)), limit: Some(2), ..history() }).await, (vec![2, 3], true));
    assert_eq!(page(History { after: Some(Seq(3)), ..history() }).await, (vec![4, 5], false));
}

#[tokio::test]
async fn a_page_that_cannot_be_names_the_field() {
    let (world, ada) = five(Limits::default()).await;
    let read = async |history| world.chat.history(&ada, history).await;
    for limit in [0, 101] {
        refused(read(History { limit: Some(limit), ..history() }).await, ErrorCode::InvalidPayload, Some("limit"));
    }
    let both = History { before: Some(Seq(1)), after: Some(Seq(1)), ..history() };
    refused(read(both).await, ErrorCode::InvalidPayload, Some("after"));
}

#[tokio::test]
async fn only_members_read() {
    let (world, _) = five(Limits::default()).await;
    let eve = world.guest("Eve").await;
    refused(world.chat.history(&eve, history()).await, ErrorCode::NotJoined, Some("room"));
    refused(world.chat.list_pins(&eve, ListPins { room: lobby() }).await, ErrorCode::NotJoined, Some("room"));
    let set = SetRead { room: lobby(), seq: Seq(1) };
    refused(world.chat.set_read(&eve, set).await, ErrorCode::NotJoined, Some("room"));
    let there = Search { room: Some(lobby()), ..search("word") };
    refused(world.chat.search(&eve, there).await, ErrorCode::NotJoined, Some("room"));
    assert_eq!(world.chat.search(&eve, search("word")).await.unwrap().messages, []);
}

#[tokio::test]
async fn search_finds_the_newest_first_a_page_at_a_time() {
    let (world, ada) = five(Limits { search_page: 2, ..Limits::default() }).await;
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let reply = world.chat.search(&ada, Search { next, ..search(" word ") }).await.unwrap();
        assert!(reply.messages.len() <= 2);
        found.extend(seqs(&reply.messages));
        next = reply.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(found, [5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn a_search_that_cannot_be_names_the_field() {
    let (world, ada) = five(Limits::default()).await;
    let find = async |search| world.chat.search(&ada, search).await;
    for query in ["", "  ", &"x".repeat(201)] {
        refused(find(search(query)).await, ErrorCode::InvalidPayload, Some("query"));
    }
    assert_eq!(find(search(&"é".repeat(200))).await.unwrap().messages, []);
    for next in ["", "x", "-1", "+1", "01", "99999999999999999999"] {
        let search = Search { next: Some(next.to_owned()), ..search("word") };
        refused(find(search).await, ErrorCode::InvalidPayload, Some("next"));
    }
}

#[tokio::test]
async fn a_read_position_moves_forward_only() {
    let (world, _) = five(Limits::default()).await;
    let bob = world.member("Bob").await;
    for n in 6..=8 {
        let ada = world.member(&format!("guest {n}")).await;
        world.say(&ada, &lobby(), "more").await;
    }
    let set = async |seq| {
        let reply = world.chat.set_read(&bob, SetRead { room: lobby(), seq: Seq(seq) }).await.unwrap();
        (reply.read.0, reply.unread)
    };
    assert_eq!(set(1).await, (5, 3), "what was said before he came is read");
    assert_eq!(set(7).await, (7, 1));
    assert_eq!(set(6).await, (7, 1));
    assert_eq!(set(1_000).await, (8, 0));
}

#[tokio::test]
async fn whoever_comes_in_is_told_how_far_the_others_have_read_unless_they_are_a_crowd() {
    let limits = Limits { receipt_people: 2, ..Limits::default() };
    let world = World::with(limits).await;
    let (ada, bob) = (world.member("Ada").await, world.member("Bob").await);
    world.say(&ada, &lobby(), "anybody here?").await;
    world.chat.set_read(&bob, SetRead { room: lobby(), seq: Seq(1) }).await.unwrap();
    let reads = async |after| {
        let join = JoinRoom { after, ..JoinRoom::anew(lobby()) };
        world.chat.snapshot(&ada, &join).await.unwrap().reads
    };
    for after in [None, Some(Seq(0)), Some(Seq(1)), Some(Seq(9))] {
        assert_eq!(reads(after).await, Some(vec![ReadPosition { user: bob.id, seq: Seq(1) }]), "after {after:?}");
    }
    world.member("Eve").await;
    assert_eq!(reads(None).await, None);
    assert_eq!(reads(Some(Seq(1))).await, None);
}
