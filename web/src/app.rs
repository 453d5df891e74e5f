//! Which page is shown.

use sociable_client::chat::{ChatState, Connection};
use yew::prelude::*;

use crate::pages::{ChatPage, WelcomePage};
use crate::provider::{Chat, ChatProvider};

/// The whole program.
#[component]
pub(crate) fn App() -> Html {
    html! { <ChatProvider><Page /></ChatProvider> }
}

#[component]
fn Page() -> Html {
    let Some(Chat { state, dispatch }) = use_context::<Chat>() else { return Html::default() };
    if is_in(&state) {
        html! { <ChatPage {state} {dispatch} /> }
    } else {
        let ChatState { connection, handshake, .. } = state;
        html! { <WelcomePage {connection} name={handshake.name.unwrap_or_default()} {dispatch} /> }
    }
}

/// Whether one has come in: here before, or let in now. Who was here before waits in the chat and not at the door.
fn is_in(state: &ChatState) -> bool {
    let signed_out = matches!(state.connection, Connection::SignedOut { .. });
    !signed_out && (state.me.is_some() || state.handshake.token.is_some())
}
