//! A block of code.

use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom::window;
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
    let copied = use_state_eq(|| false);
    let onclick = {
        let (code, copied) = (props.code.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| {
            let (written, copied) = (window().navigator().clipboard().write_text(&code), copied.clone());
            spawn_local(async move {
                match JsFuture::from(written).await {
                    Ok(_) => copied.set(true),
                    Err(error) => gloo_console::warn!("the code cannot be copied:", error),
                }
            });
        })
    };
    html! {
        <div class="code-block" dir="ltr">
            <div class="code-head">
                <span class="code-language">{ &props.language }</span>
                <button type="button" class="button-text" {onclick}>
                    { if *copied { strings::copied() } else { strings::copy() } }
                </button>
            </div>
            // It can be scrolled with the keyboard only where it can have the focus.
            <pre tabindex="0" role="group" aria-label={strings::code()}><code>{ &props.code }</code></pre>
        </div>
    }
}
