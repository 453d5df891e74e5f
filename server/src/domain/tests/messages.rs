//! Sending messages, and what happens to them afterwards.

use sociable_protocol::{
    DeleteMessage, EditMessage, ErrorCode, MessageId, PinMessage, React, ReactionKey, Role, RoomKind, Seq, Timestamp,
};

use super::*;

fn id(n: u8) -> MessageId {
    MessageId::new(Timestamp::from_millis(0), [n; 10])
}

fn edit(of: &Message, says: &str) -> EditMessage {
    EditMessage { room: of.room.clone(), id: of.id, text: text(says) }
}

fn delete(of: &Message) -> DeleteMessage {
    DeleteMessage { room: of.room.clone(), id: of.id }
}

fn react(to: &Message, reaction: &str) -> React {
    React { room: to.room.clone(), id: to.id, reaction: ReactionKey::new(reaction).unwrap(), on: true }
}

fn pin(of: &Message) -> PinMessage {
    PinMessage { room: of.room.clone(), id: of.id, pinned: true }
}

#[tokio::test]
async fn the_same_id_sent_twice_is_one_message() {
    let world = World::new().await;
    let (ada, bob) = (world.member("Ada").await, world.member("Bob").await);
    let send = SendMessage { id: Some(id(1)), ..message(&lobby(), "once") };
    let first = world.send(&ada, send.clone()).await.unwrap();
    assert_eq!(world.send(&ada, send.clone()).await.unwrap(), first);
    refused(world.send(&bob, send).await, ErrorCode::IdConflict, Some("id"));
    assert_eq!(world.say(&ada, &lobby(), "next").await.seq, first.seq.next());
}

#[tokio::test]
async fn messages_queued_one_after_another_have_positions_in_that_order() {
    let world = World::new().await;
    let ada = world.member("Ada").await;
    let mut queued = Vec::new();
    for n in 0..20 {
        queued.push(world.chat.send(&ada, message(&lobby(), &n.to_string())).await.unwrap());
    }
    for (n, sending) in (1..).zip(queued) {
        assert_eq!(sending.committed().await.unwrap().message.seq, Seq(n));
    }
}

#[tokio::test]
async fn an_answer_is_to_a_message_that_exists() {
    let world = World::new().await;
    let ada = world.member("Ada").await;
    let first = world.say(&ada, &lobby(), "question").await;
    let answer = |to| SendMessage { reply_to: Some(to), ..message(&lobby(), "answer") };
    assert_eq!(world.send(&ada, answer(first.id)).await.unwrap().reply_to.unwrap().seq, first.seq);
    refused(world.send(&ada, answer(id(9))).await, ErrorCode::MessageNotFound, Some("replyTo"));
}

#[tokio::test]
async fn members_are_mentioned_by_name() {
    let world = World::new().await;
    let (ada, bob) = (world.member("Ada Lovelace").await, world.member("Bob").await);
    let _eve = world.guest("Eve").await;
    let said = world.say(&bob, &lobby(), "@ada lovelace, @eve and bob@example.org").await;
    assert_eq!(said.mentions, [ada], "Eve is not a member, and the last is an address");
    let edited = world.chat.edit_message(&bob, edit(&said, "only @bob")).await.unwrap().message;
    assert_eq!(edited.mentions, [bob]);
}

#[tokio::test]
async fn a_message_is_edited_by_its_author_alone() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.admit(&bob, &room).await.unwrap();
    let said = world.say(&bob, &room, "helo").await;
    refused(world.chat.edit_message(&ada, edit(&said, "bye")).await, ErrorCode::Forbidden, None);
    let edited = world.chat.edit_message(&bob, edit(&said, "hello")).await.unwrap().message;
    assert_eq!((edited.text, edited.seq), (Some(text("hello")), said.seq));
    assert!(edited.rev > said.rev && edited.edited_at.is_some());
}

#[tokio::test]
async fn a_message_is_deleted_by_its_author_or_a_moderator() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.admit(&bob, &room).await.unwrap();
    let (hers, his) = (world.say(&ada, &room, "hers").await, world.say(&bob, &room, "his").await);
    refused(world.chat.delete_message(&bob, delete(&hers)).await, ErrorCode::Forbidden, None);
    assert_eq!(world.chat.delete_message(&ada, delete(&his)).await.unwrap().message.text, None);
    world.chat.delete_message(&ada, delete(&his)).await.unwrap();
    refused(world.chat.edit_message(&bob, edit(&his, "again")).await, ErrorCode::MessageNotFound, Some("id"));
}

#[tokio::test]
async fn who_is_not_a_member_changes_nothing() {
    let world = World::new().await;
    let (ada, eve) = (world.member("Ada").await, world.guest("Eve").await);
    let said = world.say(&ada, &lobby(), "hello").await;
    refused(world.chat.react(&eve, react(&said, "👍")).await, ErrorCode::NotJoined, Some("room"));
    let room = world.room(&ada, "Team", RoomKind::Private).await;
    let secret = world.say(&ada, &room, "hello").await;
    refused(world.chat.react(&eve, react(&secret, "👍")).await, ErrorCode::RoomNotFound, Some("room"));
}

#[tokio::test]
async fn a_message_has_so_many_kinds_of_reaction() {
    let world = World::with(Limits { reactions_per_message: 1, ..Limits::default() }).await;
    let ada = world.member("Ada").await;
    let said = world.say(&ada, &lobby(), "hello").await;
    let reacted = world.chat.react(&ada, react(&said, "👍")).await.unwrap().message;
    assert_eq!(reacted.reactions.len(), 1);
    refused(world.chat.react(&ada, react(&said, "👎")).await, ErrorCode::LimitReached, Some("reaction"));
}

#[tokio::test]
async fn moderators_pin_so_many_messages() {
    let world = World::with(Limits { pins_per_room: 1, ..Limits::default() }).await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.admit(&bob, &room).await.unwrap();
    let (one, two) = (world.say(&ada, &room, "one").await, world.say(&ada, &room, "two").await);
    refused(world.chat.pin_message(&bob, pin(&one)).await, ErrorCode::Forbidden, None);
    assert!(world.chat.pin_message(&ada, pin(&one)).await.unwrap().message.pinned.is_some());
    refused(world.chat.pin_message(&ada, pin(&two)).await, ErrorCode::LimitReached, Some("pinned"));
    let listed = world.chat.list_pins(&bob, sociable_protocol::ListPins { room }).await.unwrap();
    assert_eq!(listed.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [one.id]);
}

#[tokio::test]
async fn both_people_of_a_direct_room_pin() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let open = sociable_protocol::OpenDirect { user: bob.id };
    let room = world.chat.open_direct(&ada, open).await.unwrap().room.slug;
    let said = world.say(&ada, &room, "hello").await;
    assert!(world.chat.pin_message(&bob, pin(&said)).await.unwrap().message.pinned.is_some());
}

#[tokio::test]
async fn a_stopping_server_takes_no_message() {
    let world = World::new().await;
    let ada = world.member("Ada").await;
    world.store.close().await.unwrap();
    refused(world.send(&ada, message(&lobby(), "hello")).await, ErrorCode::Unavailable, None);
}

#[tokio::test]
async fn a_role_taken_away_counts_at_once() {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", RoomKind::Public).await;
    world.chat.admit(&bob, &room).await.unwrap();
    let said = world.say(&ada, &room, "hello").await;
    for (role, allowed) in [(Role::Moderator, true), (Role::Member, false)] {
        let set = sociable_protocol::SetRole { room: room.clone(), user: bob.id, role };
        world.chat.set_role(&ada, set).await.unwrap();
        assert_eq!(world.chat.pin_message(&bob, pin(&said)).await.is_ok(), allowed);
    }
}
