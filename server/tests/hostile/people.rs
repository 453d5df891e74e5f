//! What people do to each other: to be somebody else, to be where they may not, and texts that hurt whoever shows them.
//! What ends access, and that it ends at once, is in `tests/chat/revocation.rs`; whose pages may connect in
//! `tests/chat/origins.rs`. Previews of links do not exist: the server asks nobody for anything.

use serde_json::{Value, json};
use sociable_protocol::{ErrorCode, RoomKind};

use crate::app::{TestUser, refused};
use crate::arena::Arena;
use crate::findings::Findings;
use crate::tcp::Tcp;

#[tokio::test]
async fn nobody_is_somebody_else_by_saying_so() {
    let arena = Arena::open().await;
    let url = &arena.server.url;
    let ada = TestUser::connect(url, json!({ "name": "Ada" })).await;
    let room = ada.make_room("team", RoomKind::Private).await;
    ada.say_in(&room, "secret").await;
    let eve = TestUser::connect(url, json!({ "name": "Eve", "user": ada.session.user, "id": ada.id() })).await;
    assert_ne!(eve.id(), ada.id());
    eve.enter(&sociable_protocol::RoomSlug::lobby()).await;
    let forged = json!({ "room": "lobby", "text": "x", "user": ada.session.user, "sender": ada.id(), "seq": 1 });
    let sent = eve.request_raw("message:send", &forged).await.unwrap();
    assert_eq!(sent["message"]["user"]["id"], json!(eve.id()));

    // A room that one is not in is not there, by whatever one asks, also by the id of a message in it.
    let head = ada.enter(&room).await;
    let id = serde_json::to_value(&head).unwrap()["messages"][0]["id"].clone();
    let mut findings = Findings::default();
    for (event, payload) in [
        ("room:join", json!({ "room": room })),
        ("room:members", json!({ "room": room })),
        ("room:invite", json!({ "room": room, "user": eve.id() })),
        ("room:role", json!({ "room": room, "user": eve.id(), "role": "owner" })),
        ("room:update", json!({ "room": room, "name": "mine" })),
        ("message:history", json!({ "room": room })),
        ("message:history", json!({ "room": room, "after": 0 })),
        ("message:pins", json!({ "room": room })),
        ("message:send", json!({ "room": room, "text": "x" })),
        ("message:edit", json!({ "room": room, "id": id, "text": "x" })),
        ("message:delete", json!({ "room": room, "id": id })),
        ("message:react", json!({ "room": room, "id": id, "reaction": "x", "on": true })),
        ("message:pin", json!({ "room": room, "id": id, "pinned": true })),
        ("read:set", json!({ "room": room, "seq": 1 })),
    ] {
        let error = eve.request_raw(event, &payload).await.map_err(|error| error.code);
        findings.expect(event, &error, &Err(ErrorCode::RoomNotFound));
    }
    // Nor by naming another room that one is in.
    let lobby = json!({ "room": "lobby", "id": id, "text": "x" });
    let error = eve.request_raw("message:edit", &lobby).await.unwrap_err();
    findings.expect("a message of another room", &error.code, &ErrorCode::MessageNotFound);
    let error = eve.request_raw("typing:set", &json!({ "room": room, "typing": true })).await.unwrap_err();
    findings.expect("typing:set", &error.code, &ErrorCode::NotJoined);
    // And not by having been there, as one says.
    let cursors = json!({ "token": eve.session.token, "cursors": { room.as_str(): 0 } });
    let mut again = TestUser::connect(url, cursors).await;
    assert_eq!(again.next::<sociable_protocol::RoomRemoved>().await.room, room);
    let error = again.request_raw("message:send", &json!({ "room": "lobby", "text": "x", "replyTo": id })).await;
    findings.expect("a reply to it", &error.map_err(|error| error.code), &Err(ErrorCode::MessageNotFound));
    findings.tell();
    drop((ada, eve, again));
    arena.close().await;
}

#[tokio::test]
async fn tokens_are_not_guessed_and_not_logged() {
    let arena = Arena::open_with(&["SOCIABLE_LOG=sociable=trace,tower_http=trace,info"]).await;
    let url = &arena.server.url;
    let ada = TestUser::connect(url, json!({ "name": "Ada" })).await;
    ada.enter(&sociable_protocol::RoomSlug::lobby()).await;
    ada.say("a text that is nobody's business").await;
    let token = ada.session.token.clone().unwrap();
    let (rest, mac) = token.rsplit_once('.').unwrap();
    let (first, behind) = mac.split_at(1);
    let flipped = format!("{}{behind}", if first == "A" { "B" } else { "A" });
    let parts: Vec<&str> = token.split('.').collect();
    let other = TestUser::connect(url, json!({ "name": "Other" })).await;
    let others: Vec<&str> = other.session.token.as_deref().unwrap().split('.').collect();
    let guesses = [
        String::new(),
        "v2".to_owned(),
        rest.to_owned(),
        format!("{rest}."),
        format!("{rest}.{flipped}"),
        format!("{rest}.{behind}"),
        format!("{token}A"),
        format!("{token}="),
        format!(" {token}"),
        format!("{}.{}.{}.{}", parts[0], parts[1], parts[2].to_owned() + "1", parts[3]),
        // Somebody else's signature.
        format!("{}.{}.{}.{}", parts[0], parts[1], parts[2], others[3]),
        format!("v1.{}.{}", parts[1], parts[3]),
        "x".repeat(90_000),
        "\u{0}".to_owned(),
    ];
    arena.forgives_unjoined(guesses.len());
    for guess in guesses {
        let error = refused(url, json!({ "token": guess })).await;
        assert_eq!(error.code, ErrorCode::InvalidToken, "{guess:.100}");
        assert!(guess.len() < 3 || !error.message.contains(&guess), "what was sent is not repeated");
    }
    // An old client has nowhere but the address for it; there it is not logged, either.
    let query = format!("EIO=3&transport=polling&token={token}");
    let mut tcp = Tcp::connect(arena.address).await;
    let open = tcp.get(&format!("/socket.io/?{query}")).await;
    let sid = open.body.split('"').nth(3).unwrap().to_owned();
    let left = tcp.post(&format!("/socket.io/?EIO=3&transport=polling&sid={sid}"), "1:1").await;
    assert_eq!(left.status, 200);
    drop((ada, other, tcp));
    arena.settles().await;
    let log = arena.log();
    assert!(log.contains("DEBUG") || log.contains("TRACE"), "it says much");
    for secret in [token.as_str(), mac, "nobody's business", &sid] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    arena.close().await;
}

#[tokio::test]
async fn texts_that_hurt_are_kept_as_they_are_or_refused() {
    let arena = Arena::open().await;
    let mut ada = TestUser::connect(&arena.server.url, json!({ "name": "Ada" })).await;
    ada.enter(&sociable_protocol::RoomSlug::lobby()).await;
    // The page shows messages as text, so that what is in them need not be known here; it is not changed, either.
    for text in [
        "<script>alert(1)</script>",
        "<img name=body src=x onerror=alert(1)>",
        "[a](javascript:alert(1)) [b](data:text/html,x) [c](  JaVaScRiPt:alert(1))",
        "http://127.0.0.1:1/ http://169.254.169.254/latest/meta-data/",
        "\u{202e}gnp.exe\u{202c} \u{2066}x\u{2069} \u{200b}\u{feff}y",
        "{\"_placeholder\":true,\"num\":0}",
        "'; DROP TABLE messages; --",
        "${jndi:ldap://127.0.0.1/a} {{7*7}} %s%n",
        "\u{10ffff}\u{fffe}\u{e000}",
    ] {
        let sent = ada.request_raw("message:send", &json!({ "room": "lobby", "text": text })).await;
        let sent = sent.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(sent["message"]["text"], text);
        while ada.hears().await != text {}
    }
    // What a terminal would obey is taken out.
    let sent =
        ada.request_raw("message:send", &json!({ "room": "lobby", "text": "a\0b \u{1b}[2J\u{7}" })).await.unwrap();
    assert_eq!(sent["message"]["text"], "ab [2J");
    let mut findings = Findings::default();
    let marks = "\u{301}".repeat(5_000);
    for (name, text) in [
        ("one combining character, a megabyte of it", "\u{301}".repeat(45_000)),
        ("one character with 5,000 marks", format!("a{marks}")),
    ] {
        let sent = ada.request_raw("message:send", &json!({ "room": "lobby", "text": text })).await;
        let is_refused = sent.as_ref().is_err_and(|error| error.code == ErrorCode::InvalidPayload);
        findings.expect(&format!("{name}: {:.200}", format!("{sent:?}")), &is_refused, &true);
    }
    // Searches are words and no expressions.
    for query in ["\"", "a OR b NOT", "NEAR(a b)", "*", "text:a", "(((", "'; --", "%", "\0", "\u{301}"] {
        let found: Result<Value, _> = ada.request_raw("message:search", &json!({ "query": query })).await;
        let is_answered = found.as_ref().map_or_else(|error| error.code == ErrorCode::InvalidPayload, |_| true);
        findings.expect(&format!("search {query:?}: {found:?}"), &is_answered, &true);
    }
    // Names that are the same once they are folded.
    for name in ["ada", "ADA", "Ａｄａ", " Ada ", "A\u{200b}da", "𝐀da"] {
        let error = TestUser::try_connect(&arena.server.url, json!({ "name": name })).await.map(drop);
        let is_refused =
            error.as_ref().is_err_and(|error| matches!(error.code, ErrorCode::NameTaken | ErrorCode::InvalidName));
        findings.expect(&format!("name {name:?}: {error:?}"), &is_refused, &true);
    }
    // What turns a line around, and what nobody sees, is no part of a name; so these are the same, too.
    let bob = TestUser::connect(&arena.server.url, json!({ "name": "\u{202e}B\u{200b}ob\0" })).await;
    assert_eq!(bob.session.user.name.as_str(), "Bob");
    arena.forgives_unjoined(6 + 3);
    for name in ["\u{200b}", "\n", &"x".repeat(33)] {
        let error = TestUser::try_connect(&arena.server.url, json!({ "name": name })).await.map(drop);
        let is_refused = error.as_ref().is_err_and(|error| error.code == ErrorCode::InvalidName);
        findings.expect(&format!("name {name:?}: {error:?}"), &is_refused, &true);
    }
    findings.tell();
    drop((ada, bob));
    arena.close().await;
}

#[tokio::test]
async fn headers_that_lie_change_nothing() {
    let arena = Arena::open().await;
    let mut findings = Findings::default();
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n";
    for (transport, more) in [("polling", ""), ("websocket", upgrade)] {
        for (name, headers) in [
            ("another site", "Origin: https://evil.example\r\n"),
            ("no site", "Origin: null\r\n"),
            ("a longer name", "Origin: http://localhost.evil.example\r\n"),
            ("a name in front", "Origin: http://evil-localhost\r\n"),
            ("another port", "Origin: http://localhost:1\r\n"),
            ("a user in front", "Origin: http://localhost@evil.example\r\n"),
            ("no address", "Origin: localhost\r\n"),
            ("two", "Origin: http://localhost\r\nOrigin: https://evil.example\r\n"),
            ("a proxy that nobody trusts", "Origin: https://evil.example\r\nX-Forwarded-Host: evil.example\r\n"),
            ("another", "Origin: https://evil.example\r\nForwarded: host=evil.example\r\n"),
        ] {
            let mut tcp = Tcp::connect(arena.address).await;
            let target = format!("/socket.io/?EIO=4&transport={transport}");
            tcp.ask("GET", &target, &format!("{headers}{more}"), b"").await;
            let answer = tcp.response().await.unwrap();
            findings.expect(&format!("{name}, {transport}"), &(answer.status, answer.code()), &(403, Some(4)));
            let is_allowed = answer.head.to_lowercase().contains("access-control-allow-origin");
            findings.expect(&format!("{name}, {transport}: allowed"), &is_allowed, &false);
        }
    }
    findings.tell();
    arena.close().await;
}
