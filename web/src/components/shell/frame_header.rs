//! The line above the chat in a frame of another page: which room, who is there, and the way out of the frame.

use sociable_client::chat::{Connection, RoomState, Shared};
use sociable_protocol::UserId;
use yew::prelude::*;

use super::panel_button::PanelButton;
use crate::components::common::{Choice, Menu, Shape, icon};
use crate::embedded::Frame;
use crate::hooks::use_elapsed;
use crate::names::room_name;
use crate::strings;
use crate::ui::{Dialog, Panel, Ui};

/// Shorter interruptions are not shown, in milliseconds: they would only flicker.
const STEADY_MS: u32 = 700;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) frame: Frame,
    pub(crate) room: Shared<RoomState>,
    pub(crate) me: Option<UserId>,
    pub(crate) connection: Connection,
    /// Whether one is in the room.
    pub(crate) open: bool,
    /// The button that shows and hides the people.
    pub(crate) people_button: NodeRef,
}

/// As little as there can be: a frame may be 320 px wide, and the page around has headings of its own.
#[component]
pub(crate) fn FrameHeader(props: &Props) -> Html {
    let Props { frame, room, me, connection, open, people_button } = props;
    let ui = use_context::<Ui>();
    let steady = !use_elapsed(*connection != Connection::Online, STEADY_MS);
    let (state, text) = match connection {
        Connection::Connecting => ("waiting", strings::connecting().to_owned()),
        _ if steady => ("online", strings::online(room.people.here_count())),
        _ => ("waiting", strings::reconnecting().to_owned()),
    };
    let name = room_name(&room.info, *me).to_owned();
    let show = |act: fn(&Ui)| {
        let ui = ui.clone();
        move || {
            if let Some(ui) = &ui {
                act(ui);
            }
        }
    };
    let choices = vec![
        Choice::new(strings::search_messages(), Shape::Search, show(|ui| ui.show_panel(Some(Panel::Search)))),
        Choice::new(strings::pins(), Shape::Pin, show(|ui| ui.show_panel(Some(Panel::Pins)))),
        Choice::new(strings::preferences(), Shape::Settings, show(|ui| ui.show_dialog(Some(Dialog::Preferences)))),
    ];
    html! {
        <header class="topbar">
            <div class="topbar-title">
                <h1 class="topbar-name" title={name.clone()}><bdi>{ name }</bdi></h1>
                if *open {
                    <p class="topbar-line topbar-status" data-state={state} data-testid="connection">
                        <span class="status-dot" aria-hidden="true"></span>
                        { text }
                    </p>
                }
            </div>
            if *open {
                <PanelButton panel={Panel::People} shape={Shape::People} show={strings::show_people()}
                    hide={strings::hide_people()} button={people_button.clone()} />
                <Menu label={strings::room_menu()} shape={Shape::More} {choices} />
            }
            { close_button(frame) }
        </header>
    }
}

/// The way out of the frame, where there is one.
pub(crate) fn close_button(frame: &Frame) -> Html {
    let Some(on_close) = &frame.on_close else { return Html::default() };
    let onclick = on_close.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="button-icon" aria-label={strings::close_chat()} title={strings::close_chat()} {onclick}>
            { icon(Shape::Close) }
        </button>
    }
}
