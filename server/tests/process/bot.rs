//! A person whom no one looks at: the reducer of the frontend on the native transport.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use parking_lot::Mutex;
use sociable_client::chat::{Action, Answer, ChatState, Effect, Failure, Query, reduce};
use sociable_client::event_action;
use sociable_client::socketio::Reconnection;
use sociable_client::transport::{Client, Options, RequestError, native};
use sociable_protocol::{Handshake, Message, MessageId, MessageText, Request, RoomSlug, Timestamp};
use time::OffsetDateTime;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// A running client with state. Aborted when dropped.
pub(crate) struct Bot {
    pub(crate) client: Client,
    state: Arc<Mutex<ChatState>>,
    actions: mpsc::UnboundedSender<Action>,
    tasks: Vec<JoinHandle<()>>,
    /// Everything it said, by id: where, and what.
    pub(crate) said: HashMap<MessageId, (RoomSlug, String)>,
}

pub(crate) fn now() -> Timestamp {
    OffsetDateTime::now_utc().into()
}

pub(crate) fn new_id(random: &mut fastrand::Rng) -> MessageId {
    MessageId::new(now(), std::array::from_fn(|_| random.u8(..)))
}

impl Bot {
    /// Comes in under a name and opens the rooms.
    pub(crate) fn start(url: &str, name: &str, rooms: &[RoomSlug]) -> Self {
        let handshake = Arc::new(Mutex::new(Handshake::default()));
        let mut options = Options::new(url);
        options.auto_connect = false;
        let auth = Arc::clone(&handshake);
        options.auth = Box::new(move || serde_json::value::to_raw_value(&*auth.lock()).ok());
        let (initial, max) = (Duration::from_millis(50), Duration::from_millis(500));
        options.config.reconnection = Reconnection { initial, max, ..Reconnection::default() };
        let (client, mut events, driver) = native::connect(options);
        let (actions, mut acting) = mpsc::unbounded_channel();
        let told = actions.clone();
        let mut tasks = vec![tokio::spawn(driver)];
        tasks.push(tokio::spawn(async move {
            while let Some(event) = events.next().await {
                let action = event_action(&event).expect("events of the contract");
                if action.is_some_and(|action| told.send(action).is_err()) {
                    break;
                }
            }
        }));
        let state = Arc::new(Mutex::new(ChatState::default()));
        let hands = Hands { client: client.clone(), handshake, actions: actions.clone() };
        let shared = Arc::clone(&state);
        tasks.push(tokio::spawn(async move {
            loop {
                let deadline = shared.lock().next_deadline();
                let wait = deadline.map_or(60_000, |at| at.as_millis().saturating_sub(now().as_millis()).max(0));
                let wait = Duration::from_millis(u64::try_from(wait).unwrap());
                let action = match tokio::time::timeout(wait, acting.recv()).await {
                    Ok(Some(action)) => action,
                    Ok(None) => break,
                    Err(_) => Action::Tick,
                };
                let effects = reduce(&mut shared.lock(), action, now());
                effects.into_iter().for_each(|effect| hands.carry_out(effect));
            }
        }));
        let bot = Self { client, state, actions, tasks, said: HashMap::new() };
        for room in rooms {
            bot.act(Action::Open(room.clone()));
        }
        bot.act(Action::SignIn(Handshake { name: Some(name.to_owned()), ..Handshake::default() }));
        bot
    }

    pub(crate) fn act(&self, action: Action) {
        self.actions.send(action).expect("a running bot");
    }

    pub(crate) fn say(&mut self, room: &RoomSlug, id: MessageId, text: String) {
        let action = Action::Send {
            room: room.clone(),
            id,
            text: MessageText::new(&text).expect("a valid text"),
            reply_to: None,
        };
        self.said.insert(id, (room.clone(), text));
        self.act(action);
    }

    pub(crate) fn state(&self) -> ChatState {
        self.state.lock().clone()
    }

    /// What it sees of a room.
    pub(crate) fn view(&self, room: &RoomSlug) -> Vec<Message> {
        self.state
            .lock()
            .rooms
            .get(room)
            .map_or_else(Vec::new, |room| room.timeline.rows().map(|message| (**message).clone()).collect())
    }

    /// Whether nothing it said is still on its way.
    pub(crate) fn is_done(&self) -> bool {
        self.state.lock().rooms.values().all(|room| room.outbox.is_empty())
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Carries out what the reducer asks for.
struct Hands {
    client: Client,
    handshake: Arc<Mutex<Handshake>>,
    actions: mpsc::UnboundedSender<Action>,
}

impl Hands {
    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::SaveSession(handshake) | Effect::UseHandshake(handshake) => *self.handshake.lock() = handshake,
            Effect::Connect(handshake) => {
                *self.handshake.lock() = handshake;
                self.client.connect();
            }
            Effect::ReconnectNow => self.client.reconnect_now(),
            Effect::DelayReconnect(ms) => self.client.delay_next_reconnect(Duration::from_millis(ms)),
            Effect::Disconnect => self.client.disconnect(),
            Effect::Join { epoch, request } => {
                self.ask(request, move |request, result| Action::Joined { epoch, request, result });
            }
            Effect::Send { epoch, request } => {
                let id = request.id.expect("the reducer makes ids");
                self.ask(request, move |request, result| Action::Sent { epoch, room: request.room, id, result });
            }
            Effect::Fetch { epoch, purpose, request } => {
                self.ask(request, move |request, result| Action::Fetched {
                    epoch,
                    purpose,
                    room: request.room,
                    result,
                });
            }
            Effect::SetRead { epoch, request } => {
                self.ask(request, move |request, result| Action::ReadSet { epoch, room: request.room, result });
            }
            Effect::Ask { epoch, query: Query::Rooms(request) } => {
                self.ask(request, move |request, result| Action::Answered {
                    epoch,
                    answer: Answer::Rooms(request, result),
                });
            }
            // It keeps nothing, and nobody here asks for lists, changes, commands or quiet by way of the reducer, or has a site.
            Effect::Ask { .. }
            | Effect::WantToken(_)
            | Effect::Renew { .. }
            | Effect::Change { .. }
            | Effect::Command { .. }
            | Effect::Mute { .. }
            | Effect::SetTyping(_)
            | Effect::SetPresence(_)
            | Effect::ForgetSession
            | Effect::ForgetRooms
            | Effect::SaveMuting(_)
            | Effect::SaveOutbox(_) => {}
        }
    }

    fn ask<R: Request + Send + Sync + 'static>(
        &self,
        request: R,
        answered: impl FnOnce(R, Result<R::Reply, Failure>) -> Action + Send + 'static,
    ) where
        R::Reply: Send,
    {
        let (client, actions) = (self.client.clone(), self.actions.clone());
        tokio::spawn(async move {
            let result = client.request(&request, ANSWER_WITHIN).await.map_err(|error| match error {
                RequestError::Refused(error) => Failure::Refused(error),
                _ => Failure::NoAnswer,
            });
            // The bot may be gone by now.
            drop(actions.send(answered(request, result)));
        });
    }
}
