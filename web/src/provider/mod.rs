//! Between the pure chat state and the page: one [`Bridge`] owns state and connection, components see snapshots of the
//! one and never touch the other.

mod bridge;
mod network;

use std::rc::Rc;

use sociable_client::chat::{Action, ChatState, Command, TokenReason};
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

/// A message that is about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Unsent {
    pub(crate) room: RoomSlug,
    pub(crate) id: MessageId,
    pub(crate) text: MessageText,
    pub(crate) reply_to: Option<MessageId>,
}

/// What stands between the chat and the page that it is in a frame of; where it is in none, there is none.
pub(crate) trait Around {
    /// This is about to happen.
    fn acts(&self, action: &Action);
    /// To be told of every snapshot.
    fn follow(&self, state: &ChatState);
    /// A token of the site is wanted, to be told by [`Action::SiteToken`].
    fn want_token(&self, reason: TokenReason);
    /// Gives a message back that may be sent now, or keeps it and sees to it itself ([`Dispatch::deliver`]).
    fn hold(&self, unsent: Unsent) -> Option<Unsent>;
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

    /// Has `around` be told, and asked, from now on.
    pub(crate) fn attend(&self, around: Rc<dyn Around>) {
        self.0.attend(around);
    }

    /// The chat as it is now. For what is no component; those are given snapshots.
    pub(crate) fn state(&self) -> ChatState {
        self.0.snapshot()
    }

    /// Sends what was held.
    pub(crate) fn deliver(&self, unsent: Unsent) {
        self.0.deliver(unsent);
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
