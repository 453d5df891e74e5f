//! What a message answers.

use sociable_protocol::{ReplyTo, RoomSlug, Seq};
use yew::prelude::*;

use crate::components::common::hue_class;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) room: RoomSlug,
    pub(super) reply_to: ReplyTo,
    pub(super) on_go: Callback<(RoomSlug, Seq)>,
}

/// Who wrote it and how it begins; pressing it leads there.
#[component]
pub(super) fn Quote(props: &Props) -> Html {
    let ReplyTo { seq, user, text, .. } = &props.reply_to;
    let onclick = {
        let at = (props.room.clone(), *seq);
        props.on_go.reform(move |_: MouseEvent| at.clone())
    };
    let line = text.as_ref().and_then(|text| text.as_str().lines().find(|line| !line.trim().is_empty()));
    html! {
        <button type="button" class={classes!("quote", user.as_ref().map(|user| hue_class(user.id)))} tabindex="-1"
            title={strings::message_go_to_quoted()} {onclick}>
            <span class="visually-hidden">{ strings::message_answers() }</span>
            if let Some(user) = user {
                <span class="quote-author"><bdi>{ user.name.as_str() }</bdi></span>
            }
            <span class={classes!("quote-text", line.is_none().then_some("quote-deleted"))} dir="auto">
                { line.unwrap_or(strings::deleted()) }
            </span>
        </button>
    }
}
