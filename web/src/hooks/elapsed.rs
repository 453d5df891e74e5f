//! Something that has lasted for a while.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::use_effect_with;

/// Whether `condition` has held for `ms` milliseconds without a break: for what is to be said only when it lasts.
#[hook]
pub(crate) fn use_elapsed(condition: bool, ms: u32) -> bool {
    let elapsed = use_state_eq(|| false);
    use_effect_with(condition, {
        let elapsed = elapsed.setter();
        move |condition| {
            elapsed.set(false);
            let timeout = condition.then(|| Timeout::new(ms, move || elapsed.set(true)));
            move || drop(timeout)
        }
    });
    condition && *elapsed
}
