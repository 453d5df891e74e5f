//! The chat: the rooms one is in, the one that is looked at, and what stands beside it.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, ChatState, Phase};
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::attention::{use_attention, use_newer_version};
use crate::components::load_parts;
use crate::components::message::Cover;
use crate::components::panels::SidePanel;
use crate::components::rooms::{Dialogs, Sidebar};
use crate::components::shell::{RoomView, empty_state, missing, notices};
use crate::components::writing::{Marks, use_marks};
use crate::dom::document;
use crate::hooks::{PHONE, WIDE, use_back, use_effect_with, use_media, use_returning_focus};
use crate::names::room_name;
use crate::provider::Dispatch;
use crate::room_list::home;
use crate::router::{self, use_route};
use crate::routes::Route;
use crate::ui::{Dialog, Panel, Ui, use_ui};
use crate::{storage, strings};

/// How long after the connection the parts are loaded that nobody has wanted yet, in milliseconds: by then there are messages.
const PARTS_MS: u32 = 1_500;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
}

/// The page.
#[component]
pub(crate) fn ChatPage(props: &Props) -> Html {
    let Props { state, dispatch } = props;
    let (wide, phone) = (use_media(WIDE), use_media(PHONE));
    let ui = use_ui(wide.then_some(Panel::People));
    let route = use_route();
    use_place(&route, state, dispatch, phone);
    use_switcher_keys(&ui);
    use_all_parts(state.is_online());
    let marks = use_marks();
    use_effect_with(wide, {
        let ui = ui.clone();
        move |wide| ui.show_panel(wide.then_some(Panel::People))
    });
    let close = {
        let ui = ui.clone();
        Callback::from(move |()| ui.show_panel(None))
    };
    use_back(ui.panel.is_some() && phone, close.clone());
    let people_button = use_node_ref();
    use_returning_focus(ui.panel, &people_button);
    let onkeydown = {
        let (close, can_close) = (close.clone(), ui.panel.is_some() && !wide);
        Callback::from(move |event: KeyboardEvent| {
            if can_close && event.key() == "Escape" {
                close.emit(());
            }
        })
    };
    let cover = match (phone, wide) {
        (true, _) => Cover::Page,
        (false, false) => Cover::Over,
        (false, true) => Cover::Beside,
    };
    let room = state.current.as_ref().and_then(|slug| state.room(slug));
    let me = state.me.as_ref().map(|user| user.id);
    use_attention(state, room.map(|room| room_name(&room.info, me)));
    let outdated = use_newer_version(state.is_online());
    let inside = room.filter(|room| matches!(room.phase, Phase::Joining | Phase::Joined));
    // Always a node, and not none: without it, Yew would take the chat beside it for another one and make it anew.
    let panel = match ui.panel.zip(inside) {
        Some((panel, room)) => html! {
            <SidePanel {panel} state={state.clone()} room={room.clone()} {cover} on_close={close} dispatch={dispatch.clone()} />
        },
        None => Html::default(),
    };
    let only_rooms = phone && route == Route::Home;
    let panel_open = ui.panel.is_some() && inside.is_some();
    let chat = match (room, &route) {
        (Some(room), _) => html! {
            <RoomView state={state.clone()} room={room.clone()} {people_button} dispatch={dispatch.clone()} />
        },
        // The ways on are in the list beside it.
        (None, Route::Home) if state.listed => html! {
            <main class="chat chat-empty">
                { empty_state(strings::no_room_open_title(), strings::no_room_open_lead(), true, Html::default()) }
            </main>
        },
        (None, Route::Home) => html! { <main class="chat chat-empty"></main> },
        // There is one at this address, but no more rooms than these fit into one connection.
        (None, _) if state.current.is_some() => missing(strings::room_refused(), strings::refused_limit_reached()),
        (None, Route::NotFound) => missing(strings::no_page_title(), strings::no_page_lead()),
        // An address that is none has no room, and one that is has been followed in the next moment.
        (None, route) if route.slug().is_none() => missing(strings::no_room_title(), strings::no_room_lead()),
        (None, _) => html! { <main class="chat chat-empty"></main> },
    };
    html! {
        <ContextProvider<Marks> context={marks}>
        <ContextProvider<Ui> context={ui}>
            <div class="shell" data-panel={if panel_open { "open" } else { "closed" }}
                data-room={if route == Route::Home { "closed" } else { "open" }} {onkeydown}>
                if inside.is_some() {
                    <a class="skip-link" href="#message">{ strings::skip_to_composer() }</a>
                }
                <div class="sidebar-place" role={only_rooms.then_some("main")}>
                    <Sidebar rooms={state.rooms.clone()} current={state.current.clone()} whole={only_rooms}
                        listed={state.listed} me={state.me.clone()} status={state.status} online={state.is_online()}
                        counted={state.limits.unread_counted} dispatch={dispatch.clone()} />
                </div>
                { chat }
                { panel }
            </div>
            <Dialogs state={state.clone()} dispatch={dispatch.clone()} />
            { notices(&state.notices, outdated.as_ref(), dispatch) }
        </ContextProvider<Ui>>
        </ContextProvider<Marks>>
    }
}

/// Looks at what the address says. Where there is space for more than the list of rooms, the address of that leads to one
/// of them.
#[hook]
pub(super) fn use_place(route: &Route, state: &ChatState, dispatch: &Dispatch, phone: bool) {
    use_effect_with(route.clone(), {
        let dispatch = dispatch.clone();
        move |route| {
            let slug = route.slug();
            dispatch.act(Action::Show(slug.clone()));
            if let (Some(slug), Some(seq)) = (slug, route.seq()) {
                dispatch.act(Action::JumpTo(slug, seq));
            }
        }
    });
    // One that one is not let into is no place to come back to.
    let inside = state.current.clone().filter(|slug| state.room(slug).is_some_and(|room| room.phase == Phase::Joined));
    use_effect_with(inside, |inside| {
        if let Some(slug) = inside {
            storage::set_last_room(slug);
        }
    });
    let me = state.me.as_ref().map(|user| user.id);
    let to =
        (*route == Route::Home && !phone).then(|| home(&state.rooms, state.listed, storage::last_room(), me)).flatten();
    use_effect_with(to, |to| {
        if let Some(slug) = to {
            router::replace(&Route::room(slug));
        }
    });
}

/// Loads what is not there yet of the program, some time after one is connected.
#[hook]
pub(super) fn use_all_parts(online: bool) {
    use_effect_with(online, |online| {
        let timeout = online.then(|| Timeout::new(PARTS_MS, || spawn_local(load_parts())));
        move || drop(timeout)
    });
}

/// Control or Command and K: going somewhere quickly, wherever the focus is.
#[hook]
fn use_switcher_keys(ui: &Ui) {
    let ui = ui.clone();
    use_effect_with(ui, |ui| {
        let ui = ui.clone();
        let options = gloo_events::EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&document(), "keydown", options, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let asked = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
            if asked && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                ui.show_dialog(if ui.dialog == Some(Dialog::Switcher) { None } else { Some(Dialog::Switcher) });
            }
        });
        move || drop(listener)
    });
}
