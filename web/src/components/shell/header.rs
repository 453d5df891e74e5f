//! The line above the chat: which room, who is there, whether one is connected, and what can be done.

use sociable_client::chat::{Connection, RoomState, Shared};
use sociable_protocol::{RoomKind, Status, UserId};
use yew::prelude::*;

use super::panel_button::PanelButton;
use super::room_menu::RoomMenu;
use crate::clock;
use crate::components::common::{PlaceLink, Shape, icon};
use crate::components::rooms::{other_in, room_picture};
use crate::hooks::{PHONE, use_elapsed, use_media, use_today};
use crate::names::room_name;
use crate::provider::Dispatch;
use crate::routes::Route;
use crate::strings;
use crate::ui::Panel;

/// Shorter interruptions are not shown, in milliseconds: they would only flicker.
const STEADY_MS: u32 = 700;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Shared<RoomState>,
    pub(crate) me: Option<UserId>,
    pub(crate) connection: Connection,
    /// Whether one is in the room, so that there is something to be done in it.
    pub(crate) open: bool,
    /// The button that shows and hides the people.
    pub(crate) people_button: NodeRef,
    pub(crate) dispatch: Dispatch,
}

/// The line above the chat.
#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let Props { room, me, connection, open, people_button, dispatch } = props;
    let today = use_today();
    let phone = use_media(PHONE);
    let connected = *connection == Connection::Online;
    let steady = !use_elapsed(!connected, STEADY_MS);
    let name = room_name(&room.info, *me).to_owned();
    let other = other_in(room, *me, steady);
    let count = room.people.here_count();
    let (state, text) = match (connection, &other) {
        (Connection::Connecting, _) if count == 0 => ("waiting", strings::connecting().to_owned()),
        (_, Some((user, Some(Status::Offline)))) => {
            let left = room.people.left().into_iter().find(|person| person.user.id == user.id);
            let seen = left.and_then(|person| person.last_seen);
            let text = seen.map(|seen| strings::last_seen(&clock::stamp(seen, today)));
            ("online", text.unwrap_or_else(|| strings::status_offline().to_owned()))
        }
        (_, Some((_, Some(status)))) => ("online", strings::status(*status).to_owned()),
        (Connection::Connecting, _) => ("waiting", strings::connecting().to_owned()),
        _ if steady => ("online", strings::online(count)),
        _ => ("waiting", strings::reconnecting().to_owned()),
    };
    let status = other.and_then(|(_, status)| status);
    let topic = room.info.topic.as_str().to_owned();
    html! {
        <header class="topbar">
            <PlaceLink to={Route::Home} class="button-icon topbar-back" label={strings::back_to_rooms()}
                title={strings::back_to_rooms()}>
                { icon(Shape::Back) }
            </PlaceLink>
            { room_picture(&room.info, *me, status) }
            <div class="topbar-title">
                <h1 class="topbar-name" title={name.clone()}>
                    <bdi>{ &name }</bdi>
                    if room.muted {
                        <span class="topbar-muted" title={strings::muted()}>
                            { icon(Shape::BellOff) }
                            <span class="visually-hidden">{ strings::muted() }</span>
                        </span>
                    }
                </h1>
                if *open {
                    <div class="topbar-line">
                        <p class="topbar-status" data-state={state} data-testid="connection">
                            if status.is_none() {
                                <span class="status-dot" aria-hidden="true"></span>
                            }
                            { text }
                        </p>
                        if !topic.is_empty() && room.info.kind != RoomKind::Direct {
                            <p class="topbar-topic" title={topic.clone()}><bdi>{ topic }</bdi></p>
                        }
                    </div>
                }
            </div>
            if *open {
                if !phone {
                    <PanelButton panel={Panel::Search} shape={Shape::Search} show={strings::search_messages()} />
                    <PanelButton panel={Panel::Pins} shape={Shape::Pin} show={strings::pins()} />
                }
                <PanelButton panel={Panel::People} shape={Shape::People} show={strings::show_people()}
                    hide={strings::hide_people()} button={people_button.clone()} />
            }
            <RoomMenu key={room.info.slug.to_string()} room={room.info.clone()} {name} role={room.role} muted={room.muted}
                open={*open} dispatch={dispatch.clone()} />
        </header>
    }
}
