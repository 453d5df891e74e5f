//! Notifications of messages that nobody has read.
//!
//! Of all tabs the one that has the lock notifies, and only of what is still unread half a second later: another tab or
//! another device may be looking. One room has one notification, the latest.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Reflect};
use sociable_client::chat::{ChatState, Phase, RoomState};
use sociable_client::sorted::{SortedMap, SortedSet};
use sociable_protocol::{Message, RoomKind, RoomSlug, Seq, User, UserId};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::locks::Lock;
use super::sound::chime;
use super::worker;
use crate::dom::document;
use crate::place;
use crate::preferences::{Notify, Preferences};
use crate::routes::Route;
use crate::{names, strings};

const LOCK: &str = "sociable.notifier";
const PATIENCE_MS: u32 = 500;
/// Longest text of a notification, in characters.
const TEXT_CHARS: usize = 200;

/// Whether notifications may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// This browser, or this page, which may not be secure, cannot show any.
    Unsupported,
    /// Nobody has been asked.
    Unasked,
    /// Yes.
    Granted,
    /// No; only the browser's settings can change that.
    Denied,
}

/// Whether notifications may be shown.
pub(crate) fn permission() -> Permission {
    let has_api = Reflect::has(&js_sys::global(), &"Notification".into()).unwrap_or(false);
    if !has_api || !worker::is_supported() {
        return Permission::Unsupported;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Asks whether notifications may be shown; to be called from a click, else browsers do not ask.
pub(crate) async fn ask_permission() -> Permission {
    if let Ok(asking) = Notification::request_permission()
        && let Err(error) = JsFuture::from(asking).await
    {
        gloo_console::warn!("notifications cannot be asked for:", error);
    }
    permission()
}

/// Shows a notification that says that notifications work.
pub(crate) fn show_test() {
    let note = Note {
        tag: "test".to_owned(),
        title: strings::app().to_owned(),
        body: strings::notify_test_body().to_owned(),
        path: Route::Home.address(),
    };
    yew::platform::spawn_local(async move { note.show().await });
}

/// Follows the chat, and notifies.
#[derive(Debug)]
pub(super) struct Notifier {
    lock: Lock,
    /// Up to where each room has been looked at.
    known: SortedMap<RoomSlug, Seq>,
    /// What waits to be still unread.
    waiting: Rc<RefCell<SortedMap<RoomSlug, Timeout>>>,
    /// The rooms whose notification may still be there.
    shown: SortedSet<RoomSlug>,
}

/// A notification.
#[derive(Debug)]
struct Note {
    tag: String,
    title: String,
    body: String,
    path: String,
}

impl Notifier {
    pub(super) fn new() -> Self {
        Self {
            lock: Lock::wait(&place::own(LOCK)),
            known: SortedMap::new(),
            waiting: Rc::default(),
            shown: SortedSet::new(),
        }
    }

    /// To be called with every state.
    pub(super) fn follow(&mut self, state: &ChatState) {
        let Some(me) = &state.me else { return };
        for (slug, room) in state.rooms.iter() {
            if !room.loaded || room.phase != Phase::Joined {
                continue;
            }
            if room.unread == 0 {
                self.clear(slug);
            }
            let last = room.timeline.last();
            // What was there when the page was opened is no news.
            let known = self.known.insert(slug.clone(), last).unwrap_or(last);
            if last > known
                && let Some(message) = newest_unread(room, known, me.id)
            {
                self.consider(room, message, me);
            }
        }
    }

    fn consider(&mut self, room: &RoomState, message: &Message, me: &User) {
        let preferences = Preferences::stored();
        let addressed = room.info.kind == RoomKind::Direct || message.mentions.iter().any(|user| user.id == me.id);
        let wanted = match preferences.notify {
            Notify::Everything => !room.muted,
            Notify::Mentions => addressed && !room.muted,
            Notify::Nothing => false,
        };
        let looked_at = document().has_focus().unwrap_or(false);
        if !wanted || !self.lock.is_held() || looked_at {
            return;
        }
        let (note, slug) = (Note::of(room, message, me), room.info.slug.clone());
        self.shown.insert(slug.clone());
        let waiting = Rc::clone(&self.waiting);
        let timer = Timeout::new(PATIENCE_MS, {
            let slug = slug.clone();
            move || {
                if waiting.borrow_mut().remove(&slug).is_some() {
                    if preferences.sound {
                        chime();
                    }
                    yew::platform::spawn_local(async move { note.show().await });
                }
            }
        });
        self.waiting.borrow_mut().insert(slug, timer);
    }

    /// Everything in the room has been read, here or elsewhere.
    fn clear(&mut self, slug: &RoomSlug) {
        self.waiting.borrow_mut().remove(slug);
        if self.shown.remove(slug) {
            let tag = slug.to_string();
            yew::platform::spawn_local(async move { close(&tag).await });
        }
    }
}

/// The newest message after `known` that another wrote and that is unread.
fn newest_unread(room: &RoomState, known: Seq, me: UserId) -> Option<&Message> {
    let unread = room.timeline.rows().rev().take_while(|message| message.seq > known && message.seq > room.read());
    unread.map(|message| &**message).find(|message| message.user.id != me && message.text.is_some())
}

impl Note {
    fn of(room: &RoomState, message: &Message, me: &User) -> Self {
        let text = message.text.as_ref().map(|text| crate::markdown::plain(text.as_str())).unwrap_or_default();
        let text: String = text.chars().take(TEXT_CHARS).collect();
        let author = message.user.name.as_str();
        let (title, body) = match room.info.kind {
            RoomKind::Direct => (author.to_owned(), text),
            RoomKind::Public | RoomKind::Private => {
                (names::room_name(&room.info, Some(me.id)).to_owned(), strings::announcement_one(author, &text))
            }
        };
        let path = Route::message(&room.info.slug, message.seq).address();
        Self { tag: room.info.slug.to_string(), title, body, path }
    }

    async fn show(self) {
        if permission() != Permission::Granted {
            return;
        }
        let Some(worker) = worker::registration().await else { return };
        let options = NotificationOptions::new();
        options.set_body(&self.body);
        options.set_tag(&self.tag);
        let icon = place::below("/icon-192.png");
        options.set_icon(&icon);
        options.set_badge(&icon);
        let data = Object::new();
        let told = Reflect::set(&data, &"open".into(), &self.path.into());
        options.set_data(&data);
        let shown = match told {
            Ok(_) => worker.show_notification_with_options(&self.title, &options),
            Err(error) => Err(error),
        };
        if let Err(error) = settle(shown).await {
            gloo_console::warn!("the notification cannot be shown:", error);
        }
    }
}

/// Takes the notification of this tag away.
async fn close(tag: &str) {
    let Some(worker) = worker::registration().await else { return };
    let Ok(found) = settle(worker.get_notifications()).await else { return };
    let found: Array = found.unchecked_into();
    let notifications = found.iter().map(JsValue::unchecked_into::<Notification>);
    notifications.filter(|notification| notification.tag().as_deref() == Some(tag)).for_each(|found| found.close());
}

async fn settle(promise: Result<js_sys::Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?).await
}
