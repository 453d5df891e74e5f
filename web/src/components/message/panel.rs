//! What the panels of messages have in common: a heading, a way to close them, and what stands where there is no list.

use sociable_client::chat::Failure;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::components::common::{Shape, icon};
use crate::hooks::use_focus;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) title: AttrValue,
    /// Takes the focus when the panel opens; the button that closes it where there is nothing better.
    #[prop_or_default]
    pub(super) focus: Option<NodeRef>,
    pub(super) on_close: Callback<()>,
    pub(super) children: Html,
}

/// A column beside the chat; on a phone a page of its own.
#[component]
pub(super) fn MessagePanel(props: &Props) -> Html {
    let close = use_node_ref();
    use_focus(true, props.focus.as_ref().unwrap_or(&close));
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                on_close.emit(());
            }
        })
    };
    html! {
        <aside class="panel" aria-label={&props.title} {onkeydown}>
            <div class="panel-head">
                <h2>{ &props.title }</h2>
                <button ref={close} type="button" class="button-icon" aria-label={strings::close()} title={strings::close()}
                    onclick={props.on_close.reform(|_: MouseEvent| ())}>
                    { icon(Shape::Close) }
                </button>
            </div>
            { props.children.clone() }
        </aside>
    }
}

/// A sentence in the place of a list, and perhaps a title before it and a button after it.
pub(super) fn note(title: Option<&str>, lead: &str, button: Html) -> Html {
    html! {
        <div class="panel-note">
            if let Some(title) = title {
                <h3>{ title }</h3>
            }
            <p>{ lead }</p>
            { button }
        </div>
    }
}

/// Why a list could not be had, and trying again.
pub(super) fn failed(failure: &Failure, onclick: Callback<MouseEvent>) -> Html {
    let lead = match failure {
        Failure::Refused(error) => strings::refusal(error),
        Failure::NoAnswer => strings::panel_no_answer().to_owned(),
    };
    let button = html! { <button type="button" class="button" {onclick}>{ strings::try_again() }</button> };
    note(None, &lead, button)
}
