//! Something that floats beside the element that it is in, above everything else and within the window.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use crate::dom::{document, window};
use crate::hooks::use_effect_with;

/// Between it, what it is beside, and the edges of the window, in CSS pixels.
const GAP: f64 = 8.0;

/// Shows `node` in the browser's top layer, so that nothing it is in can cut it off, and asks to close it when somebody
/// presses outside of the element that it is in. The style sheet places it at `--float-x` and `--float-y`. Does nothing
/// unless it `floats`.
#[hook]
pub(super) fn use_float(node: &NodeRef, floats: bool, on_close: &Callback<()>) {
    let close = use_mut_ref(|| on_close.clone());
    close.replace(on_close.clone());
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let element = node.cast::<HtmlElement>().filter(|_| floats);
            let listeners = element.map(|element| {
                // Without the top layer it still floats, only within whatever it is in.
                if let Err(error) = element.show_popover() {
                    gloo_console::debug!("no popover:", error);
                }
                place(&element);
                listen(element, move || close.borrow().clone().emit(()))
            });
            move || drop(listeners)
        }
    });
}

/// Places `element` anew in a window of another size, and calls `leave` with each press outside of what it is in.
fn listen(element: HtmlElement, leave: impl Fn() + 'static) -> (EventListener, EventListener) {
    let resized = EventListener::new(&window(), "resize", {
        let element = element.clone();
        move |_| place(&element)
    });
    let options = EventListenerOptions::run_in_capture_phase();
    let pressed = EventListener::new_with_options(&document(), "pointerdown", options, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if !element.parent_element().is_some_and(|around| around.contains(target.as_ref())) {
            leave();
        }
    });
    (resized, pressed)
}

fn place(element: &HtmlElement) {
    let Some(around) = element.parent_element() else { return };
    let (own, anchor) = (element.get_bounding_client_rect(), around.get_bounding_client_rect());
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let at_end =
        document().document_element().is_none_or(|root: Element| root.get_attribute("dir").as_deref() != Some("rtl"));
    let x = if at_end { anchor.right() - own.width() } else { anchor.left() };
    let y = beside(anchor.top(), anchor.bottom(), own.height(), height);
    for (name, value) in [("--float-x", within(x, own.width(), width)), ("--float-y", y)] {
        if let Err(error) = element.style().set_property(name, &format!("{}px", value.round())) {
            gloo_console::debug!("it stays where it is:", error);
        }
    }
}

/// Above, else below, else wherever there is room.
fn beside(top: f64, bottom: f64, size: f64, space: f64) -> f64 {
    let (above, below) = (top - GAP - size, bottom + GAP);
    if above >= GAP || below + size + GAP > space { within(above, size, space) } else { below }
}

/// The position nearest to `at` that is within the window.
fn within(at: f64, size: f64, space: f64) -> f64 {
    at.min(space - GAP - size).max(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_above_where_there_is_room_and_below_otherwise() {
        assert_eq!(beside(700.0, 740.0, 400.0, 800.0), 292.0);
        assert_eq!(beside(100.0, 140.0, 400.0, 800.0), 148.0);
        assert_eq!(beside(200.0, 240.0, 400.0, 500.0), 8.0, "no room on either side");
    }

    #[test]
    fn it_never_leaves_the_window() {
        assert_eq!(within(-50.0, 300.0, 360.0), 8.0);
        assert_eq!(within(200.0, 300.0, 360.0), 52.0);
        assert_eq!(within(20.0, 300.0, 360.0), 20.0);
    }
}
