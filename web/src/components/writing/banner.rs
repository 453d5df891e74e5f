//! What is being written where it is no message of its own: an answer, or another text.

use yew::prelude::*;

use crate::components::common::{Shape, hue_class, icon};
use crate::composing::Composing;
use crate::{markdown, strings};

/// Whose message is answered and how it begins, or that one is changed; and the way back.
pub(super) fn banner(now: &Composing, on_cancel: &Callback<()>) -> Html {
    let (message, title, cancel) = match now {
        Composing::New => return html! { <div role="status"></div> },
        Composing::Reply(message) => {
            (message, strings::replying_to(message.user.name.as_str()), strings::cancel_reply())
        }
        Composing::Edit(message) => (message, strings::editing().to_owned(), strings::cancel_edit()),
    };
    let quoted = message.text.as_ref().map(|text| markdown::plain(text.as_str()));
    let hue = matches!(now, Composing::Reply(_)).then(|| hue_class(message.user.id));
    html! {
        <div class="composing" role="status">
            <div class={classes!("composing-quote", hue)}>
                <p class="composing-title">{ title }</p>
                <p class="composing-text" dir="auto">{ quoted }</p>
            </div>
            <button type="button" class="button-icon" aria-label={cancel} title={cancel}
                onclick={on_cancel.reform(|_: MouseEvent| ())}>
                { icon(Shape::Close) }
            </button>
        </div>
    }
}
