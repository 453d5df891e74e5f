//! Runs the reducer, carries its effects out, keeps its time, and publishes snapshots.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, ChatState, Command, Connection, Effect, reduce};
use sociable_protocol::{Handshake, MessageId, MessageText, RoomSlug, Status};
use yew::Callback;

use super::network::Network;
use super::{Around, Unsent};
use crate::dom::{document, is_visible, window};
use crate::embedded::{is_embedded, is_in_sight};
use crate::keep::{Keeper, Kept};
use crate::{clock, ids, storage};

/// How long a snapshot may wait while nobody looks: browsers give a hidden page no frames, and its title still counts.
const HIDDEN_MS: u32 = 100;

/// How long a frame of a page may make its next frame wait: browsers give none to one that is out of sight, and of that the
/// page around may not have told.
const LATE_MS: u32 = 300;

/// How long a page must be out of sight before its person is away: a reload hides it for a moment, and so does a glance
/// at another tab. Campfire's delay, too.
const AWAY_MS: u32 = 5_000;

/// The one owner of the chat's state and connection.
pub(crate) struct Bridge {
    keeper: Rc<Keeper>,
    state: RefCell<ChatState>,
    network: RefCell<Option<Network>>,
    publish: RefCell<Callback<ChatState>>,
    around: RefCell<Option<Rc<dyn Around>>>,
    /// The snapshot that is about to be published, if one is.
    scheduled: RefCell<Option<Scheduled>>,
    /// Until the state's next deadline.
    deadline: RefCell<Option<Timeout>>,
    /// Until the person counts as away.
    away: RefCell<Option<Timeout>>,
    /// The number of the last command.
    ticket: Cell<u32>,
}

/// Kept because dropping either calls it off.
enum Scheduled {
    Frame { _frame: AnimationFrame, _late: Option<Timeout> },
    Timeout { _timeout: Timeout },
}

impl Bridge {
    /// Takes up nothing, and nobody is in.
    pub(crate) fn anew(keeper: Rc<Keeper>) -> Rc<Self> {
        Rc::new(Self {
            keeper,
            state: RefCell::default(),
            network: RefCell::default(),
            publish: RefCell::new(Callback::noop()),
            around: RefCell::default(),
            scheduled: RefCell::default(),
            deadline: RefCell::default(),
            away: RefCell::default(),
            ticket: Cell::default(),
        })
    }

    /// Takes up what an earlier page left: who one was, the rooms as they were, and what was not sent.
    pub(crate) fn new(keeper: Rc<Keeper>, kept: Kept) -> Rc<Self> {
        let bridge = Self::anew(keeper);
        let handshake = storage::handshake();
        if handshake.token.is_some() {
            bridge.state.borrow_mut().me = storage::me();
            bridge.act(Action::RestoreMuting(storage::muting()));
            bridge.act(Action::RestoreRooms(kept.rooms));
            bridge.act(Action::Restore(kept.outbox));
            bridge.act(Action::SignIn(handshake));
        } else {
            bridge.state.borrow_mut().handshake = handshake;
        }
        bridge
    }

    /// Has `around` be told, and asked, from now on.
    pub(super) fn attend(&self, around: Rc<dyn Around>) {
        *self.around.borrow_mut() = Some(around);
    }

    fn around(&self) -> Option<Rc<dyn Around>> {
        self.around.borrow().clone()
    }

    /// The state as it is now.
    pub(super) fn snapshot(&self) -> ChatState {
        self.state.borrow().clone()
    }

    /// Publishes every change to `publish`, and listens to the browser until the listeners are dropped. The connection
    /// listens by itself; what it leaves alone, after a refusal for example, is for the chat to decide.
    pub(super) fn start(self: &Rc<Self>, publish: Callback<ChatState>) -> Vec<EventListener> {
        *self.publish.borrow_mut() = publish;
        self.schedule();
        let wake = |bridge: &Rc<Self>| {
            let bridge = Rc::clone(bridge);
            move |_: &web_sys::Event| {
                bridge.tell_attention();
                if is_visible() {
                    bridge.act(Action::Wake);
                }
            }
        };
        self.tell_attention();
        vec![
            EventListener::new(&window(), "online", wake(self)),
            EventListener::new(&window(), "pageshow", wake(self)),
            EventListener::new(&document(), "visibilitychange", wake(self)),
            EventListener::new(&window(), "pagehide", {
                let keeper = Rc::clone(&self.keeper);
                move |_| keeper.keep_rooms()
            }),
            storage::on_session_elsewhere({
                let bridge = Rc::clone(self);
                move || bridge.follow_other_tabs()
            }),
        ]
    }

    /// Another tab has come in, gone out, or made all older tokens void: this one does so, too.
    fn follow_other_tabs(self: &Rc<Self>) {
        if self.is_by_site() {
            return;
        }
        let kept = storage::handshake();
        let (own, out) = {
            let state = self.state.borrow();
            (state.handshake.token.clone(), matches!(state.connection, Connection::SignedOut { .. }))
        };
        match kept.token {
            Some(_) if out => self.act(Action::SignIn(kept)),
            Some(_) => {}
            None if own.is_some() && !out => self.act(Action::SignOut),
            None => {}
        }
    }

    /// A page that nobody looks at stands for somebody who is away, unless they said that they are busy.
    fn tell_attention(self: &Rc<Self>) {
        let away = if is_visible() {
            self.set_status(Status::Online);
            None
        } else {
            let bridge = Rc::clone(self);
            Some(Timeout::new(AWAY_MS, move || bridge.set_status(Status::Away)))
        };
        *self.away.borrow_mut() = away;
    }

    fn set_status(self: &Rc<Self>, status: Status) {
        if self.state.borrow().status != Status::Busy {
            self.act(Action::SetStatus(status));
        }
    }

    pub(super) fn sign_in(self: &Rc<Self>, name: &str) {
        self.act(Action::SignIn(Handshake { name: Some(name.to_owned()), ..Handshake::default() }));
    }

    pub(super) fn send(self: &Rc<Self>, room: &RoomSlug, text: MessageText, reply_to: Option<MessageId>) {
        let unsent = Unsent { room: room.clone(), id: ids::new_message_id(clock::now()), text, reply_to };
        match self.around() {
            Some(around) => {
                if let Some(unsent) = around.hold(unsent) {
                    self.deliver(unsent);
                }
            }
            None => self.deliver(unsent),
        }
    }

    pub(super) fn deliver(self: &Rc<Self>, Unsent { room, id, text, reply_to }: Unsent) {
        self.act(Action::Send { room, id, text, reply_to });
        // Who sends wants to see it in this frame, not in the next.
        self.publish_now();
    }

    pub(super) fn command(self: &Rc<Self>, command: Command) -> u32 {
        let ticket = self.ticket.get().wrapping_add(1);
        self.ticket.set(ticket);
        self.act(Action::Command(ticket, command));
        ticket
    }

    pub(super) fn act(self: &Rc<Self>, action: Action) {
        // What is on the page hears a little later than this that a frame is not in sight any more.
        if !is_in_sight() && matches!(action, Action::Read(..) | Action::Watching(_, true)) {
            return;
        }
        if let Some(around) = self.around() {
            around.acts(&action);
        }
        let effects = reduce(&mut self.state.borrow_mut(), action, clock::now());
        for effect in effects {
            self.carry_out(effect);
        }
        self.keep_time();
        self.schedule();
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::SaveSession(handshake) => {
                storage::set_handshake(&handshake);
                storage::set_me(self.state.borrow().me.as_ref());
                self.network().know(handshake);
            }
            Effect::UseHandshake(handshake) => self.network().know(handshake),
            Effect::WantToken(reason) => match self.around() {
                Some(around) => around.want_token(reason),
                None => self.act(Action::SiteToken(None)),
            },
            Effect::Renew { epoch, request } => self.network().renew(epoch, request),
            Effect::ForgetSession => self.forget_session(),
            Effect::SaveMuting(wanted) => storage::set_muting(&wanted),
            Effect::ForgetRooms => {
                storage::forget_rooms();
                self.keeper.forget();
            }
            Effect::Ask { epoch, query } => self.network().query(epoch, query),
            Effect::Change { epoch, room, id, wish } => self.network().change(epoch, room, id, wish),
            Effect::Command { epoch, ticket, command } => self.network().command(epoch, ticket, command),
            Effect::SaveOutbox(messages) if !self.is_by_site() => self.keeper.keep_outbox(&messages),
            Effect::SaveOutbox(_) => {}
            Effect::Connect(handshake) => self.network().connect(handshake),
            Effect::ReconnectNow => self.network().reconnect_now(),
            Effect::DelayReconnect(ms) => self.network().delay_reconnect(ms),
            Effect::Disconnect => self.network().disconnect(),
            Effect::SetTyping(typing) => self.network().set_typing(&typing),
            Effect::SetPresence(presence) => self.network().set_presence(&presence),
            Effect::Mute { epoch, request } => self.network().mute(epoch, request),
            Effect::SetRead { epoch, request } => self.network().set_read(epoch, request),
            Effect::Join { epoch, request } => self.network().join(epoch, request),
            Effect::Send { epoch, request } => self.network().send(epoch, request),
            Effect::Fetch { epoch, purpose, request } => self.network().fetch(epoch, purpose, request),
        }
    }

    /// Of who comes in with tokens of their site nothing stays on the device, since nothing here says whether who comes next
    /// is the same person.
    fn is_by_site(&self) -> bool {
        self.state.borrow().site.vouches()
    }

    /// Forgets who one was. A token that is not this tab's is another's, which has come in anew meanwhile: then this one
    /// follows it.
    fn forget_session(self: &Rc<Self>) {
        let kept = storage::handshake();
        let own = self.network().token();
        if kept.token.is_some() && kept.token != own {
            let bridge = Rc::clone(self);
            yew::platform::spawn_local(async move { bridge.follow_other_tabs() });
            return;
        }
        // The name stays, to be offered when they come back.
        storage::set_handshake(&Handshake { name: kept.name, ..Handshake::default() });
        storage::set_me(None);
    }

    /// The connection, made when it is first needed.
    fn network(self: &Rc<Self>) -> Network {
        let mut network = self.network.borrow_mut();
        let network = network.get_or_insert_with(|| {
            let bridge = Rc::downgrade(self);
            Network::new(Callback::from(move |action| {
                if let Some(bridge) = bridge.upgrade() {
                    bridge.act(action);
                }
            }))
        });
        network.clone()
    }

    fn keep_time(self: &Rc<Self>) {
        let deadline = self.state.borrow().next_deadline();
        let timeout = deadline.map(|deadline| {
            let bridge = Rc::clone(self);
            let millis = deadline.as_millis().saturating_sub(clock::now().as_millis()).max(0);
            Timeout::new(u32::try_from(millis).unwrap_or(u32::MAX), move || bridge.act(Action::Tick))
        });
        *self.deadline.borrow_mut() = timeout;
    }

    fn publish_now(&self) {
        self.scheduled.borrow_mut().take();
        let (publish, snapshot) = (self.publish.borrow().clone(), self.snapshot());
        if !snapshot.site.vouches() {
            self.keeper.follow(&snapshot);
        }
        if let Some(around) = self.around() {
            around.follow(&snapshot);
        }
        publish.emit(snapshot);
    }

    /// Publishes with the next frame: a hundred messages in between are one render.
    fn schedule(self: &Rc<Self>) {
        if self.scheduled.borrow().is_some() && is_visible() {
            return;
        }
        let bridge = Rc::clone(self);
        let publish = move || bridge.publish_now();
        let scheduled = if is_visible() {
            let again = Rc::clone(self);
            let late = is_embedded().then(|| Timeout::new(LATE_MS, move || again.publish_now()));
            Scheduled::Frame { _frame: request_animation_frame(move |_| publish()), _late: late }
        } else {
            Scheduled::Timeout { _timeout: Timeout::new(HIDDEN_MS, publish) }
        };
        *self.scheduled.borrow_mut() = Some(scheduled);
    }
}
