//! Where there is nothing to show: why, and what to do.

use yew::prelude::*;

use crate::components::common::Logo;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) lead: AttrValue,
    /// Whether it is all that the page is about, and not a part of it.
    #[prop_or_default]
    pub(crate) whole: bool,
    /// What can be done about it.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A title, one sentence, and perhaps a button.
#[component]
pub(crate) fn EmptyState(props: &Props) -> Html {
    html! {
        <div class="empty">
            <Logo />
            if props.whole {
                <h1>{ &props.title }</h1>
            } else {
                <h2>{ &props.title }</h2>
            }
            <p>{ &props.lead }</p>
            { props.children.clone() }
        </div>
    }
}
