//! Which page is shown.

use sociable_client::chat::{ChatState, Connection, Site};
use sociable_protocol::{Error, ErrorCode};
use yew::prelude::*;

use crate::components::common::{logo, not_loaded};
use crate::doors::Doors;
use crate::embedded::{Frame, is_embedded, use_frame};
use crate::i18n::Language;
use crate::lazy::{Draw, Loaded, load, part, use_part};
use crate::pages::{ChatPage, EmbeddedPage, SigningInPage, WelcomePage};
use crate::provider::{Chat, ChatProvider, Dispatch};
use crate::router::Router;
use crate::{storage, strings};

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
    let frame = use_frame();
    let spoken = frame.as_ref().map_or(*language, |frame| frame.language);
    let speech = Speech { language: spoken, set: language.setter() };
    // Sentences are looked up where they are shown; with another language, everything that shows one is made anew.
    html! {
        <ContextProvider<Speech> context={speech}>
            <ChatProvider dispatch={props.dispatch.clone()}>
                <ContextProvider<Option<Frame>> context={frame}>
                    <Router key={spoken.tag()}><Page /></Router>
                </ContextProvider<Option<Frame>>>
            </ChatProvider>
        </ContextProvider<Speech>>
    }
}

part! {
    /// Fetched along with the program where one has been here before, and else while one types a name.
    static CHAT: Draw<Chat> = draw_chat; in chat
}

fn draw_chat(Chat { state, dispatch }: &Chat) -> Html {
    let (state, dispatch) = (state.clone(), dispatch.clone());
    if is_embedded() {
        return html! { <EmbeddedPage {state} {dispatch} /> };
    }
    html! { <ChatPage {state} {dispatch} /> }
}

#[component]
fn Page() -> Html {
    let chat = use_context::<Chat>();
    let is_in = chat.as_ref().is_some_and(|chat| is_in(&chat.state));
    let chat_page = use_part(&CHAT, is_in);
    let Some(chat) = chat else { return Html::default() };
    if is_in {
        match chat_page {
            Loaded::Here(draw) => draw(&chat),
            Loaded::Coming => coming(),
            Loaded::Failed(again) => html! { <main class="boot">{ not_loaded(&again) }</main> },
        }
    } else {
        let Chat { state, dispatch } = chat;
        let ChatState { connection, handshake, site, .. } = state;
        if let Some(error) = needs_site(&connection, &site) {
            return html! { <SigningInPage {error} {dispatch} /> };
        }
        html! { <WelcomePage {connection} name={handshake.name.unwrap_or_default()} {dispatch} /> }
    }
}

/// Waits for what somebody who has been here before sees first, so that it comes in the place of what the page shows while
/// it is loaded, and not after something else. What could not be loaded, the page says itself.
pub(crate) async fn prepare() {
    if storage::handshake().token.is_some() {
        load_chat().await;
    }
}

/// Loads what shows rooms and messages. Where that fails, the page tries again once it is wanted.
pub(crate) async fn load_chat() {
    if load(&CHAT).await.is_err() {
        gloo_console::warn!("the chat could not be loaded yet");
    }
}

/// For who is quicker than the network.
fn coming() -> Html {
    html! {
        <div class="boot" role="status">
            { logo() }
            <p class="boot-name">{ strings::app() }</p>
            <p class="boot-line">{ strings::entering() }</p>
        </div>
    }
}

/// Why one can come in by one's site only, where that is so.
fn needs_site(connection: &Connection, site: &Site) -> Option<Error> {
    let Connection::SignedOut { error } = connection else { return None };
    if error.is_none() && Doors::here() == Doors::Site {
        // Nobody has tried, and it would be of no use.
        return Some(Error::new(ErrorCode::TokenRequired, ""));
    }
    let error = error.as_ref()?;
    let needs = site.vouches() || matches!(error.code, ErrorCode::TokenRequired | ErrorCode::TokenExpired);
    needs.then(|| error.clone())
}

/// Whether one has come in: here before, or let in now. Who was here before waits in the chat and not at the door.
fn is_in(state: &ChatState) -> bool {
    let signed_out = matches!(state.connection, Connection::SignedOut { .. });
    !signed_out && (state.me.is_some() || state.handshake.token.is_some() || state.site.vouches())
}
