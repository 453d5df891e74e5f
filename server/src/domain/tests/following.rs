//! Coming in, and catching up.

use sociable_protocol::{EditMessage, Epoch, ErrorCode, JoinReply, JoinRoom, Rev, Role, Seq, Status};

use super::*;
use crate::domain::now;

/// Continues from a position and a change of this history.
fn after(world: &World, seq: u64, rev: u64) -> JoinRoom {
    JoinRoom { room: lobby(), after: Some(Seq(seq)), rev: Some(Rev(rev)), epoch: Some(world.chat.epoch().clone()) }
}

fn seqs(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq.0).collect()
}

/// Ada in the lobby, and so many messages of five bytes.
async fn talk(limits: Limits, messages: u64) -> (World, User, Vec<Message>) {
    let world = World::with(limits).await;
    let ada = world.member("Ada").await;
    let mut said = Vec::new();
    for n in 1..=messages {
        said.push(world.say(&ada, &lobby(), &format!("{n:05}")).await);
    }
    (world, ada, said)
}

async fn edit(world: &World, user: &User, message: &Message, says: &str) {
    let edit = EditMessage { room: message.room.clone(), id: message.id, text: text(says) };
    world.chat.edit_message(user, edit).await.unwrap();
}

/// What the reply says of the log: messages, changed, whether it starts anew.
async fn joined(world: &World, user: &User, join: &JoinRoom) -> (Vec<u64>, Vec<u64>, bool) {
    let JoinReply { messages, changed, reset, head, .. } = world.chat.snapshot(user, join).await.unwrap();
    if let Some(last) = messages.last() {
        assert_eq!(last.seq, head, "always up to the head");
    }
    (seqs(&messages), seqs(&changed), reset)
}

#[tokio::test]
async fn who_comes_in_gets_the_latest_page() {
    let (world, ada, _) = talk(Limits { history_page: 3, ..Limits::default() }, 5).await;
    let connection = world.enter(by_name("Bob")).await.unwrap().connection;
    world.chat.presence().arrive(&lobby(), connection);
    let reply = world.chat.snapshot(&ada, &JoinRoom::anew(lobby())).await.unwrap();
    assert_eq!((seqs(&reply.messages), reply.has_more, reply.reset), (vec![3, 4, 5], true, false));
    assert_eq!((reply.head, reply.rev, reply.role), (Seq(5), Rev(0), Role::Member));
    assert_eq!(&reply.epoch, world.chat.epoch());
    let people: Vec<_> = reply.people.iter().map(|person| (person.user.name.as_str(), person.status)).collect();
    assert_eq!((people, reply.people_count), (vec![("Bob", Status::Online)], 1));
}

#[tokio::test]
async fn who_is_no_member_gets_nothing() {
    let (world, _, _) = talk(Limits::default(), 1).await;
    let eve = world.guest("Eve").await;
    for join in [JoinRoom::anew(lobby()), after(&world, 0, 0)] {
        refused(world.chat.snapshot(&eve, &join).await, ErrorCode::NotJoined, Some("room"));
    }
    refused(world.chat.missed(eve.id, &lobby(), Seq(0), Rev(0)).await, ErrorCode::NotJoined, Some("room"));
}

#[tokio::test]
async fn who_was_away_gets_what_they_missed() {
    let (world, ada, said) = talk(Limits::default(), 5).await;
    edit(&world, &ada, &said[1], "other").await;
    edit(&world, &ada, &said[0], "other").await;
    assert_eq!(joined(&world, &ada, &after(&world, 3, 0)).await, (vec![4, 5], vec![2, 1], false));
    assert_eq!(joined(&world, &ada, &after(&world, 5, 1)).await, (vec![], vec![1], false));
    assert_eq!(joined(&world, &ada, &after(&world, 5, 2)).await, (vec![], vec![], false));
    assert_eq!(joined(&world, &ada, &after(&world, 0, 0)).await, (vec![1, 2, 3, 4, 5], vec![], false));
    let seq_alone = JoinRoom { rev: None, epoch: None, ..after(&world, 4, 0) };
    assert_eq!(joined(&world, &ada, &seq_alone).await, (vec![5], vec![], false));
}

#[tokio::test]
async fn a_continued_reply_tells_whether_there_is_more_before_it() {
    let (world, ada, _) = talk(Limits::default(), 2).await;
    for (seq, has_more) in [(0, false), (1, true), (2, true)] {
        assert_eq!(world.chat.snapshot(&ada, &after(&world, seq, 0)).await.unwrap().has_more, has_more, "{seq}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_history_starts_anew() {
    let (world, ada, _) = talk(Limits::default(), 3).await;
    let all = (vec![1, 2, 3], vec![], true);
    let epoch: Epoch = "another".to_owned().try_into().unwrap();
    assert_eq!(joined(&world, &ada, &JoinRoom { epoch: Some(epoch), ..after(&world, 2, 0) }).await, all);
    assert_eq!(joined(&world, &ada, &after(&world, 4, 0)).await, all, "beyond the head");
    assert_eq!(joined(&world, &ada, &after(&world, 3, 1)).await, all, "beyond the last change");
    assert_eq!(joined(&world, &ada, &after(&world, u64::MAX >> 1, u64::MAX >> 1)).await, all);
}

#[tokio::test]
async fn more_than_can_be_caught_up_on_starts_anew() {
    let (world, ada, said) = talk(Limits { catch_up: 3, ..Limits::default() }, 5).await;
    assert_eq!(joined(&world, &ada, &after(&world, 2, 0)).await, (vec![3, 4, 5], vec![], false));
    assert_eq!(joined(&world, &ada, &after(&world, 1, 0)).await, (vec![1, 2, 3, 4, 5], vec![], true));
    for message in &said[..4] {
        edit(&world, &ada, message, "other").await;
    }
    assert_eq!(joined(&world, &ada, &after(&world, 5, 1)).await, (vec![], vec![2, 3, 4], false));
    assert_eq!(joined(&world, &ada, &after(&world, 5, 0)).await, (vec![1, 2, 3, 4, 5], vec![], true));
}

#[tokio::test]
async fn long_messages_are_caught_up_on_over_several_pages() {
    // Two messages of five bytes to a page; four pages are caught up on.
    let (world, ada, said) = talk(Limits { page_bytes: 10, ..Limits::default() }, 9).await;
    assert_eq!(joined(&world, &ada, &after(&world, 1, 0)).await, ((2..=9).collect(), vec![], false));
    assert_eq!(joined(&world, &ada, &after(&world, 0, 0)).await, (vec![8, 9], vec![], true));
    for message in said.iter().rev() {
        edit(&world, &ada, message, "other").await;
    }
    assert_eq!(joined(&world, &ada, &after(&world, 9, 1)).await, (vec![], (1..=8).rev().collect(), false));
    assert_eq!(joined(&world, &ada, &after(&world, 9, 0)).await, (vec![8, 9], vec![], true));
    assert_eq!(joined(&world, &ada, &after(&world, 6, 5)).await, (vec![7, 8, 9], vec![4, 3, 2, 1], false));
    assert_eq!(joined(&world, &ada, &after(&world, 5, 3)).await, (vec![8, 9], vec![], true), "both together");
}

#[tokio::test]
async fn what_was_trimmed_meanwhile_starts_anew() {
    let (world, ada, said) = talk(Limits::default(), 2).await;
    while now() <= said[1].created_at {
        tokio::task::yield_now().await;
    }
    let third = world.say(&ada, &lobby(), "third").await;
    world.store.trim(third.created_at).await.unwrap();
    assert_eq!(joined(&world, &ada, &after(&world, 1, 0)).await, (vec![3], vec![], true));
    assert_eq!(joined(&world, &ada, &after(&world, 2, 0)).await, (vec![3], vec![], false));
    while now() <= third.created_at {
        tokio::task::yield_now().await;
    }
    world.store.trim(now()).await.unwrap();
    assert_eq!(joined(&world, &ada, &after(&world, 2, 0)).await, (vec![], vec![], true));
    assert_eq!(joined(&world, &ada, &after(&world, 3, 0)).await, (vec![], vec![], false));
}

#[tokio::test]
async fn a_slow_socket_is_brought_up_to_date_page_by_page() {
    let (world, ada, said) = talk(Limits { history_page: 2, ..Limits::default() }, 4).await;
    edit(&world, &ada, &said[0], "other").await;
    let first = world.chat.missed(ada.id, &lobby(), Seq(1), Rev(0)).await.unwrap();
    assert_eq!((seqs(&first.excerpt.messages), first.excerpt.has_more), (vec![2, 3], true));
    assert_eq!(seqs(&first.changed), [1]);
    let second = world.chat.missed(ada.id, &lobby(), Seq(3), first.excerpt.rev).await.unwrap();
    assert_eq!((seqs(&second.excerpt.messages), second.excerpt.has_more), (vec![4], false));
    assert_eq!(seqs(&second.changed), [0; 0]);
}
