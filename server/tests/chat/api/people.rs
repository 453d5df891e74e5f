//! People, and ending their sessions.

use reqwest::Method;
use serde_json::json;
use sociable_protocol::{ErrorCode, SessionRevoked, UserUpdated};

use super::Site;
use crate::app::{TestUser, refused};
use crate::tokens::{claims, enter, seconds, signed};

#[tokio::test]
async fn a_person_is_found_by_their_id_and_by_what_the_site_calls_them() {
    let site = Site::open().await;
    let ada = enter(&site.app, &claims("42", "Ada", &json!({}))).await;
    let shown = site.get("/users/sub:42").await;
    let expected = json!({ "user": ada.session.user, "subject": "42", "status": "online" });
    assert_eq!(shown, expected);
    assert_eq!(site.get(&format!("/users/{}", ada.id())).await, expected);
    let guest = site.app.guest("Bob").await;
    let shown = site.get(&format!("/users/{}", guest.id())).await;
    assert_eq!(shown["subject"], json!(null));
    assert_eq!(site.refused(Method::GET, "/users/sub:43", None).await, (404, ErrorCode::UserNotFound));
    // Bots are not people of the site.
    site.post("/rooms/lobby/messages", json!({ "text": "x", "from": { "bot": "42" } })).await;
    assert_eq!(site.get("/users/sub:42").await["user"]["id"], json!(ada.id()));
}

#[tokio::test]
async fn what_the_site_says_of_somebody_is_shown_at_once() {
    let site = Site::open().await;
    let mut bob = site.app.guest_in_lobby("Bob").await;
    let mut ada = enter(&site.app, &claims("42", "Ada", &json!({}))).await;
    ada.join(None).await;
    let (status, shown) = site.answer(Method::PUT, "/users/sub:42", Some(json!({ "name": "Countess" }))).await;
    assert_eq!((status.as_u16(), &shown["user"]["name"]), (200, &json!("Countess")));
    assert_eq!(bob.next::<UserUpdated>().await.user.name.as_str(), "Countess");
    assert_eq!(ada.say("hello").await.user.name.as_str(), "Countess");
}

#[tokio::test]
async fn sessions_that_were_ended_are_not_begun_again_with_a_token_of_before() {
    let site = Site::open().await;
    let mut ada = enter(&site.app, &claims("42", "Ada", &json!({}))).await;
    site.do_it(Method::DELETE, "/users/sub:42/sessions").await;
    ada.next::<SessionRevoked>().await;
    for old in [claims("42", "Ada", &json!({})), claims("42", "Ada", &json!({ "iat": null }))] {
        let error = refused(&site.app.url, json!({ "token": signed(&old) })).await;
        assert_eq!(error.code, ErrorCode::InvalidToken, "{error}");
    }
    enter(&site.app, &claims("42", "Ada", &json!({ "iat": seconds(2) }))).await;

    let mut bob = site.app.guest("Bob").await;
    site.do_it(Method::DELETE, &format!("/users/{}/sessions", bob.id())).await;
    bob.next::<SessionRevoked>().await;
    let again = TestUser::try_connect(&site.app.url, json!({ "token": bob.session.token })).await;
    assert_eq!(again.err().unwrap().code, ErrorCode::InvalidToken);
}
