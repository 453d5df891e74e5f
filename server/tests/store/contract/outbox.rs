//! What waits to be told to somebody outside. The tests' stores note messages, by the text.

use std::time::Duration;

use sociable::store::{Committed, Outgoing};
use sociable_protocol::{MessageId, RoomKind};

use super::{Backend, Test, at, lobby, message};

fn payloads(outgoing: &[Outgoing]) -> Vec<&str> {
    outgoing.iter().map(|outgoing| outgoing.entry.payload.as_str()).collect()
}

/// What waits in the lobby's lane.
async fn waiting<B: Backend>(test: &Test<B>) -> Vec<Outgoing> {
    test.store.outgoing("lobby", 100).await.unwrap()
}

async fn lanes<B: Backend>(test: &Test<B>, after: &str, except: &[&str]) -> Vec<String> {
    let except: Vec<String> = except.iter().map(|lane| (*lane).to_owned()).collect();
    test.store.lanes(after, &except, 10).await.unwrap()
}

fn ids(outgoing: &[Outgoing]) -> Vec<u64> {
    outgoing.iter().map(|outgoing| outgoing.id).collect()
}

pub(crate) async fn what_is_committed_waits_in_order_until_it_is_taken<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Public).await;
    assert_eq!((waiting(&test).await, lanes(&test, "", &[]).await), (vec![], vec![]));
    for (n, room) in (1..).zip([lobby(), attic, lobby(), lobby()]) {
        test.say(&ada, n, &room, &format!("message {n}")).await;
    }
    // What was there already is not told again.
    test.append(message(&ada, 1)).await;
    let before = waiting(&test).await;
    assert_eq!(payloads(&before), ["message 1", "message 3", "message 4"]);
    assert!(before.windows(2).all(|pair| pair[0].id < pair[1].id && pair[0].name != pair[1].name));
    assert_eq!(test.store.outgoing("lobby", 1).await.unwrap(), &before[..1]);
    assert_eq!(payloads(&test.store.outgoing("attic", 10).await.unwrap()), ["message 2"]);
    test.store.taken(&ids(&before[..1])).await.unwrap();
    let test = test.reopen().await;
    assert_eq!(waiting(&test).await, &before[1..], "the same, under the same names");
    test.say(&ada, 5, &lobby(), "message 5").await;
    assert!(waiting(&test).await[2].id > before[2].id, "no place is given twice");
}

pub(crate) async fn each_lane_with_something_is_named_however_much_waits_in_others<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let rooms = ["attic", "cellar", "yard"];
    let mut said = 0;
    for (slug, messages) in rooms.into_iter().zip([1, 60, 1]) {
        let room = test.make_room(&ada, slug, RoomKind::Public).await;
        for _ in 0..messages {
            said += 1;
            test.say(&ada, said, &room, "hello").await;
        }
    }
    assert_eq!(lanes(&test, "", &[]).await, rooms);
    assert_eq!(test.store.lanes("", &[], 2).await.unwrap(), rooms[..2]);
    assert_eq!(lanes(&test, "attic", &[]).await, rooms[1..]);
    assert_eq!(lanes(&test, "b", &["cellar"]).await, ["yard"]);
    assert_eq!(lanes(&test, "yard", &[]).await, [""; 0]);
    test.store.taken(&ids(&test.store.outgoing("attic", 10).await.unwrap())).await.unwrap();
    assert_eq!(lanes(&test, "", &[]).await, rooms[1..]);
}

pub(crate) async fn what_is_refused_or_rolled_back_is_not_told<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let mut answer = message(&ada, 2);
    answer.reply_to = Some(MessageId::new(at(0), [9; 10]));
    test.try_append(answer).await.unwrap().unwrap_err();
    assert_eq!(waiting(&test).await, []);
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
    assert_eq!(payloads(&waiting(&test).await)[0], "message 6");
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
