use serde_json::{Value, json};
use sociable_protocol::{
    ErrorCode, Message, MessageDeleted, MessageUpdated, ReactionChanged, Rev, RoomKind, RoomSlug, Seq,
};

use crate::app::{TestApp, TestUser};

async fn change(user: &TestUser, event: &str, id: impl serde::Serialize, more: Value) -> Result<Message, ErrorCode> {
    let mut payload = json!({ "room": "lobby", "id": id });
    for (key, value) in more.as_object().unwrap() {
        payload[key] = value.clone();
    }
    let reply = user.request_raw(event, &payload).await.map_err(|error| error.code)?;
    Ok(serde_json::from_value(reply["message"].clone()).unwrap())
}

fn text(message: &Message) -> Option<&str> {
    message.text.as_ref().map(|text| text.as_str())
}

#[tokio::test]
async fn an_edit_reaches_everybody_and_history() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let sent = ada.say("helo").await;
    let edited = change(&ada, "message:edit", sent.id, json!({ "text": "hello" })).await.unwrap();
    assert_eq!((text(&edited), edited.seq, edited.rev), (Some("hello"), sent.seq, Rev(1)));
    assert!(edited.edited_at.is_some());
    assert_eq!(bob.next::<MessageUpdated>().await.message, edited);
    assert_eq!(bob.join(None).await.messages, std::slice::from_ref(&edited));
    assert_eq!(change(&bob, "message:edit", sent.id, json!({ "text": "x" })).await, Err(ErrorCode::Forbidden));
    // The same again changes nothing, so that a retry after a lost answer is harmless.
    assert_eq!(change(&ada, "message:edit", sent.id, json!({ "text": "hello" })).await, Ok(edited));
    assert_eq!(bob.so_far::<MessageUpdated>().await, []);
}

#[tokio::test]
async fn a_deleted_message_leaves_its_place_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let sent = ada.say("secret").await;
    let answer = json!({ "room": "lobby", "text": "what?", "replyTo": sent.id });
    let reply: Message =
        serde_json::from_value(bob.request_raw("message:send", &answer).await.unwrap()["message"].clone()).unwrap();
    assert_eq!(reply.reply_to.as_ref().unwrap().text.as_ref().unwrap().as_str(), "secret");
    change(&bob, "message:react", sent.id, json!({ "reaction": "👍", "on": true })).await.unwrap();
    assert_eq!(change(&bob, "message:delete", sent.id, json!({})).await, Err(ErrorCode::Forbidden));
    let tombstone = change(&ada, "message:delete", sent.id, json!({})).await.unwrap();
    assert_eq!((text(&tombstone), tombstone.seq, tombstone.rev), (None, Seq(1), Rev(2)));
    assert_eq!((tombstone.reactions.len(), tombstone.mentions.len()), (0, 0));
    let deleted: MessageDeleted = bob.next().await;
    assert_eq!((deleted.id, deleted.seq, deleted.rev), (sent.id, Seq(1), Rev(2)));

    let messages = bob.join(None).await.messages;
    assert_eq!(messages[0], tombstone);
    let quote = messages[1].reply_to.as_ref().unwrap();
    assert_eq!((quote.seq, &quote.user, &quote.text), (Seq(1), &None, &None), "the quote is taken back, too");
    let found = bob.request_raw("message:search", &json!({ "query": "secret" })).await.unwrap();
    assert_eq!(found["messages"], json!([]));
    let more = json!({ "reaction": "👍", "on": true });
    assert_eq!(change(&bob, "message:react", sent.id, more).await, Err(ErrorCode::MessageNotFound));
    assert_eq!(change(&ada, "message:delete", sent.id, json!({})).await, Ok(tombstone), "once more changes nothing");
}

#[tokio::test]
async fn a_person_reacts_once_in_each_way() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    let id = ada.say("look").await.id;
    let react = |on: bool, reaction: &str| json!({ "reaction": reaction, "on": on });
    for _ in 0..2 {
        change(&bob, "message:react", id, react(true, "👍")).await.unwrap();
    }
    change(&ada, "message:react", id, react(true, "👍")).await.unwrap();
    change(&ada, "message:react", id, react(true, "🎉")).await.unwrap();
    let told: Vec<ReactionChanged> = ada.so_far().await;
    assert_eq!(told.iter().map(|event| event.rev.0).collect::<Vec<_>>(), [1, 2, 3], "the second changed nothing");
    let last = told.last().unwrap();
    let counts: Vec<(&str, u32)> = last.reactions.iter().map(|r| (r.reaction.as_str(), r.count)).collect();
    assert_eq!(counts, [("👍", 2), ("🎉", 1)]);
    assert_eq!(last.reactions[0].users, [bob.session.user.clone(), ada.session.user.clone()]);
    let after = change(&bob, "message:react", id, react(false, "👍")).await.unwrap();
    assert_eq!(after.reactions[0].count, 1);
    for n in 0..18 {
        change(&bob, "message:react", id, react(true, &n.to_string())).await.unwrap();
    }
    assert_eq!(change(&bob, "message:react", id, react(true, "one too many")).await, Err(ErrorCode::LimitReached));
}

#[tokio::test]
async fn moderators_pin_and_everybody_finds_it() {
    let app = TestApp::start().await;
    let (ada, mut bob) = (app.guest("Ada").await, app.guest("Bob").await);
    let room = ada.make_room("cats", RoomKind::Public).await;
    bob.enter(&room).await;
    let id = bob.say_in(&room, "rules").await.id;
    let pin = |pinned: bool| json!({ "room": room, "id": id, "pinned": pinned });
    assert_eq!(bob.request_raw("message:pin", &pin(true)).await.unwrap_err().code, ErrorCode::Forbidden);
    ada.request_raw("message:pin", &pin(true)).await.unwrap();
    assert_eq!(bob.next::<MessageUpdated>().await.message.pinned.unwrap().by, ada.id());
    let pins = bob.request_raw("message:pins", &json!({ "room": room })).await.unwrap();
    assert_eq!(pins["messages"][0]["id"], json!(id));
    ada.request_raw("message:pin", &pin(false)).await.unwrap();
    let pins = bob.request_raw("message:pins", &json!({ "room": room })).await.unwrap();
    assert_eq!(pins["messages"], json!([]));
}

#[tokio::test]
async fn the_server_says_who_is_mentioned() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    let lovelace = app.guest_in_lobby("Ada Lovelace").await;
    app.guest("Eve").await;
    let mentions = async |text: &str| -> Vec<String> {
        bob.say(text).await.mentions.into_iter().map(|user| user.name.to_string()).collect()
    };
    assert_eq!(mentions("@ada, look").await, ["Ada"]);
    assert_eq!(mentions("@Ada Lovelace wrote it").await, ["Ada Lovelace"], "the longest name");
    assert_eq!(mentions("(@ada lovelace) and @BOB").await, ["Ada Lovelace", "Bob"]);
    assert_eq!(mentions("mail ada@bob.example, @nobody, @Eve").await, [""; 0], "no mail, and only members");
    drop((ada, lovelace));
}

#[tokio::test]
async fn words_are_found_in_rooms_that_one_may_read() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest_in_lobby("Ada").await, app.guest_in_lobby("Bob").await);
    let secret = ada.make_room("secret", RoomKind::Private).await;
    ada.say_in(&secret, "the treasure is buried").await;
    ada.say("no Tréasure here, nothing buried").await;
    ada.say("\"quoted\" AND (syntax* OR -nothing").await;
    let find = async |user: &TestUser, query: &str| -> Vec<String> {
        let found = user.request_raw("message:search", &json!({ "query": query })).await.unwrap();
        found["messages"].as_array().unwrap().iter().map(|m| m["room"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(find(&ada, "treasure buried").await, ["lobby", "secret"], "the newest first");
    assert_eq!(find(&bob, "treasure buried").await, ["lobby"]);
    assert_eq!(find(&bob, "TREAS").await, ["lobby"], "without regard to case, accents and the rest of the last word");
    for query in ["\"", "AND", "a OR", "syntax*", "NEAR(", "-", "quoted\"", "*"] {
        find(&bob, query).await;
    }
    let error = bob.request_raw("message:search", &json!({ "query": "  " })).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, Some("query")));
    let error = bob.request_raw("message:search", &json!({ "query": "x", "next": "no" })).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidPayload, Some("next")));
}

#[tokio::test]
async fn search_goes_on_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    for n in 0..60 {
        ada.say(&format!("needle {n}")).await;
    }
    let (mut seqs, mut next) = (Vec::new(), None::<Value>);
    loop {
        let mut query = json!({ "query": "needle", "room": RoomSlug::lobby() });
        if let Some(next) = next {
            query["next"] = next;
        }
        let page = ada.request_raw("message:search", &query).await.unwrap();
        seqs.extend(page["messages"].as_array().unwrap().iter().map(|m| m["seq"].as_u64().unwrap()));
        next = page.get("next").cloned();
        if next.is_none() {
            break;
        }
    }
    assert_eq!(seqs, (1..=60).rev().collect::<Vec<_>>());
}
