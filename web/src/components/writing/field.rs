//! The field one writes in: its height, its caret, and what Enter does in it.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use crate::completion::{from_utf16, utf16_len};
use crate::dom;

/// Whether a key sends the message. While an input method is at work, Enter chooses among its words; on a touch screen
/// it is the only way to a new line.
pub(super) fn sends(event: &KeyboardEvent) -> bool {
    let on_purpose = event.ctrl_key() || event.meta_key();
    let plain = !event.shift_key() && !event.alt_key() && !dom::is_touch();
    event.key() == "Enter" && !dom::is_composing(event) && (on_purpose || plain)
}

/// Makes the field as high as its text; the style sheet says how high at most.
///
/// To be measured, it is made low for a moment. What it stands in keeps its height meanwhile: else the list above would be
/// higher for that moment, and browsers would cut off how far it is scrolled.
pub(super) fn fit(field: &HtmlTextAreaElement) {
    let around = field.parent_element().and_then(|around| around.dyn_into::<HtmlElement>().ok());
    let Some(around) = around else { return };
    let (style, held) = (AsRef::<HtmlElement>::as_ref(field).style(), around.style());
    let fitted = held
        .set_property("min-height", &format!("{}px", around.offset_height()))
        .and_then(|()| style.set_property("height", "auto"))
        .and_then(|()| {
            // A border counts for the height and not for the scroll height.
            let border = field.offset_height() - field.client_height();
            style.set_property("height", &format!("{}px", field.scroll_height() + border))
        })
        .and_then(|()| held.remove_property("min-height"));
    if let Err(error) = fitted {
        gloo_console::debug!("the field keeps its height:", error);
    }
}

/// The caret, in bytes of `text`, which is the field's; `None` while something is selected.
pub(super) fn caret(field: &HtmlTextAreaElement, text: &str) -> Option<usize> {
    let (start, end) = selection(field, text);
    (start == end).then_some(start)
}

/// What is selected, in bytes of `text`, which is the field's.
pub(super) fn selection(field: &HtmlTextAreaElement, text: &str) -> (usize, usize) {
    let byte = |offset: Option<u32>| {
        let offset = offset.and_then(|offset| usize::try_from(offset).ok());
        offset.map_or(text.len(), |offset| from_utf16(text, offset))
    };
    (byte(field.selection_start().ok().flatten()), byte(field.selection_end().ok().flatten()))
}

/// Puts `new` in the place of the bytes `from..until` of the field's text, and the caret behind it: as if it had been typed,
/// so that it can be undone, where the browser does that and the field has the focus.
pub(super) fn replace(field: &HtmlTextAreaElement, (from, until): (usize, usize), new: &str) {
    let text = field.value();
    let (Some(before), Some(old), Some(after)) = (text.get(..from), text.get(from..until), text.get(until..)) else {
        return;
    };
    let start = utf16_len(before);
    select(field, start, start + utf16_len(old));
    if !types(field, new) {
        field.set_value(&[before, new, after].concat());
        let caret = start + utf16_len(new);
        select(field, caret, caret);
    }
}

fn select(field: &HtmlTextAreaElement, start: u32, end: u32) {
    if let Err(error) = field.set_selection_range(start, end) {
        gloo_console::debug!("the caret stays:", error);
    }
}

/// Types `text` over what is selected in the field; false where that cannot be done. Nothing else leaves the browser's own
/// history of the field whole.
fn types(field: &HtmlTextAreaElement, text: &str) -> bool {
    let document = dom::document();
    let has_focus = document.active_element().as_ref() == Some(field.as_ref());
    let document = document.dyn_into::<HtmlDocument>().ok().filter(|_| has_focus);
    document.is_some_and(|document| {
        document.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or_default()
    })
}
