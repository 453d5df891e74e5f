//! The rooms one is in.

use sociable_client::chat::{Phase, RoomState, Shared};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{RoomSlug, Status, User};
use yew::prelude::*;

use super::entry::RoomEntry;
use super::invitation::Invitation;
use super::oneself::Oneself;
use crate::components::common::{Choice, Menu, Shape, icon, logo};
use crate::dom::{document, reveal};
use crate::hooks::{use_effect_with, use_today};
use crate::provider::Dispatch;
use crate::room_list::{Sections, sections};
use crate::strings;
use crate::ui::{Dialog, Ui};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) rooms: SortedMap<RoomSlug, Shared<RoomState>>,
    pub(crate) current: Option<RoomSlug>,
    /// Whether it is all there is on the page, as on a phone.
    pub(crate) whole: bool,
    /// Whether all of them are known.
    pub(crate) listed: bool,
    pub(crate) me: Option<User>,
    /// What one says of oneself.
    pub(crate) status: Status,
    /// Whether one is connected.
    pub(crate) online: bool,
    /// Where counting what is unread ends.
    pub(crate) counted: u32,
    pub(crate) dispatch: Dispatch,
}

/// A column beside the chat; on a phone a page of its own.
#[component]
pub(crate) fn Sidebar(props: &Props) -> Html {
    let ui = use_context::<Ui>();
    let today = use_today();
    let me = props.me.as_ref().map(|user| user.id);
    // Where there are many, the one that is looked at may be far down.
    use_effect_with((props.current.clone(), props.listed), |_| {
        if let Ok(Some(entry)) = document().query_selector(".sidebar [aria-current]") {
            reveal(&entry);
        }
    });
    let open = |dialog: Dialog| {
        let ui = ui.clone();
        move || {
            if let Some(ui) = &ui {
                ui.show_dialog(Some(dialog.clone()));
            }
        }
    };
    let Sections { invitations, rooms, direct } = sections(&props.rooms, me);
    let is_current = |room: &RoomState| props.current.as_ref() == Some(&room.info.slug);
    let entry = |room: &Shared<RoomState>| {
        html! {
            <li key={room.info.slug.to_string()}>
                <RoomEntry room={room.clone()} {me} current={is_current(room)} online={props.online} counted={props.counted}
                    {today} />
            </li>
        }
    };
    let invitation = |room: &Shared<RoomState>| {
        let by = if let Phase::Invited(by) = &room.phase { by.clone() } else { None };
        html! {
            <Invitation key={room.info.slug.to_string()} room={room.info.clone()} {by} {me} current={is_current(room)}
                dispatch={props.dispatch.clone()} />
        }
    };
    let section = |title: &'static str, list: Vec<Html>| {
        html! { <section class="rooms-section" aria-label={title}><h2>{ title }</h2><ul>{ list }</ul></section> }
    };
    let choices = vec![
        Choice::new(strings::new_room(), Shape::Plus, open(Dialog::NewRoom)),
        Choice::new(strings::browse_rooms(), Shape::Compass, open(Dialog::Browse)),
    ];
    let button = |label: &'static str, shape: Shape, dialog: Dialog| {
        let open = open(dialog);
        let onclick = move |_: MouseEvent| open();
        html! { <button type="button" class="button" {onclick}>{ icon(shape) }{ label }</button> }
    };
    let find = {
        let open = open(Dialog::Switcher);
        move |_: MouseEvent| open()
    };
    let empty = invitations.is_empty() && rooms.is_empty() && direct.is_empty();
    html! {
        <nav class="sidebar" aria-label={strings::rooms()}>
            <div class="sidebar-head">
                { logo() }
                <span class="sidebar-name" role={props.whole.then_some("heading")}
                    aria-level={props.whole.then_some("1")}>{ strings::app() }</span>
                <Menu label={strings::new_menu()} shape={Shape::Plus} {choices} />
            </div>
            <button type="button" class="find" aria-keyshortcuts="Control+K Meta+K" onclick={find}>
                { icon(Shape::Search) }
                <span class="find-label">{ strings::find() }</span>
                <kbd aria-hidden="true">{ strings::find_keys() }</kbd>
            </button>
            <div class="sidebar-list">
                if !invitations.is_empty() {
                    { section(strings::invitations(), invitations.into_iter().map(invitation).collect()) }
                }
                if !rooms.is_empty() {
                    { section(strings::rooms(), rooms.into_iter().map(entry).collect()) }
                }
                if !direct.is_empty() {
                    { section(strings::direct_messages(), direct.into_iter().map(entry).collect()) }
                }
                if empty && props.listed {
                    <div class="sidebar-empty">
                        <p>{ strings::no_rooms() }</p>
                        { button(strings::browse_rooms(), Shape::Compass, Dialog::Browse) }
                        { button(strings::new_room(), Shape::Plus, Dialog::NewRoom) }
                    </div>
                } else if empty {
                    <div class="rooms-skeleton" role="status" aria-label={strings::loading_rooms()}>
                        { for (0..6).map(|row| html! { <span key={row}></span> }) }
                    </div>
                }
            </div>
            if let Some(me) = &props.me {
                <Oneself me={me.clone()} status={props.online.then_some(props.status)} />
            }
        </nav>
    }
}
