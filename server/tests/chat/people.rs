use std::time::Duration;

use sociable_protocol::{LeaveRoom, Limits, PresenceChanged, RoomPeople, RoomSlug, SetTyping, Status, TypingChanged};

use crate::app::{TestApp, TestUser};

fn typing(typing: bool) -> SetTyping {
    SetTyping { room: RoomSlug::lobby(), typing }
}

fn names(reply: &sociable_protocol::JoinReply) -> Vec<&str> {
    reply.people.iter().map(|person| person.user.name.as_str()).collect()
}

async fn goes_offline(witness: &mut TestUser, name: &str) {
    let gone: PresenceChanged = witness.next().await;
    assert_eq!((gone.user.name.as_str(), gone.status), (name, Status::Offline));
    assert!(gone.last_seen.is_some());
}

#[tokio::test]
async fn who_comes_in_sees_who_is_there_and_is_seen() {
    let app = TestApp::start().await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut ada = app.guest("Ada").await;
    let reply = ada.join(None).await;
    assert_eq!((names(&reply), reply.people_count), (vec!["Ada", "Bob"], 2));
    let seen: PresenceChanged = bob.next().await;
    assert_eq!((seen.user, seen.status, seen.last_seen), (ada.session.user.clone(), Status::Online, None));
}

#[tokio::test]
async fn two_tabs_are_one_person_until_the_last_is_closed() {
    let app = TestApp::start().await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let ada = app.guest_in_lobby("Ada").await;
    assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Online);
    let mut tab = ada.second_tab(&app.url).await;
    assert_eq!(names(&tab.join(None).await), ["Ada", "Bob"]);
    drop(ada);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(bob.so_far::<PresenceChanged>().await, []);
    drop(tab);
    goes_offline(&mut bob, "Ada").await;
}

#[tokio::test]
async fn a_reload_does_not_flicker() {
    // Longer than a slow machine takes to come back.
    let app = TestApp::start_with(Limits { presence_grace_ms: 8_000, ..Limits::default() }).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let eve = app.guest_in_lobby("Eve").await;
    let ada = app.guest_in_lobby("Ada").await;
    for _ in 0..2 {
        assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Online);
    }
    let token = serde_json::json!({ "token": ada.session.token });
    drop(ada);
    let mut reloaded = TestUser::connect(&app.url, token).await;
    reloaded.join(None).await;
    // She goes later than Ada did, so that a departure of Ada's that was not called off would show before.
    drop(eve);
    goes_offline(&mut bob, "Eve").await;
    assert_eq!(bob.so_far::<PresenceChanged>().await, []);
}

#[tokio::test]
async fn leaving_a_room_is_seen_at_once() {
    let app = TestApp::start().await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let ada = app.guest_in_lobby("Ada").await;
    bob.next::<PresenceChanged>().await;
    ada.request(&LeaveRoom { room: RoomSlug::lobby() }).await.unwrap();
    goes_offline(&mut bob, "Ada").await;
    assert_eq!(names(&bob.join(None).await), ["Bob"]);
}

#[tokio::test]
async fn in_a_large_room_only_the_number_of_people_is_told() {
    let limits = Limits { presence_people: 2, presence_grace_ms: 100, ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let _bob = app.guest_in_lobby("Bob").await;
    assert_eq!(ada.next::<PresenceChanged>().await.user.name.as_str(), "Bob");
    let cleo = app.guest_in_lobby("Cleo").await;
    assert_eq!(ada.next::<RoomPeople>().await.people_count, 3);
    drop(cleo);
    assert_eq!(ada.next::<RoomPeople>().await.people_count, 2);
    assert_eq!(ada.so_far::<PresenceChanged>().await, []);
    assert_eq!(ada.join(None).await.people_count, 2);
}

#[tokio::test]
async fn typing_is_seen_by_others_and_ends_when_the_connection_does() {
    let app = TestApp::start().await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut ada = app.guest_in_lobby("Ada").await;
    ada.request(&typing(true)).await.unwrap();
    let seen: TypingChanged = bob.next().await;
    assert_eq!((seen.user.name.as_str(), seen.typing), ("Ada", true));
    ada.request(&typing(false)).await.unwrap();
    assert!(!bob.next::<TypingChanged>().await.typing);
    ada.request(&typing(false)).await.unwrap();
    assert_eq!(bob.so_far::<TypingChanged>().await, [], "a stop that stops nothing is not news");
    assert_eq!(ada.so_far::<TypingChanged>().await, [], "one knows of oneself");
    ada.request(&typing(true)).await.unwrap();
    assert!(bob.next::<TypingChanged>().await.typing);
    drop(ada);
    assert!(!bob.next::<TypingChanged>().await.typing);
}
