use serde_json::json;
use sociable_protocol::{
    ErrorCode, Invite, LeaveRoom, ListMembers, ListRooms, MessageNew, MuteRoom, OpenDirect, PresenceChanged,
    ReadChanged, ReadPosition, RemovedReason, Role, RoleChanged, RoomCreated, RoomKind, RoomMuted, RoomName,
    RoomRemoved, RoomScope, RoomSlug, RoomState, RoomSummary, RoomUpdated, Seq, SetRead, SetRole, Status, Topic,
    UpdateRoom,
};

use crate::app::{TestApp, TestUser};

async fn rooms(user: &TestUser) -> Vec<RoomSummary> {
    user.request(&ListRooms::default()).await.unwrap().rooms
}

fn slugs(rooms: &[RoomSummary]) -> Vec<&str> {
    rooms.iter().map(|summary| summary.room.slug.as_str()).collect()
}

#[tokio::test]
async fn a_public_room_is_found_and_joined_by_anybody() {
    let app = TestApp::start().await;
    let (mut ada, bob) = (app.guest("Ada").await, app.guest("Bob").await);
    let room = ada.make_room("cats", RoomKind::Public).await;
    let created: RoomCreated = ada.next().await;
    assert_eq!((created.0.room.slug, created.0.role), (room.clone(), Some(Role::Owner)));

    let list = bob.request(&ListRooms { scope: RoomScope::Public, after: None }).await.unwrap();
    assert_eq!((slugs(&list.rooms), list.has_more), (vec!["cats", "lobby"], false));
    assert_eq!(list.rooms[0].role, None);
    assert!(rooms(&bob).await.is_empty());
    assert_eq!(bob.enter(&room).await.role, Role::Member);
    assert_eq!(slugs(&rooms(&bob).await), ["cats"]);
    bob.say_in(&room, "meow").await;
    assert_eq!(ada.hears().await, "meow");
}

#[tokio::test]
async fn a_private_room_does_not_exist_for_one_who_is_not_invited() {
    let app = TestApp::start().await;
    let (mut ada, mut bob, eve) = (app.guest("Ada").await, app.guest("Bob").await, app.guest("Eve").await);
    let room = ada.make_room("secret", RoomKind::Private).await;
    for (event, payload) in [
        ("room:join", json!({ "room": room })),
        ("message:send", json!({ "room": room, "text": "x" })),
        ("message:history", json!({ "room": room })),
        ("room:members", json!({ "room": room })),
        ("room:invite", json!({ "room": room, "user": eve.id() })),
        ("room:leave", json!({ "room": room })),
    ] {
        let error = eve.request_raw(event, &payload).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::RoomNotFound, "{event}");
    }
    let list = eve.request(&ListRooms { scope: RoomScope::Public, after: None }).await.unwrap();
    assert_eq!(slugs(&list.rooms), ["lobby"]);

    ada.say_in(&room, "before Bob").await;
    ada.request(&Invite { room: room.clone(), user: bob.id() }).await.unwrap();
    let RoomCreated(offered) = bob.next().await;
    assert_eq!((offered.role, offered.invited_by), (None, Some(ada.session.user.clone())));
    assert_eq!(offered.last_message, None, "not before one has accepted");
    assert_eq!(slugs(&rooms(&bob).await), ["secret"]);
    assert_eq!(bob.enter(&room).await.messages.len(), 1);
    assert_eq!(ada.next::<PresenceChanged>().await.user, bob.session.user);

    let members = ada.request(&ListMembers { room: room.clone(), after: None }).await.unwrap().members;
    let mut roles: Vec<(&str, Option<Role>)> = members.iter().map(|m| (m.user.name.as_str(), m.role)).collect();
    roles.sort_unstable();
    assert_eq!(roles, [("Ada", Some(Role::Owner)), ("Bob", Some(Role::Member))]);
    ada.request(&Invite { room: room.clone(), user: eve.id() }).await.unwrap();
    eve.request(&LeaveRoom { room }).await.unwrap();
    assert!(rooms(&eve).await.is_empty(), "declined");
}

#[tokio::test]
async fn a_direct_room_is_the_same_for_both_however_often_it_is_opened() {
    let app = TestApp::start().await;
    let (mut ada, mut bob) = (app.guest("Ada").await, app.guest("Bob").await);
    let eve = app.guest("Eve").await;
    let room = ada.request(&OpenDirect { user: bob.id() }).await.unwrap().room;
    assert_eq!(room.kind, RoomKind::Direct);
    let mut between: Vec<&str> = room.between.iter().map(|user| user.name.as_str()).collect();
    between.sort_unstable();
    assert_eq!(between, ["Ada", "Bob"]);
    assert_eq!(bob.next::<RoomCreated>().await.0.room.slug, room.slug);
    assert_eq!(bob.request(&OpenDirect { user: ada.id() }).await.unwrap().room.slug, room.slug);
    assert_eq!(rooms(&ada).await.len(), 1);

    ada.enter(&room.slug).await;
    bob.enter(&room.slug).await;
    bob.say_in(&room.slug, "just us").await;
    assert_eq!(ada.hears().await, "just us");
    let error = eve.request_raw("room:join", &json!({ "room": room.slug })).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RoomNotFound);
    // Who leaves it is brought back by whoever opens it again.
    ada.request(&LeaveRoom { room: room.slug.clone() }).await.unwrap();
    assert!(rooms(&ada).await.is_empty());
    bob.request(&OpenDirect { user: ada.id() }).await.unwrap();
    assert_eq!(ada.enter(&room.slug).await.messages.len(), 1);
    let error = ada.request(&OpenDirect { user: ada.id() }).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, Some("user")));
}

#[tokio::test]
async fn a_slug_names_one_room_and_is_made_of_the_name_where_none_is_given() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let reply = ada.request_raw("room:create", &json!({ "name": "Café  Größe 7" })).await.unwrap();
    assert_eq!(reply["room"], json!({ "slug": "cafe-grosse-7", "name": "Café Größe 7", "kind": "public" }));
    let error = ada.request_raw("room:create", &json!({ "name": "cafe grosse 7" })).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SlugTaken);
    let error = ada.request_raw("room:create", &json!({ "name": "日本" })).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, Some("slug")));
    ada.request_raw("room:create", &json!({ "name": "日本", "slug": "japan" })).await.unwrap();
}

#[tokio::test]
async fn moderators_rename_and_owners_give_roles_and_everybody_sees_it() {
    let app = TestApp::start().await;
    let (ada, mut bob) = (app.guest("Ada").await, app.guest("Bob").await);
    let room = ada.make_room("cats", RoomKind::Public).await;
    bob.enter(&room).await;
    let rename = UpdateRoom {
        room: room.clone(),
        name: RoomName::new("All cats").ok(),
        topic: Topic::new("no dogs").ok(),
        archived: None,
    };
    assert_eq!(bob.request(&rename).await.unwrap_err().code, ErrorCode::Forbidden);
    ada.request(&SetRole { room: room.clone(), user: bob.id(), role: Role::Moderator }).await.unwrap();
    assert_eq!(bob.next::<RoleChanged>().await.role, Role::Moderator);
    bob.request(&rename).await.unwrap();
    let updated = bob.next::<RoomUpdated>().await.room;
    assert_eq!((updated.name.as_str(), updated.topic.as_str()), ("All cats", "no dogs"));
    assert_eq!(ada.enter(&room).await.room, updated);
    let demote = SetRole { room, user: ada.id(), role: Role::Member };
    assert_eq!(bob.request(&demote).await.unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(ada.request(&demote).await.unwrap_err().code, ErrorCode::Forbidden, "the only owner");
}

#[tokio::test]
async fn what_is_unread_is_the_same_on_every_device() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let mut bob = app.guest("Bob").await;
    let room = ada.make_room("cats", RoomKind::Public).await;
    bob.enter(&room).await;
    let mut phone = bob.second_tab(&app.url).await;
    for text in ["one", "two @Bob", "three"] {
        ada.say_in(&room, text).await;
    }
    bob.say_in(&room, "mine does not count").await;
    let id = ada.say_in(&room, "gone soon").await.id;
    ada.request_raw("message:delete", &json!({ "room": room, "id": id })).await.unwrap();

    for device in [&bob, &phone] {
        let list = rooms(device).await;
        let summary = &list[0];
        assert_eq!((summary.unread, summary.mentions, summary.read, summary.head), (3, 1, Seq(0), Seq(5)));
    }
    let reply = bob.request(&SetRead { room: room.clone(), seq: Seq(2) }).await.unwrap();
    assert_eq!((reply.read, reply.unread, reply.mentions), (Seq(2), 1, 0));
    let told: ReadChanged = phone.next().await;
    assert_eq!((told.user, told.seq), (bob.id(), Seq(2)));
    let reply = phone.request(&SetRead { room: room.clone(), seq: Seq(1) }).await.unwrap();
    assert_eq!(reply.read, Seq(2), "never back");
    let reply = phone.request(&SetRead { room, seq: Seq(99) }).await.unwrap();
    assert_eq!((reply.read, reply.unread), (Seq(5), 0));
    bob.so_far::<MessageNew>().await;
}

#[tokio::test]
async fn a_room_muted_on_one_device_is_muted_on_all_and_nobody_else_hears_of_it() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    let mut phone = bob.second_tab(&app.url).await;
    bob.request(&MuteRoom { room: RoomSlug::lobby(), muted: true }).await.unwrap();
    assert_eq!(phone.next::<RoomMuted>().await, RoomMuted { room: RoomSlug::lobby(), muted: true });
    assert!(rooms(&phone).await[0].muted);
    bob.request(&MuteRoom { room: RoomSlug::lobby(), muted: false }).await.unwrap();
    assert_eq!(phone.next::<RoomMuted>().await, RoomMuted { room: RoomSlug::lobby(), muted: false });
    assert!(!rooms(&bob.second_tab(&app.url).await).await[0].muted);
    assert_eq!(ada.so_far::<RoomMuted>().await, []);
}

#[tokio::test]
async fn who_has_read_how_far_is_known_to_whoever_comes_back() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    let room = RoomSlug::lobby();
    ada.say("anybody here?").await;
    bob.request(&SetRead { room: room.clone(), seq: Seq(1) }).await.unwrap();
    let told: ReadChanged = ada.next().await;
    assert_eq!((told.user, told.seq), (bob.id(), Seq(1)));

    let told = Some(vec![ReadPosition { user: bob.id(), seq: Seq(1) }]);
    assert_eq!(ada.second_tab(&app.url).await.enter(&room).await.reads, told);
    let auth = json!({ "token": ada.session.token, "cursors": { "lobby": 1 } });
    let mut resumed = TestUser::connect(&app.url, auth).await;
    assert_eq!(resumed.next::<RoomState>().await.reads, told, "also who only keeps positions");
    assert_eq!(bob.enter(&room).await.reads, Some(Vec::new()), "one's own is not among them");
}

#[tokio::test]
async fn leaving_on_one_device_is_leaving_on_all() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut phone = bob.second_tab(&app.url).await;
    phone.join(None).await;
    ada.next::<PresenceChanged>().await;
    bob.request(&LeaveRoom { room: RoomSlug::lobby() }).await.unwrap();
    for device in [&mut bob, &mut phone] {
        assert_eq!(device.next::<RoomRemoved>().await.reason, RemovedReason::Left);
    }
    assert_eq!(ada.next::<PresenceChanged>().await.status, Status::Offline, "no time of grace: it was meant");
    ada.say("alone").await;
    for device in [&mut bob, &mut phone] {
        assert_eq!(device.so_far::<MessageNew>().await, []);
    }
}
