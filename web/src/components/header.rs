//! The line above the chat: which room, how many are there, whether one is connected.

use sociable_client::chat::Connection;
use yew::prelude::*;

use crate::components::{Icon, Logo, Shape};
use crate::hooks::use_elapsed;
use crate::strings;

/// Shorter interruptions are not shown, in milliseconds: they would only flicker.
const STEADY_MS: u32 = 700;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) name: String,
    pub(crate) connection: Connection,
    /// How many people are here.
    pub(crate) online: usize,
    pub(crate) people_open: bool,
    /// The button that shows and hides the people.
    pub(crate) people_button: NodeRef,
    pub(crate) on_people: Callback<()>,
}

/// The line above the chat.
#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let connected = props.connection == Connection::Online;
    let away = use_elapsed(!connected, STEADY_MS);
    let (state, text) = match &props.connection {
        Connection::Connecting if props.online == 0 => ("waiting", strings::CONNECTING.to_owned()),
        _ if connected || !away => ("online", strings::online(props.online)),
        Connection::Connecting => ("waiting", strings::CONNECTING.to_owned()),
        _ => ("waiting", strings::RECONNECTING.to_owned()),
    };
    let label = if props.people_open { strings::HIDE_PEOPLE } else { strings::SHOW_PEOPLE };
    let onclick = props.on_people.reform(|_: MouseEvent| ());
    html! {
        <header class="topbar">
            <Logo />
            <div class="topbar-title">
                <h1 class="topbar-name"><bdi>{ &props.name }</bdi></h1>
                <p class="topbar-status" data-state={state} data-testid="connection">
                    <span class="status-dot" aria-hidden="true"></span>
                    { text }
                </p>
            </div>
            <button ref={props.people_button.clone()} type="button" class="button-icon" aria-label={label} title={label} {onclick}
                aria-expanded={props.people_open.to_string()} aria-controls="people">
                <Icon shape={Shape::People} />
            </button>
        </header>
    }
}
