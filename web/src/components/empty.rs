//! Where there is nothing to show: why, and what to do.

use yew::prelude::*;

use crate::components::Logo;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) lead: AttrValue,
}

/// A title and one sentence.
#[component]
pub(crate) fn EmptyState(props: &Props) -> Html {
    html! {
        <div class="empty">
            <Logo />
            <h2>{ &props.title }</h2>
            <p>{ &props.lead }</p>
        </div>
    }
}
