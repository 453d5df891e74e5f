//! Where there is nothing to show: why, and what to do.

use yew::prelude::*;

use crate::components::common::logo;

/// A title, one sentence, and what can be done about it, if anything. `whole` is whether it is all that the page is about,
/// and not a part of it.
pub(crate) fn empty_state(title: &str, lead: &str, whole: bool, way: Html) -> Html {
    html! {
        <div class="empty">
            { logo() }
            if whole {
                <h1>{ title }</h1>
            } else {
                <h2>{ title }</h2>
            }
            <p>{ lead }</p>
            { way }
        </div>
    }
}
