//! What the whole program has to know of the frame that it is in: whether there is one, whether it is in sight, and what
//! the page around it wants to be shown. Small, since everybody loads it who never is in a frame.

use std::cell::{Cell, RefCell};

use web_sys::Event;
use yew::prelude::*;

use crate::dom::document;
use crate::hooks::use_effect_with;
use crate::i18n::Language;

/// Where the server writes, into the page for frames only, whose pages may have it in one.
const HOSTS: &str = "data-hosts";

/// What the page around the frame wants to be shown; a context of everything inside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    /// The line above the chat.
    pub(crate) header: bool,
    /// The way to close the frame, where it is a bubble's.
    pub(crate) on_close: Option<Callback<()>>,
    /// Whether the composer takes the focus by itself.
    pub(crate) autofocus: bool,
    /// The language that is spoken.
    pub(crate) language: Language,
}

thread_local! {
    static EMBEDDED: bool = has_hosts();
    static IN_SIGHT: Cell<bool> = const { Cell::new(true) };
    static FRAME: RefCell<Option<Frame>> = const { RefCell::new(None) };
    /// Who is told of changes: the [`use_frame`] of the program.
    static FOLLOWER: RefCell<Option<UseStateSetter<Option<Frame>>>> = const { RefCell::new(None) };
}

/// Whether this is the page for frames. It may be at the top all the same, where somebody has opened its address.
pub(crate) fn is_embedded() -> bool {
    EMBEDDED.with(|embedded| *embedded)
}

#[cfg(target_arch = "wasm32")]
fn has_hosts() -> bool {
    hosts().is_some()
}

/// There is no page.
#[cfg(not(target_arch = "wasm32"))]
fn has_hosts() -> bool {
    false
}

/// The origins of whose pages may have this one in a frame, besides its own, with spaces between them.
pub(super) fn hosts() -> Option<String> {
    document().document_element()?.get_attribute(HOSTS)
}

/// Whether the page around the frame shows it, as far as it has said.
pub(crate) fn is_in_sight() -> bool {
    IN_SIGHT.get()
}

/// The page around the frame shows it, or does not any more. Whoever listens to the browser's own event of that kind is told.
pub(super) fn set_in_sight(in_sight: bool) {
    if IN_SIGHT.replace(in_sight) != in_sight {
        let told = Event::new("visibilitychange").and_then(|event| document().dispatch_event(&event));
        if let Err(error) = told {
            gloo_console::debug!("nobody is told whether the chat is in sight:", error);
        }
    }
}

/// This is to be shown from now on.
pub(super) fn set_frame(frame: Frame) {
    FRAME.set(Some(frame.clone()));
    let follower = FOLLOWER.with_borrow(Clone::clone);
    if let Some(follower) = follower {
        follower.set(Some(frame));
    }
}

/// What the page around the frame wants to be shown; `None` where there is no frame.
#[hook]
pub(crate) fn use_frame() -> Option<Frame> {
    let frame = use_state_eq(|| FRAME.with_borrow(Clone::clone));
    use_effect_with((), {
        let setter = frame.setter();
        move |()| {
            // What came before there was somebody to tell.
            setter.set(FRAME.with_borrow(Clone::clone));
            FOLLOWER.set(Some(setter));
        }
    });
    (*frame).clone()
}
