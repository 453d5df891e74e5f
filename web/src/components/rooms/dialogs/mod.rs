//! The dialog that is open, if one is. They are a part of the program that is loaded later.

mod browse;
mod candidates;
mod directory;
mod invite;
mod new_room;
mod preferences;
mod profile;
mod settings;
mod switcher;

use sociable_client::chat::ChatState;
use yew::prelude::*;

use crate::components::common::not_loaded_above;
use crate::lazy::{Draw, Loaded, part, use_part};
use crate::provider::Dispatch;
use crate::ui::{Dialog, Ui};
use browse::BrowseDialog;
use invite::InviteDialog;
use new_room::NewRoomDialog;
use preferences::PreferencesDialog;
use settings::SettingsDialog;
use switcher::SwitcherDialog;

#[derive(Properties, Clone, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
}

/// The dialog that is open, with what it needs.
#[derive(Clone)]
pub(crate) struct Open {
    dialog: Dialog,
    state: ChatState,
    dispatch: Dispatch,
    on_close: Callback<()>,
}

part! {
    pub(crate) static DIALOGS: Draw<Open> = draw; in more
}

/// One at a time.
#[component]
pub(crate) fn Dialogs(props: &Props) -> Html {
    let ui = use_context::<Ui>();
    let dialog = ui.as_ref().and_then(|ui| ui.dialog.clone());
    let dialogs = use_part(&DIALOGS, dialog.is_some());
    let (Some(ui), Some(dialog)) = (ui, dialog) else { return Html::default() };
    let on_close = Callback::from(move |()| ui.show_dialog(None));
    match dialogs {
        Loaded::Here(draw) => {
            draw(&Open { dialog, state: props.state.clone(), dispatch: props.dispatch.clone(), on_close })
        }
        Loaded::Coming => Html::default(),
        Loaded::Failed(again) => not_loaded_above(&again, &on_close),
    }
}

fn draw(open: &Open) -> Html {
    let Open { dialog, state, dispatch, on_close } = open.clone();
    match dialog {
        Dialog::NewRoom => html! { <NewRoomDialog {on_close} /> },
        Dialog::Browse => html! { <BrowseDialog {state} {dispatch} {on_close} /> },
        Dialog::Switcher => html! { <SwitcherDialog {state} {dispatch} {on_close} /> },
        Dialog::Preferences => html! { <PreferencesDialog {state} {dispatch} {on_close} /> },
        Dialog::RoomSettings(slug) => match state.room(&slug) {
            Some(room) => html! { <SettingsDialog room={room.clone()} {on_close} /> },
            None => Html::default(),
        },
        Dialog::Invite(slug) => match state.room(&slug) {
            Some(room) => html! { <InviteDialog room={room.clone()} {state} {dispatch} {on_close} /> },
            None => Html::default(),
        },
    }
}
