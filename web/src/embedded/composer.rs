//! The field in which one writes, as far as the page around the frame has to do with it.

use sociable_protocol::RoomSlug;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, EventInit, HtmlElement, HtmlTextAreaElement};

use crate::dom::document;
use crate::storage;

/// The composer, else the field for one's name.
const FIELDS: &str = "#message, .welcome-card input, .welcome-card button";

/// Puts the focus where one writes.
pub(super) fn focus() {
    let field = document().query_selector(FIELDS).ok().flatten().and_then(|field| field.dyn_into::<HtmlElement>().ok());
    if let Some(Err(error)) = field.map(|field| field.focus()) {
        gloo_console::debug!("focus", error);
    }
}

/// A message was not let through: its text is there again, unless something else has been written since.
pub(super) fn give_back(room: &RoomSlug, text: &str) {
    let field = document().get_element_by_id("message").and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    match field.filter(|field| field.value().is_empty()) {
        Some(field) => {
            field.set_value(text);
            let options = EventInit::new();
            options.set_bubbles(true);
            // As if it had been typed, so that everything that follows from that does.
            let told =
                Event::new_with_event_init_dict("input", &options).and_then(|event| field.dispatch_event(&event));
            if let Err(error) = told {
                gloo_console::warn!("what was not sent is not noticed:", error);
            }
        }
        None if storage::draft(room).is_empty() => storage::set_draft(room, text),
        None => {}
    }
}
