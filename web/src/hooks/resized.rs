//! What is to be done when a part of the page has got another size.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use super::use_effect_with;

/// Calls `then` whenever the element has another size, whatever gave it that: the window, a panel beside it, the size of
/// letters. What it changes is to be another element's size.
#[hook]
pub(crate) fn use_resized(node: &NodeRef, then: impl FnMut() + 'static) {
    let node = node.clone();
    use_effect_with((), move |()| {
        let then = Closure::<dyn FnMut()>::new(then);
        let observer = ResizeObserver::new(then.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(then);
        }
    });
}
