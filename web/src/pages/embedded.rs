//! The chat in a frame of another page: one room, and what stands over it. Which room that is, the page around says.

use sociable_client::chat::{ChatState, Phase};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::chat::{use_all_parts, use_place};
use crate::components::message::Cover;
use crate::components::panels::SidePanel;
use crate::components::rooms::Dialogs;
use crate::components::shell::{RoomView, missing, notices};
use crate::components::writing::{Marks, use_marks};
use crate::hooks::{WIDE, use_media, use_returning_focus};
use crate::provider::Dispatch;
use crate::router::use_route;
use crate::strings;
use crate::ui::{Ui, use_ui};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
}

/// The page.
#[component]
pub(crate) fn EmbeddedPage(props: &Props) -> Html {
    let Props { state, dispatch } = props;
    let ui = use_ui(None);
    let route = use_route();
    use_place(&route, state, dispatch, false);
    use_all_parts(state.is_online());
    let marks = use_marks();
    let on_close = {
        let ui = ui.clone();
        Callback::from(move |()| ui.show_panel(None))
    };
    let people_button = use_node_ref();
    use_returning_focus(ui.panel, &people_button);
    let onkeydown = {
        let ui = ui.clone();
        Callback::from(move |event: KeyboardEvent| {
            // What is open inside has had it before; a dialog of the browser's takes it itself.
            let is_meant = event.key() == "Escape" && !event.default_prevented() && ui.dialog.is_none();
            if is_meant && ui.panel.is_some() {
                ui.show_panel(None);
                // Else it would close the frame, too.
                event.prevent_default();
            }
        })
    };
    let room = state.current.as_ref().and_then(|slug| state.room(slug));
    let inside = room.filter(|room| matches!(room.phase, Phase::Joining | Phase::Joined));
    // Never in their place: that has an entry in the browser's history, which is the page's around.
    let cover = if use_media(WIDE) { Cover::Beside } else { Cover::Over };
    let panel_open = ui.panel.is_some() && inside.is_some();
    let panel = match ui.panel.zip(inside) {
        Some((panel, room)) => html! {
            <SidePanel {panel} state={state.clone()} room={room.clone()} {cover} {on_close}
                dispatch={dispatch.clone()} />
        },
        None => Html::default(),
    };
    let chat = match room {
        Some(room) => html! {
            <RoomView state={state.clone()} room={room.clone()} {people_button} dispatch={dispatch.clone()} />
        },
        None if state.current.is_some() => missing(strings::room_refused(), strings::refused_limit_reached()),
        None if route.slug().is_none() => missing(strings::no_room_title(), strings::no_room_lead()),
        None => html! { <main class="chat chat-empty"></main> },
    };
    html! {
        <ContextProvider<Marks> context={marks}>
        <ContextProvider<Ui> context={ui}>
            <div class="shell shell-embedded" data-panel={if panel_open { "open" } else { "closed" }} {onkeydown}>
                if inside.is_some() {
                    <a class="skip-link" href="#message">{ strings::skip_to_composer() }</a>
                }
                { chat }
                { panel }
            </div>
            <Dialogs state={state.clone()} dispatch={dispatch.clone()} />
            { notices(&state.notices, None, dispatch) }
        </ContextProvider<Ui>>
        </ContextProvider<Marks>>
    }
}
