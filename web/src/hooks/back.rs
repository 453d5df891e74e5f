//! The browser's way back, for what looks like a page and is none.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::use_effect_with;
use crate::dom::window;

/// While `active`, going back (a phone's button or gesture) calls `on_back` instead of leaving the page.
#[hook]
pub(crate) fn use_back(active: bool, on_back: Callback<()>) {
    use_effect_with(active, move |active| {
        let entry = active.then(|| {
            let went_back = Rc::new(Cell::new(false));
            noted(window().history().and_then(|history| history.push_state(&JsValue::NULL, "")));
            let gone = Rc::clone(&went_back);
            let listener = EventListener::new(&window(), "popstate", move |_| {
                gone.set(true);
                on_back.emit(());
            });
            (went_back, listener)
        });
        move || {
            // Closed by another way: then its entry in the history goes, too.
            if let Some((went_back, listener)) = entry {
                drop(listener);
                if !went_back.get() {
                    noted(window().history().and_then(|history| history.back()));
                }
            }
        }
    });
}

/// Calls `then` once the browser has gone back, as it does when what [`use_back`] watches over is closed: whoever goes
/// elsewhere before that would be led back from there.
pub(crate) fn after_back(then: impl FnOnce() + 'static) {
    EventListener::once(&window(), "popstate", move |_| then()).forget();
}

fn noted(result: Result<(), JsValue>) {
    if let Err(error) = result {
        gloo_console::warn!("the history cannot be changed:", error);
    }
}
