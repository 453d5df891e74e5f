//! Who a connection is.

use std::time::Duration;

use sociable_protocol::{ErrorCode, Handshake, Rate, UpdateUser, User};

use super::*;
use crate::domain::RateKind;

fn to(name: &str) -> UpdateUser {
    UpdateUser { name: name.to_owned() }
}

/// The last connection of somebody closes, and the time of grace passes.
fn go(world: &World, entered: &Entered) {
    let departure = world.chat.presence().disconnect(entered.connection);
    assert!(world.chat.presence().expire(&departure).gone);
}

#[tokio::test]
async fn a_token_brings_the_same_person_back() {
    let world = World::new().await;
    let first = world.enter(by_name("Ada")).await.unwrap();
    let again = world.enter(by_token(first.session.token.as_deref().unwrap())).await.unwrap();
    assert_eq!(again.session.user, first.session.user);
    assert_ne!(again.connection, first.connection);
    assert_eq!(again.change, None, "they were online already");
}

#[tokio::test]
async fn with_a_token_the_name_is_not_looked_at() {
    let world = World::new().await;
    let token = world.enter(by_name("Ada")).await.unwrap().session.token;
    let both = Handshake { token, ..by_name("Bob") };
    assert_eq!(world.enter(both).await.unwrap().session.user.name.as_str(), "Ada");
}

#[tokio::test]
async fn who_says_nothing_valid_of_themselves_is_not_let_in() {
    let world = World::new().await;
    refused(world.enter(Handshake::default()).await, ErrorCode::NameRequired, Some("name"));
    refused(world.enter(by_name(" ")).await, ErrorCode::InvalidName, Some("name"));
    refused(world.enter(by_name(&"x".repeat(33))).await, ErrorCode::InvalidName, Some("name"));
    refused(world.enter(by_token("v2.x.0.x")).await, ErrorCode::InvalidToken, Some("token"));
    let elsewhere = World::new().await.enter(by_name("Ada")).await.unwrap().session.token;
    refused(world.enter(by_token(elsewhere.as_deref().unwrap())).await, ErrorCode::InvalidToken, Some("token"));
}

#[tokio::test]
async fn a_guest_does_not_get_a_name_in_use() {
    let world = World::new().await;
    let ada = world.enter(by_name("Ada")).await.unwrap();
    refused(world.enter(by_name("ADA")).await, ErrorCode::NameTaken, Some("name"));
    go(&world, &ada);
    world.guest("ADA").await;
}

#[tokio::test]
async fn who_comes_back_to_a_taken_name_has_a_variant_for_this_stay() {
    let world = World::new().await;
    let first = world.enter(by_name("Ada")).await.unwrap();
    go(&world, &first);
    let other = world.enter(by_name("Ada")).await.unwrap();
    let again = world.enter(by_token(first.session.token.as_deref().unwrap())).await.unwrap();
    assert_eq!(again.session.user.name.as_str(), "Ada 2");
    assert_eq!(again.session.user.id, first.session.user.id);
    go(&world, &again);
    go(&world, &other);
    let later = world.enter(by_token(first.session.token.as_deref().unwrap())).await.unwrap();
    assert_eq!(later.session.user.name.as_str(), "Ada", "the variant was not stored");
}

#[tokio::test]
async fn a_failed_entry_leaves_no_name_in_use() {
    let world = World::new().await;
    world.store.close().await.unwrap();
    for _ in 0..2 {
        refused(world.enter(by_name("Ada")).await, ErrorCode::Unavailable, None);
    }
}

#[tokio::test]
async fn an_entry_given_up_halfway_leaves_no_name_in_use() {
    let world = World::new().await;
    // Polled once: the name is claimed, and the store has hardly answered.
    if let Ok(entered) = tokio::time::timeout(Duration::ZERO, world.enter(by_name("Ada"))).await {
        go(&world, &entered.unwrap());
    }
    world.guest("Ada").await;
}

#[tokio::test]
async fn a_new_name_is_kept_and_the_old_one_is_free() {
    let world = World::new().await;
    let entered = world.enter(by_name("Ada")).await.unwrap();
    let ada = &entered.session.user;
    let countess = world.chat.update_user(ada, to(" Countess ")).await.unwrap();
    assert_eq!((countess.id, countess.name.as_str()), (ada.id, "Countess"));
    assert_eq!(world.chat.presence().user(entered.connection), Some(countess.clone()));
    world.guest("Ada").await;
    go(&world, &entered);
    let again = world.enter(by_token(entered.session.token.as_deref().unwrap())).await.unwrap();
    assert_eq!(again.session.user, countess);
}

#[tokio::test]
async fn a_name_that_cannot_be_had_changes_nothing() {
    let world = World::new().await;
    let (ada, _bob) = (world.guest("Ada").await, world.guest("Bob").await);
    refused(world.chat.update_user(&ada, to("bob")).await, ErrorCode::NameTaken, Some("name"));
    refused(world.chat.update_user(&ada, to("\u{200B}")).await, ErrorCode::InvalidName, Some("name"));
    world.store.close().await.unwrap();
    for _ in 0..2 {
        refused(world.chat.update_user(&ada, to("Countess")).await, ErrorCode::Unavailable, None);
    }
    // Had the claim stayed, this would be `name_taken`.
    refused(world.enter(by_name("Countess")).await, ErrorCode::Unavailable, None);
    refused(world.enter(by_name("Ada")).await, ErrorCode::NameTaken, Some("name"));
}

#[tokio::test]
async fn two_changes_of_one_name_wait_for_each_other() {
    let world = World::new().await;
    let ada = world.guest("Ada").await;
    let (first, second) =
        tokio::join!(world.chat.update_user(&ada, to("Countess")), world.chat.update_user(&ada, to("Lady")));
    assert_eq!(first.unwrap().name.as_str(), "Countess");
    refused(second, ErrorCode::Overloaded, None);
    world.chat.update_user(&ada, to("Lady")).await.unwrap();
}

#[tokio::test]
async fn revoked_tokens_name_nobody() {
    let world = World::new().await;
    let old = world.enter(by_name("Ada")).await.unwrap();
    let new = world.chat.revoke_sessions(old.session.user.id).await.unwrap().0.token;
    refused(world.enter(by_token(old.session.token.as_deref().unwrap())).await, ErrorCode::InvalidToken, Some("token"));
    let again = world.enter(by_token(&new)).await.unwrap();
    assert_eq!(again.session.user, old.session.user);
    assert!(again.generation > old.generation);
    assert_eq!(again.session.token, Some(new));
}

#[tokio::test]
async fn who_was_here_is_noted() {
    let world = World::new().await;
    let (ada, bob) = (world.member("Ada").await, world.member("Bob").await);
    world.chat.seen(&[ada.id]).await;
    let seen = async |user: &User| world.store.account(user.id).await.unwrap().unwrap().last_seen;
    assert!(seen(&ada).await.is_some());
    assert_eq!(seen(&bob).await, None);
}

/// Two at once; the next takes longer than what a test does in between.
const SLOW: Rate = Rate { burst: 2, per_second: 1 };

#[tokio::test]
async fn one_address_opens_so_many_sessions_at_a_time() {
    let mut limits = Limits::default();
    limits.rates.connect = SLOW;
    let world = World::with(limits).await;
    let address = Some("192.0.2.1".parse().unwrap());
    for name in ["Ada", "Bob"] {
        world.chat.enter(by_name(name), address).await.unwrap();
    }
    refused(world.chat.enter(by_name("Cyd"), address).await, ErrorCode::RateLimited, None);
    world.enter(by_name("Cyd")).await.unwrap();
}

#[tokio::test]
async fn one_person_does_so_much_at_a_time() {
    let mut limits = Limits::default();
    limits.rates.send = SLOW;
    let world = World::with(limits).await;
    let ada = world.guest("Ada").await;
    for _ in 0..2 {
        world.chat.allow(RateKind::Send, ada.id, None).unwrap();
    }
    refused(world.chat.allow(RateKind::Send, ada.id, None), ErrorCode::RateLimited, None);
    world.chat.allow(RateKind::Query, ada.id, None).unwrap();
}

#[tokio::test]
async fn a_store_that_answers_is_seen_to() {
    let world = World::new().await;
    assert_eq!(world.chat.ping().await, Ok(()));
    world.store.close().await.unwrap();
    refused(world.chat.ping().await, ErrorCode::Unavailable, None);
}
