//! One message in the list.

use std::sync::Arc;

use sociable_client::chat::{Delivery, Outgoing};
use sociable_protocol::{Message, MessageId, RoomSlug, Timestamp};
use yew::prelude::*;

use crate::clock;
use crate::components::avatar::hue_class;
use crate::components::{Avatar, DeliveryMark, FailedActions, MessageText};
use crate::provider::Dispatch;
use crate::rows::Place;
use crate::strings;

/// A message, on whichever side of the server. Both kinds are one component, so that a row stays the same element when
/// its message is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// Stored.
    Stored(Arc<Message>),
    /// One's own, on its way.
    Outgoing(Outgoing),
}

impl Item {
    /// The message's id, the same before and after it is stored.
    pub(crate) fn id(&self) -> MessageId {
        match self {
            Self::Stored(message) => message.id,
            Self::Outgoing(outgoing) => outgoing.id,
        }
    }

    /// When it was stored, or else written.
    pub(crate) fn time(&self) -> Timestamp {
        match self {
            Self::Stored(message) => message.created_at,
            Self::Outgoing(outgoing) => outgoing.written_at,
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) item: Item,
    /// Whether one wrote it oneself.
    pub(crate) own: bool,
    pub(crate) place: Place,
    pub(crate) room: RoomSlug,
    pub(crate) dispatch: Dispatch,
}

/// One message: who, what, when, and of one's own how far it has come.
#[component]
pub(crate) fn MessageRow(props: &Props) -> Html {
    let Props { item, own, place, room, dispatch } = props;
    let time = item.time();
    let (text, edited_at, delivery) = match item {
        Item::Stored(message) => (message.text.as_ref(), message.edited_at, None),
        Item::Outgoing(outgoing) => (Some(&outgoing.text), None, Some(&outgoing.delivery)),
    };
    let time_of_day = clock::time_of_day(time);
    // What stands in the corner, for which the text keeps room.
    let corner = match edited_at {
        Some(_) => AttrValue::from(format!("{} {time_of_day}", strings::EDITED)),
        None => AttrValue::from(time_of_day.clone()),
    };
    let author = match item {
        Item::Stored(message) if !own => Some(&message.user),
        Item::Stored(_) | Item::Outgoing(_) => None,
    };
    let failed = match (item, delivery) {
        (Item::Outgoing(message), Some(Delivery::Failed(error))) => Some((message, strings::sentence(&error.message))),
        _ => None,
    };
    let class = classes!(
        "message",
        own.then_some("message-own"),
        place.starts_run.then_some("starts-run"),
        place.ends_run.then_some("ends-run"),
        failed.is_some().then_some("message-failed"),
        text.is_none().then_some("message-deleted"),
    );
    html! {
        <li {class} data-row="" data-testid="message">
            if let Some(user) = author.filter(|_| place.starts_run) {
                <Avatar user={user.clone()} />
            }
            <div class="bubble">
                {
                    match author {
                        Some(user) if place.starts_run => html! {
                            <span class={classes!("author", hue_class(user.id))}><bdi>{ user.name.as_str() }</bdi></span>
                        },
                        Some(user) => html! { <span class="visually-hidden">{ strings::said(&user.name) }</span> },
                        None => html! { <span class="visually-hidden">{ strings::said(strings::YOU) }</span> },
                    }
                }
                if let Some(text) = text {
                    <MessageText text={text.clone()} time={corner} />
                } else {
                    <div class="text" data-time={corner}>{ strings::DELETED }</div>
                }
                <span class="meta">
                    if let Some(edited_at) = edited_at {
                        <span class="edited" title={strings::edited_at(&clock::in_full(edited_at))}>
                            { strings::EDITED }
                        </span>
                    }
                    <time datetime={time.to_string()} title={clock::in_full(time)}>{ time_of_day }</time>
                    if *own && text.is_some() {
                        <DeliveryMark delivery={delivery.cloned()} />
                    }
                </span>
            </div>
            if let Some((message, reason)) = failed {
                <FailedActions room={room.clone()} message={message.clone()} {reason} dispatch={dispatch.clone()} />
            }
        </li>
    }
}
