//! The page around the frame, as the chat meets it: what it says becomes actions, what happens in the chat is told to it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use serde_json::{Value, json};
use sociable_client::chat::{Action, ChatState, Command, Connection, Failure, TokenReason};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{DisplayName, Error, ErrorCode, Handshake, Message, MessageId, MessageText, RoomSlug};

use yew::Callback;

use super::gate::{Decision, Fate, Gate, PATIENCE_MS};
use super::port::{Port, Said};
use super::report::Told;
use super::settings::Settings;
use super::{composer, escape, frame, look};
use crate::provider::{Around, Dispatch, Unsent};
use crate::routes::Route;
use crate::{clock, ids, router, storage};

/// Messages of the page's own whose numbers are remembered until they are sent; what comes beyond is told without.
const OWN: usize = 64;

/// The page around, connected.
pub(super) struct Host {
    this: Weak<Self>,
    port: Port,
    on_close: Callback<()>,
    settings: RefCell<Settings>,
    told: RefCell<Told>,
    gate: RefCell<Gate>,
    /// What the page has called the messages that it sends itself.
    own: RefCell<SortedMap<MessageId, String>>,
    dispatch: RefCell<Option<Dispatch>>,
    /// The name that was tried last, by itself: one that was not taken is not tried again.
    tried: RefCell<Option<String>>,
    /// What the page around keeps of who a guest is.
    kept: RefCell<Option<String>>,
    /// Whether what is true now is to be told only once it has settled.
    settling: Cell<bool>,
}

impl Host {
    /// Takes what the page has set, and shows it so.
    pub(super) fn new(port: Port, said: Said) -> Rc<Self> {
        let host = Rc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            on_close: Callback::from({
                let port = port.clone();
                move |()| port.tell(&json!({ "type": "close" }))
            }),
            port,
            settings: RefCell::default(),
            told: RefCell::default(),
            gate: RefCell::default(),
            own: RefCell::default(),
            dispatch: RefCell::default(),
            tried: RefCell::default(),
            kept: RefCell::default(),
            settling: Cell::new(false),
        });
        host.set(said);
        host.take_kept();
        host
    }

    /// Where the browser keeps nothing for a frame, a guest would be another one on every page of the site. So the page around
    /// keeps who they are here, and gives it back.
    fn take_kept(&self) {
        let kept = self.settings.borrow().kept().map(str::to_owned);
        self.kept.replace(kept.clone());
        if storage::is_refused() && kept.is_some() {
            storage::set_handshake(&Handshake { token: kept, ..Handshake::default() });
        }
    }

    /// Tells the page around what to keep, where that has changed. Never a token of the site: that is not for here to keep.
    fn tell_kept(&self, state: &ChatState) {
        let settled = matches!(state.connection, Connection::Online | Connection::SignedOut { .. });
        if !settled || !storage::is_refused() {
            return;
        }
        let is_guest = state.is_online() && !state.site.vouches();
        let session = state.handshake.token.clone().filter(|_| is_guest);
        if *self.kept.borrow() != session {
            self.tell(&json!({ "type": "keep", "session": session }));
            self.kept.replace(session);
        }
    }

    /// Whether somebody is to come in with a token.
    pub(super) fn has_token(&self) -> bool {
        self.settings.borrow().has_token()
    }

    /// From now on the chat is told what the page says, and the page what happens in the chat.
    pub(super) fn attend(self: &Rc<Self>, dispatch: &Dispatch) {
        *self.dispatch.borrow_mut() = Some(dispatch.clone());
        let around: Rc<dyn Around> = Rc::<Self>::clone(self);
        dispatch.attend(around);
        self.port.listen({
            let host = Rc::clone(self);
            move |said| host.hear(said)
        });
        escape::listen({
            let host = Rc::clone(self);
            move || {
                if host.settings.borrow().closable() {
                    host.on_close.emit(());
                }
            }
        });
        if self.has_token() {
            dispatch.act(Action::SignInBySite);
        }
        self.come_in(&dispatch.state());
    }

    fn act(&self, action: Action) {
        let dispatch = self.dispatch.borrow().clone();
        if let Some(dispatch) = dispatch {
            dispatch.act(action);
        }
    }

    fn state(&self) -> Option<ChatState> {
        self.dispatch.borrow().as_ref().map(Dispatch::state)
    }

    fn tell(&self, told: &Value) {
        self.port.tell(told);
    }

    fn fail(&self, id: Option<&str>, error: &Error) {
        self.tell(&json!({ "type": "error", "code": error.code, "message": error.message, "id": id }));
    }

    fn hear(self: &Rc<Self>, mut said: Said) {
        let kind = said.remove("type");
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        let flag = |name: &str| said.get(name).and_then(Value::as_bool);
        match kind.as_ref().and_then(Value::as_str).unwrap_or_default() {
            "settings" => {
                let had_token = self.has_token();
                self.set(said);
                self.go_on(had_token);
            }
            "visible" => self.show(flag("visible").unwrap_or(true)),
            "token" => {
                self.act(Action::SiteToken(text("token")));
                if let Some(state) = self.state() {
                    self.come_in(&state);
                }
            }
            "send" => self.send(text("id"), &text("text").unwrap_or_default()),
            "decide" => {
                let id = text("id").and_then(|id| id.parse().ok());
                let changed = text("text").map(|text| MessageText::new(&text));
                let decision = match (flag("allow"), changed) {
                    (Some(false), _) | (_, Some(Err(_))) => Decision::Refuse,
                    (_, Some(Ok(text))) => Decision::Send(Some(text)),
                    (_, None) => Decision::Send(None),
                };
                if let Some(id) = id {
                    self.decide(id, decision);
                }
            }
            "logout" => {
                // Else the name that the page gives would lead back in at once.
                self.tried.replace(self.settings.borrow().user_name().map(str::to_owned));
                self.act(Action::SignOut);
                super::forget();
            }
            "focus" => composer::focus(),
            // Of a newer version.
            _ => {}
        }
    }

    /// Takes what has changed of what the page has set, and shows it so.
    fn set(&self, changed: Said) {
        let settings = {
            let mut settings = self.settings.borrow_mut();
            settings.update(changed);
            settings.clone()
        };
        look::apply(&settings, &self.on_close);
        if let Some(room) = settings.room().and_then(|slug| slug.parse::<RoomSlug>().ok()) {
            let shown = self.state().and_then(|state| state.current);
            if shown.as_ref() != Some(&room) {
                router::replace(&Route::room(&room));
            }
        }
    }

    /// The page shows the frame, or does not any more.
    fn show(&self, in_sight: bool) {
        frame::set_in_sight(in_sight);
        // What is on the page hears of it a little later; what comes until then has not been seen either.
        if let Some(room) = self.state().and_then(|state| state.current).filter(|_| !in_sight) {
            self.act(Action::Watching(room, false));
        }
    }

    /// What has been set anew concerns who one is.
    fn go_on(&self, had_token: bool) {
        let Some(state) = self.state() else { return };
        if self.has_token() && !had_token && !state.site.vouches() {
            self.act(Action::SignInBySite);
        } else {
            self.come_in(&state);
        }
    }

    /// Comes in under the name that the page gives, where nobody is in, or takes it. Each name is tried once: that it is not
    /// taken is for the person to see, who may choose another.
    fn come_in(&self, state: &ChatState) {
        let Some(name) = self.settings.borrow().user_name().map(str::to_owned) else { return };
        if state.site.vouches() || self.tried.borrow().as_ref() == Some(&name) {
            return;
        }
        let dispatch = self.dispatch.borrow().clone();
        let (Some(dispatch), Ok(checked)) = (dispatch, DisplayName::new(&name)) else { return };
        match (&state.connection, &state.me) {
            (Connection::SignedOut { .. }, _) => {
                self.tried.replace(Some(name));
                dispatch.sign_in(checked.as_str());
            }
            (Connection::Online, Some(me)) => {
                self.tried.replace(Some(name));
                if me.name != checked {
                    dispatch.command(Command::Rename(checked));
                }
            }
            // It is not known yet whether they can come back as who they were.
            _ => {}
        }
    }

    /// The page sends a message of its own.
    fn send(&self, own: Option<String>, text: &str) {
        let (Some(state), dispatch) = (self.state(), self.dispatch.borrow().clone()) else { return };
        let signed_out = matches!(state.connection, Connection::SignedOut { .. });
        let room = state.current.clone().filter(|slug| !signed_out && state.room(slug).is_some());
        let refusal = match (room, MessageText::new(text)) {
            (Some(room), Ok(text)) => {
                let id = ids::new_message_id(clock::now());
                if let Some(own) = own
                    && self.own.borrow().len() < OWN
                {
                    self.own.borrow_mut().insert(id, own);
                }
                if let Some(dispatch) = dispatch {
                    dispatch.deliver(Unsent { room, id, text, reply_to: None });
                }
                return;
            }
            (None, _) => Error::new(ErrorCode::NameRequired, "nobody has come in yet"),
            (Some(_), Err(error)) => Error::new(ErrorCode::InvalidPayload, error.to_string()).at("text"),
        };
        self.fail(own.as_deref(), &refusal);
    }

    fn decide(&self, id: MessageId, decision: Decision) {
        let fates = self.gate.borrow_mut().decide(id, decision);
        let Some(dispatch) = self.dispatch.borrow().clone() else { return };
        for fate in fates {
            match fate {
                Fate::Sent(unsent) => dispatch.deliver(unsent),
                Fate::Refused(unsent) => composer::give_back(&unsent.room, unsent.text.as_str()),
            }
        }
    }

    fn tell_message(&self, message: &Message) {
        let Some(state) = self.state() else { return };
        let is_of_others = state.me.as_ref().is_some_and(|me| me.id != message.user.id);
        // One that is known already has only been told again.
        let room = state.current.as_ref().filter(|slug| **slug == message.room).and_then(|slug| state.room(slug));
        if is_of_others && room.is_some_and(|room| message.seq > room.head) {
            self.tell(&json!({ "type": "message", "message": message }));
        }
    }
}

impl Around for Host {
    fn acts(&self, action: &Action) {
        match action {
            Action::MessageNew(message) => self.tell_message(message),
            Action::Sent { id, result: Ok(reply), .. } => {
                let own = self.own.borrow_mut().remove(id);
                let id = own.unwrap_or_else(|| id.to_string());
                self.tell(&json!({ "type": "sent", "id": id, "message": reply.message }));
            }
            Action::Sent { id, result: Err(Failure::Refused(error)), .. } if !error.code.is_retryable() => {
                let own = self.own.borrow_mut().remove(id);
                let id = own.unwrap_or_else(|| id.to_string());
                self.fail(Some(&id), error);
            }
            Action::Commanded { command: Command::Rename(_), result: Err(Failure::Refused(error)), .. } => {
                self.fail(None, error);
            }
            _ => {}
        }
    }

    fn follow(&self, state: &ChatState) {
        // Whoever is led in by this is not told that nobody is; what comes of it is told next.
        if self.settling.replace(true) {
            return;
        }
        self.come_in(state);
        self.settling.set(false);
        let now = self.state();
        let changes = self.told.borrow_mut().changes(now.as_ref().unwrap_or(state));
        for change in &changes {
            self.tell(change);
        }
        self.tell_kept(now.as_ref().unwrap_or(state));
    }

    fn want_token(&self, reason: TokenReason) {
        let reason = match reason {
            TokenReason::Start => "start",
            TokenReason::Expiring => "expiring",
            TokenReason::Expired => "expired",
            TokenReason::Refused => "refused",
        };
        self.tell(&json!({ "type": "token-wanted", "reason": reason }));
    }

    fn hold(&self, unsent: Unsent) -> Option<Unsent> {
        let (id, text) = (unsent.id, unsent.text.to_string());
        let not_held = self.gate.borrow_mut().hold(unsent);
        if not_held.is_none() {
            self.tell(&json!({ "type": "before-send", "id": id, "text": text }));
            let host = Weak::clone(&self.this);
            let late = Timeout::new(PATIENCE_MS, move || {
                if let Some(host) = host.upgrade() {
                    host.decide(id, Decision::Send(None));
                }
            });
            late.forget();
        }
        not_held
    }
}
