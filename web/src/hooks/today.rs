//! The day it is.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::use_effect_with;
use crate::clock::{self, Day};

/// The local day; re-renders at midnight, when "Today" is "Yesterday".
#[hook]
pub(crate) fn use_today() -> Day {
    let today = use_state_eq(|| clock::day_of(clock::now()));
    use_effect_with(*today, {
        let today = today.setter();
        move |_| {
            let timeout = Timeout::new(clock::until_midnight(), move || today.set(clock::day_of(clock::now())));
            move || drop(timeout)
        }
    });
    *today
}
