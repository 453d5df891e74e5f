//! The way to a message: its address, so that the browser's way back leads back.

use sociable_client::chat::Action;
use sociable_protocol::{RoomSlug, Seq};
use yew::prelude::*;

use crate::hooks::after_back;
use crate::provider::Dispatch;
use crate::router::{self, use_route};
use crate::routes::Route;

/// Goes to a message of a room.
#[hook]
pub(super) fn use_go(dispatch: &Dispatch) -> Callback<(RoomSlug, Seq)> {
    let here = use_route();
    use_callback((here, dispatch.clone()), |(room, seq), (here, dispatch)| {
        let there = Route::message(&room, seq);
        if *here == there {
            // The address does not change, and so nothing would happen.
            let dispatch = dispatch.clone();
            after_back(move || dispatch.act(Action::JumpTo(room, seq)));
        } else {
            router::push(&there);
        }
    })
}

/// How a panel stands to the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cover {
    /// Beside them.
    Beside,
    /// Over them: it has to go for one of them to be seen.
    Over,
    /// In their place, as a page with an entry of its own in the browser's history.
    Page,
}

/// Goes to a message of a room from a panel, which is closed where it would be in the way.
#[hook]
pub(super) fn use_go_from(cover: Cover, on_close: &Callback<()>, dispatch: &Dispatch) -> Callback<(RoomSlug, Seq)> {
    let on_go = use_go(dispatch);
    let on_close = on_close.clone();
    Callback::from(move |at: (RoomSlug, Seq)| match cover {
        Cover::Beside => on_go.emit(at),
        Cover::Over | Cover::Page => {
            on_close.emit(());
            on_go.emit(at);
        }
    })
}
