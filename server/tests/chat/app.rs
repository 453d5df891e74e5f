//! A server for each test, and people to visit it.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use sociable::config::{AuthConfig, DialectConfig, HttpConfig, HttpOptions, SiteConfig, StoreConfig};
use sociable::{App, Dialects, Listeners, RunError};
use sociable_client::socketio::{Event, Reconnection};
use sociable_client::transport::{Client, Options, RequestError, native};
use sociable_protocol::{
    Ack, CreateRoom, Error, JoinReply, JoinRoom, Limits, Message, MessageNew, MessageText, Push, Request, RoomKind,
    RoomName, RoomSlug, SendMessage, Seq, Session, Topic, UserId,
};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::port::Port;

/// Longer than anything here takes, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running server and its data.
pub(crate) struct TestApp {
    pub(crate) url: String,
    data: TempDir,
    _port: Port,
    limits: Limits,
    http: HttpConfig,
    auth: AuthConfig,
    dialects: DialectConfig,
    site: SiteConfig,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    run: JoinHandle<Result<(), RunError>>,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        // Nobody wants to wait ten seconds in a test.
        Self::start_with(Limits { presence_grace_ms: 300, ..Limits::default() }).await
    }

    pub(crate) async fn start_with(limits: Limits) -> Self {
        Self::start_on(limits, HttpOptions::default()).await
    }

    pub(crate) async fn start_on(limits: Limits, http: HttpOptions) -> Self {
        Self::start_as(limits, http, AuthConfig::default(), DialectConfig::default(), SiteConfig::default()).await
    }

    /// A server that takes tokens.
    pub(crate) async fn start_for(auth: AuthConfig) -> Self {
        Self::start_with_site(auth, SiteConfig::default()).await
    }

    /// A server that takes tokens, and whose site asks it and is told.
    pub(crate) async fn start_with_site(auth: AuthConfig, site: SiteConfig) -> Self {
        let limits = Limits { presence_grace_ms: 300, ..Limits::default() };
        Self::start_as(limits, HttpOptions::default(), auth, DialectConfig::default(), site).await
    }

    pub(crate) async fn start_speaking(limits: Limits, http: HttpOptions, dialects: DialectConfig) -> Self {
        Self::start_as(limits, http, AuthConfig::default(), dialects, SiteConfig::default()).await
    }

    pub(crate) async fn start_as(
        limits: Limits,
        http: HttpOptions,
        auth: AuthConfig,
        dialects: DialectConfig,
        site: SiteConfig,
    ) -> Self {
        let (port, data) = (Port::hold(), TempDir::new().unwrap());
        let url = port.address();
        let mut app = Self { url, data, _port: port, limits, http: http.into(), auth, dialects, site, running: None };
        app.run().await;
        app
    }

    async fn run(&mut self) {
        let address = self.url.trim_start_matches("http://");
        let listeners = Listeners::bind(address).await.unwrap();
        self.url = listeners.url().to_owned();
        let app = App::start_with(&self.store_config(), self.limits.clone(), &self.auth, &self.site).await.unwrap();
        let app = app.speaking(Dialects::new(&self.dialects).unwrap());
        let (stop, stopped) = oneshot::channel();
        let stopped = async { stopped.await.unwrap_or_default() };
        let http = self.http.clone();
        let run = tokio::spawn(async move { app.run(listeners, &http, stopped).await });
        self.running = Some(Running { stop, run });
    }

    pub(crate) fn store_config(&self) -> StoreConfig {
        StoreConfig::new(self.data.path().to_owned())
    }

    /// Stops the server as SIGTERM does, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        let Running { stop, run } = self.running.take().expect("a running server");
        stop.send(()).expect("a running server");
        tokio::time::timeout(PATIENCE, run).await.expect("to stop in time").unwrap().unwrap();
    }

    /// Starts it where it was stopped.
    pub(crate) async fn start_again(&mut self) {
        self.run().await;
    }

    /// Starts it again on the same address and data.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.run().await;
    }

    /// A new guest.
    pub(crate) async fn guest(&self, name: &str) -> TestUser {
        TestUser::connect(&self.url, json!({ "name": name })).await
    }

    /// A file in the data directory.
    pub(crate) fn file(&self, name: &str) -> std::path::PathBuf {
        self.data.path().join(name)
    }

    /// A new guest who is in the lobby.
    pub(crate) async fn guest_in_lobby(&self, name: &str) -> TestUser {
        let mut user = self.guest(name).await;
        user.join(None).await;
        user
    }
}

/// What a client was told. Read by a task of its own, because a client whose events nobody reads stops reading its
/// socket, acks included.
type Events = mpsc::UnboundedReceiver<Event>;

/// One connection of one person.
pub(crate) struct TestUser {
    pub(crate) client: Client,
    pub(crate) session: Session,
    events: Events,
    /// Events that were not what a test waited for yet.
    seen: Vec<Event>,
}

impl TestUser {
    pub(crate) async fn connect(url: &str, auth: Value) -> Self {
        let (client, mut events) = dial(url, auth);
        let mut seen = Vec::new();
        let session = next(&mut events, &mut seen).await;
        Self { client, session, events, seen }
    }

    /// As [`connect`](Self::connect), where the server may refuse.
    pub(crate) async fn try_connect(url: &str, auth: Value) -> Result<Self, Error> {
        let (client, mut events) = dial(url, auth);
        let answer = async {
            loop {
                let event = events.recv().await.expect("a running client");
                if let Some(session) = event.push::<Session>() {
                    return Ok(session.expect("the contract's type"));
                }
                if let Some(error) = event.refusal() {
                    return Err(error);
                }
            }
        };
        let session = tokio::time::timeout(PATIENCE, answer).await.expect("an answer in time")?;
        Ok(Self { client, session, events, seen: Vec::new() })
    }

    /// Another connection of the same person.
    pub(crate) async fn second_tab(&self, url: &str) -> Self {
        Self::connect(url, json!({ "token": self.session.token })).await
    }

    pub(crate) async fn request<R: Request>(&self, request: &R) -> Result<R::Reply, Error> {
        refusal_only(self.client.request(request, PATIENCE).await)
    }

    /// Sends what no honest client would.
    pub(crate) async fn request_raw(&self, event: &str, payload: &Value) -> Result<Value, Error> {
        let ack = self.client.request_raw(event, payload, PATIENCE).await.expect("an answer");
        serde_json::from_value::<Ack<Value>>(ack).expect("an ack").into_result()
    }

    pub(crate) async fn join(&mut self, after: Option<u64>) -> JoinReply {
        let join = JoinRoom { after: after.map(Seq), ..JoinRoom::anew(RoomSlug::lobby()) };
        self.request(&join).await.expect("to join the lobby")
    }

    /// Comes into a room.
    pub(crate) async fn enter(&self, room: &RoomSlug) -> JoinReply {
        self.request(&JoinRoom::anew(room.clone())).await.expect("to join the room")
    }

    /// Says something in a room.
    pub(crate) async fn say_in(&self, room: &RoomSlug, text: &str) -> Message {
        let send = SendMessage { room: room.clone(), ..say(text) };
        self.request(&send).await.expect("to say something").message
    }

    /// Makes a room and comes into it.
    pub(crate) async fn make_room(&self, slug: &str, kind: RoomKind) -> RoomSlug {
        let name = RoomName::new(slug).expect("a valid name");
        let create = CreateRoom { name, slug: slug.parse().ok(), kind, topic: Topic::default() };
        let room = self.request(&create).await.expect("to make a room").room.slug;
        self.enter(&room).await;
        room
    }

    pub(crate) const fn id(&self) -> UserId {
        self.session.user.id
    }

    pub(crate) async fn say(&self, text: &str) -> Message {
        self.request(&say(text)).await.expect("to say something").message
    }

    /// The next event of this kind, also if it came while something else was waited for.
    pub(crate) async fn next<P: Push>(&mut self) -> P {
        next(&mut self.events, &mut self.seen).await
    }

    /// The next event of this kind, which may take longer than others.
    pub(crate) async fn next_within<P: Push>(&mut self, patience: Duration) -> P {
        next_within(&mut self.events, &mut self.seen, patience).await
    }

    /// What `choose` makes of the next event that it takes.
    pub(crate) async fn until<T>(&mut self, mut choose: impl FnMut(Event) -> Option<T>) -> T {
        let waiting = async {
            loop {
                if let Some(chosen) = choose(self.events.recv().await.expect("a running client")) {
                    return chosen;
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the event in time")
    }

    /// The next message, as its text.
    pub(crate) async fn hears(&mut self) -> String {
        let MessageNew(message) = self.next().await;
        message.text.expect("a text").to_string()
    }

    /// Takes out the events of this kind that came before a round trip to the server ends.
    pub(crate) async fn so_far<P: Push>(&mut self) -> Vec<P> {
        self.request_raw("no:such-event", &Value::Null).await.expect_err("an unknown event");
        while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(50), self.events.recv()).await {
            self.seen.push(event);
        }
        let (wanted, others) = std::mem::take(&mut self.seen).into_iter().partition(|e| e.push::<P>().is_some());
        self.seen = others;
        let wanted: Vec<Event> = wanted;
        wanted.iter().filter_map(|event| event.push()).map(|push| push.expect("the contract's type")).collect()
    }
}

pub(crate) fn say(text: &str) -> SendMessage {
    SendMessage {
        room: RoomSlug::lobby(),
        id: None,
        text: MessageText::new(text).expect("a valid text"),
        reply_to: None,
    }
}

/// The refusal of a handshake.
pub(crate) async fn refused(url: &str, auth: Value) -> Error {
    let (_client, mut events) = dial(url, auth);
    let event = tokio::time::timeout(PATIENCE, events.recv()).await.expect("an answer in time").expect("an answer");
    event.refusal().expect("a refusal in terms of the contract")
}

fn dial(url: &str, auth: Value) -> (Client, Events) {
    let mut options = Options::new(url);
    options.auth = Box::new(move || serde_json::value::to_raw_value(&auth).ok());
    let (initial, max) = (Duration::from_millis(20), Duration::from_millis(100));
    options.config.reconnection = Reconnection { initial, max, ..Reconnection::default() };
    let (client, mut events, driver) = native::connect(options);
    tokio::spawn(driver);
    let (read, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        // Ends with the test user, so that its connection closes.
        while let Some(event) = tokio::select! { event = events.next() => event, () = read.closed() => None } {
            if read.send(event).is_err() {
                break;
            }
        }
    });
    (client, received)
}

async fn next<P: Push>(events: &mut Events, seen: &mut Vec<Event>) -> P {
    next_within(events, seen, PATIENCE).await
}

async fn next_within<P: Push>(events: &mut Events, seen: &mut Vec<Event>, patience: Duration) -> P {
    let waiting = async {
        loop {
            if let Some(at) = seen.iter().position(|event| event.push::<P>().is_some()) {
                return seen.remove(at).push().expect("this kind").expect("the contract's type");
            }
            seen.push(events.recv().await.expect("a running client"));
        }
    };
    tokio::time::timeout(patience, waiting).await.unwrap_or_else(|_| panic!("no {} came", P::EVENT))
}

fn refusal_only<T>(result: Result<T, RequestError>) -> Result<T, Error> {
    match result {
        Ok(reply) => Ok(reply),
        Err(RequestError::Refused(error)) => Err(error),
        Err(other) => panic!("neither an answer nor a refusal: {other}"),
    }
}
