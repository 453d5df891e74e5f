//! Which page is shown.

use sociable_client::chat::{ChatState, Connection};
use yew::prelude::*;

use crate::i18n::Language;
use crate::pages::{ChatPage, WelcomePage};
use crate::provider::{Chat, ChatProvider, Dispatch};
use crate::router::Router;

/// The language in use, and the way to change it; a context.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Speech {
    /// The language in use.
    pub(crate) language: Language,
    set: UseStateSetter<Language>,
}

impl Speech {
    /// Speaks `language` from now on.
    pub(crate) fn choose(&self, language: Language) {
        language.choose();
        self.set.set(language);
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) dispatch: Dispatch,
}

/// The whole program.
#[component]
pub(crate) fn App(props: &Props) -> Html {
    let language = use_state_eq(Language::current);
    let speech = Speech { language: *language, set: language.setter() };
    // Sentences are looked up where they are shown; with another language, everything that shows one is made anew.
    html! {
        <ContextProvider<Speech> context={speech}>
            <ChatProvider dispatch={props.dispatch.clone()}>
                <Router key={language.tag()}><Page /></Router>
            </ChatProvider>
        </ContextProvider<Speech>>
    }
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
