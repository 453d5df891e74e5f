//! How far an own message has come.

use sociable_client::chat::{Action, Delivery, Outgoing};
use sociable_protocol::RoomSlug;
use yew::prelude::*;

use crate::components::common::{Shape, icon};
use crate::dom::copy;
use crate::hooks::use_elapsed;
use crate::provider::Dispatch;
use crate::strings;

/// Most messages are acknowledged sooner, in milliseconds; a clock that flashes up for each would only disturb.
const PENDING_MS: u32 = 500;

#[derive(Properties, PartialEq)]
pub(crate) struct MarkProps {
    /// `None` for a message that is stored.
    pub(crate) delivery: Option<Delivery>,
    /// Who has read it, in words; `None` where nobody is known to.
    pub(crate) readers: Option<AttrValue>,
}

/// One tick, two where somebody has read it, a clock or an exclamation mark. The clock comes only when it lasts.
#[component]
pub(crate) fn DeliveryMark(props: &MarkProps) -> Html {
    let pending = matches!(props.delivery, Some(Delivery::Pending | Delivery::Sending));
    let waits = use_elapsed(pending, PENDING_MS);
    let stored = matches!(props.delivery, None | Some(Delivery::Stored(_)));
    let read_by = props.readers.as_ref().filter(|_| stored);
    let (state, shape, label) = match &props.delivery {
        None | Some(Delivery::Stored(_)) if read_by.is_some() => ("sent", Shape::Checks, strings::sent()),
        None | Some(Delivery::Stored(_)) => ("sent", Shape::Check, strings::sent()),
        Some(Delivery::Failed(_)) => ("failed", Shape::Alert, strings::not_sent()),
        Some(Delivery::Pending | Delivery::Sending) if waits => ("pending", Shape::Clock, strings::sending()),
        Some(Delivery::Pending | Delivery::Sending) => return html! { <span class="mark"></span> },
    };
    let label = read_by.cloned().unwrap_or_else(|| AttrValue::from(label));
    html! {
        <span class="mark" data-delivery={state} data-read={read_by.map(|_| "")} title={label.clone()}>
            { icon(shape) }
            <span class="visually-hidden">{ label }</span>
        </span>
    }
}

/// A clock for a change that takes long to be carried out.
#[component]
pub(super) fn ChangeMark() -> Html {
    let waits = use_elapsed(true, PENDING_MS);
    html! {
        if waits {
            <span class="changing" title={strings::message_changing()}>
                { icon(Shape::Clock) }
                <span class="visually-hidden">{ strings::message_changing() }</span>
            </span>
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct FailedProps {
    pub(crate) room: RoomSlug,
    pub(crate) message: Outgoing,
    /// Why it failed.
    pub(crate) reason: String,
    /// Whether trying again can help.
    #[prop_or(true)]
    pub(crate) can_retry: bool,
    pub(crate) dispatch: Dispatch,
}

/// Why a message was not sent, and what can be done about it.
#[component]
pub(crate) fn FailedActions(props: &FailedProps) -> Html {
    let copied = use_state_eq(|| false);
    let act = |action: fn(RoomSlug, sociable_protocol::MessageId) -> Action| {
        let (dispatch, room, id) = (props.dispatch.clone(), props.room.clone(), props.message.id);
        Callback::from(move |_: MouseEvent| dispatch.act(action(room.clone(), id)))
    };
    let on_copy = {
        let (text, copied) = (props.message.text.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| {
            let copied = copied.clone();
            copy(text.as_str(), move |done| copied.set(done));
        })
    };
    let copy_label = if *copied { strings::copied() } else { strings::copy() };
    html! {
        <div class="failed" role="group">
            <span class="failed-reason">{ strings::not_sent() }{ " " }{ &props.reason }</span>
            if props.can_retry {
                <button type="button" class="button-text" onclick={act(Action::Retry)}>{ strings::retry() }</button>
            }
            <button type="button" class="button-text" onclick={on_copy}>{ copy_label }</button>
            <button type="button" class="button-text" onclick={act(Action::Discard)}>{ strings::discard() }</button>
        </div>
    }
}
