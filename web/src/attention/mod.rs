//! Getting the reader's attention: the page's title and icon, the badge of the installed program, notifications, a sound.
//!
//! All of it follows from what is unread, and what is unread follows from the server: what is read in one tab or on one
//! device is read in all, and its notification goes away there, too.

mod badge;
mod locks;
mod notifier;
mod settings;
mod sound;
mod worker;

use sociable_client::chat::{ChatState, Phase};
use yew::prelude::*;

use crate::hooks::use_effect_with;
use crate::place;
use crate::router;
use crate::routes::Route;

pub(crate) use settings::NotificationSettings;
pub(crate) use worker::register;

/// How many messages wait in rooms that may make a noise.
fn waiting(state: &ChatState) -> usize {
    let rooms = state.rooms.values().filter(|room| !room.muted && matches!(room.phase, Phase::Joining | Phase::Joined));
    rooms.map(|room| usize::try_from(room.unread).unwrap_or(usize::MAX)).fold(0, usize::saturating_add)
}

/// Keeps title, icon and badge true, and notifies of messages; `place` is the name of what is looked at.
#[hook]
pub(crate) fn use_attention(state: &ChatState, place: Option<&str>) {
    let waiting = waiting(state);
    use_effect_with((waiting, place.map(str::to_owned)), |(waiting, place)| {
        badge::show(*waiting, place.as_deref());
    });
    let notifier = use_mut_ref(notifier::Notifier::new);
    use_effect({
        let state = state.clone();
        move || notifier.borrow_mut().follow(&state)
    });
    use_effect_with((), move |()| {
        let listener = worker::on_open(|path| {
            if let Some(path) = place::within(&path) {
                router::push(&Route::recognize(path));
            }
        });
        move || drop(listener)
    });
}

/// Whether the program has been replaced by a newer version since this page was opened, and then the way to say not now.
/// Asked whenever one is `online` anew, because that is when a server that was updated is back.
#[hook]
pub(crate) fn use_newer_version(online: bool) -> Option<Callback<()>> {
    let newer = use_state_eq(|| false);
    use_effect_with(online, |online| {
        if *online {
            worker::look_for_newer();
        }
    });
    use_effect_with((), {
        let newer = newer.setter();
        move |()| {
            let listener = worker::on_replaced(move || newer.set(true));
            move || drop(listener)
        }
    });
    newer.then(|| {
        let newer = newer.setter();
        Callback::from(move |()| newer.set(false))
    })
}
