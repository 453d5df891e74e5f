//! A question before something that cannot easily be undone.

use yew::prelude::*;

use super::Modal;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The question.
    pub(crate) title: AttrValue,
    /// What will be.
    pub(crate) lead: AttrValue,
    /// What the button that does it is called.
    pub(crate) action: AttrValue,
    /// Whether it is being done.
    #[prop_or_default]
    pub(crate) busy: bool,
    /// Why it could not be done.
    #[prop_or_default]
    pub(crate) error: Option<String>,
    pub(crate) on_confirm: Callback<()>,
    pub(crate) on_close: Callback<()>,
}

/// The question, a button that does it, and one that does not, which has the focus.
#[component]
pub(crate) fn Confirm(props: &Props) -> Html {
    let (on_confirm, busy) = (props.on_confirm.clone(), props.busy);
    let onclick = Callback::from(move |_: MouseEvent| {
        if !busy {
            on_confirm.emit(());
        }
    });
    html! {
        <Modal title={&props.title} on_close={props.on_close.clone()}>
            <p>{ &props.lead }</p>
            { form_note(props.error.clone()) }
            <div class="modal-actions">
                <button type="button" class="button" autofocus=true onclick={props.on_close.reform(|_: MouseEvent| ())}>
                    { strings::cancel() }
                </button>
                <button type="button" class="button button-danger" aria-disabled={busy.then_some("true")} {onclick}>
                    { &props.action }
                </button>
            </div>
        </Modal>
    }
}

/// Why something could not be done. Always there, so that what comes into it is read out.
pub(crate) fn form_note(error: Option<String>) -> Html {
    html! {
        <div class="form-note" role="status">
            if let Some(error) = error {
                <p class="field-note field-error">{ error }</p>
            }
        </div>
    }
}
