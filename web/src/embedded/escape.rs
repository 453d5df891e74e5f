//! Escape closes the frame of a bubble, wherever the focus is in it, whatever page is shown, and also where nothing has the
//! focus. What is open inside has it before.

use gloo_events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

use crate::dom::{document, is_composing};

/// Calls `leave` from now on, for as long as there is the page.
pub(super) fn listen(leave: impl Fn() + 'static) {
    let on_key = move |event: &Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Escape" && !is_composing(event) && !event.default_prevented() && !has_dialog() {
            leave();
        }
    };
    EventListener::new(&document(), "keydown", on_key).forget();
}

/// Whether the browser is about to close one of its own dialogs.
fn has_dialog() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}
