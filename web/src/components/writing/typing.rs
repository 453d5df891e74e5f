//! Who is typing.

use sociable_client::chat::{Shared, Typing};
use yew::prelude::*;

use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) typing: Shared<Typing>,
}

/// A line of constant height, so that nothing moves when somebody starts.
#[component]
pub(crate) fn TypingLine(props: &Props) -> Html {
    let names: Vec<&str> = props.typing.users().map(|user| user.name.as_str()).collect();
    html! {
        <div class="typing" role="status" data-testid="typing">
            if let Some(text) = strings::typing(&names) {
                <span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <span class="typing-text">{ text }{ "…" }</span>
            }
        </div>
    }
}
