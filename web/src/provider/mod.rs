//! Between the pure chat state and the page: one [`Bridge`] owns state and connection, components see snapshots of the
//! one and never touch the other.

mod bridge;
mod network;

use std::rc::Rc;

use sociable_client::chat::{Action, ChatState};
use sociable_protocol::{MessageText, RoomSlug};
use yew::prelude::*;

use bridge::Bridge;

/// What components get: the latest snapshot, and the way to change it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chat {
    /// The snapshot.
    pub(crate) state: ChatState,
    /// The way to change it.
    pub(crate) dispatch: Dispatch,
}

/// The way to change the chat; the same for as long as the page lives, so passing it on re-renders nothing.
#[derive(Clone)]
pub(crate) struct Dispatch(Rc<Bridge>);

impl PartialEq for Dispatch {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dispatch")
    }
}

impl Dispatch {
    /// Applies an action.
    pub(crate) fn act(&self, action: Action) {
        self.0.act(action);
    }

    /// Comes in under `name`, to the lobby.
    pub(crate) fn sign_in(&self, name: &str) {
        self.0.sign_in(name);
    }

    /// Says `text` in `room`.
    pub(crate) fn send(&self, room: &RoomSlug, text: MessageText) {
        self.0.send(room, text);
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) children: Html,
}

/// Gives [`Chat`] to the components inside, anew whenever it changes and at most once per frame.
#[component]
pub(crate) fn ChatProvider(props: &Props) -> Html {
    let bridge = use_memo((), |()| Bridge::new());
    let state = use_state_eq(|| bridge.snapshot());
    use_effect_with((), {
        let (bridge, setter) = ((*bridge).clone(), state.setter());
        move |()| {
            let listeners = bridge.start(Callback::from(move |snapshot| setter.set(snapshot)));
            move || drop(listeners)
        }
    });
    let chat = Chat { state: (*state).clone(), dispatch: Dispatch((*bridge).clone()) };
    html! { <ContextProvider<Chat> context={chat}>{ props.children.clone() }</ContextProvider<Chat>> }
}
