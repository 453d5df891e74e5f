//! Between the pure chat state and the page: one [`Bridge`] owns state and connection, components see snapshots of the
//! one and never touch the other.

mod bridge;
mod network;

use std::rc::Rc;

use sociable_client::chat::{Action, ChatState, Command};
use sociable_protocol::{MessageId, MessageText, RoomSlug};
use yew::prelude::*;

use crate::hooks::use_effect_with;

pub(crate) use bridge::Bridge;

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
    /// The way to change the chat that `bridge` owns.
    pub(crate) fn to(bridge: Rc<Bridge>) -> Self {
        Self(bridge)
    }

    /// Applies an action.
    pub(crate) fn act(&self, action: Action) {
        self.0.act(action);
    }

    /// Does something once; the number under which `ChatState::commands` tells what has become of it.
    pub(crate) fn command(&self, command: Command) -> u32 {
        self.0.command(command)
    }

    /// Comes in under `name`, to the lobby.
    pub(crate) fn sign_in(&self, name: &str) {
        self.0.sign_in(name);
    }

    /// Says `text` in `room`, as an answer to the message `reply_to` where there is one.
    pub(crate) fn send(&self, room: &RoomSlug, text: MessageText, reply_to: Option<MessageId>) {
        self.0.send(room, text, reply_to);
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) dispatch: Dispatch,
    pub(crate) children: Html,
}

/// Gives [`Chat`] to the components inside, anew whenever it changes and at most once per frame.
#[component]
pub(crate) fn ChatProvider(props: &Props) -> Html {
    let bridge = &props.dispatch.0;
    let state = use_state_eq(|| bridge.snapshot());
    use_effect_with((), {
        let (bridge, setter) = (Rc::clone(bridge), state.setter());
        move |()| {
            let listeners = bridge.start(Callback::from(move |snapshot| setter.set(snapshot)));
            move || drop(listeners)
        }
    });
    let chat = Chat { state: (*state).clone(), dispatch: props.dispatch.clone() };
    html! { <ContextProvider<Chat> context={chat}>{ props.children.clone() }</ContextProvider<Chat>> }
}
