//! What can be done with a room as a whole.

use sociable_client::chat::{Action, Command};
use sociable_protocol::{Role, Room, RoomKind};
use yew::prelude::*;

use crate::components::common::{Choice, Confirm, Menu, Shape};
use crate::dom::{copy, window};
use crate::hooks::{PHONE, use_media, use_order};
use crate::provider::Dispatch;
use crate::router;
use crate::routes::Route;
use crate::strings;
use crate::ui::{Dialog, Panel, Ui};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Room,
    /// The name it is shown under.
    pub(crate) name: String,
    /// What one is in it.
    pub(crate) role: Option<Role>,
    pub(crate) muted: bool,
    /// Whether one is in it. Out of it there is no menu; but that one is out is known before the answer to leaving it comes,
    /// which leads elsewhere.
    pub(crate) open: bool,
    pub(crate) dispatch: Dispatch,
}

/// A menu of what one may do, and the question before leaving.
#[component]
pub(crate) fn RoomMenu(props: &Props) -> Html {
    let Props { room, name, role, muted, dispatch, .. } = props;
    let asking = use_state_eq(|| false);
    let ui = use_context::<Ui>();
    let phone = use_media(PHONE);
    let order = use_order({
        let asking = asking.setter();
        Callback::from(move |_| {
            asking.set(false);
            router::push(&Route::Home);
        })
    });
    let open = |dialog: Dialog| {
        let ui = ui.clone();
        move || {
            if let Some(ui) = &ui {
                ui.show_dialog(Some(dialog.clone()));
            }
        }
    };
    if !props.open {
        return Html::default();
    }
    let mute = {
        let (dispatch, slug, muted) = (dispatch.clone(), room.slug.clone(), *muted);
        move || dispatch.act(Action::Mute(slug.clone(), !muted))
    };
    let copy_link = {
        let to = Route::room(&room.slug);
        // Only a page without an address has no origin.
        move || copy(&(window().location().origin().unwrap_or_default() + &to.address()), |_| {})
    };
    let ask = |value: bool| {
        let asking = asking.setter();
        move || asking.set(value)
    };
    let show = |panel: Panel| {
        let ui = ui.clone();
        move || {
            if let Some(ui) = &ui {
                ui.show_panel(Some(panel));
            }
        }
    };
    let mut choices = Vec::new();
    // There is no place for their buttons beside the name.
    if phone {
        choices.push(Choice::new(strings::search_messages(), Shape::Search, show(Panel::Search)));
        choices.push(Choice::new(strings::pins(), Shape::Pin, show(Panel::Pins)));
    }
    choices.push(match muted {
        true => Choice::new(strings::unmute(), Shape::Bell, mute),
        false => Choice::new(strings::mute(), Shape::BellOff, mute),
    });
    if room.kind == RoomKind::Private {
        choices.push(Choice::new(strings::invite(), Shape::Invite, open(Dialog::Invite(room.slug.clone()))));
    }
    if room.kind != RoomKind::Direct && *role >= Some(Role::Moderator) {
        choices.push(Choice::new(
            strings::room_settings(),
            Shape::Settings,
            open(Dialog::RoomSettings(room.slug.clone())),
        ));
    }
    choices.push(Choice::new(strings::copy_link(), Shape::Link, copy_link));
    choices.push(Choice::new(strings::leave_room(), Shape::Leave, ask(true)).dangerous());
    let on_confirm = {
        let (order, slug) = (order.clone(), room.slug.clone());
        Callback::from(move |()| order.give(Command::Leave(slug.clone())))
    };
    let lead = match room.kind {
        RoomKind::Public => strings::leave_public_lead(),
        RoomKind::Private => strings::leave_private_lead(),
        RoomKind::Direct => strings::leave_direct_lead(),
    };
    let closed = ask(false);
    let on_close = Callback::from(move |()| closed());
    html! {
        <>
            <Menu label={strings::room_menu()} shape={Shape::More} {choices} />
            if *asking {
                <Confirm title={strings::leave_question(name)} {lead} action={strings::leave_room()}
                    busy={order.is_running()} error={order.error()} {on_confirm} {on_close} />
            }
        </>
    }
}
