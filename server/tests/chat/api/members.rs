//! Members, and who is here.

use reqwest::Method;
use serde_json::json;
use sociable_protocol::{ErrorCode, RemovedReason, RoomCreated, RoomRemoved, RoomSlug};

use super::Site;
use crate::tokens::{claims, enter};

#[tokio::test]
async fn somebody_is_added_removed_banned_and_let_back() {
    let site = Site::open().await;
    site.make_room("team", "private").await;
    let team: RoomSlug = "team".parse().unwrap();
    let mut ada = enter(&site.app, &claims("a/b ?42", "Ada", &json!({}))).await;
    let by_subject = "/rooms/team/members/sub:a%2Fb%20%3F42";
    site.do_it(Method::PUT, by_subject).await;
    site.do_it(Method::PUT, by_subject).await;
    assert_eq!(ada.next::<RoomCreated>().await.0.room.slug, team, "they are told at once");
    ada.enter(&team).await;
    site.do_it(Method::DELETE, by_subject).await;
    assert_eq!(ada.next::<RoomRemoved>().await.reason, RemovedReason::Removed);

    let by_id = format!("/rooms/team/bans/{}", ada.id());
    site.do_it(Method::PUT, &by_id).await;
    site.do_it(Method::PUT, &by_id).await;
    assert_eq!(site.refused(Method::PUT, by_subject, None).await, (403, ErrorCode::Banned));
    let said = json!({ "text": "x", "from": { "user": ada.id() } });
    let refused = site.refused(Method::POST, "/rooms/team/messages", Some(said)).await;
    assert_eq!(refused, (403, ErrorCode::Banned));
    site.do_it(Method::DELETE, &by_id).await;
    site.do_it(Method::PUT, by_subject).await;
    ada.enter(&team).await;

    for path in ["/rooms/team/members/sub:nobody", "/rooms/team/members/x", "/rooms/team/bans/sub:nobody"] {
        assert_eq!(site.refused(Method::PUT, path, None).await, (404, ErrorCode::UserNotFound), "{path}");
    }
    let named = site.answer(Method::PUT, "/rooms/team/members/sub:43", Some(json!({ "name": "Bob" }))).await;
    assert_eq!(named.0.as_u16(), 204);
    let bob = enter(&site.app, &claims("43", "Bob", &json!({}))).await;
    bob.enter(&team).await;
}

#[tokio::test]
async fn an_owner_is_removed_too() {
    let site = Site::open().await;
    let mut ada = site.app.guest("Ada").await;
    ada.make_room("hers", sociable_protocol::RoomKind::Private).await;
    site.do_it(Method::DELETE, &format!("/rooms/hers/members/{}", ada.id())).await;
    assert_eq!(ada.next::<RoomRemoved>().await.reason, RemovedReason::Removed);
}

#[tokio::test]
async fn who_is_here_is_told_of_a_room_and_of_all() {
    let site = Site::open().await;
    let ada = site.app.guest_in_lobby("Ada").await;
    site.app.guest("Bob").await;
    let _bob = site.app.guest("Bobby").await;
    let here = site.get("/rooms/lobby/presence").await;
    assert_eq!(here, json!({ "people": [{ "user": ada.session.user, "status": "online" }], "peopleCount": 1 }));
    let all = site.get("/presence").await;
    assert!(all["peopleCount"].as_u64().unwrap() >= 2, "{all}");
    assert_eq!(site.refused(Method::GET, "/rooms/nowhere/presence", None).await, (404, ErrorCode::RoomNotFound));
}
