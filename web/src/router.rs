//! Which place the address names, and going to others: the browser's history, in as much as this program needs of it.
//!
//! The places are few and of one type, so this needs neither the generic machinery of a router library nor its query
//! strings, base paths and kinds of history, which together are over 20 kB of what a visitor downloads. A page has one
//! history, so there is one way to go somewhere, wherever one calls from, and it needs no handle.

use std::cell::{OnceCell, RefCell};

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::dom::window;
use crate::embedded::is_embedded;
use crate::hooks::{after_back, arrived, use_effect_with};
use crate::place;
use crate::routes::{EMBEDDED, Route};

thread_local! {
    /// Who is told where one has gone, which the browser itself tells nobody: the [`Router`] on the page.
    static FOLLOWER: RefCell<Option<UseStateSetter<Route>>> = const { RefCell::new(None) };
    /// Hears of the browser's own ways.
    static LISTENER: OnceCell<EventListener> = const { OnceCell::new() };
}

/// Goes to `route`; going back leads here.
///
/// Not in a frame: there the way back is that of the page around, and leads out of it.
pub(crate) fn push(route: &Route) {
    if is_embedded() {
        return replace(route);
    }
    go(route, |history, path| history.push_state_with_url(&JsValue::NULL, "", Some(path)));
}

/// Goes to `route` in place of where one is; going back leads to what was before.
pub(crate) fn replace(route: &Route) {
    go(route, |history, path| history.replace_state_with_url(&JsValue::NULL, "", Some(path)));
}

fn go(route: &Route, change: fn(&web_sys::History, &str) -> Result<(), JsValue>) {
    let route = route.clone();
    after_back(move || {
        if let Err(error) = window().history().and_then(|history| change(&history, &route.location())) {
            gloo_console::warn!("the address cannot be changed:", error);
        }
        follow(route);
    });
}

fn follow(route: Route) {
    let follower = FOLLOWER.with_borrow(Clone::clone);
    if let Some(follower) = follower {
        follower.set(route);
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) children: Html,
}

/// Follows the address, for the components inside. There is one on the page.
#[component]
pub(crate) fn Router(props: &Props) -> Html {
    let route = use_state_eq(current);
    // Not as an effect: those of the components inside come first, and some go somewhere at once.
    FOLLOWER.set(Some(route.setter()));
    use_effect_with((), |()| {
        LISTENER.with(|listener| {
            listener.get_or_init(|| {
                // For as long as there is a page: what one waits for may come while another language is drawn.
                let listener = EventListener::new(&window(), "popstate", |_| {
                    arrived();
                    follow(current());
                });
                arrived();
                listener
            });
        });
    });
    html! { <ContextProvider<Route> context={(*route).clone()}>{ props.children.clone() }</ContextProvider<Route>> }
}

/// The place that the address names; a path that cannot be read, or is not the program's, names none.
pub(crate) fn current() -> Route {
    let path = window().location().pathname().unwrap_or_default();
    let pages = if is_embedded() { EMBEDDED } else { "" };
    place::within(&path).and_then(|path| path.strip_prefix(pages)).map_or(Route::NotFound, Route::recognize)
}

/// The place one is at.
#[hook]
pub(crate) fn use_route() -> Route {
    use_context().unwrap_or_else(current)
}
