//! What waits to be told to somebody outside. The tests' stores note messages, by the text.

use std::time::Duration;

use sociable::store::{Committed, Outgoing};
use sociable_protocol::{MessageId, RoomKind};

use super::{Backend, Test, at, lobby, message};

fn payloads(outgoing: &[Outgoing]) -> Vec<&str> {
    outgoing.iter().map(|outgoing| outgoing.entry.payload.as_str()).collect()
}

fn ids(outgoing: &[Outgoing]) -> Vec<u64> {
    outgoing.iter().map(|outgoing| outgoing.id).collect()
}

pub(crate) async fn what_is_committed_waits_in_order_until_it_is_taken<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Public).await;
    assert_eq!(test.store.outgoing(&[], 10).await.unwrap(), []);
    for (n, room) in (1..).zip([lobby(), attic, lobby(), lobby()]) {
        test.say(&ada, n, &room, &format!("message {n}")).await;
    }
    // What was there already is not told again.
    test.append(message(&ada, 1)).await;
    let waiting = test.store.outgoing(&[], 10).await.unwrap();
    assert_eq!(payloads(&waiting), ["message 1", "message 2", "message 3", "message 4"]);
    assert!(waiting.windows(2).all(|pair| pair[0].id < pair[1].id && pair[0].name != pair[1].name));
    let first = test.store.outgoing(&[], 1).await.unwrap();
    assert_eq!(first, &waiting[..1]);
    let others = test.store.outgoing(&["lobby".to_owned()], 10).await.unwrap();
    assert_eq!(payloads(&others), ["message 2"]);
    test.store.taken(&ids(&waiting[1..3])).await.unwrap();
    let test = test.reopen().await;
    let left = test.store.outgoing(&[], 10).await.unwrap();
    assert_eq!(left, [waiting[0].clone(), waiting[3].clone()], "the same, under the same names");
    test.say(&ada, 5, &lobby(), "message 5").await;
    assert!(test.store.outgoing(&[], 10).await.unwrap()[2].id > waiting[3].id, "no place is given twice");
}

pub(crate) async fn what_is_refused_or_rolled_back_is_not_told<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let mut answer = message(&ada, 2);
    answer.reply_to = Some(MessageId::new(at(0), [9; 10]));
    test.try_append(answer).await.unwrap().unwrap_err();
    assert_eq!(test.store.outgoing(&[], 10).await.unwrap(), []);
}

pub(crate) async fn what_is_too_old_or_too_much_is_forgotten<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    for n in 1..=10 {
        let mut new = message(&ada, n);
        new.created_at = at(i64::from(n));
        test.append(new).await;
    }
    assert_eq!(test.store.forget_outgoing(at(0), 100).await.unwrap(), 0);
    assert_eq!(test.store.forget_outgoing(at(3), 100).await.unwrap(), 2);
    assert_eq!(test.store.forget_outgoing(at(3), 5).await.unwrap(), 3);
    assert_eq!(payloads(&test.store.outgoing(&[], 10).await.unwrap())[0], "message 6");
    assert_eq!(test.store.forget_outgoing(at(100), 100).await.unwrap(), 5);
    assert_eq!(test.store.forget_outgoing(at(100), 100).await.unwrap(), 0);
}

pub(crate) async fn whoever_tells_is_woken_when_there_is_something<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let filled = test.store.outbox_filled();
    assert!(tokio::time::timeout(Duration::from_millis(50), filled).await.is_err(), "nothing is to be told yet");
    test.append(message(&ada, 1)).await;
    tokio::time::timeout(Duration::from_secs(20), test.store.outbox_filled()).await.unwrap();
}

pub(crate) async fn who_is_added_is_told_and_who_comes_is_noted<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let came = |user: &sociable_protocol::User| Committed::MemberCame { room: attic.clone(), user: user.id };
    let added = |user: &sociable_protocol::User| Committed::RoomAdded { room: attic.clone(), users: vec![user.id] };
    assert_eq!(test.all_news()[1..], [came(&ada), added(&ada)]);
    for _ in 0..2 {
        super::done(test.store.add(&attic, bob.id, at(0), 10, super::anybody).await);
    }
    assert_eq!(test.all_news(), [added(&bob), came(&bob)], "once");
    let (all, more) = test.store.all_rooms(None, 1).await.unwrap();
    assert_eq!((all[0].room.slug.as_str(), all[0].members, more), ("attic", 2, true));
    let (rest, more) = test.store.all_rooms(Some(&attic), 1).await.unwrap();
    assert_eq!((rest[0].room.slug.as_str(), more), ("lobby", false));
}
