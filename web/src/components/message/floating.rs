//! Something small that floats beside what it was opened from; on a phone it comes up from below.
//!
//! A modal `<dialog>`: it stands above everything, keeps the focus, and closes with Escape or a press outside.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, KeyboardEvent};
use yew::prelude::*;

use super::act::Anchor;
use crate::dom::{is_touch, window};
use crate::hooks::{use_back, use_effect_with};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// What it is, for screen readers.
    pub(super) label: AttrValue,
    pub(super) anchor: Anchor,
    pub(super) on_close: Callback<()>,
    pub(super) children: Html,
}

/// Open as long as it is there.
#[component]
pub(super) fn Floating(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_back(true, props.on_close.clone());
    use_effect_with((), {
        let (dialog, anchor) = (dialog.clone(), props.anchor);
        move |()| {
            let dialog = dialog.cast::<HtmlDialogElement>();
            if let Some(Err(error)) = dialog.as_ref().map(|dialog| open(dialog, anchor)) {
                gloo_console::warn!("the menu cannot be opened:", error);
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    // Only the backdrop hits the dialog itself. The press that opened it may end there, and closes nothing.
    let is_outside = {
        let dialog = dialog.clone();
        move |event: &Event| event.target().is_some_and(|target| dialog.get().is_some_and(|dialog| *target == **dialog))
    };
    let pressed_outside = use_mut_ref(|| false);
    let onpointerdown = {
        let (is_outside, pressed_outside) = (is_outside.clone(), pressed_outside.clone());
        Callback::from(move |event: PointerEvent| *pressed_outside.borrow_mut() = is_outside(&event))
    };
    let onclick = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: MouseEvent| {
            if pressed_outside.replace(false) && is_outside(&event) {
                on_close.emit(());
            }
        })
    };
    // What is behind has its own use for the key.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    });
    html! {
        <dialog ref={dialog} class="floating" aria-label={&props.label} {oncancel}
            {onpointerdown} {onclick} {onkeydown}>
            <div class="floating-body">{ props.children.clone() }</div>
        </dialog>
    }
}

fn open(dialog: &HtmlDialogElement, anchor: Anchor) -> Result<(), wasm_bindgen::JsValue> {
    dialog.show_modal()?;
    if !is_touch() {
        let size = (f64::from(dialog.offset_width()), f64::from(dialog.offset_height()));
        let pixels = |length: Result<wasm_bindgen::JsValue, _>| length.ok().and_then(|length| length.as_f64());
        let whole = (pixels(window().inner_width()), pixels(window().inner_height()));
        if let (Some(width), Some(height)) = whole {
            let (left, top) = anchor.place(size, (width, height));
            dialog.style().set_property("left", &format!("{left}px"))?;
            dialog.style().set_property("top", &format!("{top}px"))?;
        }
    }
    Ok(())
}

/// Closes the dialog around what was pressed, so that what comes next may put the focus elsewhere.
pub(super) fn close_around(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let dialog = target.and_then(|target| target.closest("dialog").ok().flatten());
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) {
        dialog.close();
    }
}
