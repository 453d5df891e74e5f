//! Files that are dropped on the page. Only text can be sent; but a browser that is left to itself goes to the file, and
//! what was being written is gone from sight.

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Array;
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, Element, Event};
use yew::prelude::*;

use crate::dom::window;
use crate::hooks::use_effect_with;

/// For as long as there is a page, no file that is dropped on it takes its place.
pub(crate) fn keep_page() {
    for kind in ["dragover", "drop"] {
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&window(), kind, options, |event| {
            if is_of_files(event) {
                event.prevent_default();
            }
        });
        listener.forget();
    }
}

/// How often files were dropped on the page, and forgetting it; none before or after that.
#[hook]
pub(crate) fn use_dropped_files() -> (Option<u32>, Callback<()>) {
    let dropped = use_state_eq(|| None);
    use_effect_with((), {
        let dropped = dropped.setter();
        move |()| {
            let mut times = 0_u32;
            let listener = EventListener::new(&window(), "drop", move |event| {
                if is_of_files(event) {
                    times = times.wrapping_add(1);
                    dropped.set(Some(times));
                }
            });
            move || drop(listener)
        }
    });
    let setter = dropped.setter();
    (*dropped, Callback::from(move |()| setter.set(None)))
}

/// Whether it is files that are dragged or dropped. A picture of another page is text, too: its address, which a field takes.
fn is_of_files(event: &Event) -> bool {
    let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    let kinds: Array = data.map(|data| data.types().unchecked_into()).unwrap_or_default();
    let has = |kind: &str| kinds.includes(&kind.into(), 0);
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = target.is_some_and(|target| target.matches("textarea, input").unwrap_or_default());
    has("Files") && !(field && has("text/uri-list"))
}
