//! An address that leads nowhere.

use yew::prelude::*;

use super::empty_state;
use crate::components::common::PlaceLink;
use crate::routes::Route;
use crate::strings;

/// Stands in the place of a room; leads to those there are.
pub(crate) fn missing(title: &str, lead: &str) -> Html {
    let way = html! { <PlaceLink to={Route::Home} class="button">{ strings::to_the_rooms() }</PlaceLink> };
    html! { <main class="chat chat-empty">{ empty_state(title, lead, true, way) }</main> }
}
