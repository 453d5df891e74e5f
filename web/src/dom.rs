//! The few things of the browser that more than one module needs.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, FocusOptions, HtmlElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition, Window,
};
use yew::NodeRef;
use yew::platform::spawn_local;

use crate::embedded::is_in_sight;

/// The page's window.
///
/// # Panics
/// Outside a page, where the program has nothing to do.
pub(crate) fn window() -> Window {
    gloo_utils::window()
}

/// The page's document.
///
/// # Panics
/// Outside a page, where the program has nothing to do.
pub(crate) fn document() -> Document {
    gloo_utils::document()
}

/// Whether the page is looked at, as far as the browser says, and the page around where it is in a frame.
pub(crate) fn is_visible() -> bool {
    !document().hidden() && is_in_sight()
}

/// Whether the media query holds; false where the browser does not understand it.
pub(crate) fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether the main pointing device is a finger: then there is a keyboard on the screen, too.
pub(crate) fn is_touch() -> bool {
    matches("(pointer: coarse)")
}

/// Whether shortcuts are made with Command and not with Control.
pub(crate) fn is_apple() -> bool {
    window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Whether the person asked for less movement.
pub(crate) fn wants_less_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Puts the focus on `node`, if it is there.
pub(crate) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Fails only for an element that cannot have the focus, and then nothing is lost.
        if let Err(error) = element.focus() {
            gloo_console::debug!("focus", error);
        }
    }
}

/// Puts `text` on the clipboard, and says whether that was possible: a browser may ask, and a page without TLS may not.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    // Where the page is not secure there is no clipboard at all, and asking for it would be a panic.
    if !window().is_secure_context() {
        return done(false);
    }
    let written = window().navigator().clipboard().write_text(text);
    spawn_local(async move {
        let result = JsFuture::from(written).await;
        if let Err(error) = &result {
            gloo_console::warn!("the text cannot be copied:", error);
        }
        done(result.is_ok());
    });
}

/// What browsers give as `keyCode` while an input method is at work and they do not say so otherwise: Safari ends the
/// composition before it tells of the Enter that ended it.
const INPUT_METHOD: u32 = 229;

/// Whether an input method is at work, which then has the keys for itself.
pub(crate) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == INPUT_METHOD
}

/// The distance of `element`'s lower edge from `ancestor`'s upper one, in CSS pixels.
pub(crate) fn bottom_in(element: &Element, ancestor: &Element) -> f64 {
    element.get_bounding_client_rect().bottom() - ancestor.get_bounding_client_rect().top()
}

/// Puts the focus on `element` and scrolls nothing.
pub(crate) fn focus_quietly(element: &Element) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let focused = element.dyn_ref::<HtmlElement>().map(|element| element.focus_with_options(&options));
    if let Some(Err(error)) = focused {
        gloo_console::debug!("focus", error);
    }
}

/// Brings `element` into sight, scrolling no more than that takes.
pub(crate) fn reveal(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
