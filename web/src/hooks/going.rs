//! Going somewhere else in the program.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::routes::Route;

/// Goes to an address; the way back leads here.
#[hook]
pub(crate) fn use_going() -> Callback<Route> {
    let navigator = use_navigator();
    Callback::from(move |route: Route| {
        if let Some(navigator) = &navigator {
            navigator.push(&route);
        }
    })
}
