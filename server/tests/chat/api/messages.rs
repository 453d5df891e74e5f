//! Messages.

use reqwest::Method;
use serde_json::json;
use sociable_protocol::{ErrorCode, MessageNew};

use super::Site;
use crate::tokens::{claims, enter};

#[tokio::test]
async fn a_bot_says_something_and_everybody_hears_it() {
    let site = Site::open().await;
    let mut bob = site.app.guest_in_lobby("Bob").await;
    let said = json!({ "text": "build 7 is green", "from": { "bot": "CI" } });
    let message = site.post("/rooms/lobby/messages", said.clone()).await["message"].clone();
    let MessageNew(heard) = bob.next().await;
    assert_eq!(serde_json::to_value(&heard).unwrap(), message);
    assert_eq!((heard.user.name.as_str(), heard.user.verified), ("CI", true));
    let again = site.post("/rooms/lobby/messages", said).await["message"].clone();
    assert_ne!(again["id"], message["id"], "without an id it is said twice");
    assert_eq!(again["user"], message["user"], "by the same bot");
    let answer = json!({ "text": "see above", "from": { "bot": "ci" }, "replyTo": message["id"] });
    let answer = site.post("/rooms/lobby/messages", answer).await["message"].clone();
    assert_eq!((&answer["replyTo"]["id"], &answer["user"]["id"]), (&message["id"], &message["user"]["id"]));
}

#[tokio::test]
async fn the_same_id_is_the_same_message_and_another_persons_is_refused() {
    let site = Site::open().await;
    let say =
        |bot: &str| json!({ "id": "018bcfe5-6800-7101-8101-010101010101", "text": "once", "from": { "bot": bot } });
    let first = site.post("/rooms/lobby/messages", say("CI")).await;
    assert_eq!(site.post("/rooms/lobby/messages", say("CI")).await, first);
    let other = site.refused(Method::POST, "/rooms/lobby/messages", Some(say("Other"))).await;
    assert_eq!(other, (409, ErrorCode::IdConflict));
    assert_eq!(site.get("/rooms/lobby/messages").await["messages"], json!([first["message"]]));
}

#[tokio::test]
async fn something_is_said_in_the_name_of_a_person_whom_the_site_names() {
    let site = Site::open().await;
    let mut ada = enter(&site.app, &claims("42", "Ada", &json!({}))).await;
    ada.join(None).await;
    let say = |from: serde_json::Value| json!({ "text": "hello", "from": from });
    let said = site.post("/rooms/lobby/messages", say(json!({ "subject": "42" }))).await;
    assert_eq!(said["message"]["user"]["id"], json!(ada.id()));
    let said = site.post("/rooms/lobby/messages", say(json!({ "user": ada.id() }))).await;
    assert_eq!(said["message"]["user"]["id"], json!(ada.id()));
    let unknown = site.refused(Method::POST, "/rooms/lobby/messages", Some(say(json!({ "subject": "43" })))).await;
    assert_eq!(unknown, (404, ErrorCode::UserNotFound));
    let said = site.post("/rooms/lobby/messages", say(json!({ "subject": "43", "name": "Bob" }))).await;
    let bob = enter(&site.app, &claims("43", "Bob", &json!({}))).await;
    assert_eq!(said["message"]["user"]["id"], json!(bob.id()), "known before they come");
    for from in [json!({}), json!({ "bot": "CI", "subject": "42" }), json!({ "bot": "" }), json!({ "subject": "" })] {
        let refused = site.refused(Method::POST, "/rooms/lobby/messages", Some(say(from))).await;
        assert_eq!(refused, (422, ErrorCode::InvalidPayload));
    }
}

#[tokio::test]
async fn what_was_said_is_read_a_page_at_a_time() {
    let site = Site::open().await;
    let bob = site.app.guest_in_lobby("Bob").await;
    for text in ["one", "two", "three"] {
        bob.say(text).await;
    }
    let texts = async |query: &str| {
        let page = site.get(&format!("/rooms/lobby/messages{query}")).await;
        let messages = page["messages"].as_array().unwrap();
        let texts: Vec<String> = messages.iter().map(|m| m["text"].as_str().unwrap().to_owned()).collect();
        (texts.join(" "), page["hasMore"].as_bool().unwrap())
    };
    assert_eq!(texts("").await, ("one two three".to_owned(), false));
    assert_eq!(texts("?limit=2").await, ("two three".to_owned(), true));
    assert_eq!(texts("?before=3&limit=1").await, ("two".to_owned(), true));
    assert_eq!(texts("?after=1&limit=1").await, ("two".to_owned(), true));
    for query in ["?limit=0", "?limit=101", "?limit=x", "?before=1&after=1"] {
        let (status, code) = site.refused(Method::GET, &format!("/rooms/lobby/messages{query}"), None).await;
        assert_eq!((status, code), (422, ErrorCode::InvalidPayload), "{query}");
    }
    assert_eq!(site.refused(Method::GET, "/rooms/nowhere/messages", None).await, (404, ErrorCode::RoomNotFound));
}
