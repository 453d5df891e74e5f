//! Rooms, and how they are listed.

use sociable::store::{Change, Committed, NewMessage, NewRoom, Refused, RoomChange};
use sociable_protocol::{Role, RoomKind, Seq, Topic};

use super::{Backend, MANY, Test, anybody, at, done, lobby, message, message_id, new_room, now, person, refused, slug};

pub(crate) async fn the_lobby_is_there_from_the_start<B: Backend>(test: Test<B>) {
    let ada = test.stranger(1, "Ada").await;
    let summary = test.store.summary(&lobby(), ada.id).await.unwrap().unwrap();
    assert_eq!((summary.room.kind, summary.members, summary.head), (RoomKind::Public, 0, Seq::ZERO));
    assert_eq!(test.store.standing(&slug("attic"), ada.id).await.unwrap(), None);
    assert_eq!(test.store.rooms_of(ada.id).await.unwrap(), []);
}

pub(crate) async fn a_new_room_belongs_to_who_made_it<B: Backend>(mut test: Test<B>) {
    let ada = test.stranger(1, "Ada").await;
    let mut new = new_room(&ada, "attic", RoomKind::Private);
    new.topic = Topic::new("dust").unwrap();
    let room = done(test.store.create_room(new, MANY).await);
    assert_eq!(test.news(), [Committed::RoomAdded { room: slug("attic"), users: vec![ada.id] }]);
    let summary = test.store.summary(&slug("attic"), ada.id).await.unwrap().unwrap();
    assert_eq!(summary.room, room);
    assert_eq!((summary.role, summary.members, room.topic.as_str()), (Some(Role::Owner), 1, "dust"));
}

pub(crate) async fn an_address_is_given_once<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    test.make_room(&ada, "attic", RoomKind::Private).await;
    for taken in ["attic", "lobby"] {
        refused(test.store.create_room(new_room(&bob, taken, RoomKind::Public), MANY).await, Refused::SlugTaken);
    }
    let direct = test.store.open_direct(&slug("attic"), [ada.id, bob.id], now(), MANY).await;
    refused(direct, Refused::SlugTaken);
}

pub(crate) async fn a_person_has_at_most_so_many_rooms<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.stranger(2, "Bob").await);
    test.make_room(&ada, "attic", RoomKind::Private).await;
    let new = new_room(&ada, "cellar", RoomKind::Public);
    refused(test.store.create_room(new.clone(), 2).await, Refused::LimitReached);
    // Direct rooms count by themselves, on both sides.
    let eve = test.stranger(3, "Eve").await;
    done(test.store.open_direct(&slug("dm"), [bob.id, ada.id], now(), 1).await);
    refused(test.store.open_direct(&slug("dm-2"), [eve.id, ada.id], now(), 1).await, Refused::LimitReached);
    assert_eq!(test.store.standing(&slug("dm-2"), eve.id).await.unwrap(), None);
    done(test.store.create_room(new_room(&bob, "cellar", RoomKind::Public), 2).await);
    refused(test.store.admit(&slug("cellar"), ada.id, now(), 2, anybody).await, Refused::LimitReached);
    done(test.store.admit(&slug("attic"), ada.id, now(), 2, anybody).await);
    done(test.store.admit(&slug("cellar"), ada.id, now(), 3, anybody).await);
}

pub(crate) async fn a_room_is_changed_and_told_once<B: Backend>(mut test: Test<B>) {
    let ada = test.stranger(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Public).await;
    test.news();
    let change = RoomChange { topic: Some(Topic::new("dust").unwrap()), archived: Some(true), name: None };
    let room = done(test.store.update_room(&attic, ada.id, change.clone(), anybody).await);
    assert!(room.archived && room.topic.as_str() == "dust" && room.name.as_str() == "attic");
    assert_eq!(done(test.store.update_room(&attic, ada.id, change, anybody).await), room);
    assert_eq!(test.news(), [Committed::RoomUpdated(room.clone())]);
    assert_eq!(test.store.summary(&attic, ada.id).await.unwrap().unwrap().room, room);
    assert!(test.store.standing(&attic, ada.id).await.unwrap().unwrap().archived);
}

pub(crate) async fn a_direct_room_is_one_for_both<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let dm = slug("dm");
    let room = done(test.store.open_direct(&dm, [ada.id, bob.id], now(), MANY).await);
    assert_eq!((room.kind, &room.between), (RoomKind::Direct, &vec![ada.clone(), bob.clone()]));
    assert_eq!(done(test.store.open_direct(&dm, [bob.id, ada.id], now(), MANY).await), room);
    assert_eq!(test.news(), [Committed::RoomAdded { room: dm.clone(), users: vec![ada.id, bob.id] }]);
    for user in [&ada, &bob] {
        let rooms = test.store.rooms_of(user.id).await.unwrap();
        assert_eq!(rooms.len(), 1);
        assert_eq!((&rooms[0].room, rooms[0].role), (&room, Some(Role::Owner)));
    }
    let nobody = person(3, "Eve").id;
    refused(test.store.open_direct(&slug("x"), [ada.id, nobody], now(), MANY).await, Refused::UserNotFound);
    refused(test.store.open_direct(&slug("x"), [ada.id, ada.id], now(), MANY).await, Refused::UserNotFound);
}

pub(crate) async fn whoever_left_a_direct_room_is_brought_back<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let dm = slug("dm");
    let room = done(test.store.open_direct(&dm, [ada.id, bob.id], now(), MANY).await);
    done(test.store.leave(&dm, bob.id).await);
    assert_eq!(test.store.summary(&dm, ada.id).await.unwrap().unwrap().room.between, room.between);
    test.news();
    assert_eq!(done(test.store.open_direct(&dm, [ada.id, bob.id], now(), MANY).await), room);
    assert_eq!(test.news(), [Committed::RoomAdded { room: dm.clone(), users: vec![bob.id] }]);
}

pub(crate) async fn an_archived_room_is_listed_for_its_owner_alone<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Public).await;
    test.admit(&attic, &bob).await;
    test.say(&ada, 1, &attic, "hello").await;
    let archive = RoomChange { archived: Some(true), ..RoomChange::default() };
    done(test.store.update_room(&attic, ada.id, archive, anybody).await);
    let listed = test.store.rooms_of(ada.id).await.unwrap();
    assert!(listed[0].room.archived && listed[0].last_message.is_none(), "nobody reads what is closed");
    assert_eq!(test.store.rooms_of(bob.id).await.unwrap(), []);
    let (public, _) = test.store.public_rooms(bob.id, None, None, 10).await.unwrap();
    assert!(public.iter().all(|summary| summary.room.slug != attic));
}

pub(crate) async fn the_room_with_the_newest_message_comes_first<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let cellar = test.make_room(&ada, "cellar", RoomKind::Public).await;
    let order = [(&attic, 1), (&cellar, 2), (&attic, 3), (&lobby(), 4)].map(|(room, n)| (room.clone(), n));
    for (room, n) in order {
        let new = NewMessage { room, created_at: at(i64::MAX / 2 + i64::from(n)), ..message(&ada, n) };
        test.append(NewMessage { created_at: at(10_000_000_000_000 + i64::from(n)), ..new }).await;
    }
    let rooms = test.store.rooms_of(ada.id).await.unwrap();
    assert_eq!(rooms.iter().map(|room| room.room.slug.as_str()).collect::<Vec<_>>(), ["lobby", "attic", "cellar"]);
    let last = rooms[1].last_message.as_ref().unwrap();
    assert_eq!((last.id, rooms[1].head), (message_id(3), Seq(2)));
}

pub(crate) async fn a_room_that_is_not_public_does_not_exist_for_others<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let eve = test.stranger(3, "Eve").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    done(test.store.open_direct(&slug("dm"), [ada.id, bob.id], now(), MANY).await);
    for room in [attic, slug("dm"), slug("nowhere")] {
        assert_eq!(test.store.summary(&room, eve.id).await.unwrap(), None);
        refused(test.store.leave(&room, eve.id).await, Refused::RoomNotFound);
    }
    refused(test.store.leave(&lobby(), eve.id).await, Refused::NotMember);
}

pub(crate) async fn an_invited_person_sees_the_room_but_not_what_is_said<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    test.say(&ada, 1, &attic, "secret").await;
    super::members::invite(&test, &attic, &ada, &bob).await;
    let listed = test.store.rooms_of(bob.id).await.unwrap();
    assert_eq!(listed, [test.store.summary(&attic, bob.id).await.unwrap().unwrap()]);
    assert_eq!((listed[0].role, listed[0].invited_by.as_ref()), (None, Some(&ada)));
    assert_eq!((listed[0].head, listed[0].unread, &listed[0].last_message), (Seq::ZERO, 0, &None));
}

pub(crate) async fn public_rooms_are_listed_a_page_at_a_time<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    for name in ["a", "b", "c"] {
        test.make_room(&ada, name, RoomKind::Public).await;
    }
    test.make_room(&ada, "bb", RoomKind::Private).await;
    test.say(&ada, 1, &slug("a"), "welcome").await;
    let (first, more) = test.store.public_rooms(bob.id, None, None, 2).await.unwrap();
    assert!(more);
    assert_eq!(first.iter().map(|room| room.room.slug.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((first[0].role, first[0].head, first[0].unread), (None, Seq(1), 0));
    assert!(first[0].last_message.is_some());
    let (rest, more) = test.store.public_rooms(bob.id, None, Some(&slug("b")), 2).await.unwrap();
    assert!(!more);
    assert_eq!(rest.iter().map(|room| room.room.slug.as_str()).collect::<Vec<_>>(), ["c", "lobby"]);
    let some = ["lobby", "bb", "c", "nowhere", "a"].map(slug);
    let (first, more) = test.store.public_rooms(bob.id, Some(&some), None, 2).await.unwrap();
    assert_eq!((first.len(), more), (2, true));
    let (rest, more) = test.store.public_rooms(bob.id, Some(&some), Some(&first[1].room.slug), 2).await.unwrap();
    let slugs: Vec<_> = first.iter().chain(&rest).map(|room| room.room.slug.as_str()).collect();
    assert_eq!((slugs, more), (vec!["a", "c", "lobby"], false), "of these alone, and of them the public ones");
    assert_eq!(test.store.public_rooms(bob.id, Some(&[]), None, 2).await.unwrap(), (Vec::new(), false));
}

pub(crate) async fn a_room_may_belong_to_nobody<B: Backend>(mut test: Test<B>) {
    let room = NewRoom { owner: None, ..new_room(&person(1, "Ada"), "support", RoomKind::Public) };
    done(test.store.create_room(room.clone(), 0).await);
    assert_eq!(test.news(), [], "it is nobody's");
    refused(test.store.create_room(room, 0).await, Refused::SlugTaken);
    let ada = test.stranger(1, "Ada").await;
    assert_eq!(test.store.summary(&slug("support"), ada.id).await.unwrap().unwrap().members, 0);
    test.admit(&slug("support"), &ada).await;
}

pub(crate) async fn the_last_message_comes_with_all_it_has<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.append(NewMessage { mentions: vec![vec!["ada".to_owned()]], ..message(&ada, 1) }).await;
    let change = Change::React { user: ada.clone(), reaction: super::changes::key("👍"), on: true, kinds: 20 };
    let changed = done(test.store.change(&lobby(), said.id, ada.id, change, now(), |_| Ok(())).await);
    let rooms = test.store.rooms_of(ada.id).await.unwrap();
    assert_eq!(rooms[0].last_message.as_ref(), Some(&changed));
    assert_eq!((changed.mentions.len(), changed.reactions.len()), (1, 1));
}
