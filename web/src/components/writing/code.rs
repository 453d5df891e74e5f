//! A block of code.

use yew::prelude::*;

use crate::dom;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The language, where it is named.
    pub(super) language: String,
    pub(super) code: String,
}

/// Code in its own box, which is scrolled where a line is too long, and a way to copy it. Code is written from left to
/// right whatever the language around it.
#[component]
pub(super) fn CodeBlock(props: &Props) -> Html {
    let copied = use_state_eq(|| None);
    let onclick = {
        let (code, copied) = (props.code.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| {
            let copied = copied.clone();
            dom::copy(&code, move |done| copied.set(Some(done)));
        })
    };
    let label = match *copied {
        None => strings::copy(),
        Some(true) => strings::copied(),
        Some(false) => strings::message_copy_failed(),
    };
    html! {
        <div class="code-block" dir="ltr">
            <div class="code-head">
                <span class="code-language">{ &props.language }</span>
                <button type="button" class="button-text" {onclick}>
                    { label }
                </button>
            </div>
            // It can be scrolled with the keyboard only where it can have the focus.
            <pre tabindex="0" role="group" aria-label={strings::code()}><code>{ &props.code }</code></pre>
        </div>
    }
}
