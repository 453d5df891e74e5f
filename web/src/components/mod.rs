//! What the pages are made of. Each component is given data and says what was done.
//!
//! * `common` — used everywhere: pictures, icons, dialogs
//! * `shell` — what is around a room: its header, the line about the connection, what stands where nothing is yet
//! * `rooms` — rooms and people: finding, making and changing them
//! * `message` — messages: the list, one of them, what can be done with it, searching
//! * `panels` — the one that is open beside the messages
//! * `writing` — writing, and what is written as it is shown

pub(crate) mod common;
pub(crate) mod message;
pub(crate) mod panels;
pub(crate) mod rooms;
pub(crate) mod shell;
pub(crate) mod writing;

use crate::lazy::load;

/// Loads all parts, one after the other, so that they are there when they are wanted. One that cannot be loaded now is
/// loaded when it is.
pub(crate) async fn load_parts() {
    let all_loaded = load(&panels::PANELS).await.is_ok()
        && load(&message::LAYERS).await.is_ok()
        && load(&writing::PICKER).await.is_ok()
        && load(&rooms::DIALOGS).await.is_ok();
    if !all_loaded {
        gloo_console::debug!("a part of the program is loaded when it is wanted");
    }
}
