//! One message in the list.

use std::sync::Arc;

use sociable_client::chat::{Delivery, Outgoing};
use sociable_protocol::{Message, MessageId, ReplyTo, RoomSlug, Seq, Timestamp, UserId};
use web_sys::{FocusEvent, Node};
use yew::prelude::*;

use super::act::Act;
use super::allowed::Allowed;
use super::delivery::{ChangeMark, DeliveryMark, FailedActions};
use super::quote::quote;
use super::reactions::reactions;
use super::tools::message_tools;
use crate::clock;
use crate::components::common::{Shape, avatar, hue_class, icon, verified};
use crate::components::writing::MessageText;
use crate::provider::Dispatch;
use crate::rows::Place;
use crate::strings;

/// Longest text in a row's name for screen readers, in characters; the row itself has the rest.
const NAME_CHARS: usize = 200;

/// A message, on whichever side of the server. Both kinds are one component, so that a row stays the same element when
/// its message is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Stored.
    Stored(Arc<Message>),
    /// One's own, on its way.
    Outgoing(Outgoing),
}

impl Item {
    /// The message's id, the same before and after it is stored.
    pub(super) fn id(&self) -> MessageId {
        match self {
            Self::Stored(message) => message.id,
            Self::Outgoing(outgoing) => outgoing.id,
        }
    }

    /// When it was stored, or else written.
    pub(super) fn time(&self) -> Timestamp {
        match self {
            Self::Stored(message) => message.created_at,
            Self::Outgoing(outgoing) => outgoing.written_at,
        }
    }

    pub(super) fn stored(&self) -> Option<&Arc<Message>> {
        match self {
            Self::Stored(message) => Some(message),
            Self::Outgoing(_) => None,
        }
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) item: Item,
    /// Whether one wrote it oneself.
    pub(super) own: bool,
    pub(super) me: Option<UserId>,
    pub(super) place: Place,
    /// What it answers.
    pub(super) reply_to: Option<ReplyTo>,
    /// What may be done with it.
    pub(super) allowed: Allowed,
    /// Who has read it, in words; only of one's own.
    pub(super) readers: Option<AttrValue>,
    /// Whether something that one wants of it is not carried out yet.
    pub(super) changing: bool,
    /// Whether it is the list's Tab stop.
    pub(super) tab_stop: bool,
    /// Whether it is what one has just come to see.
    pub(super) target: bool,
    pub(super) room: RoomSlug,
    pub(super) on_act: Callback<(Arc<Message>, Act)>,
    pub(super) on_go: Callback<(RoomSlug, Seq)>,
    pub(super) dispatch: Dispatch,
}

/// One message: who, what, when, what others made of it, and of one's own how far it has come.
#[component]
pub(super) fn MessageRow(props: &Props) -> Html {
    let Props { item, own, me, place, room, dispatch, .. } = props;
    let row = use_node_ref();
    let (pointed, focused) = (use_state_eq(|| false), use_state_eq(|| false));
    let stored = item.stored();
    let time = item.time();
    let mentions = match item {
        Item::Stored(message) => message.mentions.clone(),
        Item::Outgoing(_) => Vec::new(),
    };
    let (text, edited_at, delivery) = match item {
        Item::Stored(message) => (message.text.as_ref(), message.edited_at, None),
        Item::Outgoing(outgoing) => (Some(&outgoing.text), None, Some(&outgoing.delivery)),
    };
    let time_of_day = clock::time_of_day(time);
    let pinned = stored.is_some_and(|message| message.pinned.is_some());
    let corner = corner(&time_of_day, edited_at.is_some(), pinned);
    let author = stored.filter(|_| !own).map(|message| &message.user);
    let name = author.map_or(strings::you(), |user| user.name.as_str());
    let failed = match (item, delivery) {
        (Item::Outgoing(message), Some(Delivery::Failed(error))) => Some((message, strings::refusal(error))),
        _ => None,
    };
    let mentioned = !own && stored.is_some_and(|message| message.mentions.iter().any(|user| Some(user.id) == *me));
    let class = classes!(
        "message",
        own.then_some("message-own"),
        place.starts_run.then_some("starts-run"),
        place.ends_run.then_some("ends-run"),
        failed.is_some().then_some("message-failed"),
        text.is_none().then_some("message-deleted"),
        mentioned.then_some("message-mention"),
        props.target.then_some("message-target"),
    );
    let on_act = stored.map(|message| {
        let message = Arc::clone(message);
        props.on_act.reform(move |act: Act| (Arc::clone(&message), act))
    });
    let set = |state: &UseStateHandle<bool>, on: bool| {
        let state = state.setter();
        Callback::from(move |_: MouseEvent| state.set(on))
    };
    let onfocusin = {
        let focused = focused.setter();
        Callback::from(move |_: FocusEvent| focused.set(true))
    };
    let onfocusout = {
        let (focused, row) = (focused.setter(), row.clone());
        Callback::from(move |event: FocusEvent| {
            let goes_to = event.related_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Node>(target).ok());
            focused.set(goes_to.is_some_and(|node| row.get().is_some_and(|row| row.contains(Some(&node)))));
        })
    };
    html! {
        <li ref={row} {class} data-row="" data-testid="message" data-seq={stored.map(|message| message.seq.to_string())}
            data-id={item.id().to_string()} tabindex={if props.tab_stop { "0" } else { "-1" }}
            aria-label={label(name, &time_of_day, text.map_or(strings::deleted(), |text| text.as_str()))} aria-setsize="-1"
            onmouseenter={set(&pointed, true)} onmouseleave={set(&pointed, false)} {onfocusin} {onfocusout}>
            if let Some(user) = author.filter(|_| place.starts_run) {
                { avatar(user) }
            }
            <div class="bubble">
                {
                    match author {
                        Some(user) if place.starts_run => html! {
                            <span class={classes!("author", hue_class(user.id))}>
                                <bdi>{ name }</bdi>
                                { verified(user) }
                            </span>
                        },
                        _ => html! { <span class="visually-hidden">{ strings::said(name) }</span> },
                    }
                }
                if let Some(reply_to) = &props.reply_to {
                    { quote(room, reply_to, &props.on_go) }
                }
                if let Some(text) = text {
                    <MessageText text={text.clone()} time={corner} me={*me} {mentions} />
                } else {
                    <div class="text" data-time={corner}>{ strings::deleted() }</div>
                }
                <span class="meta">
                    if pinned {
                        <span class="mark" title={strings::message_pinned()}>
                            { icon(Shape::Pin) }
                            <span class="visually-hidden">{ strings::message_pinned() }</span>
                        </span>
                    }
                    if let Some(edited_at) = edited_at {
                        <span class="edited" title={strings::edited_at(&clock::in_full(edited_at))}>
                            { strings::edited() }
                        </span>
                    }
                    <time datetime={time.to_string()} title={clock::in_full(time)}>{ time_of_day }</time>
                    if *own && text.is_some() {
                        <DeliveryMark delivery={delivery.cloned()} readers={props.readers.clone()} />
                    }
                </span>
                if props.changing {
                    <ChangeMark />
                }
                if let Some(on_act) = on_act.clone().filter(|_| text.is_some() && (*pointed || *focused)) {
                    { message_tools(props.allowed.answer, &on_act) }
                }
            </div>
            if let Some((message, on_act)) = stored.zip(on_act).filter(|(message, _)| !message.reactions.is_empty()) {
                { reactions(message, *me, &on_act) }
            }
            if let Some((message, reason)) = failed {
                <FailedActions room={room.clone()} message={message.clone()} {reason} dispatch={dispatch.clone()} />
            }
        </li>
    }
}

/// What stands in the corner, for which the text keeps room; a pin is as wide as an em space.
fn corner(time: &str, edited: bool, pinned: bool) -> AttrValue {
    let mut corner = String::with_capacity(time.len() + 16);
    if pinned {
        corner.push('\u{2003}');
    }
    if edited {
        corner.push_str(strings::edited());
        corner.push(' ');
    }
    corner.push_str(time);
    corner.into()
}

/// The row's name for screen readers.
fn label(name: &str, time: &str, text: &str) -> String {
    let end = text.char_indices().nth(NAME_CHARS).map_or(text.len(), |(index, _)| index);
    strings::message_label(name, text.get(..end).unwrap_or(text), time)
}
