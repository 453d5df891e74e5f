//! What the site is told, whatever becomes of it or of us meanwhile.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::Sha256;
use sociable::config::{SiteConfig, WebhookConfig, webhook_secret};
use sociable_protocol::{DeleteMessage, EditMessage, LeaveRoom, OpenDirect, RoomKind, RoomSlug, UpdateRoom};

use crate::app::{PATIENCE, TestApp, TestUser};
use crate::tokens::with_secret;

const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A site that is told.
pub(crate) struct Receiver {
    url: String,
    got: Arc<Got>,
}

#[derive(Default)]
struct Got {
    /// What was taken, in the order it came: id and event.
    taken: Mutex<Vec<(String, Value)>>,
    /// What came, also what was not taken: ids.
    tried: Mutex<Vec<String>>,
    /// What is answered next, before everything is taken.
    answers: Mutex<Vec<Answer>>,
    /// Rooms of which nothing is taken.
    refuses: Mutex<Option<String>>,
    /// The room of which nothing is ever answered.
    hangs: Mutex<Option<String>>,
    /// Events that came and are not answered, while whoever sent them still waits.
    unanswered: Arc<()>,
}

#[derive(Clone)]
enum Answer {
    Status(u16),
    Slow,
    Redirect(String),
    Endless,
}

impl Receiver {
    async fn open(answers: Vec<Answer>) -> Self {
        let got = Arc::new(Got::default());
        got.answers.lock().extend(answers.into_iter().rev());
        let router = Router::new().fallback(take).with_state(Arc::clone(&got));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?secret=in-the-address", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, got }
    }

    fn config(&self) -> SiteConfig {
        let secret = webhook_secret(SECRET.as_bytes()).unwrap();
        let webhook = WebhookConfig { url: self.url.parse().unwrap(), secret, first_retry: Duration::from_millis(20) };
        SiteConfig { webhook: Some(webhook), ..SiteConfig::default() }
    }

    async fn start(&self) -> TestApp {
        TestApp::start_with_site(with_secret(), self.config()).await
    }

    /// Waits until as many were taken, and gives all.
    async fn takes(&self, count: usize) -> Vec<Value> {
        let waiting = async {
            while self.taken().len() < count {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| {
            panic!("only {} of {count} were taken", self.taken().len());
        });
        self.taken()
    }

    /// What was taken, each once: what is answered in vain is told again.
    fn taken(&self) -> Vec<Value> {
        let taken = self.got.taken.lock();
        let mut seen = std::collections::HashSet::new();
        taken.iter().filter(|(id, _)| seen.insert(id)).map(|(_, event)| event.clone()).collect()
    }

    /// The texts of the messages that were taken, each once.
    fn texts(&self, room: &str) -> Vec<String> {
        let taken = self.taken();
        let messages = taken.iter().filter(|event| event["type"] == "message.created");
        let here = messages.filter(|event| event["data"]["message"]["room"] == room);
        here.map(|event| event["data"]["message"]["text"].as_str().unwrap().to_owned()).collect()
    }
}

async fn take(State(got): State<Arc<Got>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1_000_000).await.unwrap();
    let id = verified(&parts.headers, &body);
    got.tried.lock().push(id.clone());
    let event: Value = serde_json::from_slice(&body).unwrap();
    let answer = got.answers.lock().pop();
    match answer {
        Some(Answer::Status(status)) => {
            return (StatusCode::from_u16(status).unwrap(), [(header::RETRY_AFTER, "0")], "no").into_response();
        }
        Some(Answer::Redirect(to)) => return (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Some(Answer::Slow) => tokio::time::sleep(Duration::from_millis(300)).await,
        Some(Answer::Endless) => {
            let chunks = futures_util::stream::repeat(Ok::<_, std::fmt::Error>(vec![b'x'; 10_000]));
            got.taken.lock().push((id, event));
            return axum::body::Body::from_stream(chunks).into_response();
        }
        None => {}
    }
    let about = event["data"]["message"]["room"].as_str().map(str::to_owned);
    if about.is_some() && about == *got.hangs.lock() {
        let _unanswered = Arc::clone(&got.unanswered);
        std::future::pending::<()>().await;
    }
    if about.is_some() && about == *got.refuses.lock() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    got.taken.lock().push((id, event));
    StatusCode::NO_CONTENT.into_response()
}

/// The id of an event whose signature is right.
fn verified(headers: &HeaderMap, body: &[u8]) -> String {
    let field = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, timestamp, signature) = (field("webhook-id"), field("webhook-timestamp"), field("webhook-signature"));
    let mut mac = Hmac::<Sha256>::new_from_slice(&BASE64_STANDARD.decode(SECRET).unwrap()).unwrap();
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    let sent = BASE64_STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    mac.verify_slice(&sent).expect("a right signature");
    let age = crate::tokens::seconds(0) - timestamp.parse::<i64>().unwrap();
    assert!((-1..60).contains(&age), "signed anew at each try");
    id
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

async fn say_many(user: &TestUser, room: &RoomSlug, texts: std::ops::Range<u32>) -> Vec<String> {
    let texts: Vec<String> = texts.map(|n| format!("{room} {n}")).collect();
    for text in &texts {
        user.say_in(room, text).await;
    }
    texts
}

#[tokio::test]
async fn the_site_is_told_what_happens_in_its_rooms_and_nothing_of_direct_ones() {
    let site = Receiver::open(Vec::new()).await;
    let app = site.start().await;
    let ada = app.guest("Ada").await;
    let bob = app.guest("Bob").await;
    let direct = ada.request(&OpenDirect { user: bob.id() }).await.unwrap().room.slug;
    ada.say_in(&direct, "psst").await;
    let team = ada.make_room("team", RoomKind::Private).await;
    let said = ada.say_in(&team, "hello").await;
    let text = "hello again".to_owned().try_into().unwrap();
    ada.request(&EditMessage { room: team.clone(), id: said.id, text }).await.unwrap();
    let react = json!({ "room": team, "id": said.id, "reaction": "👍", "on": true });
    ada.request_raw("message:react", &react).await.unwrap();
    ada.request(&DeleteMessage { room: team.clone(), id: said.id }).await.unwrap();
    let topic = sociable_protocol::Topic::new("work").ok();
    ada.request(&UpdateRoom { room: team.clone(), name: None, topic, archived: None }).await.unwrap();
    ada.request(&LeaveRoom { room: team.clone() }).await.unwrap();
    let events = site.takes(8).await;
    let expected = [
        "room.created",
        "member.joined",
        "message.created",
        "message.updated",
        "message.reacted",
        "message.deleted",
        "room.updated",
        "member.left",
    ];
    assert_eq!(kinds(&events), expected);
    let document = crate::api::document::Document::read();
    events.iter().for_each(|event| document.check_event(event));
    assert_eq!(events[0]["data"]["room"]["slug"], "team");
    assert_eq!(events[1]["data"], json!({ "room": "team", "user": ada.id() }));
    assert_eq!(events[2]["data"]["message"], serde_json::to_value(&said).unwrap());
    assert_eq!(events[7]["data"], json!({ "room": "team", "user": ada.id(), "reason": "left" }));
    assert!(events[0]["timestamp"].is_string());
    assert!(!format!("{events:?}").contains("psst"));
}

#[tokio::test]
async fn what_is_not_taken_is_told_again_in_order_with_the_same_id() {
    let target = Receiver::open(Vec::new()).await;
    let redirect = Answer::Redirect(target.url.clone());
    let answers = vec![Answer::Status(500), Answer::Status(429), redirect, Answer::Slow, Answer::Endless];
    let site = Receiver::open(answers).await;
    let app = site.start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let texts = say_many(&ada, &RoomSlug::lobby(), 0..30).await;
    site.takes(31).await;
    assert_eq!(site.texts("lobby"), texts);
    let tried = site.got.tried.lock().clone();
    assert_eq!(tried[0], tried[1], "the same event");
    let ids: std::collections::HashSet<_> = tried.iter().collect();
    assert_eq!(ids.len(), 31, "one for each event");
    assert!(target.got.tried.lock().is_empty(), "a redirection is not followed");
}

#[tokio::test]
async fn a_room_of_which_nothing_is_taken_holds_up_no_other() {
    let site = Receiver::open(Vec::new()).await;
    *site.got.refuses.lock() = Some("bad".to_owned());
    let app = site.start().await;
    let ada = app.guest("Ada").await;
    let (bad, good) = (ada.make_room("bad", RoomKind::Public).await, ada.make_room("good", RoomKind::Public).await);
    let held = say_many(&ada, &bad, 0..3).await;
    let texts = say_many(&ada, &good, 0..20).await;
    site.takes(24).await;
    assert_eq!((site.texts("good"), site.texts("bad")), (texts, Vec::new()));
    *site.got.refuses.lock() = None;
    site.takes(27).await;
    assert_eq!(site.texts("bad"), held);
}

#[tokio::test]
async fn a_room_of_which_nothing_is_answered_holds_up_no_other() {
    let site = Receiver::open(Vec::new()).await;
    *site.got.hangs.lock() = Some("bad".to_owned());
    let app = site.start().await;
    let ada = app.guest("Ada").await;
    let (bad, good) = (ada.make_room("bad", RoomKind::Public).await, ada.make_room("good", RoomKind::Public).await);
    ada.say_in(&bad, "never answered").await;
    let unanswered = || Arc::strong_count(&site.got.unanswered) - 1;
    let waiting = async {
        while unanswered() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    let texts = say_many(&ada, &good, 0..3).await;
    site.takes(7).await;
    assert_eq!(site.texts("good"), texts);
    let tried = site.got.tried.lock().len();
    assert_eq!((unanswered(), tried), (1, 8), "it waited all the while, for the first time");
}

#[tokio::test]
async fn a_site_that_is_down_holds_up_nobody_and_is_told_all_when_it_is_back_also_after_a_restart() {
    let mut down = vec![Answer::Status(503); 200];
    down[0] = Answer::Slow;
    let site = Receiver::open(down).await;
    let mut app = site.start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut texts = say_many(&ada, &RoomSlug::lobby(), 0..20).await;
    app.restart().await;
    let bob = app.guest_in_lobby("Bob").await;
    texts.extend(say_many(&bob, &RoomSlug::lobby(), 20..40).await);
    site.got.answers.lock().clear();
    site.takes(42).await;
    assert_eq!(site.texts("lobby"), texts, "each at least once, in order");
}
