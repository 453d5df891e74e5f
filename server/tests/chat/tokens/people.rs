//! Who somebody with a token is to others.

use serde_json::json;
use sociable::config::AuthConfig;
use sociable_protocol::{
    CreateRoom, DeleteMessage, ErrorCode, ListMembers, PinMessage, PresenceChanged, RemoveMember, Role, RoomKind,
    RoomName, RoomSlug, SendMessage, Status, Topic, UpdateUser, UserUpdated,
};

use super::{claims, enter, with_secret};
use crate::app::{TestApp, TestUser, refused, say};

#[tokio::test]
async fn a_subject_is_one_person_for_ever() {
    let mut app = TestApp::start_for(with_secret()).await;
    let ada = claims("42", "Ada", &json!({}));
    let mut first = Vec::new();
    for _ in 0..8 {
        first.push(enter(&app, &ada));
    }
    let first = futures_util::future::join_all(first).await;
    let id = first[0].id();
    assert!(first.iter().all(|user| user.id() == id), "whatever comes at once");
    assert_ne!(enter(&app, &claims("43", "Bob", &json!({}))).await.id(), id);
    drop(first);
    app.restart().await;
    assert_eq!(enter(&app, &ada).await.id(), id);
    assert_eq!(enter(&app, &claims("42", "Countess", &json!({}))).await.id(), id);
}

#[tokio::test]
async fn messages_people_and_presence_carry_what_the_site_says() {
    let avatar_origins = vec!["https://pictures.example".parse().unwrap()];
    let app = TestApp::start_for(AuthConfig { avatar_origins, ..with_secret() }).await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let picture = "https://pictures.example/ada.png";
    let mut ada = enter(&app, &claims("42", "Ada", &json!({ "avatar": picture }))).await;
    let user = ada.session.user.clone();
    assert_eq!(user.avatar.as_ref().unwrap().as_str(), picture);
    ada.join(None).await;
    assert_eq!(bob.next::<PresenceChanged>().await.user, user);
    let said = ada.say("hello @Bob").await;
    assert_eq!(said.user, user);
    let answer = SendMessage { reply_to: Some(said.id), ..say("hello @Ada") };
    let answer = bob.request(&answer).await.unwrap().message;
    assert_eq!(answer.mentions, std::slice::from_ref(&user));
    assert_eq!(answer.reply_to.unwrap().user.unwrap(), user);
    let joined = bob.join(None).await;
    assert_eq!(joined.messages[0].user, user);
    assert_eq!(joined.messages[1].reply_to.as_ref().unwrap().user.as_ref().unwrap(), &user);
    assert!(joined.people.iter().any(|person| person.user == user));
    let members = bob.request(&ListMembers { room: RoomSlug::lobby(), after: None }).await.unwrap().members;
    assert!(members.iter().any(|member| member.user == user) && members.iter().any(|member| !member.user.verified));

    let other = enter(&app, &claims("42", "Ada", &json!({ "avatar": "https://pictures.example/new.png" }))).await;
    let told = bob.next::<UserUpdated>().await.user;
    assert_eq!(told, other.session.user);
    assert_eq!(bob.join(None).await.messages[0].user.avatar, told.avatar, "history shows who they are now");
    assert_eq!(ada.say("again").await.user.avatar, told.avatar);
    for elsewhere in ["https://evil.example/a.png", "http://pictures.example/a.png", "https://pictures.example:8443/a"]
    {
        let ada = enter(&app, &claims("42", "Ada", &json!({ "avatar": elsewhere }))).await;
        assert_eq!(ada.session.user.avatar, None, "{elsewhere}");
    }
}

#[tokio::test]
async fn the_page_may_show_pictures_from_where_they_may_be_and_no_others() {
    let avatar_origins = vec!["https://pictures.example".parse().unwrap()];
    let app = TestApp::start_for(AuthConfig { avatar_origins, ..with_secret() }).await;
    let page = reqwest::get(&app.url).await.unwrap();
    if page.status().is_success() {
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("img-src 'self' data: https://pictures.example;"), "{policy}");
    }
}

#[tokio::test]
async fn whom_a_site_vouches_for_has_their_name_and_nobody_passes_for_them() {
    let app = TestApp::start_for(with_secret()).await;
    let before = app.guest_in_lobby("Ada").await;
    let ada = enter(&app, &claims("42", "Ada", &json!({}))).await;
    assert_eq!(ada.session.user.name.as_str(), "Ada", "whoever has it now");
    assert!(ada.session.user.verified);
    let said = before.say("I was here first").await.user;
    assert_eq!((said.name.as_str(), said.verified), ("Ada", false), "a guest keeps theirs, and is not marked");
    let namesake = enter(&app, &claims("43", "Ada", &json!({}))).await;
    assert_eq!(namesake.session.user.name.as_str(), "Ada", "two people of a site may be called the same");

    let token = before.session.token.clone();
    let mut grace = app.guest_in_lobby("Grace").await;
    let rename = UpdateUser { name: "ada".to_owned() };
    drop(before);
    assert_eq!(grace.request(&rename).await.unwrap_err().code, ErrorCode::NameTaken);
    drop(ada);
    // The guest of before is gone after a while; the name is not free as long as the other Ada is there.
    assert_eq!(grace.next::<PresenceChanged>().await.status, Status::Offline);
    assert_eq!(refused(&app.url, json!({ "name": "ADA" })).await.code, ErrorCode::NameTaken);
    let back = TestUser::connect(&app.url, json!({ "token": token })).await;
    assert_eq!(back.session.user.name.as_str(), "Ada 2");
    assert_eq!(namesake.request(&rename).await.unwrap_err().code, ErrorCode::Forbidden, "the site names its people");
    drop(namesake);
    loop {
        if TestUser::try_connect(&app.url, json!({ "name": "Ada" })).await.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_role_that_a_site_grants_counts_in_every_room_one_is_in() {
    let app = TestApp::start_for(with_secret()).await;
    let bob = app.guest_in_lobby("Bob").await;
    let said = bob.say("spam").await;
    let delete = DeleteMessage { room: RoomSlug::lobby(), id: said.id };
    let moderator = enter(&app, &claims("42", "Mod", &json!({ "role": "moderator" }))).await;
    assert_eq!(moderator.request(&delete).await.unwrap_err().code, ErrorCode::NotJoined, "and in no other");
    assert_eq!(moderator.enter(&RoomSlug::lobby()).await.role, Role::Moderator);
    moderator.request(&PinMessage { room: RoomSlug::lobby(), id: said.id, pinned: true }).await.unwrap();
    moderator.request(&delete).await.unwrap();
    let private = bob.make_room("theirs", RoomKind::Private).await;
    let invisible = DeleteMessage { room: private, id: said.id };
    assert_eq!(moderator.request(&invisible).await.unwrap_err().code, ErrorCode::RoomNotFound);

    let remove = |user| RemoveMember { room: RoomSlug::lobby(), user };
    let boss = enter(&app, &claims("1", "Boss", &json!({ "role": "owner" }))).await;
    assert_eq!(boss.enter(&RoomSlug::lobby()).await.role, Role::Owner);
    assert_eq!(moderator.request(&remove(boss.id())).await.unwrap_err().code, ErrorCode::Forbidden);
    moderator.request(&remove(bob.id())).await.unwrap();

    // As soon as the site says otherwise, also on connections that are there.
    enter(&app, &claims("42", "Mod", &json!({}))).await;
    let create =
        CreateRoom { name: RoomName::new("x").unwrap(), slug: None, kind: RoomKind::Public, topic: Topic::default() };
    moderator.request(&create).await.unwrap();
    assert_eq!(moderator.request(&remove(boss.id())).await.unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(moderator.enter(&RoomSlug::lobby()).await.role, Role::Member);
}
