//! Where there is nothing to show: why, and what to do.

use yew::prelude::*;

use crate::components::Logo;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) lead: AttrValue,
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
            <h2>{ &props.title }</h2>
            <p>{ &props.lead }</p>
            { props.children.clone() }
        </div>
    }
}
