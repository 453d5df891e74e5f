//! Who is typing.

use sociable_client::chat::Typing;
use yew::prelude::*;

use crate::strings;

/// A line of constant height, so that nothing moves when somebody starts.
pub(crate) fn typing_line(typing: &Typing) -> Html {
    let names: Vec<&str> = typing.users().map(|user| user.name.as_str()).collect();
    html! {
        <div class="typing" role="status" data-testid="typing">
            if let Some(text) = strings::typing(&names) {
                <span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <span class="typing-text">{ text }{ "…" }</span>
            }
        </div>
    }
}
