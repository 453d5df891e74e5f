//! The text of a message.

use sociable_protocol::{MessageText as Text, User, UserId};
use yew::prelude::*;

use super::{Marks, markup};
use crate::markdown::{self, Node};
use crate::strings;
use crate::text::is_few_emoji;

/// Longer texts are shown in part until somebody wants the rest, in characters.
const LONG_CHARS: usize = 1_200;
/// And so are texts of more lines.
const LONG_LINES: usize = 20;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) text: Text,
    /// What is written over the end of the last line, which is kept free for it.
    pub(crate) time: AttrValue,
    /// The reader.
    #[prop_or_default]
    pub(crate) me: Option<UserId>,
    /// Who is mentioned.
    #[prop_or_default]
    pub(crate) mentions: Vec<User>,
}

/// The text as Markdown; few emoji are shown large, and a long text folded.
///
/// It is parsed anew only with another text: a row that is drawn again for another reason stops at equal properties.
#[component]
pub(crate) fn MessageText(props: &Props) -> Html {
    // To be drawn again when marks can be shown.
    use_context::<Marks>();
    let unfolded = use_state_eq(|| false);
    let text = props.text.as_str();
    let long = text.len() > LONG_CHARS && text.chars().count() > LONG_CHARS || text.lines().count() > LONG_LINES;
    let folded = long && !*unfolded;
    let onclick = {
        let (unfolded, setter) = (*unfolded, unfolded.setter());
        Callback::from(move |_| setter.set(!unfolded))
    };
    let nodes = markdown::parse(text, &props.mentions, props.me);
    // Under a long text the time stands beside the button.
    let time = (!long).then(|| props.time.clone());
    let class = classes!("text", is_few_emoji(text).then_some("text-emoji"), folded.then_some("text-folded"));
    let text = match nodes.as_slice() {
        // Most messages are this, and need no element within.
        [Node::Paragraph(line)] => {
            html! { <div {class} dir="auto" data-time={time}>{ markup::inline(line) }</div> }
        }
        blocks => html! { <div class={classes!(class, "text-blocks")}>{ markup::blocks(blocks, time.as_ref()) }</div> },
    };
    html! {
        <>
            { text }
            if long {
                <div class="text-more" data-time={&props.time}>
                    <button type="button" class="button-text" aria-expanded={unfolded.to_string()} {onclick}>
                        { if folded { strings::show_more() } else { strings::show_less() } }
                    </button>
                </div>
            }
        </>
    }
}
