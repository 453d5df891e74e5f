//! What stands beside the messages: the panel that is open.
//!
//! The panels are a part of the program that is loaded later; until then their place is kept.

use sociable_client::chat::{ChatState, RoomState, Shared};
use yew::prelude::*;

use super::common::not_loaded;
use super::message::{Cover, PinsPanel, SearchPanel};
use super::rooms::PeoplePanel;
use crate::hooks::use_focus;
use crate::lazy::{Draw, Loaded, part, use_part};
use crate::provider::Dispatch;
use crate::strings;
use crate::ui::Panel;

#[derive(Properties, Clone, PartialEq)]
pub(crate) struct Props {
    pub(crate) panel: Panel,
    pub(crate) state: ChatState,
    pub(crate) room: Shared<RoomState>,
    /// How the panel stands to the messages.
    pub(crate) cover: Cover,
    pub(crate) on_close: Callback<()>,
    pub(crate) dispatch: Dispatch,
}

part! {
    pub(super) static PANELS: Draw<Props> = draw; in more
}

/// The panel.
#[component]
pub(crate) fn SidePanel(props: &Props) -> Html {
    let panels = use_part(&PANELS, true);
    let title = match props.panel {
        Panel::People => strings::people(),
        Panel::Pins => strings::pins(),
        Panel::Search => strings::search_messages(),
    };
    match panels {
        Loaded::Here(draw) => draw(props),
        Loaded::Coming => html! { <Place {title} focus={props.cover != Cover::Beside} /> },
        Loaded::Failed(again) => html! { <aside class="panel" aria-label={title}>{ not_loaded(&again) }</aside> },
    }
}

#[derive(Properties, PartialEq)]
struct PlaceProps {
    title: &'static str,
    focus: bool,
}

/// Where the panel will be. It has the focus as the panel does, because what had it may lie below: Escape closes this, too.
#[component]
fn Place(props: &PlaceProps) -> Html {
    let place = use_node_ref();
    use_focus(props.focus, &place);
    html! { <aside ref={place} class="panel" tabindex="-1" aria-label={props.title} aria-busy="true"></aside> }
}

fn draw(props: &Props) -> Html {
    let Props { panel, state, room, cover, on_close, dispatch } = props.clone();
    let me = state.me.as_ref().map(|user| user.id);
    let key = room.info.slug.to_string();
    match panel {
        Panel::People => html! {
            <PeoplePanel {key} {room} me={state.me.clone()} online={state.is_online()} focus={cover != Cover::Beside}
                {on_close} {dispatch} />
        },
        Panel::Pins => html! { <PinsPanel {key} {room} {me} {cover} {on_close} {dispatch} /> },
        Panel::Search => html! {
            <SearchPanel {key} room={room.info.slug.clone()} rooms={state.rooms.clone()} found={state.found.clone()}
                limit={state.limits.query_chars} {me} {cover} {on_close} {dispatch} />
        },
    }
}
