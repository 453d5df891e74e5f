//! The few things of the browser that more than one module needs.

use web_sys::{Document, Element, HtmlElement, Window};
use yew::NodeRef;

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

/// Whether the page is looked at.
pub(crate) fn is_visible() -> bool {
    !document().hidden()
}

/// Whether the media query holds; false where the browser does not understand it.
pub(crate) fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether the main pointing device is a finger: then there is a keyboard on the screen, too.
pub(crate) fn is_touch() -> bool {
    matches("(pointer: coarse)")
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

/// The distance of `element`'s lower edge from `ancestor`'s upper one, in CSS pixels.
pub(crate) fn bottom_in(element: &Element, ancestor: &Element) -> f64 {
    element.get_bounding_client_rect().bottom() - ancestor.get_bounding_client_rect().top()
}
