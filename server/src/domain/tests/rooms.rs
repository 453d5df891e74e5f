//! Making, changing and leaving rooms.

use sociable_protocol::{
    ErrorCode, LeaveRoom, ListRooms, OpenDirect, Role, RoomKind, RoomScope, SetRole, UpdateRoom, UserId,
};

use super::*;

fn update(room: &RoomSlug) -> UpdateRoom {
    UpdateRoom { room: room.clone(), name: None, topic: None, archived: None }
}

fn archive(room: &RoomSlug, archived: bool) -> UpdateRoom {
    UpdateRoom { archived: Some(archived), ..update(room) }
}

fn leave(room: &RoomSlug) -> LeaveRoom {
    LeaveRoom { room: room.clone() }
}

fn nobody() -> UserId {
    UserId::new(sociable_protocol::Timestamp::from_millis(0), [9; 10])
}

#[tokio::test]
async fn who_makes_a_room_owns_it() {
    let world = World::new().await;
    let ada = world.guest("Ada").await;
    let slug = world.room(&ada, "Café Löwe", RoomKind::Private).await;
    assert_eq!(slug.as_str(), "cafe-lowe");
    let summary = world.chat.summary(&slug, ada.id).await.unwrap().unwrap();
    assert_eq!((summary.role, summary.room.kind), (Some(Role::Owner), RoomKind::Private));
    let listed = world.chat.list_rooms(&ada, ListRooms::default()).await.unwrap();
    assert_eq!((listed.rooms, listed.has_more), (vec![summary], false));
}

#[tokio::test]
async fn a_room_that_cannot_be_made_says_why() {
    let world = World::with(Limits { rooms_per_user: 1, ..Limits::default() }).await;
    let ada = world.guest("Ada").await;
    let made = async |create| world.chat.create_room(&ada, create).await;
    refused(made(create("Two", RoomKind::Direct)).await, ErrorCode::InvalidPayload, Some("kind"));
    refused(made(create("日本", RoomKind::Public)).await, ErrorCode::InvalidPayload, Some("slug"));
    refused(made(create("Lobby", RoomKind::Public)).await, ErrorCode::SlugTaken, Some("slug"));
    made(create("One", RoomKind::Public)).await.unwrap();
    refused(made(create("Two", RoomKind::Public)).await, ErrorCode::LimitReached, Some("room"));
    refused(world.chat.admit(&ada, &lobby()).await, ErrorCode::LimitReached, Some("room"));
}

#[tokio::test]
async fn public_rooms_are_listed_a_page_at_a_time() {
    let world = World::with(Limits { rooms_page: 2, ..Limits::default() }).await;
    let ada = world.guest("Ada").await;
    for name in ["a", "b"] {
        world.room(&ada, name, RoomKind::Public).await;
    }
    world.room(&ada, "c", RoomKind::Private).await;
    let page = async |after| {
        let list = ListRooms { scope: RoomScope::Public, after };
        let reply = world.chat.list_rooms(&ada, list).await.unwrap();
        let slugs: Vec<String> = reply.rooms.into_iter().map(|summary| summary.room.slug.into()).collect();
        (slugs, reply.has_more)
    };
    assert_eq!(page(None).await, (vec!["a".to_owned(), "b".to_owned()], true));
    assert_eq!(page(Some("b".parse().unwrap())).await, (vec!["lobby".to_owned()], false));
}

#[tokio::test]
async fn two_people_have_one_direct_room_and_others_do_not_know_of_it() {
    let world = World::new().await;
    let (ada, bob, eve) = (world.guest("Ada").await, world.guest("Bob").await, world.guest("Eve").await);
    let room = world.chat.open_direct(&ada, OpenDirect { user: bob.id }).await.unwrap().room;
    assert_eq!(room.kind, RoomKind::Direct);
    assert_eq!(world.chat.open_direct(&bob, OpenDirect { user: ada.id }).await.unwrap().room.slug, room.slug);
    world.say(&ada, &room.slug, "hello").await;
    refused(world.chat.admit(&eve, &room.slug).await, ErrorCode::RoomNotFound, Some("room"));
    refused(world.send(&eve, message(&room.slug, "hello")).await, ErrorCode::RoomNotFound, Some("room"));
}

#[tokio::test]
async fn a_direct_room_is_with_somebody_else_who_exists() {
    let world = World::with(Limits { rooms_per_user: 1, ..Limits::default() }).await;
    let (ada, bob, eve) = (world.guest("Ada").await, world.guest("Bob").await, world.guest("Eve").await);
    let opened = async |user| world.chat.open_direct(&ada, OpenDirect { user }).await;
    refused(opened(ada.id).await, ErrorCode::InvalidPayload, Some("user"));
    refused(opened(nobody()).await, ErrorCode::UserNotFound, Some("user"));
    world.chat.open_direct(&eve, OpenDirect { user: bob.id }).await.unwrap();
    refused(opened(bob.id).await, ErrorCode::LimitReached, Some("user"));
}

#[tokio::test]
async fn a_direct_room_stays_as_it_is() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.chat.open_direct(&ada, OpenDirect { user: bob.id }).await.unwrap().room.slug;
    refused(world.chat.update_room(&ada, archive(&room, true)).await, ErrorCode::Forbidden, None);
    world.say(&ada, &room, "still here").await;
    // Who leaves is brought back by whoever opens it again.
    world.chat.leave_room(&ada, leave(&room)).await.unwrap();
    world.chat.open_direct(&bob, OpenDirect { user: ada.id }).await.unwrap();
    world.say(&ada, &room, "here again").await;
}

#[tokio::test]
async fn moderators_rename_a_room_and_owners_archive_it() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.admit(&bob, &room).await.unwrap();
    let rename = || UpdateRoom { name: Some(RoomName::new("Crew").unwrap()), ..update(&room) };
    refused(world.chat.update_room(&bob, rename()).await, ErrorCode::Forbidden, None);
    let set = SetRole { room: room.clone(), user: bob.id, role: Role::Moderator };
    world.chat.set_role(&ada, set).await.unwrap();
    assert_eq!(world.chat.update_room(&bob, rename()).await.unwrap().room.name.as_str(), "Crew");
    refused(world.chat.update_room(&bob, archive(&room, true)).await, ErrorCode::Forbidden, None);
    assert!(world.chat.update_room(&ada, archive(&room, true)).await.unwrap().room.archived);
}

#[tokio::test]
async fn nothing_is_done_in_an_archived_room_but_opening_it() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.update_room(&ada, archive(&room, true)).await.unwrap();
    refused(world.send(&ada, message(&room, "hello")).await, ErrorCode::RoomArchived, Some("room"));
    refused(world.chat.admit(&ada, &room).await, ErrorCode::RoomArchived, Some("room"));
    refused(world.chat.admit(&bob, &room).await, ErrorCode::RoomArchived, Some("room"));
    world.chat.update_room(&ada, archive(&room, false)).await.unwrap();
    world.say(&ada, &room, "hello").await;
}

#[tokio::test]
async fn who_left_is_no_member_and_may_come_back() {
    let world = World::new().await;
    let ada = world.member("Ada").await;
    world.chat.leave_room(&ada, leave(&lobby())).await.unwrap();
    refused(world.send(&ada, message(&lobby(), "hello")).await, ErrorCode::NotJoined, Some("room"));
    refused(world.chat.leave_room(&ada, leave(&lobby())).await, ErrorCode::NotJoined, Some("room"));
    world.chat.admit(&ada, &lobby()).await.unwrap();
    world.say(&ada, &lobby(), "hello").await;
}

#[tokio::test]
async fn the_last_owner_may_leave() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.admit(&bob, &room).await.unwrap();
    world.chat.leave_room(&ada, leave(&room)).await.unwrap();
    world.say(&bob, &room, "it goes on").await;
}

#[tokio::test]
async fn a_room_that_does_not_exist_is_not_found() {
    let world = World::new().await;
    let (ada, none) = (world.guest("Ada").await, "none".parse::<RoomSlug>().unwrap());
    refused(world.chat.admit(&ada, &none).await, ErrorCode::RoomNotFound, Some("room"));
    refused(world.chat.leave_room(&ada, leave(&none)).await, ErrorCode::RoomNotFound, Some("room"));
    refused(world.send(&ada, message(&none, "hello")).await, ErrorCode::RoomNotFound, Some("room"));
    assert_eq!(world.chat.summary(&none, ada.id).await, Ok(None));
}
