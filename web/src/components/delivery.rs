//! How far an own message has come.

use sociable_client::chat::{Action, Delivery, Outgoing};
use sociable_protocol::RoomSlug;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::components::{Icon, Shape};
use crate::dom::window;
use crate::hooks::use_elapsed;
use crate::provider::Dispatch;
use crate::strings;

/// Most messages are acknowledged sooner, in milliseconds; a clock that flashes up for each would only disturb.
const PENDING_MS: u32 = 500;

#[derive(Properties, PartialEq)]
pub(crate) struct MarkProps {
    /// `None` for a message that is stored.
    pub(crate) delivery: Option<Delivery>,
}

/// A tick, a clock or an exclamation mark. The clock comes only when it lasts.
#[component]
pub(crate) fn DeliveryMark(props: &MarkProps) -> Html {
    let pending = matches!(props.delivery, Some(Delivery::Pending | Delivery::Sending));
    let waits = use_elapsed(pending, PENDING_MS);
    let (state, shape, label) = match &props.delivery {
        None | Some(Delivery::Stored(_)) => ("sent", Shape::Check, strings::SENT),
        Some(Delivery::Failed(_)) => ("failed", Shape::Alert, strings::NOT_SENT),
        Some(Delivery::Pending | Delivery::Sending) if waits => ("pending", Shape::Clock, strings::SENDING),
        Some(Delivery::Pending | Delivery::Sending) => return html! { <span class="mark"></span> },
    };
    html! {
        <span class="mark" data-delivery={state} title={label}>
            <Icon {shape} />
            <span class="visually-hidden">{ label }</span>
        </span>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct FailedProps {
    pub(crate) room: RoomSlug,
    pub(crate) message: Outgoing,
    /// Why it failed.
    pub(crate) reason: String,
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
            let (text, copied) = (text.clone(), copied.clone());
            spawn_local(async move {
                let written = window().navigator().clipboard().write_text(text.as_str());
                match wasm_bindgen_futures::JsFuture::from(written).await {
                    Ok(_) => copied.set(true),
                    Err(error) => gloo_console::warn!("the text cannot be copied:", error),
                }
            });
        })
    };
    let copy = if *copied { strings::COPIED } else { strings::COPY };
    html! {
        <div class="failed" role="group">
            <span class="failed-reason">{ strings::NOT_SENT }{ " " }{ &props.reason }</span>
            <button type="button" class="button-text" onclick={act(Action::Retry)}>{ strings::RETRY }</button>
            <button type="button" class="button-text" onclick={on_copy}>{ copy }</button>
            <button type="button" class="button-text" onclick={act(Action::Discard)}>{ strings::DISCARD }</button>
        </div>
    }
}
