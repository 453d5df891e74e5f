//! The dialog that is open, if one is.

mod browse;
mod candidates;
mod invite;
mod new_room;
mod preferences;
mod profile;
mod settings;
mod switcher;

use sociable_client::chat::ChatState;
use yew::prelude::*;

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

/// One at a time.
#[component]
pub(crate) fn Dialogs(props: &Props) -> Html {
    let Some(ui) = use_context::<Ui>() else { return Html::default() };
    let Props { state, dispatch } = props.clone();
    let dialog = ui.dialog.clone();
    let on_close = Callback::from(move |()| ui.show_dialog(None));
    match dialog {
        None => Html::default(),
        Some(Dialog::NewRoom) => html! { <NewRoomDialog {on_close} /> },
        Some(Dialog::Browse) => html! { <BrowseDialog {state} {dispatch} {on_close} /> },
        Some(Dialog::Switcher) => html! { <SwitcherDialog {state} {dispatch} {on_close} /> },
        Some(Dialog::Preferences) => html! { <PreferencesDialog {state} {dispatch} {on_close} /> },
        Some(Dialog::RoomSettings(slug)) => match state.room(&slug) {
            Some(room) => html! { <SettingsDialog room={room.clone()} {on_close} /> },
            None => Html::default(),
        },
        Some(Dialog::Invite(slug)) => match state.room(&slug) {
            Some(room) => html! { <InviteDialog room={room.clone()} {state} {dispatch} {on_close} /> },
            None => Html::default(),
        },
    }
}
