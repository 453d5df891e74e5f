//! What outlives the page and is small: who one is, what one prefers, what is being written. Larger things are in
//! [`keep`](crate::keep).
//!
//! A browser may refuse to store anything (private mode, full, switched off). The chat then works all the same and is
//! only forgotten with the page, so a failure is noted on the console and no more.

use std::cell::RefCell;

use gloo_events::EventListener;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sociable_client::sorted::SortedMap;
use sociable_protocol::{Handshake, RoomSlug, User, from_json};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Storage, StorageEvent};

use crate::dom::window;
use crate::embedded::is_embedded;
use crate::place;
use crate::preferences::Preferences;

const SESSION: &str = "session";
const ME: &str = "me";
const DRAFT: &str = "draft.";
const THEME: &str = "theme";
const DENSITY: &str = "density";
const LANGUAGE: &str = "language";
const PREFERENCES: &str = "preferences";
const LAST_ROOM: &str = "room";
const EMOJI: &str = "emoji";
const MUTING: &str = "muted";

/// Who one was here before: a token, or only a name where one has left.
pub(crate) fn handshake() -> Handshake {
    read(SESSION).unwrap_or_default()
}

/// Keeps who one is.
pub(crate) fn set_handshake(handshake: &Handshake) {
    write(SESSION, handshake);
}

/// Calls `changed` when another tab keeps somebody else, or nobody any more.
pub(crate) fn on_session_elsewhere(changed: impl Fn() + 'static) -> EventListener {
    EventListener::new(&window(), "storage", move |event| {
        let key = event.dyn_ref::<StorageEvent>().map(StorageEvent::key);
        // Without a key, everything was cleared.
        if key.is_some_and(|key| key.is_none_or(|key| key == full(SESSION))) {
            changed();
        }
    })
}

/// Who one was here before, as the others see one.
pub(crate) fn me() -> Option<User> {
    read(ME)
}

/// Keeps who one is, as the others see one.
pub(crate) fn set_me(me: Option<&User>) {
    match me {
        Some(me) => write(ME, me),
        None => remove(ME),
    }
}

/// What was being written in `room`.
pub(crate) fn draft(room: &RoomSlug) -> String {
    read(&format!("{DRAFT}{room}")).unwrap_or_default()
}

/// Keeps what is being written in `room`.
pub(crate) fn set_draft(room: &RoomSlug, text: &str) {
    let key = format!("{DRAFT}{room}");
    if text.is_empty() {
        remove(&key);
    } else {
        write(&key, text);
    }
}

/// The emoji used last, the last one first.
pub(crate) fn recent_emoji() -> Vec<String> {
    read(EMOJI).unwrap_or_default()
}

/// Keeps the emoji used last.
pub(crate) fn set_recent_emoji(emoji: &[String]) {
    write(EMOJI, emoji);
}

/// The theme chosen, where one was.
pub(crate) fn theme() -> Option<String> {
    read(THEME)
}

/// Keeps the theme chosen.
pub(crate) fn set_theme(theme: Option<&str>) {
    match theme {
        Some(theme) => write(THEME, theme),
        None => remove(THEME),
    }
}

/// How close together messages stand, where that was chosen.
pub(crate) fn density() -> Option<String> {
    read(DENSITY)
}

/// Keeps how close together messages stand.
pub(crate) fn set_density(density: Option<&str>) {
    match density {
        Some(density) => write(DENSITY, density),
        None => remove(DENSITY),
    }
}

/// The language chosen, where one was.
pub(crate) fn language() -> Option<String> {
    read(LANGUAGE)
}

/// Keeps the language chosen.
pub(crate) fn set_language(tag: &str) {
    write(LANGUAGE, tag);
}

/// What was chosen about noise.
pub(crate) fn preferences() -> Preferences {
    read(PREFERENCES).unwrap_or_default()
}

/// Keeps what is chosen about noise.
pub(crate) fn set_preferences(preferences: &Preferences) {
    write(PREFERENCES, preferences);
}

/// The room looked at last.
pub(crate) fn last_room() -> Option<RoomSlug> {
    read(LAST_ROOM)
}

/// Keeps the room looked at last.
pub(crate) fn set_last_room(room: &RoomSlug) {
    write(LAST_ROOM, room);
}

/// Which rooms are to make no noise, or noise again, and the server was not told. Pages of before the server knew of it kept
/// all rooms that made no noise: it is to be told of these.
pub(crate) fn muting() -> Vec<(RoomSlug, bool)> {
    let muted = || read::<Vec<RoomSlug>>(MUTING).map(|rooms| rooms.into_iter().map(|room| (room, true)).collect());
    read(MUTING).or_else(muted).unwrap_or_default()
}

/// Keeps what the server is still to be told.
pub(crate) fn set_muting(wanted: &[(RoomSlug, bool)]) {
    if wanted.is_empty() {
        remove(MUTING);
    } else {
        write(MUTING, wanted);
    }
}

/// Forgets everything that is kept of rooms.
pub(crate) fn forget_rooms() {
    remove(MUTING);
    remove(LAST_ROOM);
    remove_all(DRAFT);
}

/// The key under which this chat keeps `key`.
fn full(key: &str) -> String {
    [&place::own("sociable"), ".", key].concat()
}

/// Where things are kept: with the browser, or, where it refuses that, for as long as the page is there.
enum Shelf {
    Browser(Storage),
    Page(RefCell<SortedMap<String, String>>),
}

thread_local! {
    static SHELF: Shelf = Shelf::find();
}

impl Shelf {
    fn find() -> Self {
        let found =
            window().local_storage().and_then(|found| found.ok_or_else(|| "this browser has no storage".into()));
        match found {
            Ok(storage) => Self::Browser(storage),
            Err(error) => {
                complain("nothing is stored:", &error);
                Self::Page(RefCell::default())
            }
        }
    }

    fn get(&self, key: &str) -> Result<Option<String>, JsValue> {
        match self {
            Self::Browser(storage) => storage.get_item(key),
            Self::Page(texts) => Ok(texts.borrow().get(&key.to_owned()).cloned()),
        }
    }

    fn set(&self, key: String, text: String) -> Result<(), JsValue> {
        match self {
            Self::Browser(storage) => storage.set_item(&key, &text),
            Self::Page(texts) => {
                texts.borrow_mut().insert(key, text);
                Ok(())
            }
        }
    }

    fn remove(&self, key: &str) -> Result<(), JsValue> {
        match self {
            Self::Browser(storage) => storage.remove_item(key),
            Self::Page(texts) => {
                texts.borrow_mut().remove(&key.to_owned());
                Ok(())
            }
        }
    }

    fn keys(&self) -> Result<Vec<String>, JsValue> {
        match self {
            Self::Browser(storage) => {
                let keys = (0..storage.length()?).map(|index| storage.key(index)).collect::<Result<Vec<_>, _>>()?;
                Ok(keys.into_iter().flatten().collect())
            }
            Self::Page(texts) => Ok(texts.borrow().iter().map(|(key, _)| key.clone()).collect()),
        }
    }
}

/// A page in a frame of another often may keep nothing, and that page's console is not for this to fill.
pub(crate) fn complain(what: &str, error: &JsValue) {
    if !is_embedded() {
        gloo_console::warn!(what, error);
    }
}

/// Whether the browser keeps nothing for this page.
pub(crate) fn is_refused() -> bool {
    SHELF.with(|shelf| matches!(shelf, Shelf::Page(_)))
}

fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = SHELF.with(|shelf| shelf.get(&full(key)));
    // What another version wrote, or a person by hand, is as good as nothing.
    from_json(&noted(text)??).ok()
}

fn write<T: Serialize + ?Sized>(key: &str, value: &T) {
    if let Ok(text) = serde_json::to_string(value) {
        noted(SHELF.with(|shelf| shelf.set(full(key), text)));
    }
}

fn remove(key: &str) {
    noted(SHELF.with(|shelf| shelf.remove(&full(key))));
}

/// Removes everything whose key begins with `prefix`.
fn remove_all(prefix: &str) {
    let prefix = full(prefix);
    noted(SHELF.with(|shelf| {
        let keys = shelf.keys()?;
        keys.iter().filter(|key| key.starts_with(&prefix)).try_for_each(|key| shelf.remove(key))
    }));
}

fn noted<T>(result: Result<T, JsValue>) -> Option<T> {
    result.inspect_err(|error| complain("nothing is stored:", error)).ok()
}
