//! What the browser says of itself and of the page.

use gloo_events::EventListener;
use yew::prelude::*;

use super::use_effect_with;
use crate::dom::{document, is_visible, matches, window};

/// From this width on there is room for a third column.
pub(crate) const WIDE: &str = "(min-width: 75rem)";
/// Below this width there is room for one: rooms, chat and panels are pages of their own.
pub(crate) const PHONE: &str = "(max-width: 47.99rem)";

/// Whether the page is looked at.
#[hook]
pub(crate) fn use_visible() -> bool {
    let visible = use_state_eq(is_visible);
    use_effect_with((), {
        let visible = visible.setter();
        move |()| {
            let listener = EventListener::new(&document(), "visibilitychange", move |_| visible.set(is_visible()));
            move || drop(listener)
        }
    });
    *visible
}

/// How often the page has come into sight. Where it was out of sight so shortly that nothing was drawn meanwhile, this tells.
#[hook]
pub(crate) fn use_looks() -> u32 {
    let looks = use_state_eq(|| 0);
    use_effect_with((), {
        let looks = looks.setter();
        move |()| {
            let mut count = 0_u32;
            let listener = EventListener::new(&document(), "visibilitychange", move |_| {
                if is_visible() {
                    count = count.wrapping_add(1);
                    looks.set(count);
                }
            });
            move || drop(listener)
        }
    });
    *looks
}

/// Whether the device has a network. True does not mean that the server can be reached.
#[hook]
pub(crate) fn use_online() -> bool {
    let online = use_state_eq(|| window().navigator().on_line());
    use_effect_with((), {
        let online = online.setter();
        move |()| {
            let listeners = ["online", "offline"].map(|event| {
                let online = online.clone();
                EventListener::new(&window(), event, move |_| online.set(window().navigator().on_line()))
            });
            move || drop(listeners)
        }
    });
    *online
}

/// Whether a media query holds.
#[hook]
pub(crate) fn use_media(query: &'static str) -> bool {
    let holds = use_state_eq(|| matches(query));
    use_effect_with((), {
        let holds = holds.setter();
        move |()| {
            let list = window().match_media(query).ok().flatten();
            let listener = list.map(|list| EventListener::new(&list, "change", move |_| holds.set(matches(query))));
            move || drop(listener)
        }
    });
    *holds
}
