//! The text of a message.

use sociable_protocol::MessageText as Text;
use yew::prelude::*;

use crate::strings;
use crate::text::{Part, is_few_emoji, parts};

/// Longer texts are shown in part until somebody wants the rest, in characters.
const LONG_CHARS: usize = 1_200;
/// And so are texts of more lines.
const LONG_LINES: usize = 20;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) text: Text,
    /// What is written over the end of the last line, which is kept free for it.
    pub(crate) time: AttrValue,
}

/// The text with its links; few emoji are shown large, and a long text folded.
#[component]
pub(crate) fn MessageText(props: &Props) -> Html {
    let unfolded = use_state_eq(|| false);
    let text = props.text.as_str();
    let long = text.len() > LONG_CHARS && text.chars().count() > LONG_CHARS || text.lines().count() > LONG_LINES;
    let folded = long && !*unfolded;
    let onclick = {
        let (unfolded, setter) = (*unfolded, unfolded.setter());
        Callback::from(move |_| setter.set(!unfolded))
    };
    let part = |part: Part<'_>| match part {
        Part::Plain(text) => html! { { text } },
        Part::Link(address) => html! {
            <a href={address.to_owned()} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">{ address }</a>
        },
    };
    let class = classes!("text", is_few_emoji(text).then_some("text-emoji"), folded.then_some("text-folded"));
    html! {
        <>
            <div {class} dir="auto" data-time={&props.time}>{ for parts(text).into_iter().map(part) }</div>
            if long {
                <button type="button" class="button-text" aria-expanded={unfolded.to_string()} {onclick}>
                    { if folded { strings::SHOW_MORE } else { strings::SHOW_LESS } }
                </button>
            }
        </>
    }
}
