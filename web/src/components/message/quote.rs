//! What a message answers.

use sociable_protocol::{ReplyTo, RoomSlug, Seq};
use yew::prelude::*;

use crate::components::common::hue_class;
use crate::strings;

/// Who wrote it and how it begins; pressing it leads there.
pub(super) fn quote(room: &RoomSlug, reply_to: &ReplyTo, on_go: &Callback<(RoomSlug, Seq)>) -> Html {
    let ReplyTo { seq, user, text, .. } = reply_to;
    let onclick = {
        let at = (room.clone(), *seq);
        on_go.reform(move |_: MouseEvent| at.clone())
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
