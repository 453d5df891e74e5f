//! A message outside of its room: found, or pinned.

use std::sync::Arc;

use sociable_protocol::{Message, RoomSlug, Seq};
use yew::prelude::*;

use super::marks::marked;
use crate::clock::{self, Day};
use crate::components::common::{avatar, hue_class};
use crate::strings;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) message: Arc<Message>,
    /// The name of its room, where it may be another than the one that is looked at.
    #[prop_or_default]
    pub(super) room: Option<AttrValue>,
    /// The words that were searched for.
    #[prop_or_default]
    pub(super) query: AttrValue,
    pub(super) today: Day,
    pub(super) on_go: Callback<(RoomSlug, Seq)>,
    /// What else can be done with it.
    #[prop_or_default]
    pub(super) children: Html,
}

/// Who wrote it, where, when and what; pressing it leads there.
#[component]
pub(super) fn MessageResult(props: &Props) -> Html {
    let Props { message, room, query, today, on_go, .. } = props;
    let onclick = {
        let at = (message.room.clone(), message.seq);
        on_go.reform(move |_: MouseEvent| at.clone())
    };
    let text = message.text.as_ref().map_or(strings::deleted(), |text| text.as_str());
    let part = |part: super::marks::Part<'_>| match part.marked {
        true => html! { <mark>{ part.text }</mark> },
        false => html! { { part.text } },
    };
    html! {
        <li class="result">
            <button type="button" class="result-message" {onclick}>
                { avatar(&message.user) }
                <span class="result-head">
                    <span class={classes!("result-author", hue_class(message.user.id))}>
                        <bdi>{ message.user.name.as_str() }</bdi>
                    </span>
                    if let Some(room) = room {
                        <span class="result-room"><bdi>{ room }</bdi></span>
                    }
                </span>
                <time class="result-time" datetime={message.created_at.to_string()} title={clock::in_full(message.created_at)}>
                    { clock::day_label(message.created_at, *today) }{ ", " }{ clock::time_of_day(message.created_at) }
                </time>
                <span class="result-text" dir="auto">{ for marked(text, query).into_iter().map(part) }</span>
            </button>
            { props.children.clone() }
        </li>
    }
}
