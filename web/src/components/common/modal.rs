//! A dialog that stands above the page, which cannot be used until it is closed.
//!
//! The browser's own `<dialog>`: it keeps the focus inside, gives it back, closes with Escape, and needs no code for it.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{Shape, icon};
use crate::hooks::{use_back, use_effect_with};
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What it is about.
    pub(crate) title: AttrValue,
    /// A class besides `modal`.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// It wants to be closed: the button, Escape, a press outside, or on a phone going back.
    pub(crate) on_close: Callback<()>,
    pub(crate) children: Html,
}

/// The dialog; open as long as it is there.
#[component]
pub(crate) fn Modal(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_back(true, props.on_close.clone());
    use_effect_with((), {
        let dialog = dialog.clone();
        move |()| {
            let dialog = dialog.cast::<HtmlDialogElement>();
            if let Some(Err(error)) = dialog.as_ref().map(HtmlDialogElement::show_modal) {
                gloo_console::warn!("the dialog cannot be opened:", error);
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    // Not a click: one that begins in a field, to select its text, may end outside.
    let onmousedown = {
        let (dialog, on_close) = (dialog.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            // What is inside covers the dialog; only the backdrop hits the dialog itself.
            let outside = event.target().is_some_and(|target| dialog.get().is_some_and(|dialog| *target == **dialog));
            if outside {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={dialog} class={classes!("modal", props.class.clone())} aria-label={&props.title} {oncancel} {onmousedown}>
            <div class="modal-body">
                <div class="modal-head">
                    <h2>{ &props.title }</h2>
                    <button type="button" class="button-icon" aria-label={strings::close()} title={strings::close()}
                        onclick={props.on_close.reform(|_: MouseEvent| ())}>
                        { icon(Shape::Close) }
                    </button>
                </div>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
