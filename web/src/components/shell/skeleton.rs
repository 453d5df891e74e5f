//! Messages that are on their way. The style sheet shows it only after 200 ms, so that a quick answer does not flicker.

use yew::prelude::*;

use crate::strings;

/// Grey bubbles in the place of messages.
pub(crate) fn message_skeleton() -> Html {
    html! {
        <div class="skeleton" role="status" aria-label={strings::loading()}>
            { for (0..6).map(|row| html! { <div key={row} class="skeleton-row"><span></span><span></span></div> }) }
        </div>
    }
}
