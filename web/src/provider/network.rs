//! The Socket.IO client, seen from the chat: effects become requests, events and answers become actions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::value::{RawValue, to_raw_value};
use sociable_client::chat::{Action, Answer, ChangeRequest, Command, CommandReply, Failure, Purpose, Query, Wish};
use sociable_client::event_action;
use sociable_client::transport::{Client, Options, RequestError, connect, read_reply};
use sociable_protocol::{
    Error, ErrorCode, Handshake, History, JoinRoom, LeaveRoom, ListRooms, MessageId, MuteRoom, RenewSession, Request,
    RevokeSessions, RoomSlug, SendMessage, SetPresence, SetRead, SetTyping, UpdateUser,
};
use yew::Callback;
use yew::platform::spawn_local;

use crate::dom::window;
use crate::lazy::{NotLoaded, load, part};
use crate::place;

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
        options.config.path = place::below(&options.config.path);
        options.auto_connect = false;
        options.auth = Box::new(move || {
            let handshake = auth.lock().unwrap_or_else(PoisonError::into_inner);
            to_raw_value(&*handshake).ok()
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

    /// The token of the connections that this tab made last.
    pub(super) fn token(&self) -> Option<String> {
        self.handshake.lock().unwrap_or_else(PoisonError::into_inner).token.clone()
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

    pub(super) fn mute(&self, epoch: u32, request: MuteRoom) {
        self.ask(request, move |_, result| Action::MuteSet { epoch, result });
    }

    pub(super) fn renew(&self, epoch: u32, request: RenewSession) {
        self.ask(request, move |_, result| Action::Renewed { epoch, result });
    }

    pub(super) fn query(&self, epoch: u32, query: Query) {
        let network = self.clone();
        match query {
            Query::Rooms(request) => self.list_rooms(epoch, request),
            rare => spawn_local(async move {
                match load(&RARE).await {
                    Ok(ask) => (ask.query)(&network, epoch, rare),
                    Err(NotLoaded) => network.act.emit(Action::Answered { epoch, answer: unanswered(rare) }),
                }
            }),
        }
    }

    fn list_rooms(&self, epoch: u32, request: ListRooms) {
        let answered = move |answer| Action::Answered { epoch, answer };
        self.ask(request, move |request, result| answered(Answer::Rooms(request, result)));
    }

    fn query_now(&self, epoch: u32, query: Query) {
        let answered = move |answer| Action::Answered { epoch, answer };
        match query {
            Query::Rooms(request) => self.list_rooms(epoch, request),
            Query::Pins(request) => self.ask(request, move |request, result| answered(Answer::Pins(request, result))),
            Query::Members(request) => {
                self.ask(request, move |request, result| answered(Answer::Members(request, result)));
            }
            Query::Search(request) => {
                self.ask(request, move |request, result| answered(Answer::Search(request, result)));
            }
        }
    }

    pub(super) fn change(&self, epoch: u32, room: RoomSlug, id: MessageId, wish: Wish) {
        let request = wish.request(room.clone(), id);
        let changed = move |result| Action::Changed { epoch, room, id, wish, result };
        match request {
            ChangeRequest::Edit(request) => self.ask(request, move |_, result| changed(result)),
            ChangeRequest::Delete(request) => self.ask(request, move |_, result| changed(result)),
            ChangeRequest::React(request) => self.ask(request, move |_, result| changed(result)),
            ChangeRequest::Pin(request) => self.ask(request, move |_, result| changed(result)),
        }
    }

    pub(super) fn command(&self, epoch: u32, ticket: u32, command: Command) {
        let network = self.clone();
        spawn_local(async move {
            match load(&RARE).await {
                Ok(ask) => (ask.command)(&network, epoch, ticket, command),
                Err(NotLoaded) => {
                    let result = Err(Failure::NoAnswer);
                    network.act.emit(Action::Commanded { epoch, ticket, command, result });
                }
            }
        });
    }

    fn command_now(&self, epoch: u32, ticket: u32, command: Command) {
        match command.clone() {
            Command::CreateRoom(request) => self.order(epoch, ticket, command, request, CommandReply::Room),
            Command::OpenDirect(request) => self.order(epoch, ticket, command, request, CommandReply::Room),
            Command::UpdateRoom(request) => self.order(epoch, ticket, command, request, CommandReply::Room),
            Command::Leave(room) => {
                self.order(epoch, ticket, command, LeaveRoom { room }, |_| CommandReply::Done);
            }
            Command::Invite(request) => self.order(epoch, ticket, command, request, CommandReply::from),
            Command::Remove(request) => self.order(epoch, ticket, command, request, CommandReply::from),
            Command::Ban(request) => self.order(epoch, ticket, command, request, CommandReply::from),
            Command::SetRole(request) => self.order(epoch, ticket, command, request, CommandReply::from),
            Command::Rename(name) => {
                self.order(epoch, ticket, command, UpdateUser { name: name.to_string() }, CommandReply::User);
            }
            Command::RevokeSessions => {
                self.order(epoch, ticket, command, RevokeSessions {}, CommandReply::Token);
            }
        }
    }

    fn order<R: Request + 'static>(
        &self,
        epoch: u32,
        ticket: u32,
        command: Command,
        request: R,
        reply: impl FnOnce(R::Reply) -> CommandReply + 'static,
    ) {
        self.ask(request, move |_, result| {
            let result = result.map(reply);
            Action::Commanded { epoch, ticket, command, result }
        });
    }

    fn ask<R, A>(&self, request: R, answered: A)
    where
        R: Request + 'static,
        A: FnOnce(R, Result<R::Reply, Failure>) -> Action + 'static,
    {
        let payload = to_raw_value(&request);
        self.exchange(R::EVENT, payload, Box::new(move |ack| answered(request, read_reply(ack).map_err(failure))));
    }

    /// Boxed, and without the request's type, because every type's own future would be downloaded by every visitor.
    fn exchange(&self, event: &'static str, payload: serde_json::Result<Box<RawValue>>, answered: Box<Answered>) {
        let (client, act) = (self.client.clone(), self.act.clone());
        spawn_local(async move {
            let ack = client.exchange(event, payload, ANSWER_WITHIN).await;
            act.emit(answered(ack));
        });
    }
}

/// What is asked rarely: a part of the program that is loaded later, because every request brings its own types.
#[derive(Clone, Copy)]
pub(crate) struct Rare {
    query: fn(&Network, u32, Query),
    command: fn(&Network, u32, u32, Command),
}

part! {
    pub(crate) static RARE: Rare = Rare { query: Network::query_now, command: Network::command_now }; in more
}

/// What is known of a query that cannot be made.
fn unanswered(query: Query) -> Answer {
    match query {
        Query::Rooms(request) => Answer::Rooms(request, Err(Failure::NoAnswer)),
        Query::Pins(request) => Answer::Pins(request, Err(Failure::NoAnswer)),
        Query::Members(request) => Answer::Members(request, Err(Failure::NoAnswer)),
        Query::Search(request) => Answer::Search(request, Err(Failure::NoAnswer)),
    }
}

/// Makes an action of what a request was answered.
type Answered = dyn FnOnce(Result<Option<Box<RawValue>>, RequestError>) -> Action;

fn failure(error: RequestError) -> Failure {
    match error {
        RequestError::Refused(error) => Failure::Refused(error),
        // No waiting helps against these, so they must not be repeated.
        RequestError::TooLarge { .. } | RequestError::TooManyAttachments { .. } | RequestError::InvalidPayload(_) => {
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
