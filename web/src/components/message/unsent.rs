//! What one wrote in a room that one is no longer in, and that never got there.

use sociable_client::chat::{Delivery, Outbox};
use sociable_protocol::RoomSlug;
use yew::prelude::*;

use super::delivery::FailedActions;
use crate::provider::Dispatch;
use crate::strings;

/// The messages that failed, to be copied or discarded. Nothing where there is none.
pub(crate) fn unsent(room: &RoomSlug, outbox: &Outbox, dispatch: &Dispatch) -> Html {
    let failed = outbox.messages().filter_map(|message| match &message.delivery {
        Delivery::Failed(error) => Some((message, strings::refusal(error))),
        Delivery::Pending | Delivery::Sending | Delivery::Stored(_) => None,
    });
    let mut failed = failed.peekable();
    if failed.peek().is_none() {
        return Html::default();
    }
    let row = |(message, reason): (&sociable_client::chat::Outgoing, String)| {
        let (room, dispatch) = (room.clone(), dispatch.clone());
        html! {
            <li key={message.id.to_string()} class="unsent-message">
                <p dir="auto">{ message.text.as_str() }</p>
                <FailedActions {room} message={message.clone()} {reason} can_retry=false {dispatch} />
            </li>
        }
    };
    html! {
        <section class="unsent" aria-label={strings::message_unsent()}>
            <h3>{ strings::message_unsent() }</h3>
            <ul>{ for failed.map(row) }</ul>
        </section>
    }
}
