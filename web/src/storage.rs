//! What outlives the page: who one is (in this browser), and what is not sent yet (in this tab).
//!
//! A browser may refuse to store anything (private mode, full, switched off). The chat then works all the same and is
//! only forgotten with the page, so a failure is noted on the console and no more.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sociable_client::chat::SavedMessage;
use sociable_protocol::{Handshake, RoomSlug};
use wasm_bindgen::JsValue;
use web_sys::Storage;

use crate::dom::window;

const SESSION: &str = "sociable.session";
const OUTBOX: &str = "sociable.outbox";
const DRAFT: &str = "sociable.draft.";
const THEME: &str = "sociable.theme";

/// Who one was here before: a token, or only a name where one has left.
pub(crate) fn handshake() -> Handshake {
    read(Area::Browser, SESSION).unwrap_or_default()
}

/// Keeps who one is.
pub(crate) fn set_handshake(handshake: &Handshake) {
    write(Area::Browser, SESSION, handshake);
}

/// The messages that the page did not get to send.
pub(crate) fn outbox() -> Vec<SavedMessage> {
    read(Area::Tab, OUTBOX).unwrap_or_default()
}

/// Keeps the messages that are not sent yet.
pub(crate) fn set_outbox(messages: &[SavedMessage]) {
    if messages.is_empty() {
        remove(Area::Tab, OUTBOX);
    } else {
        write(Area::Tab, OUTBOX, messages);
    }
}

/// What was being written in `room`.
pub(crate) fn draft(room: &RoomSlug) -> String {
    read(Area::Tab, &format!("{DRAFT}{room}")).unwrap_or_default()
}

/// Keeps what is being written in `room`.
pub(crate) fn set_draft(room: &RoomSlug, text: &str) {
    let key = format!("{DRAFT}{room}");
    if text.is_empty() {
        remove(Area::Tab, &key);
    } else {
        write(Area::Tab, &key, text);
    }
}

/// The theme chosen, where one was.
pub(crate) fn theme() -> Option<String> {
    read(Area::Browser, THEME)
}

/// Keeps the theme chosen.
pub(crate) fn set_theme(theme: Option<&str>) {
    match theme {
        Some(theme) => write(Area::Browser, THEME, theme),
        None => remove(Area::Browser, THEME),
    }
}

#[derive(Clone, Copy)]
enum Area {
    /// All tabs, until it is removed.
    Browser,
    /// This tab, also over a reload.
    Tab,
}

fn storage(area: Area) -> Result<Storage, JsValue> {
    let storage = match area {
        Area::Browser => window().local_storage(),
        Area::Tab => window().session_storage(),
    };
    storage?.ok_or_else(|| JsValue::from_str("this browser has no storage"))
}

fn read<T: DeserializeOwned>(area: Area, key: &str) -> Option<T> {
    let text = storage(area).and_then(|storage| storage.get_item(key));
    // What another version wrote, or a person by hand, is as good as nothing.
    serde_json::from_str(&noted(text)??).ok()
}

fn write<T: Serialize + ?Sized>(area: Area, key: &str, value: &T) {
    if let Ok(text) = serde_json::to_string(value) {
        noted(storage(area).and_then(|storage| storage.set_item(key, &text)));
    }
}

fn remove(area: Area, key: &str) {
    noted(storage(area).and_then(|storage| storage.remove_item(key)));
}

fn noted<T>(result: Result<T, JsValue>) -> Option<T> {
    result.inspect_err(|error| gloo_console::warn!("nothing is stored:", error)).ok()
}
