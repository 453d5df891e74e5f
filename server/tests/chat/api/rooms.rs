//! Rooms.

use reqwest::Method;
use serde_json::json;
use sociable_protocol::{ErrorCode, RemovedReason, RoomKind, RoomRemoved, RoomUpdated};

use super::Site;

#[tokio::test]
async fn rooms_are_made_shown_changed_and_listed() {
    let site = Site::open().await;
    let made = site.post("/rooms", json!({ "name": "Support desk", "kind": "private", "topic": "help" })).await;
    assert_eq!(made["room"]["slug"], "support-desk");
    let again = site.refused(Method::POST, "/rooms", Some(json!({ "name": "Support desk" }))).await;
    assert_eq!(again, (409, ErrorCode::SlugTaken));
    let shown = site.get("/rooms/support-desk").await;
    assert_eq!((&shown["room"], &shown["head"], &shown["online"]), (&made["room"], &json!(0), &json!(0)));

    let patch = Some(json!({ "topic": "more help" }));
    let (_, changed) = site.answer(Method::PATCH, "/rooms/support-desk", patch).await;
    assert_eq!(changed["room"]["topic"], "more help");
    let ada = site.app.guest_in_lobby("Ada").await;
    let direct = ada.make_room("theirs", RoomKind::Private).await;
    let listed = site.get("/rooms").await;
    let rooms = listed["rooms"].as_array().unwrap();
    let slugs: Vec<_> = rooms.iter().map(|listed| listed["room"]["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["lobby", "support-desk", direct.as_str()], "private ones included");
    assert_eq!((&rooms[0]["members"], &rooms[0]["online"], &listed["hasMore"]), (&json!(1), &json!(1), &json!(false)));
    let rest = site.get("/rooms?after=lobby").await;
    assert_eq!(rest["rooms"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_archived_room_is_closed_at_once_and_can_be_opened_again() {
    let site = Site::open().await;
    let mut ada = site.app.guest_in_lobby("Ada").await;
    let archive = |archived: bool| site.answer(Method::PATCH, "/rooms/lobby", Some(json!({ "archived": archived })));
    archive(true).await;
    assert!(ada.next::<RoomUpdated>().await.room.archived);
    assert_eq!(ada.next::<RoomRemoved>().await.reason, RemovedReason::Archived);
    let said = json!({ "text": "x", "from": { "bot": "CI" } });
    let refused = site.refused(Method::POST, "/rooms/lobby/messages", Some(said)).await;
    assert_eq!(refused, (409, ErrorCode::RoomArchived));
    archive(false).await;
    ada.join(None).await;
}

#[tokio::test]
async fn direct_rooms_are_nobody_elses_business() {
    let site = Site::open().await;
    let (ada, bob) = (site.app.guest("Ada").await, site.app.guest("Bob").await);
    let open = sociable_protocol::OpenDirect { user: bob.id() };
    let slug = ada.request(&open).await.unwrap().room.slug;
    ada.say_in(&slug, "psst").await;
    let said = json!({ "text": "x", "from": { "bot": "CI" } });
    for (method, path, body) in [
        (Method::GET, format!("/rooms/{slug}"), None),
        (Method::PATCH, format!("/rooms/{slug}"), Some(json!({ "archived": true }))),
        (Method::GET, format!("/rooms/{slug}/messages"), None),
        (Method::POST, format!("/rooms/{slug}/messages"), Some(said)),
        (Method::GET, format!("/rooms/{slug}/presence"), None),
        (Method::PUT, format!("/rooms/{slug}/members/{}", bob.id()), None),
        (Method::DELETE, format!("/rooms/{slug}/members/{}", bob.id()), None),
        (Method::PUT, format!("/rooms/{slug}/bans/{}", bob.id()), None),
        (Method::GET, "/rooms/No!".to_owned(), None),
        (Method::GET, "/rooms/%20".to_owned(), None),
    ] {
        assert_eq!(site.refused(method, &path, body).await, (404, ErrorCode::RoomNotFound), "{path}");
    }
    assert!(!site.get("/rooms").await.to_string().contains(slug.as_str()));
    let made = site.refused(Method::POST, "/rooms", Some(json!({ "name": "x", "slug": "dm-x" }))).await;
    assert_eq!(made, (422, ErrorCode::InvalidPayload));
}
