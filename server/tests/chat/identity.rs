use std::time::Duration;

use serde_json::json;
use sociable_protocol::{
    ErrorCode, Limits, PresenceChanged, Rate, Rates, SetPresence, Status, UpdateUser, UserUpdated,
};

use crate::app::{TestApp, TestUser, refused, say};

#[tokio::test]
async fn a_name_belongs_to_one_person_as_long_as_they_are_here() {
    let app = TestApp::start().await;
    let ada = app.guest("Ada").await;
    let error = refused(&app.url, json!({ "name": "ＡＤＡ" })).await;
    assert_eq!(error.code, ErrorCode::NameTaken);
    let tab = ada.second_tab(&app.url).await;
    drop(ada);
    assert_eq!(refused(&app.url, json!({ "name": "ada" })).await.code, ErrorCode::NameTaken);
    let token = tab.session.token.clone();
    drop(tab);
    // Free again, as soon as the time of grace is over.
    let other = loop {
        match TestUser::try_connect(&app.url, json!({ "name": "ada" })).await {
            Ok(other) => break other,
            Err(error) => assert_eq!(error.code, ErrorCode::NameTaken),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let back = TestUser::connect(&app.url, json!({ "token": token })).await;
    assert_eq!(back.session.user.name.as_str(), "Ada 2", "who they are is theirs; the name is taken for now");
    drop(other);
}

#[tokio::test]
async fn a_new_name_shows_everywhere_and_stays() {
    let mut app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let mut tab = ada.second_tab(&app.url).await;
    ada.say("before").await;
    let rename = |name: &str| UpdateUser { name: name.to_owned() };
    assert_eq!(ada.request(&rename("bob")).await.unwrap_err().code, ErrorCode::NameTaken);
    assert_eq!(ada.request(&rename(" ")).await.unwrap_err().code, ErrorCode::InvalidName);
    assert_eq!(ada.request(&rename("Countess")).await.unwrap().user.name.as_str(), "Countess");
    for other in [&mut bob, &mut tab] {
        assert_eq!(other.next::<UserUpdated>().await.user.name.as_str(), "Countess");
    }
    assert_eq!(tab.join(None).await.people[1].user.name.as_str(), "Countess");
    let messages = bob.join(None).await.messages;
    assert_eq!(messages[0].user.name.as_str(), "Ada", "messages keep the name of their time");
    assert_eq!(ada.say("after").await.user.name.as_str(), "Countess");
    app.guest("Ada").await;
    app.restart().await;
    let again = TestUser::connect(&app.url, json!({ "token": ada.session.token })).await;
    assert_eq!(again.session.user.name.as_str(), "Countess");
}

#[tokio::test]
async fn a_person_is_away_when_all_their_tabs_are() {
    let app = TestApp::start().await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut tab = ada.second_tab(&app.url).await;
    tab.join(None).await;
    let set = |status| SetPresence { status };
    assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Online);
    ada.request(&set(Status::Away)).await.unwrap();
    assert_eq!(bob.so_far::<PresenceChanged>().await, [], "one is still looked at");
    tab.request(&set(Status::Away)).await.unwrap();
    assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Away);
    let mut eve = app.guest("Eve").await;
    let people = eve.join(None).await.people;
    assert_eq!((people[0].user.name.as_str(), people[0].status), ("Ada", Status::Away));
    assert_eq!(bob.next::<PresenceChanged>().await.user, eve.session.user);
    ada.request(&set(Status::Busy)).await.unwrap();
    assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Busy);
    drop(ada);
    assert_eq!(bob.next::<PresenceChanged>().await.status, Status::Away, "the busy tab is closed");
    let error = tab.request(&set(Status::Offline)).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, Some("status")));
}

#[tokio::test]
async fn one_person_cannot_take_the_whole_server() {
    let rates = Rates { send: Rate { burst: 5, per_second: 1 }, ..Rates::default() };
    let app = TestApp::start_with(Limits { rates, ..Limits::default() }).await;
    let ada = app.guest_in_lobby("Ada").await;
    let tab = ada.second_tab(&app.url).await;
    for n in 0..5 {
        ada.say(&n.to_string()).await;
    }
    // Many at once: on a slow machine one more is allowed by now, but not all.
    let many = say("one too many");
    let answers = futures_util::future::join_all((0..30).map(|_| tab.request(&many))).await;
    let error = answers.into_iter().find_map(Result::err).expect("a limit");
    assert_eq!(error.code, ErrorCode::RateLimited);
    let wait = error.retry_after_ms.unwrap();
    assert!((1..=1_000).contains(&wait), "{wait}");
    app.guest_in_lobby("Bob").await.say("others go on").await;
    tokio::time::sleep(Duration::from_millis(wait + 50)).await;
    tab.request(&say("in time")).await.unwrap();
}
