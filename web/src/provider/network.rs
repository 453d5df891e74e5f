//! The Socket.IO client, seen from the chat: effects become requests, events and answers become actions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use sociable_client::chat::{Action, Failure, Purpose};
use sociable_client::event_action;
#[cfg(not(target_arch = "wasm32"))]
use sociable_client::transport::native::connect;
#[cfg(target_arch = "wasm32")]
use sociable_client::transport::web::connect;
use sociable_client::transport::{Client, Options, RequestError};
use sociable_protocol::{
    Error, ErrorCode, Handshake, History, JoinRoom, Request, SendMessage, SetPresence, SetRead, SetTyping,
};
use yew::Callback;
use yew::platform::spawn_local;

use crate::dom::window;

/// How long an answer may take. A message is sent again after it, under the same id.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// A connection to the server that the page came from, and whom it is made as. Cheap to clone.
#[derive(Clone)]
pub(super) struct Network {
    client: Client,
    /// Asked for anew with every connection; behind a lock because native drivers run on other threads.
    handshake: Arc<Mutex<Handshake>>,
    act: Callback<Action>,
}

impl Network {
    /// Not connected yet; what happens is told to `act`.
    pub(super) fn new(act: Callback<Action>) -> Self {
        let handshake = Arc::new(Mutex::new(Handshake::default()));
        // Only a page without an address has no origin; there the client says that it cannot connect.
        let origin = window().location().origin().unwrap_or_default();
        let auth = Arc::clone(&handshake);
        let mut options = Options::new(origin);
        options.auto_connect = false;
        options.auth = Box::new(move || {
            let handshake = auth.lock().unwrap_or_else(PoisonError::into_inner);
            serde_json::to_value(&*handshake).unwrap_or_default()
        });
        let (client, mut events, driver) = connect(options);
        spawn_local(driver);
        let told = act.clone();
        spawn_local(async move {
            while let Some(event) = events.next().await {
                match event_action(&event) {
                    Ok(Some(action)) => told.emit(action),
                    Ok(None) => {}
                    Err(unreadable) => gloo_console::warn!(unreadable.to_string()),
                }
            }
        });
        Self { client, handshake, act }
    }

    /// Uses `handshake` from the next connection on.
    pub(super) fn know(&self, handshake: Handshake) {
        *self.handshake.lock().unwrap_or_else(PoisonError::into_inner) = handshake;
    }

    pub(super) fn connect(&self, handshake: Handshake) {
        self.know(handshake);
        self.client.connect();
    }

    pub(super) fn reconnect_now(&self) {
        self.client.reconnect_now();
    }

    pub(super) fn disconnect(&self) {
        self.client.disconnect();
    }

    pub(super) fn delay_reconnect(&self, ms: u64) {
        self.client.delay_next_reconnect(Duration::from_millis(ms));
    }

    pub(super) fn set_typing(&self, typing: &SetTyping) {
        // Nobody misses a signal that could not be sent: it is over in a moment anyway.
        self.signal(typing);
    }

    pub(super) fn set_presence(&self, presence: &SetPresence) {
        // What could not be sent now is said again on the next connection.
        self.signal(presence);
    }

    fn signal<R: Request>(&self, signal: &R) {
        if let Err(error) = self.client.emit(R::EVENT, signal) {
            gloo_console::debug!(R::EVENT, "is not told:", error.to_string());
        }
    }

    pub(super) fn join(&self, epoch: u32, request: JoinRoom) {
        self.ask(request, move |request, result| Action::Joined { epoch, request, result });
    }

    pub(super) fn send(&self, epoch: u32, request: SendMessage) {
        let Some(id) = request.id else { return };
        self.ask(request, move |request, result| Action::Sent { epoch, room: request.room, id, result });
    }

    pub(super) fn fetch(&self, epoch: u32, purpose: Purpose, request: History) {
        self.ask(request, move |request, result| Action::Fetched { epoch, purpose, room: request.room, result });
    }

    pub(super) fn set_read(&self, epoch: u32, request: SetRead) {
        self.ask(request, move |request, result| Action::ReadSet { epoch, room: request.room, result });
    }

    fn ask<R, A>(&self, request: R, answered: A)
    where
        R: Request + 'static,
        A: FnOnce(R, Result<R::Reply, Failure>) -> Action + 'static,
    {
        let (client, act) = (self.client.clone(), self.act.clone());
        spawn_local(async move {
            let result = client.request(&request, ANSWER_WITHIN).await.map_err(failure);
            act.emit(answered(request, result));
        });
    }
}

fn failure(error: RequestError) -> Failure {
    match error {
        RequestError::Refused(error) => Failure::Refused(error),
        // No waiting helps against these two, so they must not be repeated.
        RequestError::TooLarge { .. } | RequestError::InvalidPayload(_) => {
            Failure::Refused(Error::new(ErrorCode::InvalidPayload, "this message is too large for the server"))
        }
        RequestError::Timeout
        | RequestError::Disconnected
        | RequestError::BufferFull
        | RequestError::InvalidReply(_)
        | RequestError::Closed => {
            gloo_console::debug!("a request has no answer:", error.to_string());
            Failure::NoAnswer
        }
    }
}
