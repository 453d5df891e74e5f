//! An address that leads nowhere.

use yew::prelude::*;

use super::EmptyState;
use crate::components::common::PlaceLink;
use crate::routes::Route;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) lead: AttrValue,
}

/// Stands in the place of a room; leads to those there are.
#[component]
pub(crate) fn Missing(props: &Props) -> Html {
    html! {
        <main class="chat chat-empty">
            <EmptyState title={&props.title} lead={&props.lead} whole=true>
                <PlaceLink to={Route::Home} class="button">{ strings::to_the_rooms() }</PlaceLink>
            </EmptyState>
        </main>
    }
}
